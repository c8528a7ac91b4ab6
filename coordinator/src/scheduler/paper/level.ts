/** Keys of tasks of one priority are apart from those of the next by so much: more tasks than this are on no paper. */
const APART = 2 ** 26
const HIGHEST = 100

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
