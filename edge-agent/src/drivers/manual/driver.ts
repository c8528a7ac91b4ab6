import { basename, resolve } from 'node:path'
import {
  type FileSystem,
  messageOf,
  millis,
  MusterError,
  nodeFileSystem,
  type Running,
} from '@muster/runtime'
import type { Failure } from '@muster/protocol'
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
  RunFile,
  RunReference,
  RunUpdate,
  StartOutcome,
  StartRequest,
} from '../../instruments/driver.ts'
import type { DoneAnswer, NotPossibleAnswer, PersonDesk, PersonTask } from '../../instruments/person-desk.ts'
import { describeActivity } from '../shared/declared-activity.ts'
import type { KeptLink } from '../shared/kept-link.ts'
import { instructionsOf, readAnswer } from './answer.ts'
import { type FolderSession, folderLink } from './link.ts'
import { servePage } from './page.ts'
import { type ManualRun, NotWrittenError } from './runs.ts'
import type { ManualActivity, ManualSettings } from './settings.ts'

/** A person is the instrument: what is asked of them stands in a folder, and what they say of it too. */
export class ManualDriver implements Driver {
  /** The folder is the memory: it has what was durable, and nothing that was not is ever shown to a person. */
  readonly traits: DriverTraits = { keepsIds: true, neverClears: true, settlingTime: millis(0) }
  readonly desk: PersonDesk
  readonly #settings: ManualSettings
  readonly #context: DriverContext
  readonly #link: KeptLink<FolderSession>
  #page: Running | undefined
  #changed = Promise.withResolvers<void>()
  #isStarting = false

  constructor(settings: ManualSettings, context: DriverContext, fileSystem: FileSystem = nodeFileSystem) {
    this.#settings = settings
    this.#context = context
    this.#link = folderLink(settings, context, fileSystem)
    this.desk = {
      tasks: () => this.#tasks(),
      done: (attemptId, answer) => this.#done(attemptId, answer),
      notPossible: (attemptId, answer) => this.#notPossible(attemptId, answer),
    }
  }

