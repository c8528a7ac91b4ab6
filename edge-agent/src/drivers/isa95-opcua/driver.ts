import type { Failure } from '@muster/protocol'
import { messageOf, MusterError, sleep } from '@muster/runtime'
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
import { OpcUaConnection } from '../shared/opcua/connection.ts'
import { connectionOptions } from '../shared/opcua/connection-options.ts'
import { keptServer, NO_LINK } from '../shared/opcua/kept-server.ts'
import { percentOfLayers } from './additive.ts'
import { readEnd } from './ends.ts'
import { type Answer, JobControl, type Look, type OrderToStart } from './job-control.ts'
import { isActive, isStarted, type ListedOrder } from './job-order.ts'
import { writeParameters } from './parameters.ts'
import { type Isa95Activity, type Isa95Settings, KNOWN_NAMESPACES } from './settings.ts'
import { traitsOf } from './traits.ts'

/**
 * The driver of one instrument that is an OPC UA server with ISA-95 Job Control V2 (OPC 10031-4). The attempt id is the
 * JobOrderID, so that the instrument itself can say whether a start landed.
 */
export class Isa95Driver implements Driver {
  readonly traits: DriverTraits
  readonly #settings: Isa95Settings
  readonly #context: DriverContext
  readonly #link: KeptLink<JobControl>
  /** Orders of which the instrument has taken a stop from us. */
  readonly #stopped = new Set<string>()

  constructor(settings: Isa95Settings, context: DriverContext) {
    this.traits = traitsOf(settings)
    this.#settings = settings
    this.#context = context
    this.#link = keptServer(settings, context, () => openJobControl(settings, context))
  }

  connect(events: DriverEvents): Promise<void> {
    return this.#link.connect(events)
  }

  async describe(): Promise<DriverDescription> {
    const identity = await this.#link.mustSession.identity()
    const activities = this.#settings.activities.map(activity =>
      describeActivity(activity, activity.canPause),
    )
    return { kind: 'isa95-opcua', activities, ...identity }
  }

  async bootMark(): Promise<string | undefined> {
    return this.#link.mustSession.bootMark
  }

  async idle(): Promise<IdleAnswer> {
    const { session } = this.#link
    if (!session) return { idle: false, reason: NO_LINK }
    const { orders, busyWith } = await session.look()
    const active = orders.find(isActive)
    if (active)
      return {
        idle: false,
        reason: `job order ${active.id} is ${active.state ?? 'in an unknown state'}`,
        runs: `job order ${active.id}`,
      }
    return busyWith === undefined
      ? { idle: true }
      : { idle: false, reason: `the instrument says ${busyWith}` }
  }

  /** Sent on the connection that is open now, or on none. */
  async start(request: StartRequest): Promise<StartOutcome> {
    const activity = this.#settings.activities.find(known => known.name === request.activity)
    if (!activity)
      return refused('unknown-activity', `there is no activity ${request.activity}`, 'parameters')
    const parameters = writeParameters(activity, request.parameters)
    if (!parameters.ok) {
      const faults = parameters.faults.map(fault => `${fault.field} ${fault.message}`).join('; ')
      return refused('parameters', faults, 'parameters')
    }
    const { session } = this.#link
    if (!session) return refused('no-link', NO_LINK, 'transient')
    const order = { id: request.attemptId, workMaster: workMasterOf(activity), parameters: parameters.value }
    const early = await this.#prepare(session, order)
    return early ?? this.#send(session, order)
  }

  async find(attemptId: string): Promise<FindOutcome> {
    const order = (await this.#link.mustSession.orders()).find(({ id }) => id === attemptId)
    if (!order) return { kind: 'absent' }
    if (isStarted(order)) return { kind: 'found', runReference: attemptId }
    return {
      kind: 'unsure',
      reason: 'the order is stored at the instrument, and somebody there may start it',
    }
  }

  async *follow(run: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    const steady = new SteadyProgress()
    while (!signal.aborted) {
      const update = await this.#lookAt(run, signal)
      const news = update && steady.next(update)
      if (news) yield news
      if (news && news.kind !== 'progress') return
      await sleep(this.#context.clock, durationOf(this.#settings.pollEvery), signal).catch(() => undefined)
    }
  }

  async cancel(run: RunReference): Promise<void> {
    const session = this.#link.mustSession
    const method = session.has('Stop') ? 'Stop' : 'Abort'
    const answer = await session.command(method, run)
    if (answer.done) this.#stopped.add(run)
    else if (await this.#isActive(session, run)) throw unwilling(method, answer)
  }

  pause(run: RunReference): Promise<void> {
    return this.#command('Pause', run)
  }

  resume(run: RunReference): Promise<void> {
    return this.#command('Resume', run)
  }

  /** Takes the order out of the instrument's list; one that is gone already is no fault. */
  async release(run: RunReference): Promise<void> {
    const session = this.#link.mustSession
    this.#stopped.delete(run)
    if (!session.has('Clear')) return
    const answer = await session.command('Clear', run)
    if (answer.done) return
    if ((await session.orders()).some(({ id }) => id === run)) throw unwilling('Clear', answer)
  }

  async health(): Promise<DriverHealth> {
    const { session } = this.#link
    if (!session) return { ok: false, message: NO_LINK }
    await session.orders()
    return { ok: true }
  }

  async close(): Promise<void> {
    const { session } = this.#link
    this.#link.close()
    await session?.released
  }

  /** All that goes before the start itself and starts nothing. @returns why it came to nothing. */
  async #prepare(session: JobControl, order: OrderToStart): Promise<StartOutcome | undefined> {
    if (session.hasStoreAndStart) return undefined
    try {
      const answer = await session.store(order)
      return answer.done ? undefined : await this.#judge(session, order.id, answer)
    } catch (error) {
      // An order that was stored and not started does nothing.
      return refused('no-link', messageOf(error), 'transient')
    }
  }

  async #send(session: JobControl, order: OrderToStart): Promise<StartOutcome> {
    try {
      const answer = await session.startOnce(order)
      return await this.#judge(session, order.id, answer)
    } catch (error) {
      return { kind: 'unsure', reason: messageOf(error) }
    }
  }

  /** What the instrument answered counts only as far as its list of orders agrees. */
  async #judge(session: JobControl, id: string, answer: Answer): Promise<StartOutcome> {
    let listed: ListedOrder | undefined
    try {
      listed = (await session.orders()).find(order => order.id === id)
    } catch (error) {
      return { kind: 'unsure', reason: `${answer.text}, and its list can't be read: ${messageOf(error)}` }
    }
    const started = listed !== undefined && isStarted(listed)
    if (answer.done && started) return { kind: 'started', runReference: id }
    if (!answer.done && !started) return refused('refused', answer.text, 'instrument')
    const found = started ? 'its list has the order' : 'its list does not show it started'
    return { kind: 'unsure', reason: `${answer.text}, but ${found}` }
  }

  async #command(method: 'Pause' | 'Resume', run: RunReference): Promise<void> {
    const answer = await this.#link.mustSession.command(method, run)
    if (!answer.done) throw unwilling(method, answer)
  }

  async #isActive(session: JobControl, run: RunReference): Promise<boolean> {
    const order = (await session.orders()).find(({ id }) => id === run)
    return order !== undefined && isActive(order)
  }

  async #lookAt(run: RunReference, signal: AbortSignal): Promise<RunUpdate | undefined> {
    try {
      const session = await this.#link.whenSession(signal)
      return await this.#read(session, await session.look(), run)
    } catch (error) {
      if (!signal.aborted)
        this.#context.logger.debug('a run could not be looked at', { reason: messageOf(error) })
      return undefined
    }
  }

  async #read(session: JobControl, look: Look, run: RunReference): Promise<RunUpdate> {
    const order = look.orders.find(({ id }) => id === run)
    if (!order) return { kind: 'lost', reason: 'the instrument does not have the job order any more' }
    if (order.state !== 'ended' && order.state !== 'aborted')
      return progressOf(order, look, session.tellsLayers ? await session.layer(run) : undefined)
    const response = await session.response(run)
    if (!response)
      return { kind: 'lost', reason: `the order is ${order.state}, and there is no response to it` }
    const activity = this.#settings.activities.find(known => workMasterOf(known) === order.workMaster)
    const { fields, materials } = response
    const end = readEnd(order.state, fields, this.#settings, activity, this.#stopped.has(run))
    return end.kind === 'succeeded' && materials.length > 0
      ? { ...end, result: { materials, ...end.result } }
      : end
  }
}

