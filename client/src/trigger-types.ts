/** Times are ISO 8601 in UTC. */

interface KeptView {
  readonly name: string
  readonly title?: string
  readonly state: 'active' | 'paused' | 'ended'
  /** The person whose jobs these are. */
  readonly by: string
  readonly createdAt: string
  readonly paused?: { readonly by: string; readonly reason: string; readonly at: string }
  readonly uses: string
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly priority?: number | string
  readonly labels?: Readonly<Record<string, string>>
}

/** What begins jobs at times. */
export interface ScheduleView extends KeptView {
  readonly cron: string
  readonly timeZone: string
  readonly missed: 'skip' | 'run-once'
  readonly graceTime: string
  readonly overlap: 'allow' | 'skip'
  readonly until?: string
  readonly nextTimes: readonly string[]
  /** The last nominal time that began a job. */
  readonly lastTime?: string
  readonly last?: {
    readonly time: string
    readonly at: string
    readonly outcome: 'begun' | 'missed' | 'overlapped' | 'refused'
    readonly job?: string
    readonly reason?: string
  }
}

/** What wakes a trigger: one of these. */
export interface TriggerSource {
  /** A filter below `muster/v1/{site}/triggers/`. */
  readonly mqtt?: { readonly topic: string; readonly deliveryId?: string }
  /** The name of a secret in the settings of the coordinator. */
  readonly webhook?: { readonly secret: string }
  /** FOLDER/NAME, where `*` stands for any part of a name. */
  readonly file?: { readonly name: string; readonly existing?: 'skip' | 'begin' }
}

/** What begins jobs for messages, calls and files. */
export interface TriggerView extends KeptView {
  readonly on: TriggerSource
  readonly when?: string
  readonly begun: number
  readonly refused: number
  readonly last?: {
    readonly at: string
    readonly outcome: 'begun' | 'refused'
    readonly delivery?: string
    readonly job?: string
    readonly reason?: string
  }
  readonly trouble?: string
}
