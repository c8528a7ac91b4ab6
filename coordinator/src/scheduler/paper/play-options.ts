import type { Choice } from './choose.ts'
import type { Node } from './world.ts'

/** How a world is played through. */
export interface PlayOptions {
  /** The place of each task by its index, lower first, no two alike; else the tasks' ranks decide. */
  readonly keys?: Float64Array | undefined
  /** The band of each task by its index: inside a band, who is ready first goes first. */
  readonly arrivalIn?: Int32Array | undefined
  /**
   * Whether (1) an instrument is kept for the task, by its index, as soon as all it needs has begun, against those that
   * go after it. Else no instrument stands idle for what is not ready.
   */
  readonly keepFor?: Uint8Array | undefined
  /** Tasks that must have ended before the task of that index begins, besides what it needs. */
  readonly after?: readonly (Node | undefined)[] | undefined
  /** Else that on which it ends first. */
  readonly choose?: Choice | undefined
}
