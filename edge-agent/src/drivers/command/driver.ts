import type { Failure } from '@muster/protocol'
import { messageOf, millis, type Parsed, seconds, sleep } from '@muster/runtime'
import type {
  Driver,
  DriverContext,
  DriverDescription,
  DriverEvents,
  DriverHealth,
  DriverTraits,
  FindOutcome,
  IdleAnswer,
  RunReference,
  RunUpdate,
  StartOutcome,
  StartRequest,
} from '../../instruments/driver.ts'
import { describeActivity, durationOf } from '../shared/declared-activity.ts'
import type { KeptLink } from '../shared/kept-link.ts'
import { SteadyProgress } from '../shared/steady-progress.ts'
import { fillTemplate } from '../shared/template.ts'
import { buildArguments } from './arguments.ts'
import { Output } from './output.ts'
import { howToCall, type HowToRun } from './pool/call.ts'
import { writeLine } from './pool/pipe.ts'
import { Pools } from './pool/pools.ts'
import type { Worker } from './pool/worker.ts'
import { signalGroup } from './process-table.ts'
import { isAttemptId, RunFolders } from './run-folder.ts'
import { RunReader, valuesOf } from './run-reader.ts'
import { checkProgram, type CommandSession, commandLink } from './session.ts'
import type { CommandActivity, CommandSettings } from './settings.ts'
import { environmentOf, type Launch, launchDetached, type Launcher } from './wrapper.ts'

/** How often it is looked whether a program has begun. */
const CLAIM_EVERY = millis(5)

/** The driver of an instrument whose activities are programs on this machine. */
export class CommandDriver implements Driver {
  /**
   * A run's folder is durable before its program can begin, and `find` takes the folder's claim before it says
   * absent: nothing is forgotten, and nothing can begin late.
   */
  readonly traits: DriverTraits = { keepsIds: true, neverClears: true, settlingTime: seconds(1) }
  readonly #settings: CommandSettings
  readonly #context: DriverContext
  readonly #folders: RunFolders
  readonly #link: KeptLink<CommandSession>
  readonly #launch: Launcher
  readonly #pools: Pools
  readonly #reader: RunReader
  readonly #over = new Set<string>()
  #starting = false
  /** A start that is still on its way then begins nothing: it may have been given up, and asked about. */
  #isClosed = false

  constructor(settings: CommandSettings, context: DriverContext, launch: Launcher = launchDetached) {
    this.#settings = settings
    this.#context = context
    this.#folders = new RunFolders(context.folder, context.random)
    this.#pools = new Pools(settings.pools, this.#folders, context)
    this.#reader = new RunReader(this.#folders, this.#pools, context.clock)
    this.#link = commandLink(settings, this.#folders, context, () => this.#pools.tend())
    this.#launch = launch
  }

  connect(events: DriverEvents): Promise<void> {
    return this.#link.connect(events)
  }

  async describe(): Promise<DriverDescription> {
    const activities = this.#settings.activities.map(activity => describeActivity(activity))
    return { kind: 'command', activities }
  }

  /** Of the memory of the runs, which outlives the boots of the machine. */
  async bootMark(): Promise<string> {
    return this.#link.mustSession.memoryId
  }

