import { nodeFileSystem as files } from '@muster/runtime'
import type { RunEnd, RunProgressUpdate } from '../../instruments/driver.ts'
import { LineSplitter } from '../shared/line-splitter.ts'
import { groupOf, jsonObject, progressAfter, readLine } from '../shared/readings.ts'
import type { FileDropActivity, FileDropSettings } from './settings.ts'

/** Where a run stands by its log and the folder that its job file is in. */
export type Standing =
  | { readonly kind: 'goes-on'; readonly progress: RunProgressUpdate }
  /** It has ended well; its result has still to be read. */
  | { readonly kind: 'done' }
  | RunEnd

export type Place = 'in' | 'working' | 'done' | 'failed'

/**
 * Where a file with the attempt id in its name is. Looked for in the order in which the instrument moves it, so that
 * one that is moved meanwhile is seen all the same.
 */
export async function placeOf(
  attemptId: string,
  folders: FileDropSettings['folders'],
  partSuffix: string,
): Promise<Place | undefined> {
  for (const place of ['in', 'working', 'done', 'failed'] as const) {
    const folder = folders[place]
    const names = folder === undefined ? [] : await files.list(folder)
    if (names.some(name => name.includes(attemptId) && !name.endsWith(partSuffix))) return place
  }
  return undefined
}

/** What the instrument leaves of a run, as it is when it is asked for. */
export interface Traces {
  place(): Promise<Place | undefined>
  /** The bytes of the log; undefined where there is none (yet). */
  log(): Promise<Uint8Array | undefined>
}

/**
 * Where a run stands. The place is asked first: what was moved before it was looked for wrote its log before that, and the log,
 * read after it, has all of it. The other way round, a run that ends in between has moved on and its log, as it was read, does
 * not say how.
 */
export async function lookAt(traces: Traces, log: FileDropActivity['log']): Promise<Seen> {
  const place = await traces.place()
  const bytes = log && (await traces.log())
  const isMoved = place === 'done' || place === 'failed'
  return { place, said: standingIn(log, bytes, false), saidAtMost: standingIn(log, bytes, isMoved) }
}

export interface Seen {
  readonly place: Place | undefined
  /** By the whole lines of the log. */
  readonly said: Standing
  /** The same with a last line without end, where the job was moved on and nothing more may come. */
  readonly saidAtMost: Standing
}

/** What a log says, from its beginning; `whole`: a last line without end counts. */
function standingIn(log: FileDropActivity['log'], bytes: Uint8Array | undefined, whole: boolean): Standing {
  let progress: RunProgressUpdate = { kind: 'progress' }
  if (!log || !bytes) return { kind: 'goes-on', progress }
  const splitter = new LineSplitter(log.encoding)
  const lines = splitter.push(bytes)
  for (const line of whole ? [...lines, ...splitter.end()] : lines) {
    const end = endSaid(log, line)
    if (end) return end
    progress = { kind: 'progress', ...progressAfter(progress, line, log.progress) }
  }
  return { kind: 'goes-on', progress }
}

function endSaid(log: NonNullable<FileDropActivity['log']>, line: string): Standing | undefined {
  const says = (pattern: string | undefined) => (pattern === undefined ? undefined : groupOf(pattern, line))
  const failure = says(log.failed)
  if (failure !== undefined) return failed('run-failed', failure)
  if (says(log.cancelled) !== undefined) return { kind: 'cancelled' }
  if (says(log.stoppedLocally) !== undefined) return { kind: 'stopped-locally', note: line }
  return says(log.done) === undefined ? undefined : { kind: 'done' }
}

/** `whole`: nothing more will come, so that a last line without end counts. @returns undefined while something is missing. */
export async function readResult(
  result: NonNullable<FileDropActivity['result']>,
  path: string,
  whole: boolean,
): Promise<Record<string, unknown> | undefined> {
  const bytes = await files.read(path)
  if (!bytes) return undefined
  const splitter = new LineSplitter(result.encoding)
  const lines = [...splitter.push(bytes), ...(whole || result.format === 'json' ? splitter.end() : [])]
  if (result.format === 'json') return jsonObject(lines.join('\n'))
  const found = Object.assign({}, ...lines.map(line => readLine(line, result.readings))) as object
  return result.readings.every(({ name }) => Object.hasOwn(found, name)) ? { ...found } : undefined
}

export function failed(code: string, message: string): RunEnd {
  return { kind: 'failed', failure: { code, message, category: 'instrument', started: 'yes' } }
}
