import type { Timestamp } from '@muster/runtime'

/** Why somebody is told: `raised` first, `repeated` while nobody has acknowledged, `resolved` when it is over, `test` by a person. */
export type NotificationReason = 'raised' | 'repeated' | 'resolved' | 'test'

export const SEVERITIES = ['info', 'warning', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** One thing that people are told about an escalation, ready to be put into the form of a channel. */
export interface Notification {
  /** The same for every try of this delivery, so that a receiver can tell a repeat. */
  readonly id: string
  readonly reason: NotificationReason
  readonly escalationId: string
  /** Such as `agent-silent`. */
  readonly kind: string
  readonly severity: Severity
  readonly site: string
  /** One line. */
  readonly title: string
  /** Plain text, one or more lines: what is known, what it stops, what can be done. */
  readonly text: string
  readonly at: Timestamp
  /** Where the escalation can be looked at. */
  readonly link?: string
  /** The page that says what to do. */
  readonly runbook?: string
}

/** Who is to be told, as far as a channel can address people. */
export interface Recipient {
  readonly name: string
  readonly mail?: string
  /** A topic of the person's own at the ntfy server of the channel. */
  readonly ntfy?: string
}

/** A way to people. One try per call; who calls repeats. */
export interface Channel {
  readonly name: string
  /**
   * Resolves when the other side has taken it.
   * @throws MusterError `channel-failed`: category `unavailable` where another try may help, `configuration` where it can not.
   */
  send(notification: Notification, to: readonly Recipient[], signal: AbortSignal): Promise<void>
  /** Lets go of connections. */
  close(): Promise<void>
}
