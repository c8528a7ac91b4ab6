import { formatDuration, type Timestamp } from '@muster/runtime'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Obstacle, WaitsFor } from './obstacle.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'
import {
  endOfAttempt,
  endOfTask,
  type Expectation,
  isSooner,
  openAttemptOf,
  pauseBehind,
  untilOf,
} from './until.ts'
import { promptFor, type Reason, reasonsOf } from './why.ts'

/** No chain is followed further. */
const LONGEST_CHAIN = 12
/** Of what stands in the way besides, so many are told. */
const OTHERS_TOLD = 10

/** One link of the reason for which a task waits; the next one says why this is so. */
export interface Link {
  /** Stable; that of an obstacle, or `runs` and `paused` for what holds something. */
  readonly code: string
  /** For people. */
  readonly message: string
  readonly waitsFor?: WaitsFor
  /** When it is expected to go away; undefined where nobody knows. */
  readonly until?: Expectation
  readonly since?: Timestamp
  /** What else is in the way at this place: it is expected to go later where one is enough, and sooner where all must. */
  readonly others?: readonly Obstacle[]
}

/** When a task that has not begun is expected to end, as far as anybody worked that out. */
export type EndOf = (taskId: string) => Expectation | undefined

/**
 * Why a task waits, link by link down to what is at the root of it: a run, a person, a machine, a time. It ends where it would come
 * back to a task that it has been at. A task that does not wait has none.
 * @param now wall time
 */
export function whyChain(
  state: Snapshot,
  task: TaskRecord,
  now: Timestamp,
  endOf: EndOf = () => undefined,
): Link[] {
  return new Chain(state, now, endOf).follow(task)
}

/** A reason with what is known of when it goes. */
interface Timed extends Reason {
  readonly until: Expectation | undefined
}

class Chain {
  readonly #state: Snapshot
  readonly #now: Timestamp
  readonly #endOf: EndOf
  readonly #links: Link[] = []
  readonly #seen = new Set<string>()

  constructor(state: Snapshot, now: Timestamp, endOf: EndOf) {
    this.#state = state
    this.#now = now
    this.#endOf = endOf
  }

