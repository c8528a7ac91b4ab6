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
import { connectionOptions } from '../shared/opcua/connection-options.ts'
import { keptServer, NO_LINK } from '../shared/opcua/kept-server.ts'
import { OpcUaConnection } from '../shared/opcua/connection.ts'
import { SteadyProgress } from '../shared/steady-progress.ts'
import { Controller, type Look, nodesOfRun } from './controller.ts'
import { planAct } from './plan.ts'
import { formatReference, type NodesRun, parseReference } from './reference.ts'
import { isOneOf, judgeRun } from './run.ts'
import { type Act, KNOWN_NAMESPACES, type NodesSettings } from './settings.ts'
import { refused, startRun } from './start.ts'
import { traitsOf } from './traits.ts'
import { NonsenseError } from './value.ts'

/** How often in a row an instrument may say what nobody understands. */
const MOST_NONSENSE = 3

/** The driver of one instrument whose OPC UA server has no job model, only variables and methods. */
export class NodesDriver implements Driver {
  readonly traits: DriverTraits
  readonly #settings: NodesSettings
  readonly #context: DriverContext
  readonly #link: KeptLink<Controller>
  /** Runs of which the instrument has taken a stop from us. */
  readonly #stopped = new Set<RunReference>()

  constructor(settings: NodesSettings, context: DriverContext) {
    this.traits = traitsOf(settings)
    this.#settings = settings
    this.#context = context
    this.#link = keptServer(settings, context, () => openController(settings, context))
  }

  connect(events: DriverEvents): Promise<void> {
    return this.#link.connect(events)
  }

  async describe(): Promise<DriverDescription> {
    const identity = await this.#link.mustSession.identity()
    const activities = this.#settings.activities.map(activity =>
      describeActivity(activity, activity.pause !== undefined),
    )
    return { kind: 'opcua-nodes', activities, ...identity }
  }

  async bootMark(): Promise<string | undefined> {
    return this.#link.mustSession.bootMark
  }

  async idle(): Promise<IdleAnswer> {
    const { session } = this.#link
    if (!session) return { idle: false, reason: NO_LINK }
    const { busy } = this.#settings
    const value = (await session.look([busy.node])).read(busy)
    if (!isOneOf(value, busy.values)) return { idle: true }
    const runs = `${busy.node} is ${value}`
    return { idle: false, reason: `the instrument is busy: ${runs}`, runs }
  }

  /** Sent on the connection that is open now, or on none. */
  async start(request: StartRequest): Promise<StartOutcome> {
    const activity = this.#settings.activities.find(known => known.name === request.activity)
    if (!activity)
      return refused('unknown-activity', `there is no activity ${request.activity}`, 'parameters')
    if (request.checkpoint)
      return refused('no-checkpoints', 'the instrument can not go on from a checkpoint', 'parameters')
    const { session } = this.#link
    if (!session) return refused('no-link', NO_LINK, 'transient')
    const ports = { controller: session, settings: this.#settings, clock: this.#context.clock }
    return startRun(ports, activity, request, formatReference(request, session.bootMark, this.#settings))
  }

  async find(attemptId: string): Promise<FindOutcome> {
    const { ids } = this.#settings
    if (!ids) return { kind: 'unsure', reason: 'the instrument keeps no ids' }
    const { ids: shown = [] } = await this.#link.mustSession.look([])
    if (shown.includes(attemptId)) return { kind: 'found', runReference: attemptId }
    if (shown.length < ids.keeps) return { kind: 'absent' }
    return { kind: 'unsure', reason: 'the places for ids are all taken: this one may have been dropped' }
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
      const seen = await this.#look(run, reference, signal)
      nonsense = seen instanceof Error ? nonsense + 1 : 0
      const update = seen instanceof Error ? lostAfter(nonsense, seen) : seen
      const news = update && steady.next(update)
      if (news) yield news
      if (news && news.kind !== 'progress') return
      await sleep(this.#context.clock, durationOf(this.#settings.pollEvery), signal).catch(() => undefined)
    }
  }

  async cancel(reference: RunReference): Promise<void> {
    await this.#act(reference, 'stop')
    this.#stopped.add(reference)
  }

  pause(reference: RunReference): Promise<void> {
    return this.#act(reference, 'pause')
  }

  resume(reference: RunReference): Promise<void> {
    return this.#act(reference, 'resume')
  }

  async health(): Promise<DriverHealth> {
    const { session } = this.#link
    if (!session) return { ok: false, message: NO_LINK }
    const { busy } = this.#settings
    ;(await session.look([busy.node])).read(busy)
    return { ok: true }
  }

  async close(): Promise<void> {
    const { session } = this.#link
    this.#link.close()
    await session?.released
  }

  async #act(reference: RunReference, what: 'stop' | 'pause' | 'resume'): Promise<void> {
    const run = parseReference(reference, this.#settings)
    const act: Act | undefined = run?.activity[what]
    if (!run || !act)
      throw new MusterError(`cannot-${what}`, 'instrument', `the settings have no \`${what}\` for this run`)
    const session = this.#link.mustSession
    const other = otherRun(await session.look([]), run)
    if (other !== undefined) throw new MusterError(`cannot-${what}`, 'instrument', other)
    const { status, node } = await session.act(planAct(act, { attemptId: run.attemptId }, []))
    if (status.isBad())
      throw new MusterError('refused', 'instrument', `the server answered ${status.name} for ${node}`)
  }

  /** @returns an error where the instrument answered, and what it said can't be understood */
  async #look(
    run: NodesRun,
    reference: RunReference,
    signal: AbortSignal,
  ): Promise<RunUpdate | Error | undefined> {
    try {
      const session = await this.#link.whenSession(signal)
      const look = await session.look(nodesOfRun(run.activity))
      const other = otherRun(look, run)
      if (other !== undefined) return { kind: 'lost', reason: other }
      return judgeRun(look.read, run.activity, this.#stopped.has(reference))
    } catch (error) {
      if (!signal.aborted)
        this.#context.logger.debug('a run could not be looked at', { reason: messageOf(error) })
      return error instanceof NonsenseError ? error : undefined
    }
  }
}

/** @returns why what the nodes say is not of this run; undefined where nothing speaks against it */
function otherRun({ ids, bootMark }: Look, run: NodesRun): string | undefined {
  if (run.bootMark !== undefined && run.bootMark !== bootMark)
    return 'the instrument was switched off and on since the run began'
  const [current] = ids ?? [run.attemptId]
  if (current === run.attemptId) return undefined
  return current === undefined
    ? 'the instrument knows of no run'
    : `the instrument is at another run, ${current}`
}

async function openController(settings: NodesSettings, context: DriverContext): Promise<Controller> {
  const namespaces = { ...KNOWN_NAMESPACES, ...settings.namespaces }
  const connection = await OpcUaConnection.open(connectionOptions(settings, context, namespaces))
  try {
    return await Controller.on(connection, settings)
  } catch (error) {
    connection.close()
    throw error
  }
}

function lostAfter(times: number, error: Error): RunUpdate | undefined {
  return times < MOST_NONSENSE ? undefined : { kind: 'lost', reason: error.message }
}
