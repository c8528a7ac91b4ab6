/** An instrument that is kept free for a task, which has to follow another within a time. */
export interface Reservation {
  readonly taskId: string
  readonly instrumentId: string
  /** The task that it has to follow. */
  readonly after: string
  /** How long after the end of that, milliseconds. */
  readonly atMost: number
  /** The attempt with which it was made: those of one run that have the same instrument go one after the other. */
  readonly run?: string
}
