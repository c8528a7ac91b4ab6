/**
 * What scheduling on paper is told and what it answers: plain data, in milliseconds on one clock. Nothing here
 * knows of the coordinator's state; whoever asks puts today's queue into these words.
 */

/** Something that must have ended before a task is begun. */
export interface PaperNeed {
  readonly taskId: string
  /** Milliseconds from its end that must pass first (cooling). 0 where absent. */
  readonly minWait?: number | undefined
  /** Milliseconds from its end within which the task must be begun (a slurry that sets). No limit where absent. */
  readonly maxWait?: number | undefined
}

/** An instrument that could do the task, and how long it takes there. */
export interface PaperCandidate {
  readonly instrumentId: string
  /** Expected milliseconds, from 0. */
  readonly duration: number
  /** What it takes when all goes quickly, and when all goes slowly; else the spread's factors make them. */
  readonly quick?: number | undefined
  readonly slow?: number | undefined
  /** A run of it there can be stopped at a checkpoint, and go on from that later. */
  readonly goesOnLater?: boolean | undefined
}

/** What a task takes of a resource: given back when it ends (`held`), or gone (`used-up`). */
export interface PaperUse {
  readonly resource: string
  /** Above 0, in the resource's unit. */
  readonly amount: number
  readonly kind: 'held' | 'used-up'
  /** Of tasks in one run: each has one of its `own`, or one does for `all`; else each asks for as much again. */
  readonly of?: 'own' | 'all' | undefined
}

/** Tasks that are done in one run. Those with the same `key`, that can be done by the same instruments, may be in one. */
export interface PaperBatch {
  readonly key: string
  /** A run begins when so many are there, from 1; */
  readonly size: number
  /** or when the first has waited for so many milliseconds, with those that are there, but no fewer than `atLeast`. */
  readonly hold: number
  readonly atLeast: number
  /** Since when this one waits; since it can be begun where absent. */
  readonly since?: number | undefined
}

/** What rises in priority while it waits, with all of its kind and priority that the same instruments can do. */
export interface PaperLevel {
  readonly kind: string
  /** 0 to 100, as given. */
  readonly priority: number
  /** When one of them was begun last, or since when any waits; since they are ready where absent. */
  readonly since?: number | undefined
}

/** Where a task that may be displaced is by now. */
export interface PaperUnderWay {
  readonly instrumentId: string
  /** When it began, or gave its last checkpoint. */
  readonly since: number
  readonly until: number
  readonly quick?: number | undefined
  readonly slow?: number | undefined
  /** Nothing was begun yet: to take it back loses nothing. */
  readonly isOffer: boolean
}

export interface PaperTask {
  readonly id: string
  readonly jobId: string
  readonly needs: readonly PaperNeed[]
  /**
   * Where it could be done. Of equal ends the first named is taken. Tasks that ask for the same should share one
   * array: it is looked at once.
   */
  readonly candidates: readonly PaperCandidate[]
  readonly uses?: readonly PaperUse[] | undefined
  /** Not begun before. */
  readonly earliest: number
  /** Lower goes first, number by number (a shorter one before a longer); equal ones in the order they are given in. */
  readonly rank: readonly number[]
  /** When it should have ended, and what each millisecond after that weighs (1 where absent). */
  readonly deadline?: number | undefined
  readonly weight?: number | undefined
  readonly batch?: PaperBatch | undefined
  /** Those with the same text here begin together, or none of them. */
  readonly together?: string | undefined
  /** Then `rank` is its place among those of its priority and share. Given for all tasks, or for none. */
  readonly level?: PaperLevel | undefined
  /** Of `shares`: goes after those of shares that had less. None: before all others of its priority. */
  readonly share?: string | undefined
  /** May have the instrument of what is lower and can go on later, where the problem says how. */
  readonly isUrgent?: boolean | undefined
  /** Nothing has its instrument before it is done, however urgent. */
  readonly stays?: boolean | undefined
  /** It is under way, and on the paper only because it may be displaced. */
  readonly underWay?: PaperUnderWay | undefined
}

