import type { State } from '@muster/coordinator/testing'
import { type Duration, minutes } from '@muster/runtime'
import type { World } from '../world.ts'
import type { Broken } from './truth.ts'

/** So long after its time what is due must be done. */
const LATEST: Duration = minutes(25)

/** Something that the coordinator has to do by itself at a time. */
interface Due {
  readonly what: string
  /** By the coordinator's wall clock. */
  readonly at: number
  readonly about: readonly string[]
}

/** When something is due that was first seen so, by the coordinator's clock that nobody sets. */
interface Seen {
  readonly monotonic: number
}

/**
 * Looks whether what has its time is done then: steps of ladders, and trials of breakers. Times stand in the coordinator's store by
 * its wall clock; where that is set while something waits, it may take longer, and nothing is said of that.
 */
export class Overdue {
  readonly broken: Broken[] = []
  readonly #world: World
  #seen = new Map<string, Seen>()
  /** What the wall clock is ahead of the other by, and who leads. */
  #offset = 0
  #epoch = -1

  constructor(world: World) {
    this.#world = world
  }

  /** @param epoch of the coordinator that leads and is awake, and has been so for a while */
  look(state: State, epoch: number): void {
    const clock = this.#world.coordinatorClock
    const offset = clock.wall() - clock.monotonic()
    const isSame = Math.abs(offset - this.#offset) < 1_000
    const isNew = epoch !== this.#epoch
    this.#offset = offset
    this.#epoch = epoch
    const seen = new Map<string, Seen>()
    for (const { what, at, about } of allDue(state)) {
      const name = `${what} ${at}`
      // A new lead looks at everything anew, by the clock as it is set then.
      const before = isSame && !isNew ? this.#seen.get(name) : undefined
      const due = before ?? {
        monotonic: isSame ? clock.monotonic() + Math.max(0, at - clock.wall()) : Number.POSITIVE_INFINITY,
      }
      seen.set(name, due)
      const late = clock.monotonic() - due.monotonic
      if (late >= LATEST)
        this.broken.push({ what: `${what} is overdue for ${Math.round(late / 60_000)} min`, about })
    }
    this.#seen = seen
  }
}

function* allDue(state: State): Iterable<Due> {
  for (const { id, kind, state: is, nextRungAt, entries } of state.escalations.values())
    if (is === 'open' && nextRungAt !== undefined)
      yield {
        what: `the next step of the ladder of ${id} (${kind})`,
        at: nextRungAt,
        about: [id, ...entries.slice(0, 3).map(({ subject }) => subject)],
      }
  for (const { id, state: is, retryAt } of state.breakers.values())
    if (is === 'open' && retryAt !== undefined)
      yield { what: `the trial of the breaker ${id}`, at: retryAt, about: [id] }
}
