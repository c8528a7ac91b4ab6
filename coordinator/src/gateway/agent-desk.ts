import {
  type ClaimMessage,
  type HeartbeatMessage,
  type InventoryMessage,
  isAttemptEnd,
  type ReadinessChange,
  type ReportMessage,
  type UpHeader,
  type UpSyncMessage,
} from '@muster/protocol'
import {
  type Clock,
  type Logger,
  messageOf,
  MusterError,
  type Random,
  seconds,
  withTimeout,
} from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { AgentRecord } from '../model/records.ts'
import { causeOf } from '../model/known.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Store, Term } from '../store/store.ts'
import { control } from '../work/attempts.ts'
import { actorOf, ordersOf, readinessNews, sendOrders, takeReadiness } from '../work/readiness.ts'
import { agentTold, noticeRestore } from '../work/recovery.ts'
import { decideClaim, decideRefusal } from './claims.ts'
import { judge } from './identity.ts'
import { assignInstruments } from './inventory.ts'
import { beginConnection } from './presence.ts'
import { knownBefore, type ReconcileReport, reconcileReport } from './reconcile.ts'
import { applyReport, nextInOrder, setAside } from './reports.ts'
import {
  acceptOtherJournal,
  acceptProcess,
  applyDigest,
  type Ended,
  fenceFloor,
  repeatOffers,
  signsOfRestore,
  syncEntries,
} from './sync.ts'

/** The shortest time between two challenges to one agent, milliseconds. */
const CHALLENGE_INTERVAL = 2_000
/** How long an agent has to answer to a person who wants to know now. */
const RECONCILE_LIMIT = seconds(15)

export interface AgentDeskOptions {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly state: State
  readonly store: Store
  readonly term: Term
  readonly storeId: string
  readonly transactor: Transactor
}

/** Decides on what agents say. A process whose identity is in doubt is asked to prove itself, and not heard otherwise. */
export class AgentDesk {
  readonly #options: AgentDeskOptions
  readonly #outranked: (epoch: number) => void
  readonly #waiting = new Map<string, Set<(report: ReconcileReport) => void>>()
  readonly #reports = new Map<string, ReconcileReport>()

  constructor(options: AgentDeskOptions, outranked: (epoch: number) => void) {
    this.#options = options
    this.#outranked = outranked
  }

  /** Whether this process may not be believed yet; if so, it is challenged. */
  isSuspect(agentId: string, header: UpHeader): boolean {
    if (judge(this.#options.state.agents.get(agentId), header).kind !== 'suspect') return false
    this.challenge(agentId)
    return true
  }

  challengeAll(): void {
    for (const agentId of this.#options.state.agents.keys()) this.challenge(agentId)
  }

  /** Asks for a digest that repeats a fresh secret: only a process that is alive now can. */
  challenge(agentId: string): void {
    const { state, clock, random, transactor } = this.#options
    const live = state.liveOf(agentId)
    if (clock.monotonic() - live.challengedAt < CHALLENGE_INTERVAL) return
    live.challengedAt = clock.monotonic()
    live.challenge = random.id()
    const challenge = live.challenge
    const history = state.recovering === undefined ? {} : { wantHistory: true }
    const message = { token: '', challenge, attempts: [], fences: [], ...history }
    transactor.decideAndGoOn('challenge', 'rule:identity', draft =>
      draft.send({ agentId, kind: 'sync', message }),
    )
  }

  /**
   * The agent holds an attempt that is over here or not known, or has an instrument that is not: what one side
   * missed is told again by an exchange of digests.
   */
  disagrees(heartbeat: HeartbeatMessage): boolean {
    const { attempts, promptByCause, known } = this.#options.state
    if (
      heartbeat.instruments.some(({ instrumentId, link }) => link === 'connected' && !known.has(instrumentId))
    )
      return true
    return heartbeat.runs.some(({ attemptId }) => {
      const attempt = attempts.get(attemptId)
      const isOver = attempt === undefined || isAttemptEnd(attempt.state)
      return isOver && !promptByCause.has(causeOf('unexpected-event', attemptId))
    })
  }

  /** How ready the instruments are, where that is news; what people want them to be goes out again until it is answered. */
  readiness(agentId: string, { instruments }: HeartbeatMessage): void {
    const { state, transactor } = this.#options
    const agent = state.agents.get(agentId)
    if (!agent || !state.liveOf(agentId).synced) return
    const { changes, hasGap, isUnanswered } = readinessNews(state, agent, instruments)
    this.#takeReadiness(agentId, changes)
    if (hasGap) this.challenge(agentId)
    if (isUnanswered)
      transactor.decideAndGoOn('readiness orders', 'rule:readiness', draft => sendOrders(draft, agentId))
  }

  #takeReadiness(agentId: string, changes: readonly ReadinessChange[]): void {
    for (const change of changes)
      this.#options.transactor.decideAndGoOn('readiness', actorOf(agentId, change), draft => {
        const agent = draft.state.agents.get(agentId)
        if (agent) takeReadiness(draft, agent, change)
      })
  }

