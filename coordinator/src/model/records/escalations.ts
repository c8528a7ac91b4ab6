import type { Timestamp } from '@muster/runtime'
import type { Versioned } from './versioned.ts'

export const SEVERITIES = ['info', 'warning', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What an escalation or one of its entries is about, as far as it is about such things. */
export interface Links {
  readonly jobId?: string
  readonly taskId?: string
  readonly attemptId?: string
  readonly agentId?: string
  readonly instrumentId?: string
  readonly promptId?: string
}

/** One subject of an escalation: what was found about it, and until when. */
export interface EscalationEntry {
  readonly subject: string
  readonly message: string
  readonly since: Timestamp
  /** How often it came; more than once where it went away and came back. */
  readonly count: number
  readonly clearedAt?: Timestamp
  readonly links: Links
}

export const NOTIFICATION_REASONS = ['raised', 'repeated', 'resolved'] as const
export type NotificationReason = (typeof NOTIFICATION_REASONS)[number]

/** Something that somebody is to be told. Kept until a channel has taken it. */
export interface Delivery {
  readonly id: string
  readonly channel: string
  /** Names of people. */
  readonly to: readonly string[]
  readonly reason: NotificationReason
  readonly at: Timestamp
  readonly state: 'pending' | 'delivered' | 'given-up'
  readonly tries: number
  readonly error?: string
}

export interface EscalationComment {
  readonly at: Timestamp
  readonly by: string
  readonly text: string
}

/**
 * A thing that needs a person. One per cause: what is found alike within a short time is one with several entries, and what
 * comes back within a day is the same one again.
 */
export interface EscalationRecord extends Versioned {
  /** Of supervisor/catalogue.ts. */
  readonly kind: string
  readonly severity: Severity
  readonly state: 'open' | 'resolved'
  readonly entries: readonly EscalationEntry[]
  /** Times it was raised, 1 for the first. */
  readonly occurrences: number
  readonly firstRaisedAt: Timestamp
  /** The last time. */
  readonly raisedAt: Timestamp
  readonly resolvedAt?: Timestamp
  /** `person:<name>`, or the rule that saw the cause go. */
  readonly resolvedBy?: string
  readonly acknowledged?: { readonly by: string; readonly at: Timestamp }
  readonly assignee?: string
  readonly snoozedUntil?: Timestamp
  readonly comments: readonly EscalationComment[]
  /** Steps of its ladder that were taken since it was raised, and when the next is due. */
  readonly rung: number
  readonly nextRungAt?: Timestamp
  readonly deliveries: readonly Delivery[]
}
