import { appendFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Logger, messageOf } from '@muster/runtime'
import type { InstrumentModel } from './instruments/model.ts'
import { isOver, type Run } from './instruments/run.ts'

/** The files that an instrument's program leaves behind. */
export interface ResultFileSettings {
  readonly folder: string
  /** `{start}`, `{jobOrderId}` and names of parameters stand for what they are. */
  readonly name: string
  /** How long each is, at least. */
  readonly kilobytes: number
}

const LINES = 500

/** Writes a file at the end of each run, in pieces and beside its place, as measuring programs do. */
export function writeResultFiles(model: InstrumentModel, settings: ResultFileSettings, logger: Logger): void {
  let written = 0
  model.onChange(() => {
    const { run } = model
    if (!run || !isOver(run.state) || run.start <= written) return
    written = run.start
    write(run, settings).catch((error: unknown) =>
      logger.error('a result file could not be written', { start: run.start, error: messageOf(error) }),
    )
  })
}

async function write(run: Run, { folder, name, kilobytes }: ResultFileSettings): Promise<void> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, nameOf(run, name))
  await rm(`${path}.part`, { force: true })
  let bytes = 0
  let piece = `# run ${run.start} of ${run.activity}: ${run.state.name}\n`
  for (let line = 0; ; line += LINES) {
    await appendFile(`${path}.part`, piece)
    bytes += piece.length
    if (bytes >= kilobytes * 1024) break
    piece = Array.from({ length: LINES }, (_, at) => pointOf(run.start, line + at)).join('')
  }
  await rename(`${path}.part`, path)
}

/** A peak on a slope: the same for the same start. */
function pointOf(start: number, index: number): string {
  const angle = 10 + index * 0.02
  const counts = 200 + 40 * Math.sin(angle / 7 + start) + 5_000 / (1 + ((angle % 30) - 15) ** 2)
  return `${angle.toFixed(3)} ${counts.toFixed(3)}\n`
}

function nameOf({ start, jobOrderId, parameters }: Run, name: string): string {
  const known: Readonly<Record<string, unknown>> = { ...parameters, start, jobOrderId }
  return name.replaceAll(/\{([^{}]*)\}/g, (_, key: string) => textOf(known[key])).replaceAll(/[/\\]/g, '_')
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : 'none'
