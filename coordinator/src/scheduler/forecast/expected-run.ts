import type { Timestamp } from '@muster/runtime'

/** When something is expected. `to` is undefined where it may never be, if all goes slowly. */
export interface ExpectedTime {
  readonly from: Timestamp
  readonly expected: Timestamp
  readonly to: Timestamp | undefined
}

export interface ExpectedRun {
  /** Undefined where it is reckoned from how fast those before it go, and of a step that no instrument does. */
  readonly instrumentId: string | undefined
  readonly start: ExpectedTime
  /** Undefined where nobody knows how long it takes. */
  readonly end: ExpectedTime | undefined
}
