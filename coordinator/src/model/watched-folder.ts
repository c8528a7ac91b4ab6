import type { Duration } from '@muster/runtime'

/** A folder that the coordinator is set to watch. */
export interface WatchedFolder {
  readonly path: string
  /** It is looked at so often. */
  readonly every: Duration
  /** A file that has not changed for so long is complete. */
  readonly settle: Duration
}
