import { isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { ConfigurationError, type Fault, InvalidInputError } from './errors.ts'
import type { Parsed } from './schema.ts'

/** What a YAML text holds, with a way back from a field to its place. */
export interface YamlText {
  readonly value: unknown
  /** Adds line and column to faults, from their fields. */
  locate(faults: readonly Fault[]): Fault[]
}

/**
 * Reads one YAML document (YAML 1.2; duplicate keys are faults).
 * @throws InvalidInputError with the place of each fault.
 */
export function parseYaml(text: string, source: string): YamlText {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    // Once something stands where it can't, so does all that comes after it: only the first of these says anything.
    const first = document.errors.find(isMisplaced)
    const faults = document.errors
      .filter(error => !isMisplaced(error) || error === first)
      .map(({ message, pos: [at] }) => {
        const { line, col } = lines.linePos(at)
        return { field: '', message: message + hintAt(text, at), line, column: col }
      })
    throw new InvalidInputError(`${source} is not readable as YAML`, faults)
  }
  return {
    value: document.toJS({ maxAliasCount: 100 }) as unknown,
    locate: faults => faults.map(fault => ({ ...fault, ...placeOf(document.contents, fault.field, lines) })),
  }
}

const isMisplaced = ({ code }: { readonly code: string }): boolean => code === 'UNEXPECTED_TOKEN'

/** Within braces, what begins with ${ is taken for more braces. */
const hintAt = (text: string, at: number): string =>
  text[at - 1] === '$' && text[at] === '{'
    ? '; within {…} and […], a text with ${ … } has to be in quotes'
    : ''

function placeOf(
  root: ParsedNode | null,
  field: string,
  lines: LineCounter,
): { line?: number; column?: number } {
  let node: ParsedNode | null = root
  let offset = root?.range[0]
  for (const part of field === '' ? [] : field.split('.')) {
    if (isMap(node)) {
      const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === part)
      if (!pair) break
      offset = pair.key.range[0]
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)] ?? null
      offset = node?.range[0] ?? offset
    } else break
  }
  if (offset === undefined) return {}
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

/**
 * Reads a program's configuration file.
 * @throws ConfigurationError with every fault of the file and its place.
 */
export function parseConfiguration<T>(text: string, source: string, parse: (value: unknown) => Parsed<T>): T {
  let yaml: YamlText
  try {
    yaml = parseYaml(text, source)
  } catch (error) {
    if (error instanceof InvalidInputError) throw new ConfigurationError(error.message, error.faults)
    throw error
  }
  const result = parse(yaml.value ?? {})
  if (result.ok) return result.value
  const count = result.faults.length
  throw new ConfigurationError(
    `${source} has ${count === 1 ? 'a fault' : `${count} faults`}`,
    yaml.locate(result.faults),
  )
}
