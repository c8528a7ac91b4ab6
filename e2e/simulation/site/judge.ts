import type { Change, EscalationRecord } from '@muster/coordinator/testing'
import { isAttemptEnd, PRIORITY_NAMES } from '@muster/protocol'
import { type Duration, minutes, parseDuration } from '@muster/runtime'
import type { World } from '../world.ts'
import { LIMITS } from './limits.ts'
import type { Steady } from './steady.ts'
import type { Broken, Truth } from './truth.ts'

type AttemptRecord = Change['rows']['attempts'][number]
type BreakerRecord = Change['rows']['breakers'][number]

/** What has been so for this long must have come to the coordinator. */
const MUST_BE_KNOWN: Duration = minutes(30)
/** So long after it was last heard nobody can take an agent for back. */
const SURELY_AWAY: Duration = minutes(10)
const CRITICAL = PRIORITY_NAMES.critical
/** How a failure of a whole fleet is told. */
const OF_A_FLEET = / at \d+ of \d+ instruments: /

/** Looks at each decision as one would who stands beside the instruments: may the machine decide so, and is what it says true? */
export class Judge {
  readonly broken: Broken[] = []
  readonly #world: World
  readonly #truth: Truth
  readonly #steady: Steady
  /** What is open of each escalation. */
  readonly #open = new Map<string, ReadonlySet<string>>()
  /** Breakers that stop a fleet. */
  readonly #stops = new Set<string>()
  readonly #offered = new Set<string>()
  /** Attempts and stages of their displacement that were looked at. */
  readonly #judged = new Set<string>()

  constructor(world: World, truth: Truth, steady: Steady) {
    this.#world = world
    this.#truth = truth
    this.#steady = steady
  }

  /** Another database lies in the store's place. */
  restored(): void {
    this.#open.clear()
    this.#stops.clear()
    const rows = this.#rows
    for (const { id, entries } of rows?.escalations.values() ?? [])
      this.#open.set(id, new Set(entries.flatMap(openSubject)))
    for (const breaker of rows?.breakers.values() ?? []) if (isStop(breaker)) this.#stops.add(breaker.id)
  }

  committed({ events, rows }: Change): void {
    for (const { id, failures } of rows.tasks) if (failures > 0) this.#failures(id, failures)
    for (const attempt of rows.attempts) this.#attempt(attempt)
    for (const { kind, subject, actor, details } of events)
      if (kind.startsWith('breaker.')) this.#breakerMoved(subject, kind, actor, String(details['reason']))
    for (const breaker of rows.breakers) this.#breaker(breaker)
    for (const escalation of rows.escalations) this.#escalation(escalation)
  }

