/**
 * A task's key is its priority, then what its share has had in seconds, then its place: one number, exact up to so many tasks, and so
 * many seconds that shares are apart.
 */
const PLACES = 2 ** 17
const SECONDS = 2 ** 29
const APART = PLACES * SECONDS
const HIGHEST = 100
const SECOND = 1_000

/** One who competes for instruments. */
export class Share {
  readonly weight: number
  readonly #given: number
  /** Milliseconds over its weight that it has had, since the one that had least. */
  use: number
  /** Its tasks that wait. */
  ready = 0

  constructor(given: number, weight: number) {
    this.#given = given
    this.weight = weight
    this.use = given
  }

  /** How far its tasks go after those of a share that has had nothing. */
  get behind(): number {
    return Math.min(SECONDS - 1, Math.floor(this.use / SECOND)) * PLACES
  }

  reset(): void {
    this.use = this.#given
    this.ready = 0
  }
}

/** How what waits rises: by one each time that nothing of it was begun for so long, up to the highest. */
export interface Ageing {
  readonly each: number
  readonly highest: number
}

/** Tasks of one kind and priority, that the same instruments can do: they rise as one. @template S what they stand in */
export class Level<S> {
  readonly index: number
  readonly priority: number
  readonly ageing: Ageing
  /** Of its tasks those that wait from the beginning: since when. */
  givenSince = Number.POSITIVE_INFINITY
  readonly shapes = new Set<S>()

  // What is played:
  since = 0
  /** Its tasks that wait. */
  ready = 0
  band: number
  /** It is looked at then. */
  nextLook = Number.POSITIVE_INFINITY

  constructor(index: number, priority: number, ageing: Ageing) {
    this.index = index
    this.priority = priority
    this.ageing = ageing
    this.band = priority
  }

  /** The lowest place that a task of it can have. */
  get first(): number {
    return (HIGHEST - this.priority) * APART
  }

  /** A place that all that waits of it goes before. */
  get last(): number {
    return this.first + PLACES - 1
  }

  /** How far its tasks have come forward. */
  get risen(): number {
    return (this.band - this.priority) * APART
  }

  /** The priority that it has at a time. */
  bandAt(now: number): number {
    const { each, highest } = this.ageing
    if (each <= 0 || this.priority >= highest) return this.priority
    return Math.min(highest, this.priority + Math.floor(Math.max(0, now - this.since) / each))
  }

  /** When it rises next; Infinity where it does not. */
  get risesAt(): number {
    const { each, highest } = this.ageing
    if (each <= 0 || this.band >= highest) return Number.POSITIVE_INFINITY
    return this.since + (this.band - this.priority + 1) * each
  }
}

/** Back to the beginning. */
export function resetLevel(level: Level<unknown>): void {
  level.since = level.givenSince
  level.ready = 0
  level.band = level.priority
  level.nextLook = Number.POSITIVE_INFINITY
}