  follow(first: TaskRecord): Link[] {
    for (let task: TaskRecord | undefined = first; task && this.#links.length < LONGEST_CHAIN; ) {
      if (this.#seen.has(task.id)) {
        this.#links.push({
          code: 'cycle',
          message: `that waits for ${nameOf(task)} again`,
          waitsFor: { kind: 'task', id: task.id },
        })
        break
      }
      this.#seen.add(task.id)
      task = this.#step(task)
    }
    return this.#links
  }

  /** @returns the task whose reasons come next */
  #step(task: TaskRecord): TaskRecord | undefined {
    const attempt = openAttemptOf(this.#state, task.id)
    // A start that is under way is the task's own reason; what runs, or may, is at the end of it.
    if (attempt && task.state !== 'dispatched') {
      this.#links.push(...this.#ofAttempt(task, attempt))
      return undefined
    }
    const leading = this.#leading(task)
    if (!leading) return undefined
    const [reason, others] = leading
    this.#links.push(this.#linkOf(task, reason, others))
    const { waitsFor } = reason.obstacle
    if (waitsFor?.kind === 'job') return this.#leadingTaskOf(waitsFor.id)
    if (waitsFor?.kind !== 'task') return undefined
    const next = this.#state.tasks.get(waitsFor.id)
    return next && !isTaskEnd(next.state) ? next : undefined
  }

  /** Of a job that is waited for: what of it is under way, or else what would be next. */
  #leadingTaskOf(jobId: string): TaskRecord | undefined {
    const open = this.#state.tasksOf(jobId).filter(({ state }) => !isTaskEnd(state))
    const isUnderWay = ({ state, kind }: TaskRecord) => state !== 'pending' && state !== 'queued' && !kind
    return (
      open.find(isUnderWay) ??
      open.find(({ state }) => state === 'queued') ??
      open.findLast(({ state, kind }) => state === 'running' && kind !== undefined) ??
      open[0]
    )
  }

  /** What matters most: of those that must all go the last to do so, and of those of which one is enough the first. */
  #leading(task: TaskRecord): [Timed, Timed[]] | undefined {
    const reasons = reasonsOf(this.#state, task)
    const timed = reasons.map((reason): Timed => ({ ...reason, until: this.#until(reason, task) }))
    const inOrder = timed.toSorted((a, b) =>
      isSooner(a.until, b.until) ? -1 : isSooner(b.until, a.until) ? 1 : 0,
    )
    const required = inOrder.filter(({ at }) => !at).at(-1)
    const enough = inOrder.find(({ at }) => at)
    const first = required && enough && isSooner(required.until, enough.until) ? enough : (required ?? enough)
    return first && [first, inOrder.filter(other => other !== first)]
  }

  #until({ obstacle, at }: Reason, { activity }: TaskRecord): Expectation | undefined {
    const known = untilOf(this.#state, obstacle, { instrument: at, activity }, this.#now)
    if (known || obstacle.waitsFor?.kind !== 'task') return known
    const { id } = obstacle.waitsFor
    return endOfTask(this.#state, id, this.#now) ?? this.#endOf(id)
  }

  #linkOf(task: TaskRecord, { obstacle, at, until }: Timed, others: readonly Timed[]): Link {
    const { code, message, waitsFor } = obstacle
    const since = this.#since(task, obstacle, at)
    // What says a time already needs no other.
    const about =
      until && !/\d{4}-\d\d-\d\dT/.test(message) ? `, until about ${this.#moment(until.expected)}` : ''
    const from = since === undefined ? '' : ` (since ${this.#moment(since)})`
    return {
      code,
      message: `${message}${about}${from}`,
      ...(waitsFor ? { waitsFor } : {}),
      ...(until ? { until } : {}),
      ...(since === undefined ? {} : { since }),
      ...(others.length > 0
        ? { others: others.slice(0, OTHERS_TOLD).map(({ obstacle: other }) => plain(other)) }
        : {}),
    }
  }

  #since(task: TaskRecord, obstacle: Obstacle, at: KnownInstrument | undefined): Timestamp | undefined {
    const { code, waitsFor } = obstacle
    const state = this.#state
    const pause = pauseBehind(state, code, { instrument: at, activity: task.activity })
    if (pause) return pause.at
    switch (code) {
      case 'agent-offline':
        return state.live.get(waitsFor?.id ?? '')?.contactLostSince
      case 'breaker-open':
      case 'breaker-trial':
        return state.breakers.get(waitsFor?.id ?? '')?.changedAt
      case 'instrument-held':
        return state.instruments.get(at?.description.id ?? '')?.hold?.since
      case 'waits-for-person':
        return promptFor(state, task)?.raisedAt
      default:
        return undefined
    }
  }

  /** What a run that has the instrument, or something else that is needed, comes to. */
  #ofAttempt(task: TaskRecord, attempt: AttemptRecord): Link[] {
    const { instrumentId, agentId, movedAt, startedAt } = attempt
    const since = startedAt ?? attempt.offeredAt
    const what = `${nameOf(task)} at ${instrumentId}`
    const waitsFor = { kind: 'instrument', id: instrumentId } as const
    if (attempt.state === 'verifying') return [this.#question(task, what, movedAt ?? since)]
    if (attempt.state === 'paused') {
      const from = movedAt ?? since
      const message = `${what} is paused since ${this.#moment(from)}, until somebody lets it go on`
      return [{ code: 'paused', message, waitsFor, since: from }]
    }
    const until = endOfAttempt(this.#state, attempt, this.#now)
    const about = until ? `, until about ${this.#moment(until.expected)}` : ''
    const runs = attempt.state === 'running' ? `${what} runs` : `${what} is being started`
    const link: Link = {
      code: 'runs',
      message: `${runs} since ${this.#moment(since)}${about}`,
      waitsFor,
      since,
      ...(until ? { until } : {}),
    }
    const lost = this.#state.live.get(agentId)?.contactLostSince
    if (lost === undefined) return [link]
    const message = `${agentId} is not in contact since ${this.#moment(lost)}: the run goes on, and its end is heard later`
    return [link, { code: 'agent-offline', message, waitsFor: { kind: 'agent', id: agentId }, since: lost }]
  }

  #question(task: TaskRecord, what: string, movedAt: Timestamp): Link {
    const prompt = promptFor(this.#state, task)
    const since = prompt?.raisedAt ?? movedAt
    const asked = prompt ? `: ${prompt.question}` : ''
    return {
      code: 'waits-for-person',
      message: `${what} waits for an operator's answer since ${this.#moment(since)}${asked}`,
      ...(prompt ? { waitsFor: { kind: 'person', id: prompt.id } as const } : {}),
      since,
    }
  }

  #moment(at: Timestamp): string {
    return moment(at, this.#now)
  }
}

const nameOf = ({ step, jobId }: TaskRecord): string => `step ${step} of ${jobId}`

const plain = ({ code, message, waitsFor }: Obstacle): Obstacle => ({
  code,
  message,
  ...(waitsFor ? { waitsFor } : {}),
})

/** A time with how far off it is, such as `2026-11-21T14:20Z (in 2 h 10 min)`. */
export function moment(at: Timestamp, now: Timestamp): string {
  const minute = `${new Date(at).toISOString().slice(0, 16)}Z`
  const off = Math.abs(at - now)
  if (off < 1_000) return `${minute} (now)`
  // Seconds are of no use to somebody who waits for hours.
  const rounded = off < 60_000 ? Math.round(off / 1_000) * 1_000 : Math.round(off / 60_000) * 60_000
  return at > now ? `${minute} (in ${formatDuration(rounded)})` : `${minute} (${formatDuration(rounded)} ago)`
}
