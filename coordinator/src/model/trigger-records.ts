import type { Timestamp } from '@muster/runtime'

/** What begins jobs besides people, as it is kept. Ids are names; what was deleted stays as such, so that its name can be given again. */

export const TRIGGER_STATES = ['active', 'paused', 'ended', 'deleted'] as const
/** `ended`: no time of it is left. */
export type TriggerState = (typeof TRIGGER_STATES)[number]

/** The job that is begun. */
export interface BegunWork {
  /** `name`, `name@3`, `name@latest`. */
  readonly uses: string
  /** Of a trigger its strings may be templates over what came. */
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly priority?: number | string
  readonly labels?: Readonly<Record<string, string>>
}

interface Kept extends BegunWork {
  /** Its name. */
  readonly id: string
  readonly version: number
  readonly state: TriggerState
  readonly title?: string
  /** So many of its jobs were refused since one was begun last. */
  readonly refusedInRow?: number
  /** The person whose jobs these are. */
  readonly by: string
  readonly createdAt: Timestamp
  /** Why it is paused, and who paused it. */
  readonly paused?: { readonly by: string; readonly reason: string; readonly at: Timestamp }
}

export const SCHEDULE_OUTCOMES = ['begun', 'missed', 'overlapped', 'refused'] as const
export type ScheduleOutcome = (typeof SCHEDULE_OUTCOMES)[number]

export interface ScheduleRecord extends Kept {
  readonly cron: string
  readonly timeZone: string
  readonly missed: 'skip' | 'run-once'
  /** Milliseconds by which it may be late and is on time all the same. */
  readonly grace: number
  readonly overlap: 'allow' | 'skip'
  readonly until?: Timestamp
  /** All nominal times up to this one are dealt with, whatever the clock shows afterwards. */
  readonly passedTo: Timestamp
  /** The last nominal time that began a job. */
  readonly lastTime?: Timestamp
  /** What became of the last time that was dealt with. */
  readonly last?: {
    readonly time: Timestamp
    readonly at: Timestamp
    readonly outcome: ScheduleOutcome
    readonly job?: string
    readonly reason?: string
  }
}

export const TRIGGER_KINDS = ['mqtt', 'webhook', 'file'] as const
export type TriggerKind = (typeof TRIGGER_KINDS)[number]

/** What it is woken by: one of these. */
export interface TriggerSource {
  readonly mqtt?: { readonly topic: string; readonly deliveryId?: string }
  /** `secret`: the name of one in the coordinator's settings. */
  readonly webhook?: { readonly secret: string }
  readonly file?: { readonly name: string; readonly existing?: 'skip' | 'begin' }
}

export interface TriggerRecord extends Kept {
  readonly on: TriggerSource
  /** A condition on what came: without it, whatever comes begins a job. */
  readonly when?: string
  /** What was delivered so far, with the last. */
  readonly begun: number
  readonly refused: number
  readonly last?: {
    readonly at: Timestamp
    readonly outcome: 'begun' | 'refused'
    readonly delivery?: string
    readonly job?: string
    readonly reason?: string
  }
  /** Of a file: what is in the folder when it is looked at next was there before, and begins nothing. */
  readonly isNew?: boolean
}

/** A file that a trigger has dealt with: begun, refused, or passed over. Its id is the trigger's name, the folder and the file's name. */
export interface SeenFileRecord {
  readonly id: string
  readonly version: number
  readonly state: 'begun' | 'refused' | 'passed'
  readonly raisedAt: Timestamp
  /** Size and time of change: a file that is written anew is another. */
  readonly identity: string
  readonly job?: string
}

/** Where in a chain of jobs one stands that was begun at the end of another. */
export interface ChainPlace {
  readonly jobId: string
  /** In the `then` of that job, from 0. */
  readonly place: number
  /** So many jobs may still follow from it, and from those that do, all together. */
  readonly room: number
}

/** What began a job, where it was no person. */
export type StartedBy =
  | ({ readonly kind: 'job' } & ChainPlace)
  | { readonly kind: 'schedule'; readonly name: string; readonly time: Timestamp }
  | {
      readonly kind: 'trigger'
      readonly name: string
      readonly on: TriggerKind
      /** The id of the delivery: of a file what it is known by. */
      readonly delivery: string
    }