  async idle(): Promise<IdleAnswer> {
    if (!this.#link.session) return { idle: false, reason: 'the program or its folder is not there' }
    for (const id of await this.#folders.attemptIds()) {
      if (this.#over.has(id)) continue
      const runs = await this.#reader.whatRuns(id)
      if (runs !== undefined) return { idle: false, reason: runs, runs }
      this.#over.add(id)
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

  async find(attemptId: string): Promise<FindOutcome> {
    const { bootId } = this.#link.mustSession
    if (!isAttemptId(attemptId) || !(await this.#folders.has(attemptId))) return { kind: 'absent' }
    const claim = await this.#folders.claimOf(attemptId)
    if (claim.kind === 'revoked') return { kind: 'absent' }
    if (claim.kind === 'begun') return { kind: 'found', runReference: attemptId }
    const request = await this.#folders.requestOf(attemptId)
    // The claim of a program that ran when the power failed may not have reached the disk.
    if (request.bootId !== bootId)
      return { kind: 'unsure', reason: 'the machine was switched off just when the program was to begin' }
    const holds = await this.#folders.revoke(attemptId)
    return holds.kind === 'begun' ? { kind: 'found', runReference: attemptId } : { kind: 'absent' }
  }

  async *follow(reference: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    const steady = new SteadyProgress()
    const outputs = new Map<string, Output>()
    while (!signal.aborted) {
      const update = await this.#look(reference, outputs, signal)
      const news = update && steady.next(update)
      if (news) yield news
      if (news && news.kind !== 'progress') return
      const pause = durationOf(this.#settings.pollEvery)
      await sleep(this.#context.clock, pause, signal).catch(() => undefined)
    }
  }

  /** Whoever follows the run kills what has not ended after a while. */
  async cancel(reference: RunReference): Promise<void> {
    const claim = await this.#folders.claimOf(reference)
    if (claim.kind !== 'begun' || (await this.#folders.endOf(reference)) !== undefined) return
    const { activity, worker } = await this.#folders.requestOf(reference)
    const asked = await this.#folders.cancelOf(reference)
    if (!asked) await this.#folders.markCancel(reference, { at: this.#context.clock.wall(), killed: false })
    const cancel = this.#activity(activity)?.cancel
    if (worker === undefined) return signalGroup(claim.mark, cancel?.signal ?? 'SIGTERM')
    const program = await this.#pools.workerOf(worker)
    const line = cancel?.line && fillTemplate(cancel.line, { attemptId: reference }, () => undefined)
    if (!line) await program?.signal(cancel?.signal ?? 'SIGTERM')
    else if (program && line.ok) await writeLine(program.inPipe, line.value)
  }

  release(reference: RunReference): Promise<void> {
    return this.#folders.release(reference, this.#settings.keepRuns)
  }

  async health(): Promise<DriverHealth> {
    if (!this.#link.session) return { ok: false, message: 'the program or its folder is not there' }
    for (const activity of this.#settings.activities) await checkProgram(activity)
    const { complaint } = this.#pools
    return complaint === undefined ? { ok: true } : { ok: false, message: complaint }
  }

  /** Programs of pools in which no run may be under way are ended; all else goes on. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#link.close()
    await this.#pools.close()
  }

  async #start(request: StartRequest): Promise<StartOutcome> {
    const activity = this.#activity(request.activity)
    if (!activity)
      return refused('unknown-activity', `there is no activity ${request.activity}`, 'parameters')
    if (!isAttemptId(request.attemptId))
      return refused('parameters', 'the attempt id can not be the name of a folder', 'parameters')
    if (request.checkpoint)
      return refused('no-checkpoints', 'programs go on from no checkpoint', 'parameters')
    if (!this.#link.session) return refused('no-link', 'the program or its folder is not there', 'transient')
    const how = this.#howToRun(request, activity)
    if (!how.ok) {
      const faults = how.faults.map(fault => `${fault.field} ${fault.message}`).join('; ')
      return refused('parameters', faults, 'parameters')
    }
    try {
      if (await this.#folders.has(request.attemptId))
        return { kind: 'unsure', reason: 'this attempt was started before' }
      await checkProgram(activity)
      const idle = await this.idle()
      if (!idle.idle) return refused('busy', idle.reason, 'transient')
    } catch (error) {
      return refused('not-begun', messageOf(error), 'instrument')
    }
    const pool = this.#pools.of(activity.pool)
    if (!pool) return this.#begin(request, activity, how.value)
    let isGiven = false
    try {
      return await pool.give(worker => {
        isGiven = true
        return this.#begin(request, activity, how.value, worker)
      })
    } catch (error) {
      return isGiven
        ? { kind: 'unsure', reason: messageOf(error) }
        : refused('no-program', messageOf(error), 'transient')
    }
  }

  /** What is to be run, once it is known which program of a pool is to have it. */
  #howToRun(request: StartRequest, activity: CommandActivity): Parsed<HowToRun> {
    const { attemptId, parameters } = request
    const { program } = activity
    if (program !== undefined) {
      const args = buildArguments(activity.arguments, valuesOf(this.#folders, attemptId, parameters))
      return args.ok ? { ok: true, value: () => ({ program, arguments: args.value }) } : args
    }
    const runFolder = this.#folders.workFolderOf(attemptId)
    return howToCall(activity, { ...request, parameters: { ...parameters, runFolder } })
  }

  async #begin(
    request: StartRequest,
    activity: CommandActivity,
    how: HowToRun,
    worker?: Worker,
  ): Promise<StartOutcome> {
    const id = request.attemptId
    if (this.#isClosed) return refused('closed', 'the driver was closed', 'transient')
    try {
      await this.#folders.create(request, worker?.id)
    } catch (error) {
      return refused('not-begun', messageOf(error), 'instrument')
    }
    const launch: Launch = {
      shell: this.#settings.shell,
      runFolder: this.#folders.pathOf(id),
      workingFolder: activity.folder ?? this.#folders.workFolderOf(id),
      ...how(worker),
      environment: environmentOf(activity.environment),
      stdin: activity.stdin ? this.#folders.requestFileOf(id) : undefined,
    }
    try {
      if (this.#isClosed) return { kind: 'unsure', reason: 'the driver was closed' }
      await this.#launch(launch)
      return await this.#whenBegun(id)
    } catch (error) {
      return { kind: 'unsure', reason: messageOf(error) }
    }
  }

  async #whenBegun(id: string): Promise<StartOutcome> {
    const { clock } = this.#context
    const giveUp = clock.monotonic() + durationOf(this.#settings.startLimit)
    for (;;) {
      const claim = await this.#folders.claimOf(id)
      if (claim.kind === 'begun') return { kind: 'started', runReference: id }
      if (claim.kind === 'revoked') return refused('not-begun', 'the start was called off', 'transient')
      if (clock.monotonic() > giveUp)
        return { kind: 'unsure', reason: `the program did not begin within ${this.#settings.startLimit}` }
      await sleep(clock, CLAIM_EVERY)
    }
  }

  async #look(
    id: RunReference,
    outputs: Map<string, Output>,
    signal: AbortSignal,
  ): Promise<RunUpdate | undefined> {
    try {
      await this.#link.whenSession(signal)
      if (!isAttemptId(id) || !(await this.#folders.has(id)))
        return { kind: 'lost', reason: 'the folder of the run is gone' }
      const request = await this.#folders.requestOf(id)
      const activity = this.#activity(request.activity)
      const claim = await this.#folders.claimOf(id)
      if (!activity) return { kind: 'lost', reason: `there is no activity ${request.activity} any more` }
      if (claim.kind !== 'begun') return { kind: 'lost', reason: 'the program never began' }
      const output = outputs.get(id) ?? new Output(this.#folders.pathOf(id), activity)
      outputs.set(id, output)
      return await this.#reader.read({ id, mark: claim.mark, activity, worker: request.worker }, output)
    } catch (error) {
      if (!signal.aborted)
        this.#context.logger.debug('a run could not be looked at', { reason: messageOf(error) })
      return undefined
    }
  }

  #activity(name: string): CommandActivity | undefined {
    return this.#settings.activities.find(known => known.name === name)
  }
}

function refused(code: string, message: string, category: Failure['category']): StartOutcome {
  return { kind: 'refused', failure: { code, message, category, started: 'no' } }
}
