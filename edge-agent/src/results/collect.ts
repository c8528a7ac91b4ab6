import { constants } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, sep } from 'node:path'
import { LONGEST_FILE_NAME, MOST_RESULT_FILES, type ResultFile } from '@muster/protocol'
import { type Clock, type Duration, type Logger, messageOf, sleep } from '@muster/runtime'
import type { KeptFiles } from './kept.ts'
import { mediaTypeOf } from './media-type.ts'
import type { CollectFiles, RunToCollect } from './of-run.ts'
import { searchOf } from './rules.ts'

/** File systems tell the time of a change by two seconds at the worst (FAT), and rounded down. */
const COARSEST_TIME = 2_000

export interface CollectLimits {
  /** How long a file has to stay as it is before it is taken. */
  readonly settle: Duration
  /** How long that, and files that are not there yet, are waited for. */
  readonly wait: Duration
  /** Of one run, 1 to 100. */
  readonly maxFiles: number
  /** Of one file. */
  readonly maxBytes: number
}

interface Ports {
  readonly clock: Clock
  readonly logger: Logger
  readonly kept: KeptFiles
}

interface Found {
  readonly name: string
  /** Without links in it. */
  readonly path: string
}

/** Takes what runs leave behind into the agent's own folder. */
export function collector(limits: CollectLimits, ports: Ports): CollectFiles {
  return async (run, signal) => {
    const { kept, clock, logger } = ports
    const deadline = clock.monotonic() + limits.wait
    const list: ResultFile[] = []
    try {
      const { found, problems } = await search(run, limits, { clock, deadline, signal })
      const taken = found.slice(0, limits.maxFiles)
      if (taken.length > 0) await kept.begin(run.attemptId)
      for (const file of taken)
        list.push(await take(file, list.length, run, limits, { ...ports, deadline, signal }))
      list.push(...problems)
      if (found.length > taken.length) list.push(tooMany(found, limits))
      const files = list.slice(0, MOST_RESULT_FILES)
      if (files.some(file => file.sha256 !== undefined))
        await kept.note({ attemptId: run.attemptId, files: { list: files }, states: files.map(stateOf) })
      else await kept.dropAll(run.attemptId)
      return files
    } catch (error) {
      signal.throwIfAborted()
      logger.error('the files of a run could not be taken', {
        attempt: run.attemptId,
        error: messageOf(error),
      })
      // Without the note of what is kept nothing of it is ever sent.
      return [{ name: 'result files', problem: cut(`they could not be kept: ${messageOf(error)}`) }]
    }
  }
}

const stateOf = (file: ResultFile): 'refused' | 'waiting' =>
  file.sha256 === undefined ? 'refused' : 'waiting'

const tooMany = (found: readonly Found[], { maxFiles }: CollectLimits): ResultFile => ({
  name: 'further files',
  problem: `${found.length} files were found, and ${maxFiles} are taken of one run (resultFiles.maxFiles)`,
})

interface Until {
  readonly clock: Clock
  /** Monotonic milliseconds. */
  readonly deadline: number
  readonly signal: AbortSignal
}

/** What the driver names and what the rules find; looks again until each rule has found something, or the time is over. */
async function search(
  run: RunToCollect,
  { settle }: CollectLimits,
  { clock, deadline, signal }: Until,
): Promise<{ readonly found: readonly Found[]; readonly problems: readonly ResultFile[] }> {
  for (;;) {
    const found = new Map<string, Found>()
    const problems: ResultFile[] = []
    let isMissing = false
    for (const { name, path, refused } of run.given) {
      if (refused !== undefined) problems.push({ name: shown(name), problem: cut(refused) })
      else if (isAbsolute(path)) found.set(path, { name: shown(name), path })
      else problems.push({ name: shown(name), problem: cut(`${path} is no absolute path`) })
    }
    for (const rule of run.rules) {
      const wanted = searchOf(rule, run)
      if (typeof wanted === 'string') {
        problems.push({ name: shown(rule.match), problem: cut(wanted) })
        continue
      }
      const { files, refused, why } = await lookInto(wanted.folder, wanted.isMeant, run.startedAt)
      // One file that has two names, or that two rules mean, is one.
      for (const file of files) if (!found.has(file.path)) found.set(file.path, file)
      problems.push(...refused)
      if (files.length > 0 || refused.length > 0 || rule.mayBeMissing === true || !run.tellMissing) continue
      isMissing = true
      problems.push({ name: shown(rule.match), problem: cut(why ?? `the run left no file ${wanted.text}`) })
    }
    if (!isMissing || clock.monotonic() >= deadline) return { found: [...found.values()], problems }
    await sleep(clock, settle, signal)
  }
}

