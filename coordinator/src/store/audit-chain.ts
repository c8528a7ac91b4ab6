import { hash } from 'node:crypto'
import type { AuditEvent, StoredEvent } from '../model/records.ts'

/** What the first event carries as the hash before it. */
export const CHAIN_START = '0'.repeat(64)

/** The next link: SHA-256 over the hash before, then the number and the event's fields as JSON in a fixed order. */
export function chainEvent(event: AuditEvent, number: number, previousHash: string): StoredEvent {
  return { ...event, number, previousHash, hash: linkHash(previousHash, eventContent(event, number)) }
}

/** The number of the first event that was changed, removed or moved; undefined where the chain is whole. */
export function findBrokenLink(
  events: readonly StoredEvent[],
  startNumber = 1,
  startHash = CHAIN_START,
): number | undefined {
  let previous = startHash
  let number = startNumber
  for (const event of events) {
    if (event.number !== number || event.previousHash !== previous) return number
    if (event.hash !== linkHash(previous, eventContent(event, number))) return number
    previous = event.hash
    number += 1
  }
  return undefined
}

/** All of an event but the hashes. A store that keeps this text and the hash of each event keeps the chain. */
export function eventContent(event: AuditEvent, number: number): string {
  const { at, actor, kind, subject, jobId = null, details } = event
  return JSON.stringify([number, at, actor, kind, subject, jobId, details])
}

export function linkHash(previousHash: string, content: string): string {
  return hash('sha256', previousHash + content)
}

/** The event that `content` was made of. */
export function eventFromContent(content: string, previousHash: string, ownHash: string): StoredEvent {
  const [number, at, actor, kind, subject, jobId, details] = JSON.parse(content) as EventFields
  return {
    at,
    actor,
    kind,
    subject,
    ...(jobId === null ? {} : { jobId }),
    details,
    number,
    previousHash,
    hash: ownHash,
  }
}

type EventFields = [
  number: number,
  at: number,
  actor: string,
  kind: string,
  subject: string,
  jobId: string | null,
  details: Readonly<Record<string, unknown>>,
]
