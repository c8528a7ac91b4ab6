import { type EscalationRecord, type State, type TaskRecord, whyWaiting } from '@muster/coordinator/testing'
import { isAttemptEnd } from '@muster/protocol'
import { type Duration, hours, millis, minutes } from '@muster/runtime'
import { causeIsGone } from './causes.ts'
import { type ChannelName, CHANNELS, CRITICAL_STEPS } from './channels.ts'
import type { Site } from './site.ts'
import { Overdue } from './overdue.ts'
import type { Broken } from './truth.ts'

const LOOK_EVERY = minutes(10)
/** So long after it took the lead nothing is expected of a coordinator yet. */
const WARM_UP = minutes(30)

/** Something that may be so for a while, but not for longer. */
interface Bad {
  readonly what: string
  readonly bound: Duration
  readonly about: readonly string[]
}

/** Looks every so often whether waits have reasons and silence escalates: what may not last, and lasts, is a promise broken. */
export class Promises {
  readonly broken: Broken[] = []
  readonly #site: Site
  #epoch = -1
  #leadSince = 0
  /** Since when each bad thing was seen at every look. */
  #since = new Map<string, number>()

  readonly #overdue: Overdue

  constructor(site: Site) {
    this.#site = site
    this.#overdue = new Overdue(site.world)
  }

  start(): void {
    const { world } = this.#site
    const look = () => {
      this.#look()
      world.time.at(world.time.now + LOOK_EVERY, look)
    }
    look()
  }

  #look(): void {
    const { now } = this.#site.world.time
    const state = this.#leadingState()
    if (!state || now - this.#leadSince < WARM_UP) return void this.#since.clear()
    this.#overdue.look(state, this.#epoch)
    this.broken.push(...this.#overdue.broken)
    const since = new Map<string, number>()
    for (const { what, bound, about } of this.#allBad(state)) {
      const first = this.#since.get(what) ?? now
      since.set(what, first)
      if (now - first >= bound)
        this.broken.push({ what: `for ${Math.round((now - first) / 60_000)} min: ${what}`, about })
    }
    this.#since = since
  }

  /** Of a coordinator that leads and whose computer is awake. */
  #leadingState(): State | undefined {
    const { world } = this.#site
    try {
      const lead = world.coordinator?.lead()
      const isAsleep = world.coordinatorClock.wakeAt + WARM_UP > world.time.now
      if (!lead || isAsleep) {
        this.#epoch = -1
        return undefined
      }
      if (lead.term.epoch !== this.#epoch) this.#leadSince = world.time.now
      this.#epoch = lead.term.epoch
      return lead.state
    } catch {
      this.#epoch = -1
      return undefined
    }
  }

  *#allBad(state: State): Iterable<Bad> {
    for (const task of state.tasks.values()) yield* badTask(state, task)
    for (const id of state.prompts.keys()) {
      if (state.escalated.get(`prompt:${id}`)?.has('prompt-open') !== true)
        yield { what: `the prompt ${id} has no escalation`, bound: minutes(10), about: [id] }
    }
    for (const escalation of state.escalations.values()) {
      yield* this.#undelivered(escalation)
      if (escalation.state !== 'open') continue
      yield* this.#untold(escalation)
      yield* this.#stale(state, escalation)
    }
    yield* this.#vanished(state)
  }