  inventory(agentId: string, message: InventoryMessage): void {
    const { state, transactor } = this.#options
    const live = state.liveOf(agentId)
    live.inventory = message
    const agent = state.agents.get(agentId)
    if (!agent || agent.bootId !== message.header.bootId || agent.journalId !== message.header.journalId)
      return
    transactor.decideAndGoOn('inventory', `agent:${agentId}`, draft =>
      assignInstruments(draft, agent, message),
    )
  }

  claim(agentId: string, message: ClaimMessage): void {
    const { state, transactor, term } = this.#options
    const agent = this.#currentAgent(agentId, message.header)
    if (!agent) return
    if (message.refusal) {
      if (message.refusal.epoch > term.epoch) return this.#outranked(message.refusal.epoch)
      return transactor.decideAndGoOn('refusal', `agent:${agentId}`, draft =>
        decideRefusal(draft, agent, message),
      )
    }
    const live = state.liveOf(agentId)
    if (!live.synced || live.connection !== message.header.connection) return this.challenge(agentId)
    transactor.decideAndGoOn('claim', `agent:${agentId}`, draft => decideClaim(draft, agent, message))
  }

  report(agentId: string, message: ReportMessage): void {
    if (!this.#currentAgent(agentId, message.header)) return
    const { state } = this.#options
    // It comes again once digests have been exchanged; before that, its attempts may not be known here yet.
    if (!state.liveOf(agentId).synced) return this.challenge(agentId)
    const missing = message.events.map(({ report }) => report.attemptId).filter(id => !state.attempts.has(id))
    if (missing.length === 0) return this.#takeReport(agentId, message, NONE)
    this.#load(missing, [], ended => this.#takeReport(agentId, message, ended))
  }

  sync(agentId: string, digest: UpSyncMessage): void {
    const { state, term } = this.#options
    if (digest.epoch > term.epoch) return this.#outranked(digest.epoch)
    const live = state.liveOf(agentId)
    const isCurrent = state.agents.get(agentId)?.bootId === digest.header.bootId
    // An older digest of the same process says less than what is known.
    if (isCurrent && digest.header.journalWrites < live.digestWrites) return
    const standing = judge(state.agents.get(agentId), digest.header)
    const proved = digest.challenge !== undefined && digest.challenge === live.challenge
    if (standing.kind === 'suspect' && !proved) return this.challenge(agentId)
    const missing = digest.attempts
      .map(({ report }) => report.attemptId)
      .filter(id => !state.attempts.has(id))
    const jobs = digest.attempts
      .flatMap(({ jobId, batch }) => [jobId, ...(batch?.members ?? []).map(member => member.jobId)])
      .filter(id => !state.jobs.has(id))
    if (missing.length === 0 && jobs.length === 0) return this.#takeDigest(agentId, digest, NONE)
    this.#load(missing, jobs, ended => this.#takeDigest(agentId, digest, ended))
  }

  /** The agent as stored, if the message is from its current process. */
  #currentAgent(agentId: string, header: UpHeader): AgentRecord | undefined {
    const agent = this.#options.state.agents.get(agentId)
    const standing = judge(agent, header)
    if (standing.kind === 'current') return agent
    this.challenge(agentId)
    return undefined
  }