  get #rows() {
    return this.#world.storeDisk.database?.rows
  }

  #break(what: string, ...about: readonly string[]): void {
    this.broken.push({ what, about })
  }

  /** A step is tried as often as it says: nothing counts as a failure but an attempt that failed, or was stopped for taking too long. */
  #failures(taskId: string, counted: number): void {
    const ended = [...(this.#rows?.attempts.values() ?? [])].filter(
      ({ taskId: of, members = [], state }) =>
        (of === taskId || members.includes(taskId)) && (state === 'failed' || state === 'cancelled'),
    )
    if (counted > ended.length)
      this.#break(`${taskId} counts ${counted} failures, and ${ended.length} of its attempts failed`, taskId)
  }

  #attempt(attempt: AttemptRecord): void {
    const { id, state, agentId, instrumentId, repeatability, control } = attempt
    this.#displaced(attempt)
    if (control?.action === 'cancel' && control.actor.startsWith('rule:') && repeatability !== 'safe')
      this.#break(`${id} may not be repeated, and the machine (${control.actor}) stops it`, id, instrumentId)
    if (state !== 'offered' || this.#offered.has(id)) return
    this.#offered.add(id)
    const sick = this.#steady.sickFor(instrumentId)
    if (sick >= MUST_BE_KNOWN && this.#steady.inContactFor(agentId) >= MUST_BE_KNOWN)
      this.#break(
        `${id} is offered to ${instrumentId}, which says for ${inMinutes(sick)} that it is not well`,
        id,
        instrumentId,
      )
  }

  /** Critical work has the instrument of lower work only where that can go on later, and may. */
  #displaced(attempt: AttemptRecord): void {
    const { id, displacement } = attempt
    if (!displacement || this.#judged.has(`${id} ${displacement.stage}`)) return
    this.#judged.add(`${id} ${displacement.stage}`)
    for (const why of this.#againstDisplacing(attempt, displacement))
      this.#break(`${displacement.by} displaces ${id}, ${why}`, id, displacement.by, attempt.instrumentId)
  }

  *#againstDisplacing(
    { taskId, jobId, members, repeatability, checkpoint }: AttemptRecord,
    { by, stage }: NonNullable<AttemptRecord['displacement']>,
  ): Iterable<string> {
    const task = this.#rows?.tasks.get(taskId)
    if (repeatability !== 'safe') yield 'which may not be started a second time'
    if (members || task?.together !== undefined || task?.startBy !== undefined) yield 'which others count on'
    if (this.#forbids(jobId, task?.step ?? '')) yield 'which its step forbids'
    if ((task?.priority ?? 0) >= CRITICAL) yield 'which is critical too'
    if ((this.#rows?.tasks.get(by)?.priority ?? CRITICAL) < CRITICAL) yield 'and is not critical'
    if (stage === 'stopping' && !checkpoint) yield 'which has given no checkpoint'
  }

  #forbids(jobId: string, step: string): boolean {
    return this.#rows?.jobs.get(jobId)?.definition.steps[step]?.preemptible === false
  }

  /** What stops a whole fleet is lifted by nobody but a person. */
  #breakerMoved(id: string, kind: string, actor: string, reason: string): void {
    if (kind === 'breaker.open' && OF_A_FLEET.test(reason)) this.#stops.add(id)
    else if (this.#stops.delete(id) && !actor.startsWith('person:'))
      this.#break(`${id} was stopped for the whole fleet, and ${actor} made it ${kind}`, id)
  }

  #breaker({ id, state, successes }: BreakerRecord): void {
    if (state === 'half-open' && successes >= LIMITS.breakers.successes)
      this.#break(`the breaker ${id} is half-open after ${successes} trials that went well`, id)
  }

  #escalation({ id, kind, entries, resolvedBy }: EscalationRecord): void {
    const before = this.#open.get(id) ?? new Set()
    const now = new Set(entries.flatMap(openSubject))
    this.#open.set(id, now)
    for (const subject of now) if (!before.has(subject)) this.#raised(kind, nameOf(subject), id)
    for (const subject of before)
      if (!now.has(subject) && this.#remains(kind, nameOf(subject), resolvedBy))
        this.#break(
          `${id} is over for ${subject} (${resolvedBy ?? 'the machine'}), and its cause remains: ${kind}`,
          id,
          nameOf(subject),
        )
  }

  /** Nobody is told that a run stands still which went on within the time that its step allows. */
  #raised(kind: string, attemptId: string, id: string): void {
    const attempt = this.#rows?.attempts.get(attemptId)
    const move = this.#truth.lastMove(attempt?.instrumentId ?? '')
    if (kind !== 'run-stale' || !attempt || move?.attemptId !== attemptId) return
    const ago = this.#world.time.now - move.at
    const allowed = this.#staleAfter(attempt)
    const seenFor = Math.min(
      this.#steady.inContactFor(attempt.agentId),
      this.#steady.wellFor(attempt.instrumentId),
    )
    if (allowed !== undefined && ago < allowed && seenFor >= ago + minutes(5))
      this.#break(
        `${id} tells that ${attemptId} stands still, it went on ${inMinutes(ago)} ago, and ${inMinutes(allowed)} are allowed`,
        id,
        attemptId,
        attempt.instrumentId,
      )
  }

  /** How long its step may stand still, where the step says. */
  #staleAfter({ jobId, taskId }: AttemptRecord): Duration | undefined {
    const step = this.#rows?.tasks.get(taskId)?.step ?? ''
    const text = this.#rows?.jobs.get(jobId)?.definition.steps[step]?.staleAfter
    return text === undefined ? undefined : parseDuration(text)
  }

  /** Whether what an escalation tells of is so beyond doubt. */
  #remains(kind: string, id: string, by: string | undefined): boolean {
    // A coordinator that has just taken the lead can't know yet who is away: a person's word counts then.
    const isPerson = by?.startsWith('person:') === true
    return this.#isOnDisk(kind, id) || (!isPerson && this.#isAway(kind, id))
  }

  #isOnDisk(kind: string, id: string): boolean {
    const breaker = this.#rows?.breakers.get(id)
    switch (kind) {
      case 'prompt-open':
        return this.#rows?.prompts.get(id)?.state === 'open'
      case 'cascade-stop':
        return breaker !== undefined && isStop(breaker)
      case 'breaker-open':
        return breaker !== undefined && breaker.state !== 'closed' && !isStop(breaker)
      default:
        return false
    }
  }

  #isAway(kind: string, id: string): boolean {
    if (kind === 'agent-silent') return this.#steady.awayFor(id) >= SURELY_AWAY
    const attempt = kind === 'run-lost' ? this.#rows?.attempts.get(id) : undefined
    if (!attempt || isAttemptEnd(attempt.state)) return false
    return this.#steady.awayFor(attempt.agentId) >= SURELY_AWAY
  }
}

const openSubject = ({ subject, clearedAt }: EscalationRecord['entries'][number]): string[] =>
  clearedAt === undefined ? [subject] : []
const nameOf = (subject: string): string => subject.slice(subject.indexOf(':') + 1)
const isStop = ({ state, retryAt }: BreakerRecord): boolean => state === 'open' && retryAt === undefined
const inMinutes = (ms: number): string => `${Math.round(ms / 60_000)} min`
