import { type Duration, seconds } from '@muster/runtime'
import type { DriverContext } from '../driver.ts'

/** What a driver's process may cost the machine before it is ended and started again. */
export interface ProcessLimits {
  /** Resident memory, in MB. */
  readonly memoryMb: number
  /** For how long it may give no sign of life, counted in time in which the agent itself was awake. */
  readonly silence: Duration
}

export const PROCESS_LIMITS: ProcessLimits = { memoryMb: 256, silence: seconds(20) }

/** What the agent hands to a driver that it made: whoever puts that into a process takes its limits from here. */
export interface HostContext extends DriverContext {
  readonly processLimits?: ProcessLimits
}
