import { MusterError, sleep } from '@muster/runtime'
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
import { OpcUaConnection } from '../shared/opcua/connection.ts'
import { connectionOptions } from '../shared/opcua/connection-options.ts'
import { keptServer, NO_LINK } from '../shared/opcua/kept-server.ts'
import { SteadyProgress } from '../shared/steady-progress.ts'
import { Following } from './following.ts'
import { type Answer, FunctionalUnit } from './functional-unit.ts'
import { isActive, type UnitLook } from './readings.ts'
import { isAtAnother } from './run-watch.ts'
import { KNOWN_NAMESPACES, type LadsActivity, type LadsSettings } from './settings.ts'
import { startProgram } from './start.ts'
import { traitsOf } from './traits.ts'

/**
 * The driver of one functional unit of a LADS device (OPC 30500-1). The attempt id is the SupervisoryTaskId, so that
 * the ResultSet can say whether a start landed.
 */
export class LadsDriver implements Driver {
  readonly traits: DriverTraits
  readonly #settings: LadsSettings
  readonly #context: DriverContext
  readonly #link: KeptLink<FunctionalUnit>
  /** The activities of runs that this process has started, by run. */
  readonly #started = new Map<RunReference, LadsActivity>()
  /** Runs of which the instrument has taken a stop from us. */
  readonly #stopped = new Set<RunReference>()

  constructor(settings: LadsSettings, context: DriverContext) {
    this.traits = traitsOf(settings)
    this.#settings = settings
    this.#context = context
    this.#link = keptServer(settings, context, () => openUnit(settings, context))
  }

  connect(events: DriverEvents): Promise<void> {
    return this.#link.connect(events)
  }

  async describe(): Promise<DriverDescription> {
    const session = this.#link.mustSession
    const canPause = session.has('suspend') || session.has('hold')
    const activities = this.#settings.activities.map(activity =>
      describeActivity(activity, activity.canPause && canPause),
    )
    return { kind: 'lads', activities, ...(await session.identity()) }
  }

  async bootMark(): Promise<string | undefined> {
    return this.#link.mustSession.bootMark
  }

  async idle(): Promise<IdleAnswer> {
    const { session } = this.#link
    if (!session) return { idle: false, reason: NO_LINK }
    return idleBy(await session.look(), this.#settings)
  }

  /** Sent on the connection that is open now, or on none. */
  async start(request: StartRequest): Promise<StartOutcome> {
    const outcome = await startProgram(request, this.#settings, this.#link.session, look =>
      idleBy(look, this.#settings),
    )
    const activity = this.#settings.activities.find(({ name }) => name === request.activity)
    if (outcome.kind === 'started' && activity) this.#started.set(outcome.runReference, activity)
    return outcome
  }

  async find(attemptId: string): Promise<FindOutcome> {
    const session = this.#link.mustSession
    if (!session.results) return { kind: 'unsure', reason: 'the instrument keeps no results' }
    if (await session.results.find(attemptId)) return { kind: 'found', runReference: attemptId }
    const unit = await session.look()
    // A result may be made at any time between the start and the end of its run.
    if (isActive(unit) && !(await session.results.isOfAnother(unit.runId, attemptId)))
      return { kind: 'unsure', reason: `the functional unit is ${unit.said}, and its result may be to come` }
    return { kind: 'absent' }
  }

  async *follow(run: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    const steady = new SteadyProgress()
    const following = new Following(run, this.#settings, this.#context, {
      activity: this.#started.get(run),
      wasStopAccepted: () => this.#stopped.has(run),
    })
    while (!signal.aborted) {
      const session = await this.#link.whenSession(signal).catch(() => undefined)
      const update = session && (await following.look(session))
      const news = update && steady.next(update)
      if (news) yield news
      if (news && news.kind !== 'progress') return
      await sleep(this.#context.clock, durationOf(this.#settings.pollEvery), signal).catch(() => undefined)
    }
  }

  async cancel(run: RunReference): Promise<void> {
    const session = this.#link.mustSession
    if (!(await this.#isOn(session, run))) return
    const command = session.has('stop') ? 'stop' : 'abort'
    if (!session.has(command))
      throw new MusterError(
        'no-method',
        'instrument',
        'the functional unit has neither Stop nor Abort: stop the run at the instrument',
      )
    const answer = await session.command(command)
    if (answer.done) this.#stopped.add(run)
    else if (await this.#isOn(session, run)) throw unwilling(answer)
  }

  pause(run: RunReference): Promise<void> {
    return this.#command(run, session => (session.has('suspend') ? 'suspend' : 'hold'))
  }

  resume(run: RunReference): Promise<void> {
    return this.#command(run, session => (session.has('unsuspend') ? 'unsuspend' : 'unhold'))
  }

  /** LADS has no way to remove a result. */
  async release(run: RunReference): Promise<void> {
    this.#started.delete(run)
    this.#stopped.delete(run)
  }

  async health(): Promise<DriverHealth> {
    const { session } = this.#link
    if (!session) return { ok: false, message: NO_LINK }
    await session.look()
    return { ok: true }
  }

  async close(): Promise<void> {
    const { session } = this.#link
    this.#link.close()
    await session?.released
  }

  async #command(
    run: RunReference,
    which: (session: FunctionalUnit) => 'suspend' | 'unsuspend' | 'hold' | 'unhold',
  ): Promise<void> {
    const session = this.#link.mustSession
    if (!(await this.#isOn(session, run)))
      throw new MusterError('not-on', 'instrument', 'the functional unit is not at this run')
    const answer = await session.command(which(session))
    if (!answer.done) throw unwilling(answer)
  }

  /** Whether the unit is at this run: its methods name none, and would stop whatever it is at. */
  async #isOn(session: FunctionalUnit, run: RunReference): Promise<boolean> {
    const unit = await session.look()
    if (!isActive(unit)) return false
    if (!session.results) return true
    const result = await session.results.times(run)
    if (result) return result.stopped === undefined && !isAtAnother({ unit, result })
    if (await session.results.isOfAnother(unit.runId, run)) return false
    if (this.#started.has(run)) return true
    const message = `the functional unit is ${unit.said}, and nothing says at which run: stop it at the instrument`
    throw new MusterError('unknown-run', 'instrument', message)
  }
}

async function openUnit(settings: LadsSettings, context: DriverContext): Promise<FunctionalUnit> {
  const namespaces = { ...KNOWN_NAMESPACES, ...settings.namespaces }
  const connection = await OpcUaConnection.open(connectionOptions(settings, context, namespaces))
  try {
    return await FunctionalUnit.on(connection, settings)
  } catch (error) {
    connection.close()
    throw error
  }
}

/** Whether the unit would take a start (OPC 30500-1, 7.1.5: only Stopped leads to Running). */
function idleBy(look: UnitLook, { startsFromAborted }: LadsSettings): IdleAnswer {
  const { state, said, runId, lockedBy } = look
  if (lockedBy !== undefined) return { idle: false, reason: `the functional unit is locked by ${lockedBy}` }
  if (state === 'Stopped' || (state === 'Aborted' && startsFromAborted)) return { idle: true }
  const runs = isActive(look) && runId !== undefined ? { runs: `program run ${runId}` } : {}
  const hint = state === 'Aborted' ? ': clear it at the instrument' : ''
  return { idle: false, reason: `the functional unit is ${said}${hint}`, ...runs }
}

function unwilling({ text }: Answer): MusterError {
  return new MusterError('refused', 'instrument', text)
}
