import type { Failure } from '@muster/protocol'
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
import { buildCommand, prepareCommands } from './command.ts'
import { Completion } from './completion.ts'
import { type ScpiConnection, ScpiLinkError, ScpiRefusal } from './connection.ts'
import { scpiLink, type ScpiSession } from './link.ts'
import { formatReference, parseReference, type ScpiRun } from './reference.ts'
import { hasAny, readRegister } from './registers.ts'
import { drainErrors, filled, readRun } from './run.ts'
import type { ScpiActivity, ScpiSettings } from './settings.ts'
import { anyOf } from './standing.ts'

/** The driver of one instrument that is told what to do by SCPI commands over TCP. */
export class ScpiDriver implements Driver {
  readonly traits: DriverTraits
  readonly #settings: ScpiSettings
  readonly #context: DriverContext
  readonly #link: KeptLink<ScpiSession>

  constructor(settings: ScpiSettings, context: DriverContext) {
    this.#settings = settings
    this.#context = context
    this.#link = scpiLink(settings, context)
    // A killed process leaves bytes with its operating system, which goes on trying to deliver them for about
    // 100 s (Linux, tcp_orphan_retries).
    this.traits = { keepsIds: settings.find !== undefined, neverClears: false, settlingTime: minutes(2) }
  }

  connect(events: DriverEvents): Promise<void> {
    return this.#link.connect(events)
  }

  async describe(): Promise<DriverDescription> {
    const { model, serial } = this.#link.mustSession
    const activities = this.#settings.activities.map(activity => describeActivity(activity))
    return { kind: 'scpi', activities, ...(model ? { model } : {}), ...(serial ? { serial } : {}) }
  }

  async bootMark(): Promise<string | undefined> {
    return this.#link.mustSession.bootMark
  }

  async idle(): Promise<IdleAnswer> {
    const { session } = this.#link
    if (!session) return { idle: false, reason: 'there is no connection to the instrument' }
    const { connection } = session
    const { query, pattern, idle, bits } = this.#settings.busy
    const answer = bits
      ? String(await readRegister(connection, query))
      : await connection.query(query, idle === undefined ? /./ : anyOf([pattern, idle]))
    const isBusy = bits ? hasAny(Number(answer), bits) : new RegExp(pattern ?? '').test(answer)
    return isBusy
      ? { idle: false, reason: `the instrument says ${answer}`, runs: `it answers ${answer} to ${query}` }
      : { idle: true }
  }