  /** Critical, open, and people were not told though they could have been. */
  *#untold(escalation: EscalationRecord): Iterable<Bad> {
    const { channels } = this.#site
    const { id, kind, severity, acknowledged, snoozedUntil, rung } = escalation
    if (severity !== 'critical' || acknowledged || snoozedUntil !== undefined) return
    if (!CHANNELS.some(name => this.#isReady(name))) return
    if (channels.toldOf(id).length === 0)
      yield { what: `nobody was told of ${id} (${kind})`, bound: minutes(30), about: [id] }
    // The ladder goes by the wall clock, which jumps by two hours at a time.
    if (rung < CRITICAL_STEPS)
      yield { what: `the ladder of ${id} (${kind}) stands at ${rung}`, bound: hours(8), about: [id] }
  }

  /** A message waits for a channel that is down while another takes messages. */
  *#undelivered({ id, kind, deliveries }: EscalationRecord): Iterable<Bad> {
    const ready = CHANNELS.find(name => this.#isReady(name))
    if (ready === undefined) return
    for (const { id: delivery, state, channel } of deliveries)
      if (state === 'pending')
        yield {
          what: `${delivery} of ${id} (${kind}) waits for ${channel}, and ${ready} takes messages`,
          bound: minutes(30),
          about: [id],
        }
  }

  /** Whether a channel has taken messages for so long that nobody can take it for down any more. */
  #isReady(name: ChannelName): boolean {
    const { channels, world } = this.#site
    return channels.states[name] === 'well' && world.time.now - channels.since[name] >= hours(1)
  }

  *#stale(state: State, escalation: EscalationRecord): Iterable<Bad> {
    for (const { subject, clearedAt } of escalation.entries) {
      const gone =
        clearedAt === undefined ? causeIsGone(this.#site, state, escalation.kind, subject) : undefined
      if (gone)
        yield {
          what: `${escalation.id} is open, and its cause is gone: ${escalation.kind} of ${subject}`,
          bound: gone,
          about: [escalation.id, subject.slice(subject.indexOf(':') + 1)],
        }
    }
  }

  /** Attempts that are under way here, and that no instrument works on. */
  *#vanished(state: State): Iterable<Bad> {
    const { truth } = this.#site
    for (const id of state.openAttemptByInstrument.values()) {
      const attempt = state.attempts.get(id)
      if (!attempt || isAttemptEnd(attempt.state) || attempt.state === 'verifying') continue
      if (truth.isUnderWay(attempt.taskId)) continue
      const told =
        state.escalated.has(`attempt:${id}`) ||
        state.escalated.has(`agent:${attempt.agentId}`) ||
        state.escalated.has(`instrument:${attempt.instrumentId}`) ||
        state.escalated.has('broker:mqtt')
      if (told) continue
      // A run out of contact is told of after its step's `lostAfter`, two hours at the most.
      const isEarly = attempt.state === 'offered' || attempt.state === 'claimed'
      yield {
        what: `${id} is ${attempt.state} and nothing runs at ${attempt.instrumentId}; nobody is told`,
        bound: isEarly ? minutes(30) : millis(hours(2) + minutes(30)),
        about: [id, attempt.instrumentId, attempt.agentId],
      }
    }
  }
}

/** Every wait has a reason, and what waits for too long is told of. */
function* badTask(state: State, task: TaskRecord): Iterable<Bad> {
  const { id, jobId } = task
  if (task.endedAt !== undefined || task.state === 'running') return
  const about = [id]
  const reasons = whyWaiting(state, task)
  if (reasons.length === 0)
    yield { what: `${id} is ${task.state} and does not say why it waits`, bound: millis(0), about }
  if (reasons.some(({ code }) => code === 'being-planned'))
    yield { what: `${id} is being planned`, bound: minutes(30), about }
  if (reasons.some(({ code }) => code === 'waits-for-person')) {
    // Of a run with several tasks one question is asked.
    const isAsked = [...state.prompts.values()].some(
      ({ taskId, kind, attemptId }) =>
        taskId === id || (kind === 'verify-start' && attemptId === task.attemptId),
    )
    if (!isAsked) yield { what: `${id} waits for a person, and nobody is asked`, bound: minutes(10), about }
  }
  if (task.state !== 'queued' || task.heldBy !== undefined) return
  const limit = state.limits.waiting.find(([priority]) => task.priority >= priority)?.[1] ?? hours(0)
  if (state.escalated.get(`task:${id}`)?.has('waiting-too-long') !== true)
    yield {
      what: `${id} of ${jobId} is queued (since ${task.queuedAt ?? 0}), and nobody is told`,
      bound: millis(limit + hours(3)),
      about,
    }
}
