import { rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@muster/protocol'
import {
  InvariantError,
  messageOf,
  MusterError,
  nodeFileSystem as files,
  seconds,
  sleep,
} from '@muster/runtime'
import type {
  Driver,
  DriverContext,
  DriverDescription,
  DriverEvents,
  DriverHealth,
  DriverTraits,
  FindOutcome,
  IdleAnswer,
  RunEnd,
  RunReference,
  RunUpdate,
  StartOutcome,
  StartRequest,
} from '../../instruments/driver.ts'
import { describeActivity, durationOf } from '../shared/declared-activity.ts'
import { jobText } from '../shared/job-text.ts'
import type { KeptLink } from '../shared/kept-link.ts'
import { SteadyProgress } from '../shared/steady-progress.ts'
import { fillTemplate } from '../shared/template.ts'
import { checkFolders, type FolderSession, folderLink } from './link.ts'
import { failed, lookAt, placeOf, readResult, type Standing } from './look.ts'
import { type Note, Notes } from './notes.ts'
import type { FileDropActivity, FileDropSettings } from './settings.ts'

const ATTEMPT_ID = /^[A-Za-z0-9][\w-]{0,99}$/

/** Gives the job file the name that starts. Replaced in tests by one that gets lost. */
export type HandOver = (from: string, to: string) => Promise<void>

/** The driver of an instrument that does what it finds in a folder. */
export class FileDropDriver implements Driver {
  /** Whether a job file was handed over is told by what this driver keeps itself: its note and the part file. */
  readonly traits: DriverTraits = { keepsIds: true, neverClears: true, settlingTime: seconds(1) }
  readonly #settings: FileDropSettings
  readonly #context: DriverContext
  readonly #notes: Notes
  readonly #link: KeptLink<FolderSession>
  readonly #handOver: HandOver
  readonly #awaitedSince = new Map<string, number>()
  #starting = false
  /** A start that is still on its way then hands nothing over: it may have been given up, and asked about. */
  #isClosed = false

  constructor(settings: FileDropSettings, context: DriverContext, handOver: HandOver = rename) {
    this.#settings = settings
    this.#context = context
    this.#notes = new Notes(context.folder, context.random)
    this.#link = folderLink(settings, this.#notes, context)
    this.#handOver = handOver
  }

  connect(events: DriverEvents): Promise<void> {
    return this.#link.connect(events)
  }

  async describe(): Promise<DriverDescription> {
    return { kind: 'file-drop', activities: this.#settings.activities.map(each => describeActivity(each)) }
  }

  /** Of the driver's own notes. */
  async bootMark(): Promise<string> {
    return this.#link.mustSession.memoryId
  }

  async idle(): Promise<IdleAnswer> {
    if (!this.#link.session) return { idle: false, reason: 'a folder of the instrument is not there' }
    for (const note of await this.#notes.all()) {
      if (note.over === true) continue
      const update = await this.#standing(note)
      if (update.kind === 'progress')
        return { idle: false, reason: `the job ${note.attemptId} is under way`, runs: note.attemptId }
    }
    return { idle: true }
  }

  async start(request: StartRequest): Promise<StartOutcome> {
    if (this.#starting) return refused('busy', 'another start is under way', 'transient')
    this.#starting = true
    try {
      return await this.#start(request)
    } finally {
      this.#starting = false
    }
  }

  /** A part file that is still there never got the name that starts; once it is removed it never will. */
  async find(attemptId: string): Promise<FindOutcome> {
    if (!this.#link.session) return { kind: 'unsure', reason: 'a folder of the instrument is not there' }
    const found: FindOutcome = { kind: 'found', runReference: attemptId }
    const note = ATTEMPT_ID.test(attemptId) ? await this.#notes.read(attemptId) : undefined
    if (!note) return { kind: 'absent' }
    if (await this.#place(attemptId)) return found
    try {
      await unlink(this.#partPath(attemptId))
    } catch (error) {
      if (isMissing(error)) return found
      throw error
    }
    await files.syncFolder(this.#settings.folders.in)
    await this.#notes.remove(attemptId)
    return { kind: 'absent' }
  }

  async *follow(reference: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    const steady = new SteadyProgress()
    while (!signal.aborted) {
      const update = await this.#look(reference, signal)
      const news = update && steady.next(update)
      if (news) yield news
      if (news && news.kind !== 'progress') return
      const pause = durationOf(this.#settings.pollEvery)
      await sleep(this.#context.clock, pause, signal).catch(() => undefined)
    }
  }

  async cancel(reference: RunReference): Promise<void> {
    const note = await this.#notes.read(reference)
    const file = note && this.#activity(note.activity)?.cancel?.file
    if (file === undefined)
      throw new MusterError('cannot-cancel', 'instrument', 'the instrument has no way to stop a run')
    await files.write(filled(file, reference), new TextEncoder().encode(`${reference}\n`))
  }

  async release(reference: RunReference): Promise<void> {
    await this.#notes.remove(reference)
    for (const what of ['log', 'result']) this.#awaitedSince.delete(`${reference} ${what}`)
  }

  async health(): Promise<DriverHealth> {
    if (!this.#link.session) return { ok: false, message: 'a folder of the instrument is not there' }
    await checkFolders(this.#settings)
    return { ok: true }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#link.close()
  }

  async #start(request: StartRequest): Promise<StartOutcome> {
    const { attemptId } = request
    const activity = this.#activity(request.activity)
    if (!activity)
      return refused('unknown-activity', `there is no activity ${request.activity}`, 'parameters')
    if (!ATTEMPT_ID.test(attemptId))
      return refused('parameters', 'the attempt id can not be the name of a file', 'parameters')
    if (request.checkpoint) return refused('no-checkpoints', 'jobs go on from no checkpoint', 'parameters')
    const job = jobText(activity.job, request)
    if (!job.ok) {
      const faults = job.faults.map(fault => `${fault.field} ${fault.message}`).join('; ')
      return refused('parameters', faults, 'parameters')
    }
    if (!this.#link.session) return refused('no-link', 'a folder of the instrument is not there', 'transient')
    try {
      if ((await this.#notes.read(attemptId)) || (await this.#place(attemptId)))
        return { kind: 'unsure', reason: 'this attempt was started before' }
      const idle = await this.idle()
      if (!idle.idle) return refused('busy', idle.reason, 'transient')
      // Before the note: with a note and without this file, the job was handed over.
      await files.write(this.#partPath(attemptId), new TextEncoder().encode(withEnd(job.value)))
      await files.sync(this.#partPath(attemptId))
      await files.syncFolder(this.#settings.folders.in)
      if (this.#isClosed) return refused('closed', 'the driver was closed', 'transient')
      await this.#notes.write({ attemptId, activity: activity.name })
    } catch (error) {
      return refused('not-written', messageOf(error), 'instrument')
    }
    try {
      if (this.#isClosed) return { kind: 'unsure', reason: 'the driver was closed' }
      await this.#handOver(this.#partPath(attemptId), this.#jobPath(attemptId))
      await files.syncFolder(this.#settings.folders.in)
      return { kind: 'started', runReference: attemptId }
    } catch (error) {
      return { kind: 'unsure', reason: messageOf(error) }
    }
  }

  async #look(attemptId: string, signal: AbortSignal): Promise<RunUpdate | undefined> {
    try {
      await this.#link.whenSession(signal)
      const note = await this.#notes.read(attemptId)
      if (!note) return { kind: 'lost', reason: 'there is no note of the job any more' }
      return await this.#standing(note)
    } catch (error) {
      if (!signal.aborted)
        this.#context.logger.debug('a run could not be looked at', { reason: messageOf(error) })
      return undefined
    }
  }

  async #standing(note: Note): Promise<RunUpdate> {
    const update = await this.#update(note)
    if (update.kind !== 'progress' && note.over !== true) await this.#notes.write({ ...note, over: true })
    return update
  }

  async #update({ attemptId, activity: name }: Note): Promise<RunUpdate> {
    const activity = this.#activity(name)
    if (!activity) return { kind: 'lost', reason: `there is no activity ${name} any more` }
    const { log, result } = activity
    const traces = {
      place: () => this.#place(attemptId),
      log: async () => (log ? files.read(filled(log.file, attemptId)) : undefined),
    }
    const seen = await lookAt(traces, log)
    if (isEnd(seen.said)) return seen.said
    if (seen.place === 'failed') {
      // It is a person's decision or a failure: the log may still be on its way to say which.
      if (log && !this.#isLate(`${attemptId} log`, log.within)) return progressIn(seen.said)
      return isEnd(seen.saidAtMost)
        ? seen.saidAtMost
        : failed('run-failed', 'the instrument put the job among the failed ones')
    }
    const endsByResult = !this.#settings.folders.done && log?.done === undefined
    const isDone = seen.said.kind === 'done' || seen.place === 'done'
    if (!isDone && !endsByResult) return progressIn(seen.said)
    if (!result) return { kind: 'succeeded', result: {} }
    const read = await readResult(result, filled(result.file, attemptId), isDone)
    if (read) return { kind: 'succeeded', result: read }
    if (!isDone || !this.#isLate(`${attemptId} result`, result.within)) return progressIn(seen.said)
    return isEnd(seen.saidAtMost)
      ? seen.saidAtMost
      : failed('result-unreadable', 'the run is done and its result is not there or not whole')
  }

  /** Whether something is awaited for longer than it may take; counted from the first time it is asked for. */
  #isLate(awaited: string, within: string): boolean {
    const now = this.#context.clock.monotonic()
    const since = this.#awaitedSince.get(awaited) ?? now
    this.#awaitedSince.set(awaited, since)
    return now - since > durationOf(within)
  }

  #place(attemptId: string) {
    return placeOf(attemptId, this.#settings.folders, this.#settings.partSuffix)
  }

  #jobPath(attemptId: string): string {
    return join(this.#settings.folders.in, filled(this.#settings.jobName, attemptId))
  }

  #partPath(attemptId: string): string {
    return `${this.#jobPath(attemptId)}${this.#settings.partSuffix}`
  }

  #activity(name: string): FileDropActivity | undefined {
    return this.#settings.activities.find(known => known.name === name)
  }
}

function isEnd(standing: Standing): standing is RunEnd {
  return standing.kind !== 'goes-on' && standing.kind !== 'done'
}

function progressIn(standing: Standing): RunUpdate {
  return standing.kind === 'goes-on' ? standing.progress : { kind: 'progress' }
}

function withEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

/** A path with the attempt id in it. */
function filled(template: string, attemptId: string): string {
  const path = fillTemplate(template, { attemptId }, () => undefined)
  if (!path.ok) throw new InvariantError(`${template} names more than the attempt id`)
  return path.value
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function refused(code: string, message: string, category: Failure['category']): StartOutcome {
  return { kind: 'refused', failure: { code, message, category, started: 'no' } }
}