async function openJobControl(settings: Isa95Settings, context: DriverContext): Promise<JobControl> {
  const namespaces = { ...KNOWN_NAMESPACES, ...settings.namespaces }
  const options = connectionOptions(settings, context, namespaces)
  const connection = await OpcUaConnection.open(options).catch((error: unknown) => {
    throw hasOnlyFirstVersion(error) ? firstVersion(settings.endpoint, error) : error
  })
  try {
    return await JobControl.on(connection, settings)
  } catch (error) {
    connection.close()
    throw error
  }
}

/** V1 of the specification: another namespace, one method, and no states in the list of job orders. */
function hasOnlyFirstVersion(error: unknown): boolean {
  return (
    error instanceof MusterError &&
    error.code === 'opcua-namespace' &&
    /it has .*\/UA\/ISA95-JOBCONTROL\/?(,|$)/.test(error.message)
  )
}

function firstVersion(endpoint: string, cause: unknown): MusterError {
  const message = `${endpoint}: the server has version 1 of ISA-95 Job Control, whose list of job orders has no states; this driver needs version 2. opcua-nodes may drive what the server shows beside it`
  return new MusterError('isa95-version', 'configuration', message, { cause })
}

function progressOf(order: ListedOrder, look: Look, layer: number | undefined): RunUpdate {
  const { layersPlanned } = order
  const percent = look.percent ?? percentOfLayers(layer, layersPlanned)
  const { phase } = look
  const values = {
    ...(layer === undefined ? {} : { layer }),
    ...(layer === undefined || layersPlanned === undefined ? {} : { layersPlanned }),
    ...look.values,
  }
  return {
    kind: 'progress',
    ...(order.state === 'interrupted' ? { paused: true } : {}),
    ...(percent === undefined ? {} : { percent }),
    ...(phase === undefined ? {} : { phase }),
    ...(Object.keys(values).length === 0 ? {} : { values }),
  }
}

function workMasterOf(activity: Isa95Activity): string {
  return activity.workMaster ?? activity.name
}

function unwilling(method: string, answer: Answer): MusterError {
  return new MusterError('refused', 'instrument', `${method} was not done: ${answer.text}`)
}

function refused(code: string, message: string, category: Failure['category']): StartOutcome {
  return { kind: 'refused', failure: { code, message, category, started: 'no' } }
}