/** Files of a folder, by name, that are meant and are not older than the run. */
async function lookInto(
  folder: string,
  isMeant: (name: string) => boolean,
  since: number,
): Promise<{
  readonly files: readonly Found[]
  readonly refused: readonly ResultFile[]
  readonly why?: string
}> {
  const files: Found[] = []
  const refused: ResultFile[] = []
  let root: string
  let names: string[]
  try {
    root = await realpath(folder)
    names = (await readdir(root)).filter(isMeant).sort()
  } catch (error) {
    return { files, refused, why: `${folder} can't be looked into: ${messageOf(error)}` }
  }
  for (const name of names) {
    const path = await realpath(join(root, name)).catch(() => undefined)
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined)
    if (path === undefined || !found?.isFile() || found.mtimeMs < since - COARSEST_TIME) continue
    if (path.startsWith(root.endsWith(sep) ? root : root + sep)) files.push({ name: shown(name), path })
    else refused.push({ name: shown(name), problem: cut(`it is a link to ${path}, outside ${folder}`) })
  }
  return { files, refused }
}

/** Waits until a file stands still, and keeps a copy of it. What is wrong with it is told in its place. */
async function take(
  { name, path }: Found,
  place: number,
  run: RunToCollect,
  { settle, maxBytes }: CollectLimits,
  { kept, clock, deadline, signal }: Ports & Until,
): Promise<ResultFile> {
  const mediaType = mediaTypeOf(name)
  const refused = (problem: string): ResultFile => ({ name, mediaType, problem: cut(problem) })
  // The last part of the path may not be a link: what was looked at is what is read.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  for (;;) {
    try {
      await using handle = await open(path, flags)
      const before = await handle.stat()
      if (!before.isFile()) return refused('it is no file')
      if (before.size > maxBytes)
        return refused(`it has ${before.size} bytes, and ${maxBytes} are the most (resultFiles.maxMegabytes)`)
      // One that has long stood still needs no watching.
      if (clock.wall() - before.mtimeMs < settle + COARSEST_TIME) await sleep(clock, settle, signal)
      if (isSame(before, await handle.stat())) {
        const copied = await kept.copy(handle, run.attemptId, place, { size: before.size, signal })
        if (isSame(before, await handle.stat())) return { name, mediaType, ...copied }
      }
    } catch (error) {
      signal.throwIfAborted()
      // Written anew under the same name, it is there again in a moment.
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!isGone || clock.monotonic() >= deadline)
        return refused(`it could not be taken: ${messageOf(error)}`)
      await sleep(clock, settle, signal)
    }
    if (clock.monotonic() >= deadline)
      return refused('it was still being written when the time for that was over')
  }
}

const isSame = (a: { readonly size: number; readonly mtimeMs: number }, b: typeof a): boolean =>
  a.size === b.size && a.mtimeMs === b.mtimeMs

/** A name for people, and not a path. */
function shown(name: string): string {
  const clean = basename(name.replaceAll('\\', '/'))
    .replaceAll(/\p{Cc}/gu, '�')
    .trim()
  // What it ends with tells what it is.
  return (clean.length > LONGEST_FILE_NAME ? `…${clean.slice(1 - LONGEST_FILE_NAME)}` : clean) || 'file'
}

const cut = (text: string): string => text.slice(0, 1_000)
