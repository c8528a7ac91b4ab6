import type { Timestamp } from '@muster/runtime'
import type { TaskRecord } from '../../model/records.ts'
import type { KnownInstrument, OfferedActivity } from '../../model/known.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { estimate } from '../estimate.ts'
import { mismatchInKind, unavailable } from '../feasible.ts'
import type { Obstacle } from '../obstacle.ts'
import type { PaperCandidate, PaperInstrument, PaperResource } from '../paper/index.ts'
import type { Pool } from '../pool.ts'
import { endOfAttempt, exactly, type Expectation, later, untilOf } from '../until.ts'
import { ClosedWindows } from './closed-windows.ts'
import { runsAt } from './runs-at.ts'

/** Of one set of instruments, so many kinds of parameters have times of their own; others that of the activity as a whole. */
const KINDS_OF_PARAMETERS = 64

/** Instruments that suit the same tasks. */
type Suiting = readonly KnownInstrument[]

/**
 * Where tasks could be done, and how long that takes there. Tasks of one pool share what is found, and so do those that are not in
 * the queue yet and ask for the same: no task looks at all instruments by itself.
 */
export class Candidates {
  readonly #state: Snapshot
  readonly #now: Timestamp
  readonly closed: ClosedWindows
  readonly #byPool = new Map<Pool, Suiting>()
  readonly #byRequest = new Map<string, Suiting>()
  readonly #accepting = new Map<string, Suiting>()
  readonly #times = new Map<Suiting, Map<string, readonly PaperCandidate[]>>()
  readonly #instruments = new Map<string, PaperInstrument>()
  readonly #places = new Map<string, PaperResource | undefined>()
  #byActivity: Map<string, KnownInstrument[]> | undefined
  /** Instruments that can't be had, as nobody knows for how long, and why. */
  readonly unknown = new Map<string, Obstacle>()

  constructor(state: Snapshot, now: Timestamp) {
    this.#state = state
    this.#now = now
    this.closed = new ClosedWindows(state, now)
  }

  /** Those that any task may go to. */
  get instruments(): PaperInstrument[] {
    return [...this.#instruments.values()]
  }

  /** Of agents that may have fewer runs at a time than they have instruments: how many more, and when there are more. */
  get places(): PaperResource[] {
    return [...this.#places.values()].flatMap(place => place ?? [])
  }

  /** @param pool that it stands in, where it does */
  of(task: TaskRecord, pool: Pool | undefined): readonly PaperCandidate[] {
    const suiting = pool ? this.#ofPool(pool) : this.#ofRequest(task)
    const reserved = this.#state.board.reservations.of(task.id)?.instrumentId
    const kept =
      reserved === undefined ? [] : suiting.filter(({ description }) => description.id === reserved)
    return this.#timed(kept.length > 0 ? kept : suiting, task)
  }

  #ofPool(pool: Pool): Suiting {
    let suiting = this.#byPool.get(pool)
    if (!suiting) {
      suiting = [...pool.units].map(({ known }) => known)
      this.#byPool.set(pool, suiting)
    }
    return suiting
  }

  #ofRequest(task: TaskRecord): Suiting {
    const { activity, instrument = '', role = '', avoids = [], requires } = task
    const labels = requires ? Object.entries(requires).sort(([a], [b]) => (a < b ? -1 : 1)) : []
    const key = JSON.stringify([activity, instrument, role, avoids, labels, task.batch !== undefined])
    let suiting = this.#byRequest.get(key)
    if (!suiting) {
      suiting = this.#offering(activity).filter(known => !mismatchInKind(task, known))
      this.#byRequest.set(key, suiting)
    }
    return this.#takingParameters(suiting, key, task)
  }

  #offering(activity: string): readonly KnownInstrument[] {
    if (!this.#byActivity) {
      this.#byActivity = new Map()
      for (const known of this.#state.known.values())
        for (const name of known.activities.keys()) {
          const offering = this.#byActivity.get(name)
          if (offering) offering.push(known)
          else this.#byActivity.set(name, [known])
        }
    }
    return this.#byActivity.get(activity) ?? []
  }

