import type { Failure } from './api-types.ts'

/**
 * What the coordinator's API answers about what it found, what it keeps work away from, and what it left for people.
 * Times are ISO 8601 in UTC.
 */

/** What it is about, as far as it is about such things. */
export interface Links {
  readonly jobId?: string
  readonly taskId?: string
  readonly attemptId?: string
  readonly agentId?: string
  readonly instrumentId?: string
  readonly promptId?: string
}

export interface EscalationEntry {
  /** Such as `agent:hall-2`. */
  readonly subject: string
  readonly message: string
  readonly since: string
  /** How often it came. */
  readonly count: number
  /** Since when it is no longer so. */
  readonly clearedAt?: string
  readonly links: Links
}

/** One thing that somebody was told, or is to be. */
export interface Delivery {
  readonly id: string
  readonly channel: string
  /** Names of people. */
  readonly to: readonly string[]
  readonly reason: 'raised' | 'repeated' | 'resolved'
  readonly at: string
  readonly state: 'pending' | 'delivered' | 'given-up'
  readonly tries: number
  readonly error?: string
}

/** Something that needs a person: one per cause. */
export interface EscalationView {
  readonly id: string
  /** Such as `agent-silent`. */
  readonly kind: string
  readonly severity: 'info' | 'warning' | 'critical'
  readonly state: 'open' | 'resolved'
  /** One line. */
  readonly title: string
  /** What is known, one or more lines. */
  readonly text: string
  readonly entries: readonly EscalationEntry[]
  /** How often it was raised. */
  readonly occurrences: number
  readonly firstRaisedAt: string
  /** The last time. */
  readonly raisedAt: string
  readonly resolvedAt?: string
  /** `person:<name>`, or the rule that saw the cause go. */
  readonly resolvedBy?: string
  readonly acknowledged?: { readonly by: string; readonly at: string }
  readonly assignee?: string
  readonly snoozedUntil?: string
  readonly comments: readonly { readonly at: string; readonly by: string; readonly text: string }[]
  /** Steps of its policy that were taken since it was raised, and when the next is due. */
  readonly rung: number
  readonly nextStepAt?: string
  readonly deliveries: readonly Delivery[]
  /** The page that says what to do, in the repository. */
  readonly runbook: string
}

/** Keeps work away from an agent, an instrument or an activity that goes on failing. */
export interface BreakerView {
  /** Such as `instrument:printer-1`. */
  readonly id: string
  readonly of: 'agent' | 'instrument' | 'activity'
  readonly name: string
  readonly state: 'closed' | 'open' | 'half-open'
  /** In a row, while closed. */
  readonly failures: number
  /** In a row, while half-open. */
  readonly successes: number
  /** Times it opened since it was last closed. */
  readonly opened: number
  readonly changedAt: string
  /** When a trial may be made; where it is open without, it stays so until it is reset. */
  readonly retryAt?: string
  readonly reason: string
}

/** A task that failed and that nothing tries again by itself. */
export interface DeadLetterView {
  /** The task's. */
  readonly id: string
  readonly jobId: string
  readonly step: string
  readonly activity: string
  /** Of its last attempt. */
  readonly instrument?: string
  readonly failure: Failure
  readonly attempts: number
  readonly state: 'open' | 'replayed' | 'dismissed'
  readonly raisedAt: string
  readonly endedAt?: string
  readonly endedBy?: string
}

/** A way to people. */
export interface ChannelView {
  readonly name: string
  /** What was to go by it goes another way. */
  readonly isDown: boolean
  /** In a row. */
  readonly failures: number
  /** Of the last try, where it failed. */
  readonly error?: string
}

/** An attempt as coordinator, agent and instrument know it, and how a difference was settled. */
export interface ReconcileLine {
  readonly attempt: string
  readonly instrument: string
  /** States; left out where that side does not know it. */
  readonly coordinator?: string
  readonly journal?: string
  readonly instrumentSays: string
  /** As the coordinator has it now. */
  readonly now?: string
  readonly settled: 'same' | 'rule' | 'person'
}

export interface ReconcileView {
  readonly agent: string
  readonly at: string
  /** What is open on either side. */
  readonly attempts: readonly ReconcileLine[]
  /** What instruments run that nobody asked for here. */
  readonly foreignRuns: readonly { readonly instrument: string; readonly runs: string }[]
}
