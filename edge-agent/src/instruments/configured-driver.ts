import type { Driver } from './driver.ts'
import type { HostContext } from './isolation/process-limits.ts'

/** Whether a driver runs in the agent or in a process of its own. */
export type Isolation = 'process' | 'inline'

/** What an instrument's configuration says of its driver, besides the driver's own settings. */
export interface DriverUse {
  /** Decided by the driver where left out: foreign and heavy ones in a process. */
  readonly isolation?: Isolation
  /** Where paths of drivers begin (the first), and packages are looked for. Without, there are the built-in ones and no others. */
  readonly folders?: readonly string[]
}

/** Settings that were found right, waiting for an instrument. */
export interface ConfiguredDriver {
  readonly name: string
  readonly isolation?: Isolation
  /** A guarded driver: it settles whatever the code beneath does. */
  create(context: HostContext): Driver
}
