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

/** What the log says, read from its beginning; a last line without end is not yet there. */
export async function readLog(log: FileDropActivity['log'], path: string | undefined): Promise<Standing> {
  let progress: RunProgressUpdate = { kind: 'progress' }
  const bytes = path === undefined ? undefined : await files.read(path)
  if (!log || !bytes) return { kind: 'goes-on', progress }
  for (const line of new LineSplitter(log.encoding).push(bytes)) {
    const says = (pattern: string | undefined) => (pattern === undefined ? undefined : groupOf(pattern, line))
    const failure = says(log.failed)
    if (failure !== undefined) return failed('run-failed', failure)
    if (says(log.cancelled) !== undefined) return { kind: 'cancelled' }
    if (says(log.stoppedLocally) !== undefined) return { kind: 'stopped-locally', note: line }
    if (says(log.done) !== undefined) return { kind: 'done' }
    progress = { kind: 'progress', ...progressAfter(progress, line, log.progress) }
  }
  return { kind: 'goes-on', progress }
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
