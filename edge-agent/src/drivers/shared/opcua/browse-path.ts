/** One step of a path: a browse name, whose namespace goes by a prefix. */
export interface PathStep {
  readonly prefix: string
  readonly name: string
}

const STEP = /^([A-Za-z0-9_]+):(.+)$/

/** Reads `/S:Instrument/S:Phase`. A slash in a name is written `&/`, as in OPC 10000-4, A.2. @returns undefined where it is none. */
export function parsePath(text: string): readonly PathStep[] | undefined {
  if (!text.startsWith('/')) return undefined
  const steps: PathStep[] = []
  for (const part of text.slice(1).split(/(?<!&)\//)) {
    const [, prefix, name] = STEP.exec(part) ?? []
    if (prefix === undefined || name === undefined) return undefined
    steps.push({ prefix, name: name.replaceAll('&/', '/') })
  }
  return steps
}
