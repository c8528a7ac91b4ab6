/** A time that is to come, as far as can be told now; ISO 8601 in UTC. */
export interface ExpectedTime {
  /** Where all goes quickly. */
  readonly from: string
  readonly expected: string
  /** Where all goes slowly; left out where there is no time for it then. */
  readonly to?: string
}

export interface WhyReason {
  readonly code: string
  readonly message: string
  readonly waitsFor?: { readonly kind: string; readonly id: string }
}

/** Why nobody can tell when something begins. */
export interface UnknownStart extends WhyReason {
  /** Before that it does not begin in any case. */
  readonly notBefore?: string
}

/** One link of a chain of reasons: the next one says why it is so. */
export interface WhyLink extends WhyReason {
  readonly until?: ExpectedTime
  readonly since?: string
  /** What else is in the way at this place. */
  readonly others?: readonly WhyReason[]
}

/** Why a task is not running, and when it is expected to. */
export interface WhyView {
  readonly task: string
  /** The coordinator's wall clock as it answered. */
  readonly at: string
  readonly state: string
  readonly reasons: readonly WhyReason[]
  readonly chain: readonly WhyLink[]
  readonly expectedStart?: ExpectedTime
  /** Why nobody can tell. */
  readonly unknownStart?: UnknownStart
  /** Tasks before it, and all, among those that compete for the same instruments. */
  readonly position?: { readonly ahead: number; readonly of: number }
}

export interface PlannedStep {
  readonly step: string
  readonly instrument?: string
  readonly start?: ExpectedTime
  readonly end?: ExpectedTime
  /** What becomes available last, so that it can begin. */
  readonly waitsFor?: { readonly message: string }
  readonly unknownStart?: UnknownStart
  /** Why nobody knows how long it takes. */
  readonly unknownEnd?: WhyReason
}

/** What would become of a job. */
export interface PlanView {
  readonly at: string
  readonly steps: readonly PlannedStep[]
  readonly end?: ExpectedTime
  /** Where nobody can tell when it ends: no sooner in any case. */
  readonly endNotBefore?: string
  readonly deadline?: { readonly at: string; readonly holds: 'yes' | 'likely' | 'no' | 'unknown' }
  /** Other jobs whose expected end is another with this one. */
  readonly moved: readonly {
    readonly job: string
    readonly before: string
    readonly after: string
    readonly byMs: number
  }[]
  readonly movedJobs: number
}
