import { messageOf, minutes, MusterError, sleep } from '@muster/runtime'
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
import { ModbusRefusal } from './exception.ts'
import { currentId, findId } from './ids.ts'
import { type ModbusSession, modbusLink } from './link.ts'
import { nameOf, PointError } from './point.ts'
import { formatReference, type ModbusRun, parseReference } from './reference.ts'
import { readRun, says } from './run.ts'
import type { ModbusSettings } from './settings.ts'
import { press, refused, startRun } from './start.ts'

/** How often in a row an instrument may say what nobody understands. */
const MOST_NONSENSE = 3

/** The driver of one instrument whose controller speaks Modbus. */
export class ModbusDriver implements Driver {
  readonly traits: DriverTraits
  readonly #settings: ModbusSettings
  readonly #context: DriverContext
  readonly #link: KeptLink<ModbusSession>

  constructor(settings: ModbusSettings, context: DriverContext) {
    this.#settings = settings
    this.#context = context
    this.#link = modbusLink(settings, context)
    // A killed process leaves bytes with its operating system, which goes on trying to deliver them for about
    // 100 s (Linux, tcp_orphan_retries).
    this.traits = { keepsIds: settings.ids !== undefined, neverClears: false, settlingTime: minutes(2) }
  }

  connect(events: DriverEvents): Promise<void> {
    return this.#link.connect(events)
  }

  async describe(): Promise<DriverDescription> {
    const { serial } = this.#link.mustSession
    const activities = this.#settings.activities.map(activity => describeActivity(activity))
    return { kind: 'modbus', activities, ...(serial ? { serial } : {}) }
  }

  async bootMark(): Promise<string | undefined> {
    return this.#link.mustSession.bootMark
  }

  async idle(): Promise<IdleAnswer> {
    const { session } = this.#link
    if (!session) return { idle: false, reason: 'there is no connection to the instrument' }
    const { busy } = this.#settings
    const value = await session.connection.read(busy)
    if (!says(busy.when, value)) return { idle: true }
    return { idle: false, reason: `the instrument says ${value}`, runs: `${nameOf(busy)} is ${value}` }
  }

  /** Sent on the connection that is open now, or on none. */
  async start(request: StartRequest): Promise<StartOutcome> {
    const activity = this.#settings.activities.find(known => known.name === request.activity)
    if (!activity)
      return refused('unknown-activity', `there is no activity ${request.activity}`, 'parameters')
    if (request.checkpoint)
      return refused('no-checkpoints', 'the instrument can not go on from a checkpoint', 'parameters')
    const { session } = this.#link
    if (!session) return refused('no-link', 'there is no connection to the instrument', 'transient')
    const reference = formatReference(request, session.bootMark, this.#settings)
    return startRun(this.#ports(session), activity, request, reference)
  }

  async find(attemptId: string): Promise<FindOutcome> {
    const { ids } = this.#settings
    if (!ids) return { kind: 'unsure', reason: 'the instrument keeps no ids' }
    return findId(this.#link.mustSession.connection, ids, attemptId)
  }

  async *follow(reference: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    const run = parseReference(reference, this.#settings)
    if (!run) {
      yield { kind: 'lost', reason: `${reference} names no run of this driver` }
      return
    }
    const steady = new SteadyProgress()
    let nonsense = 0
    while (!signal.aborted) {
      const seen = await this.#look(run, signal)
      nonsense = seen instanceof Error ? nonsense + 1 : 0
      const update = seen instanceof Error ? lostAfter(nonsense, seen) : seen
      const news = update && steady.next(update)
      if (news) yield news
      if (news && news.kind !== 'progress') return
      await sleep(this.#context.clock, durationOf(this.#settings.pollEvery), signal).catch(() => undefined)
    }
  }

  async cancel(reference: RunReference): Promise<void> {
    const run = parseReference(reference, this.#settings)
    const cancel = run?.activity.cancel
    if (!run || !cancel)
      throw new MusterError('cannot-cancel', 'instrument', 'there is nothing to write that stops a run')
    const session = this.#link.mustSession
    const other = await this.#otherRun(session, run)
    if (other !== undefined) throw new MusterError('cannot-cancel', 'instrument', other)
    await press(this.#ports(session), cancel)
  }

  async health(): Promise<DriverHealth> {
    const { session } = this.#link
    if (!session) return { ok: false, message: 'there is no connection to the instrument' }
    await session.connection.read(this.#settings.busy)
    return { ok: true }
  }

  async close(): Promise<void> {
    this.#link.close()
  }

  #ports({ connection }: ModbusSession) {
    const { clock, logger } = this.#context
    return { connection, settings: this.#settings, clock, logger }
  }

  /** @returns why what stands in the registers is not of this run; undefined where nothing speaks against it. */
  async #otherRun(session: ModbusSession, run: ModbusRun): Promise<string | undefined> {
    const { ids } = this.#settings
    if (run.bootMark !== undefined && session.bootMark !== undefined && run.bootMark !== session.bootMark)
      return 'the instrument was switched off and on since the run began'
    const id = ids && (await currentId(session.connection, ids))
    if (id === undefined || id === run.attemptId) return undefined
    return id === '' ? 'the instrument knows of no run' : `the instrument is at another run, ${id}`
  }

  /** @returns an error where the instrument answered, and what it said can't be understood. */
  async #look(run: ModbusRun, signal: AbortSignal): Promise<RunUpdate | Error | undefined> {
    try {
      const session = await this.#link.whenSession(signal)
      const update = await readRun(session.connection, run.activity)
      // Asked afterwards: what was read before is of this run only if it is still there.
      const other = await this.#otherRun(session, run)
      return other === undefined ? update : { kind: 'lost', reason: other }
    } catch (error) {
      if (!signal.aborted)
        this.#context.logger.debug('a run could not be looked at', { reason: messageOf(error) })
      if (error instanceof PointError || (error instanceof ModbusRefusal && error.lasting)) return error
      return undefined
    }
  }
}

function lostAfter(times: number, error: Error): RunUpdate | undefined {
  return times < MOST_NONSENSE ? undefined : { kind: 'lost', reason: error.message }
}