  async connect(events: DriverEvents): Promise<void> {
    await this.#link.connect(events)
    const { page } = this.#settings
    if (page === undefined) return
    this.#page ??= await servePage(page, this.desk, this.#context.logger).catch((error: unknown) => {
      // The commands are there all the same.
      this.#context.logger.error('the page can not be served', { page, error: messageOf(error) })
      return undefined
    })
  }

  async describe(): Promise<DriverDescription> {
    return {
      kind: 'manual',
      activities: this.#settings.activities.map(activity => describeActivity(activity)),
    }
  }

  async bootMark(): Promise<string | undefined> {
    return this.#link.mustSession.folder.mark
  }

  async idle(): Promise<IdleAnswer> {
    const { session } = this.#link
    if (!session) return { idle: false, reason: 'its folder can not be used' }
    const run = session.folder.open
    if (!run && !this.#isStarting) return { idle: true }
    const what = run ? `${run.activity} (${run.attemptId})` : 'something'
    return { idle: false, reason: `${what} is to be done there` }
  }

  /** What a person is to do is shown once it is durable, and started by that. */
  async start(request: StartRequest): Promise<StartOutcome> {
    const { attemptId, activity, parameters, checkpoint } = request
    const { session } = this.#link
    if (!session) return refused('no-folder', 'its folder can not be used', 'transient')
    if (!this.#activityOf(activity)) return refused('unknown-activity', `there is no activity ${activity}`)
    if (checkpoint) return refused('no-checkpoints', 'a person begins anew')
    if (session.folder.runs.has(attemptId))
      return { kind: 'unsure', reason: 'this was asked for before: it is in the folder' }
    const idle = await this.idle()
    if (!idle.idle) return refused('busy', idle.reason, 'resource')
    this.#isStarting = true
    try {
      const since = new Date(this.#context.clock.wall()).toISOString()
      // A start that was given up may be asked about already: nothing is shown to a person then.
      await session.folder.put({ attemptId, activity, parameters, since }, () => session.isOpen)
      this.#tell()
      return { kind: 'started', runReference: attemptId }
    } catch (error) {
      if (error instanceof NotWrittenError) return refused('not-written', error.message, 'transient')
      // It may stand there: only the folder itself says so, once it was read anew.
      session.lose(messageOf(error))
      return { kind: 'unsure', reason: messageOf(error) }
    } finally {
      this.#isStarting = false
    }
  }

  async find(attemptId: string): Promise<FindOutcome> {
    const known = this.#link.mustSession.folder.runs.has(attemptId)
    return known ? { kind: 'found', runReference: attemptId } : { kind: 'absent' }
  }

  async *follow(reference: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    let isTold = false
    while (!signal.aborted) {
      const session = await this.#link.whenSession(signal)
      const changed = this.#changed.promise
      const run = session.folder.runs.get(reference)
      if (!run || run.end) {
        yield run?.end ?? { kind: 'lost', reason: `the folder does not know ${reference} any more` }
        return
      }
      if (!isTold) yield { kind: 'progress', phase: 'for a person to do' }
      isTold = true
      await Promise.race([changed, session.closed, aborted(signal)])
    }
  }

  async cancel(reference: RunReference): Promise<void> {
    const run = this.#link.mustSession.folder.runs.get(reference)
    if (run && !run.end) await this.#end(run, { kind: 'cancelled' })
  }

  async release(reference: RunReference): Promise<void> {
    await this.#link.mustSession.folder.forget(reference)
  }

  async health(): Promise<DriverHealth> {
    return this.#link.session ? { ok: true } : { ok: false, message: 'its folder can not be used' }
  }

  async close(): Promise<void> {
    this.#link.close()
    await this.#page?.stop()
  }

  #tasks(): PersonTask[] {
    const { open } = this.#link.mustSession.folder
    return open ? [this.#taskOf(open)] : []
  }

  #taskOf({ attemptId, activity: name, parameters, since }: ManualRun): PersonTask {
    const activity = this.#activityOf(name)
    // The configuration may have changed since it was begun: it can still be said to be impossible.
    if (!activity) {
      const instructions = `The configuration does not have ${name} any more.`
      const rest = { title: name, instructions, checklist: [], fields: [], photo: 'none' } as const
      return { attemptId, activity: name, parameters, since, ...rest }
    }
    const fields = activity.fields.map(field => ({ ...field, title: field.title ?? field.name }))
    const { title = name, checklist, photo } = activity
    const instructions = instructionsOf(activity, parameters)
    return { attemptId, activity: name, title, instructions, checklist, fields, photo, parameters, since }
  }

  async #done(attemptId: string, answer: DoneAnswer): Promise<void> {
    const run = this.#mustOpen(attemptId)
    const activity = this.#activityOf(run.activity)
    if (!activity)
      throw new MusterError('unknown-activity', 'conflict', `${run.activity} is not configured any more`)
    const values = readAnswer(activity, answer)
    const { folder } = this.#link.mustSession
    const photos = []
    for (const [index, path] of answer.photos.entries())
      photos.push(await folder.keepPhoto(attemptId, path, index + 1))
    await this.#end(this.#mustOpen(attemptId), {
      kind: 'succeeded',
      result: {
        ...values,
        ...(photos.length === 0 ? {} : { photos }),
        ...(answer.comment === undefined ? {} : { comment: answer.comment }),
        doneBy: answer.by,
        doneAt: new Date(this.#context.clock.wall()).toISOString(),
      },
      ...(photos.length === 0 ? {} : { files: photos.map(({ file }) => this.#resultFile(file)) }),
    })
  }

  /** A photo that was kept goes where the other files of runs go. @param file as in the result */
  #resultFile(file: string): RunFile {
    return { name: basename(file), path: resolve(this.#context.folder, file) }
  }

  async #notPossible(attemptId: string, { by, reason }: NotPossibleAnswer): Promise<void> {
    const message = `${by}: ${reason}`
    // What was done of it before that, nobody has said.
    const failure: Failure = { code: 'not-possible', message, category: 'operator', started: 'yes' }
    await this.#end(this.#mustOpen(attemptId), { kind: 'failed', failure })
  }

  #mustOpen(attemptId: string): ManualRun {
    const run = this.#link.mustSession.folder.runs.get(attemptId)
    if (!run) throw new MusterError('not-found', 'input', `there is no ${attemptId} to be done here`)
    if (run.end) throw new MusterError('over', 'conflict', `${attemptId} is over: ${run.end.kind}`)
    return run
  }

  /** What was said first counts. */
  async #end(run: ManualRun, end: RunEnd): Promise<void> {
    const session = this.#link.mustSession
    if (session.isBusy) throw new MusterError('busy', 'conflict', 'an answer is being written down')
    session.isBusy = true
    try {
      await session.folder.put({ ...run, end })
    } catch (error) {
      // A rename that may have happened is found when the folder is read anew.
      if (!(error instanceof NotWrittenError)) session.lose(messageOf(error))
      throw error
    } finally {
      session.isBusy = false
    }
    this.#tell()
  }

  #activityOf(name: string): ManualActivity | undefined {
    return this.#settings.activities.find(activity => activity.name === name)
  }

  #tell(): void {
    const before = this.#changed
    this.#changed = Promise.withResolvers<void>()
    before.resolve()
  }
}

function refused(code: string, message: string, category: Failure['category'] = 'parameters'): StartOutcome {
  return { kind: 'refused', failure: { code, message, category, started: 'no' } }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(done => signal.addEventListener('abort', () => done(), { once: true }))
}