  /** Those of them that take its parameters. Each schema is asked once for the same parameters. */
  #takingParameters(suiting: Suiting, key: string, { activity, parametersJson }: TaskRecord): Suiting {
    const schemas = new Map<string, OfferedActivity>()
    for (const { activities } of suiting) {
      const offered = activities.get(activity)
      if (offered) schemas.set(offered.description.parametersSchemaJson, offered)
    }
    // What was accepted is right for one of them at least.
    if (schemas.size < 2) return suiting
    const own = `${key} ${parametersJson}`
    let taking = this.#accepting.get(own)
    if (!taking) {
      const parameters: unknown = JSON.parse(parametersJson)
      const takes = new Map([...schemas].map(([text, { parse }]) => [text, parse(parameters).ok]))
      taking = suiting.filter(({ activities }) =>
        takes.get(activities.get(activity)?.description.parametersSchemaJson ?? ''),
      )
      this.#accepting.set(own, taking)
    }
    return taking
  }

  #timed(suiting: Suiting, { activity, parametersJson }: TaskRecord): readonly PaperCandidate[] {
    let times = this.#times.get(suiting)
    if (!times) {
      times = new Map()
      this.#times.set(suiting, times)
      for (const known of suiting) this.#note(known)
    }
    const ofParameters = `${activity} ${this.#state.durations.classOf(parametersJson)}`
    const isKnown = times.has(ofParameters) || times.size < KINDS_OF_PARAMETERS
    const kind = isKnown ? ofParameters : activity
    let candidates = times.get(kind)
    if (!candidates) {
      const work = isKnown ? { activity, parametersJson } : { activity }
      candidates = suiting.map((known): PaperCandidate => {
        const { id } = known.description
        const { low, expected, high } = estimate(this.#state, work, id)
        const displaced = goesOnLater(known, activity) ? { goesOnLater: true } : {}
        return { instrumentId: id, duration: expected, quick: low, slow: high, ...displaced }
      })
      times.set(kind, candidates)
    }
    return candidates
  }

  #note(known: KnownInstrument): void {
    const { id } = known.description
    if (this.#instruments.has(id)) return
    const attempt = this.#state.attempts.get(this.#state.openAttemptByInstrument.get(id) ?? '')
    const closed = this.closed.of(id)
    const free = closed && this.#freeAt(known)
    this.#instruments.set(id, {
      id,
      freeAt: free?.expected ?? Number.POSITIVE_INFINITY,
      ...(free ? { quick: free.from, slow: free.to } : {}),
      ...(attempt ? { heldBy: attempt.taskId } : {}),
      ...(closed && closed.length > 0 ? { closed } : {}),
      ...this.#placeOf(known.agentId),
    })
    if (!closed)
      this.unknown.set(id, {
        code: 'out-of-hours',
        message: `${id} is closed, and there is no time at which it opens`,
      })
  }

  /** What each run at an agent takes of it. */
  #placeOf(agentId: string): Pick<PaperInstrument, 'uses'> {
    if (!this.#places.has(agentId)) this.#places.set(agentId, this.#placesAt(agentId))
    const places = this.#places.get(agentId)
    return places ? { uses: [{ resource: places.id, amount: 1, kind: 'held' }] } : {}
  }

  #placesAt(agentId: string): PaperResource | undefined {
    const agent = this.#state.agents.get(agentId)
    if (!agent || agent.maxConcurrentTasks >= agent.instruments.length) return undefined
    const open = [...(this.#state.openAttemptsByAgent.get(agentId) ?? [])]
    const returns = open.flatMap(id => {
      const attempt = this.#state.attempts.get(id)
      const end = attempt && endOfAttempt(this.#state, attempt, this.#now)
      return end
        ? [{ at: end.expected, quick: end.from, slow: end.to, amount: 1, heldBy: attempt.taskId }]
        : []
    })
    return { id: runsAt(agentId), free: agent.maxConcurrentTasks - open.length, returns }
  }

  /** When it can be had, whatever is in the way now; undefined where nobody knows. */
  #freeAt(known: KnownInstrument): Expectation | undefined {
    const state = this.#state
    const { id } = known.description
    const attempt = state.attempts.get(state.openAttemptByInstrument.get(id) ?? '')
    const busy = attempt ? endOfAttempt(state, attempt, this.#now) : exactly(this.#now)
    const obstacle = unavailable(state, known, attempt?.id)
    const until = obstacle ? untilOf(state, obstacle, { instrument: known }, this.#now) : exactly(this.#now)
    // How many runs its agent may have is on the paper by itself.
    const open = until && obstacle?.code === 'agent-full' ? exactly(this.#now) : until
    if (busy && open) return later(busy, open)
    this.unknown.set(
      id,
      obstacle && !open
        ? obstacle
        : (unavailable(state, known) ?? { code: 'unknown', message: `${id} is not free` }),
    )
    return undefined
  }
}

/** Whether what is displaced there goes on from its checkpoint. */
function goesOnLater({ activities }: KnownInstrument, activity: string): boolean {
  const description = activities.get(activity)?.description
  return description?.canCheckpoint === true && description.repeatability === 'safe'
}