  /** What is not in memory has ended, or is not known at all. */
  #load(attemptIds: readonly string[], jobIds: readonly string[], then: (ended: Ended) => void): void {
    const { store, logger } = this.#options
    const load = async (): Promise<Ended> => {
      const attempts = await Promise.all(attemptIds.map(id => store.attempt(id)))
      const jobs = await Promise.all([...new Set(jobIds)].map(id => store.job(id)))
      return {
        attempts: new Map(attempts.flatMap(attempt => (attempt ? [[attempt.id, attempt]] : []))),
        jobs: new Set(jobs.flatMap(job => (job?.endedAt === undefined ? [] : [job.id]))),
      }
    }
    load().then(then, (error: unknown) =>
      logger.error('the store can not be read', { error: messageOf(error) }),
    )
  }

  #takeReport(agentId: string, message: ReportMessage, ended: Ended): void {
    this.#options.transactor.decideAndGoOn('report', `agent:${agentId}`, draft => {
      const agent = draft.state.agents.get(agentId)
      if (agent?.bootId !== message.header.bootId) return
      const events = nextInOrder(agent.acked, message.events)
      const acked = events.at(-1)?.sequence ?? agent.acked
      for (const { report } of events)
        this.#takeEvent(draft, agentId, message.header.journalId, report, ended)
      const now = draft.state.agents.get(agentId)
      const journalWrites = Math.max(agent.journalWrites, message.header.journalWrites)
      if (now && acked > now.acked) draft.update('agents', now, { acked, journalWrites })
      draft.send({ agentId, kind: 'ack', message: { bootId: message.header.bootId, sequence: acked } })
    })
  }

  #takeEvent(
    draft: Draft,
    agentId: string,
    journalId: string,
    report: ReportMessage['events'][number]['report'],
    ended: Ended,
  ): void {
    const attempt = draft.state.attempts.get(report.attemptId) ?? ended.attempts.get(report.attemptId)
    if (attempt) applyReport(draft, agentId, journalId, report, attempt)
    else setAside(draft, agentId, report, 'this attempt is not known')
  }

  #takeDigest(agentId: string, digest: UpSyncMessage, ended: Ended): void {
    const { state, transactor } = this.#options
    const live = state.liveOf(agentId)
    transactor.decideAndGoOn('sync', `agent:${agentId}`, draft => {
      const standing = judge(state.agents.get(agentId), digest.header)
      if (standing.kind === 'suspect') {
        if (digest.challenge === undefined || digest.challenge !== live.challenge) return
        acceptOtherJournal(draft, agentId, digest.header, standing.why)
      }
      const agent = acceptProcess(draft, agentId, digest.header, digest.firstSequence - 1)
      live.challenge = undefined
      live.digestWrites = digest.header.journalWrites
      if (live.inventory?.header.bootId === agent.bootId) assignInstruments(draft, agent, live.inventory)
      const before = knownBefore(state, agentId, digest, ended)
      this.#compareStores(draft, agentId, digest)
      for (const why of signsOfRestore(draft, digest, ended)) noticeRestore(draft, why)
      // What an older store does not know is taken over in one go, with the history that explains it.
      if (digest.history || !state.recovering?.waitingFor.has(agentId))
        applyDigest(draft, agent, digest, ended)
      if (digest.history) agentTold(draft, agentId)
      this.#answerDigest(draft, agentId, digest, ended)
      const report = reconcileReport(state, agentId, digest, before, draft.now)
      draft.afterCommit(() => {
        this.#reconciled(agentId, report)
        this.#takeReadiness(agentId, digest.readiness?.changes ?? [])
      })
    })
  }

  /**
   * Asks the agent for all it knows, its instruments for what is in doubt, and compares.
   * @throws MusterError `not-found`, `agent-silent` when no answer comes in time.
   */
  reconcile(agentId: string): Promise<ReconcileReport> {
    const { state, clock } = this.#options
    if (!state.agents.has(agentId))
      return Promise.reject(new MusterError('not-found', 'input', `there is no agent ${agentId}`))
    const { promise, resolve } = Promise.withResolvers<ReconcileReport>()
    const waiting = this.#waiting.get(agentId) ?? new Set()
    waiting.add(resolve)
    this.#waiting.set(agentId, waiting)
    this.#probeDoubtful(agentId)
    state.liveOf(agentId).challengedAt = Number.NEGATIVE_INFINITY
    this.challenge(agentId)
    const silent = () => new MusterError('agent-silent', 'unavailable', `${agentId} does not answer`)
    return withTimeout(clock, RECONCILE_LIMIT, promise, silent).finally(() => waiting.delete(resolve))
  }

  /** What was compared last, by agent. */
  lastReconciled(agentId: string): ReconcileReport | undefined {
    return this.#reports.get(agentId)
  }

  #reconciled(agentId: string, report: ReconcileReport): void {
    this.#reports.set(agentId, report)
    for (const resolve of this.#waiting.get(agentId) ?? []) resolve(report)
  }

  #probeDoubtful(agentId: string): void {
    const { state, transactor } = this.#options
    const doubtful = [...(state.openAttemptsByAgent.get(agentId) ?? [])].filter(
      id => state.attempts.get(id)?.state === 'verifying',
    )
    if (doubtful.length === 0) return
    transactor.decideAndGoOn('probe', 'rule:reconcile', draft => {
      for (const id of doubtful) {
        const attempt = draft.state.attempts.get(id)
        if (attempt?.state === 'verifying') control(draft, attempt, 'probe', 'rule:reconcile')
      }
    })
  }

  /** Signs that this store is older than what was written through it before. */
  #compareStores(draft: Draft, agentId: string, digest: UpSyncMessage): void {
    const { storeId, transactor, state } = this.#options
    if (digest.storeId === storeId && digest.storeWrites > transactor.writes) {
      noticeRestore(
        draft,
        `${agentId} has heard of ${digest.storeWrites} commits, the store has ${transactor.writes}`,
      )
    }
    for (const { instrumentId, fence } of digest.fences) {
      const instrument = state.instruments.get(instrumentId)
      if (!instrument || instrument.agentId !== agentId || fence <= instrument.fence) continue
      noticeRestore(
        draft,
        `${agentId} knows fence ${fence} of ${instrumentId}, the store ${instrument.fence}`,
      )
      draft.update('instruments', instrument, { fence })
    }
  }

  #answerDigest(draft: Draft, agentId: string, digest: UpSyncMessage, ended: Ended): void {
    const { state } = this.#options
    const live = state.liveOf(agentId)
    const agent = state.agents.get(agentId)
    if (!agent) return
    const attempts = syncEntries(draft, agent, digest, ended)
    const fences = [...state.instruments.values()]
      .filter(instrument => instrument.agentId === agentId)
      .map(instrument => ({ instrumentId: instrument.id, fence: fenceFloor(state, instrument) }))
    const ack = { bootId: agent.bootId, sequence: agent.acked }
    const orders = ordersOf(state, agentId)
    const readiness = orders.length === 0 ? {} : { readiness: { orders } }
    draft.send({ agentId, kind: 'sync', message: { token: digest.token, attempts, fences, ...readiness } })
    draft.send({ agentId, kind: 'ack', message: ack })
    repeatOffers(draft, agent, digest)
    // Only where the history is missing: an agent whose history has a gap would be asked for ever.
    const isUntold = state.recovering?.waitingFor.has(agentId) === true && !digest.history
    if (isUntold) draft.afterCommit(() => this.challenge(agentId))
    draft.afterCommit(() => {
      // A newer connection of this process has begun meanwhile: that one has to exchange digests of its own.
      if (live.bootId === digest.header.bootId && live.connection > digest.header.connection) return
      const { clock } = this.#options
      const heard = { wall: clock.wall(), monotonic: clock.monotonic() }
      if (live.bootId !== digest.header.bootId || live.connection !== digest.header.connection)
        beginConnection(live, digest.header, heard)
      live.online = true
      live.synced = !state.recovering?.waitingFor.has(agentId)
      live.contactLostSince = undefined
      state.board.agentChanged(agentId)
      this.#options.transactor.requestFlush()
    })
  }
}

const NONE: Ended = { attempts: new Map(), jobs: new Set() }