  /** Sent on the connection that is open now, or on none. */
  async start(request: StartRequest): Promise<StartOutcome> {
    const activity = this.#settings.activities.find(known => known.name === request.activity)
    if (!activity)
      return refused('unknown-activity', `there is no activity ${request.activity}`, 'parameters')
    const values = { ...request.parameters, attemptId: request.attemptId }
    const command = buildCommand(activity.start.command, activity.start.arguments, values)
    const prepared = prepareCommands(activity.start.prepare, values)
    if (!command.ok || !prepared.ok) {
      const wrong = [command, prepared].flatMap(built => (built.ok ? [] : built.faults))
      const faults = wrong.map(fault => `${fault.field} ${fault.message}`).join('; ')
      return refused('parameters', faults, 'parameters')
    }
    const { session } = this.#link
    if (!session) return refused('no-link', 'there is no connection to the instrument', 'transient')
    try {
      const idle = await this.idle()
      if (!idle.idle) return refused('busy', idle.reason, 'transient')
      await drainErrors(session.connection, this.#settings)
      for (const each of prepared.value) await session.connection.send(each)
      const errors = prepared.value.length > 0 ? await drainErrors(session.connection, this.#settings) : []
      if (errors.length > 0) return refused('not-prepared', errors.join('; '), 'instrument')
    } catch (error) {
      return refused('no-link', messageOf(error), 'transient')
    }
    return this.#send(session, activity, command.value, request)
  }

  async find(attemptId: string): Promise<FindOutcome> {
    const { find } = this.#settings
    if (!find) return { kind: 'unsure', reason: 'the instrument keeps no ids' }
    const { connection } = this.#link.mustSession
    const answer = await connection.query(filled(find.query, attemptId), anyOf([find.known, find.unknown]))
    if (new RegExp(find.unknown).test(answer)) return { kind: 'absent' }
    return { kind: 'found', runReference: attemptId }
  }

  async *follow(reference: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    const run = parseReference(reference, this.#settings)
    if (!run) {
      yield { kind: 'lost', reason: `${reference} names no run of this driver` }
      return
    }
    const steady = new SteadyProgress()
    const { wait } = run.activity.status
    using completion = wait && new Completion(wait, this.#settings, this.#context)
    while (!signal.aborted) {
      const update = await this.#look(run, signal, completion)
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
      throw new MusterError('cannot-cancel', 'instrument', 'the instrument has no command to stop a run')
    const { connection } = this.#link.mustSession
    if (cancel.accepted === undefined) await connection.send(filled(cancel.command, run.attemptId))
    else await connection.query(filled(cancel.command, run.attemptId), new RegExp(cancel.accepted))
  }

  async health(): Promise<DriverHealth> {
    const { session } = this.#link
    if (!session) return { ok: false, message: 'there is no connection to the instrument' }
    await session.connection.query(this.#settings.identity, /./)
    return { ok: true }
  }

  async close(): Promise<void> {
    this.#link.close()
  }

  async #send(
    session: ScpiSession,
    activity: ScpiActivity,
    command: string,
    request: StartRequest,
  ): Promise<StartOutcome> {
    const runReference = formatReference(request, session, this.#settings)
    try {
      const complaint = await this.#transmit(session.connection, activity, command)
      return complaint === undefined
        ? { kind: 'started', runReference }
        : await this.#judge(request, complaint)
    } catch (error) {
      if (error instanceof ScpiRefusal) return this.#judge(request, error.message)
      if (error instanceof ScpiLinkError && !error.sent) return refused('no-link', error.message, 'transient')
      return { kind: 'unsure', reason: messageOf(error) }
    }
  }

  /** @returns what the error queue says against a start that has no answer of its own. */
  async #transmit(
    connection: ScpiConnection,
    activity: ScpiActivity,
    command: string,
  ): Promise<string | undefined> {
    const { accepted } = activity.start
    if (accepted !== undefined) {
      await connection.query(command, new RegExp(accepted))
      return undefined
    }
    await connection.send(command)
    return askAfterSending(connection, this.#settings)
  }

  /**
   * An instrument that keeps ids also refuses one that it has: that is a run of this attempt, not a refusal. One that was idle
   * and does something now has started, whatever its answer says: it may have been about something else.
   */
  async #judge(request: StartRequest, complaint: string): Promise<StartOutcome> {
    if (this.#settings.find) {
      const found = await this.find(request.attemptId).catch(() => undefined)
      if (found?.kind !== 'absent')
        return { kind: 'unsure', reason: `${complaint}, and the id may be a run's` }
    }
    const idle = await this.idle().catch(() => undefined)
    if (!idle?.idle) return { kind: 'unsure', reason: `${complaint}, and the instrument does something` }
    return refused('refused', complaint, 'instrument')
  }

  async #look(
    run: ScpiRun,
    signal: AbortSignal,
    completion: Completion | undefined,
  ): Promise<RunUpdate | undefined> {
    try {
      const session = await this.#link.whenSession(signal)
      if (run.bootMark !== undefined && session.bootMark !== undefined && run.bootMark !== session.bootMark) {
        return { kind: 'lost', reason: 'the instrument was switched off and on since the run began' }
      }
      return await readRun(session.connection, this.#settings, run, completion?.isDone(session))
    } catch (error) {
      if (!signal.aborted)
        this.#context.logger.debug('a run could not be looked at', { reason: messageOf(error) })
      return undefined
    }
  }
}

/** Once the start is out, a lost answer is never "not sent". */
async function askAfterSending(
  connection: ScpiConnection,
  settings: ScpiSettings,
): Promise<string | undefined> {
  try {
    const errors = await drainErrors(connection, settings)
    return errors.length > 0 ? errors.join('; ') : undefined
  } catch (error) {
    throw new ScpiLinkError(messageOf(error), true)
  }
}

function refused(code: string, message: string, category: Failure['category']): StartOutcome {
  return { kind: 'refused', failure: { code, message, category, started: 'no' } }
}
