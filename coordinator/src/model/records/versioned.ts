/** A change makes a new record whose `version` is one higher, and the store refuses one that is not built on what it holds. */
export interface Versioned {
  readonly id: string
  readonly version: number
}