/** A time in which nothing is begun: maintenance, out of hours. */
export interface ClosedWindow {
  readonly from: number
  readonly to: number
  /** A run begun before may go on into it. Otherwise it is begun only if it ends by `from`. */
  readonly mayRunInto?: boolean | undefined
}

export interface PaperInstrument {
  readonly id: string
  /** When what runs there now ends; anything up to now: it is free. Infinity: nobody knows, so it is left out. */
  readonly freeAt: number
  /** The same when all goes quickly, and when all goes slowly. */
  readonly quick?: number | undefined
  readonly slow?: number | undefined
  /** The task that has it until then. */
  readonly heldBy?: string | undefined
  readonly closed?: readonly ClosedWindow[] | undefined
  /** What every run there takes besides: one of the runs that its agent may have at a time. */
  readonly uses?: readonly PaperUse[] | undefined
}

/** So much of a resource comes back, or is delivered. */
export interface PaperReturn {
  readonly at: number
  readonly amount: number
  /** The task that gives it back. */
  readonly heldBy?: string | undefined
  readonly quick?: number | undefined
  readonly slow?: number | undefined
}

export interface PaperResource {
  readonly id: string
  readonly free: number
  readonly returns: readonly PaperReturn[]
}

export interface PaperProblem {
  readonly tasks: readonly PaperTask[]
  readonly instruments: readonly PaperInstrument[]
  readonly resources?: readonly PaperResource[] | undefined
  /** Tasks that others need and that run or have ended: when each ends, or ended. */
  readonly ended?: ReadonlyMap<string, number> | undefined
  /** How what has a level rises: by one each time that nothing of it was begun for so long, up to the highest. */
  readonly ageing?: { readonly each: number; readonly highest: number } | undefined
  /** By name: milliseconds over its weight that each share has had. */
  readonly shares?: ReadonlyMap<string, { readonly use: number; readonly weight: number }> | undefined
  /** How urgent work displaces other: the same task for the same job no sooner again than after so long. */
  readonly displacing?: { readonly oncePer: number } | undefined
}

/** What became available at last, so that a task could begin. With that thing's own cause it is a chain of reasons. */
export type PaperCause = (
  | { readonly kind: 'instrument'; readonly id: string; readonly taskId?: string | undefined }
  | { readonly kind: 'task'; readonly id: string }
  | { readonly kind: 'resource'; readonly id: string; readonly taskId?: string | undefined }
  | { readonly kind: 'time'; readonly at: number; readonly why: 'earliest' | 'min-wait' | 'closed' }
) & {
  /** It waited not for itself but for this task, which must follow it within a time. */
  readonly follower?: string | undefined
}

export interface PaperRun {
  readonly instrumentId: string
  readonly start: number
  readonly end: number
  /** Undefined where it begins at once. */
  readonly blockedBy: PaperCause | undefined
  /** A maximum wait that can't be kept, because what it is counted from runs already or has ended. */
  readonly exceeds?: { readonly taskId: string; readonly by: number } | undefined
}

/** Why a task never begins, if nothing changes but what is on the paper. */
export type PaperNever =
  | { readonly kind: 'no-instrument' }
  /** Its instruments never become free (the first is named). */
  | { readonly kind: 'instrument'; readonly id: string }
  | { readonly kind: 'resource'; readonly id: string }
  /** It needs one that never ends, or is not on the paper. */
  | { readonly kind: 'task'; readonly id: string }
  /** It needs itself, through this one. */
  | { readonly kind: 'cycle'; readonly id: string }
  /** This one can't follow it within its maximum wait. */
  | { readonly kind: 'wait'; readonly id: string }
  /** So many more of its batch would have to be there. */
  | { readonly kind: 'batch'; readonly missing: number; readonly size: number }
  /** It begins together with this one. */
  | { readonly kind: 'together'; readonly id: string }

export interface PaperSchedule {
  readonly runs: ReadonlyMap<string, PaperRun>
  /** When the last of them ends; now, if there are none. */
  readonly makespan: number
  readonly never: ReadonlyMap<string, PaperNever>
}
