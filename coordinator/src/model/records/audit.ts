import type { Timestamp } from '@muster/runtime'

/** One change of state, as the audit keeps it. */
export interface AuditEvent {
  readonly at: Timestamp
  /** `person:<name>`, `agent:<id>`, `rule:<name>`. */
  readonly actor: string
  /** Such as `attempt.granted` or `job.submitted`. */
  readonly kind: string
  readonly subject: string
  readonly jobId?: string
  readonly details: Readonly<Record<string, unknown>>
}

/** An event as stored: numbered from 1 without gaps, each carrying the hash of the one before. */
export interface StoredEvent extends AuditEvent {
  readonly number: number
  readonly previousHash: string
  readonly hash: string
}

/** The answer that a submission with a key got. */
export interface IdempotencyRecord {
  readonly key: string
  readonly bodyHash: string
  readonly jobId: string
  readonly at: Timestamp
}
