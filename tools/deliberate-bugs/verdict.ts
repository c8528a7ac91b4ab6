import type { DeliberateBug } from './bugs.ts'

export interface Verdict {
  readonly isCaught: boolean
  /** Nobody knows yet what should notice it. */
  readonly isOpen?: true
  /** By what, or why not. */
  readonly says: string
}

/** Looks whether a bug is noticed, in a copy of the sources that nothing else uses meanwhile. */
export type Check = (bug: DeliberateBug, copy: string) => Promise<Verdict>
