import { hash } from 'node:crypto'
import type { AuditEvent, StoredEvent } from '../model/records.ts'

/** What the first event carries as the hash before it. */
export const CHAIN_START = '0'.repeat(64)

/** The next link: SHA-256 over the hash before, the number and the event's fields, as JSON in a fixed order. */
export function chainEvent(event: AuditEvent, number: number, previousHash: string): StoredEvent {
  return { ...event, number, previousHash, hash: hashContent(eventContent(event, number, previousHash)) }
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
    if (event.hash !== hashContent(eventContent(event, number, previous))) return number
    previous = event.hash
    number += 1
  }
  return undefined
}

/** All of an event that its hash covers. A store that keeps this text and the hash keeps the event. */
export function eventContent(event: AuditEvent, number: number, previousHash: string): string {
  const { at, actor, kind, subject, jobId = null, details } = event
  return JSON.stringify([previousHash, number, at, actor, kind, subject, jobId, details])
}

export function hashContent(content: string): string {
  return hash('sha256', content)
}

/** The event that `content` is of, the other way round. */
export function eventFromContent(content: string, hash: string): StoredEvent {
  const fields = JSON.parse(content) as EventFields
  const [previousHash, number, at, actor, kind, subject, jobId, details] = fields
  return { at, actor, kind, subject, ...(jobId === null ? {} : { jobId }), details, number, previousHash, hash }
}

type EventFields = [
  previousHash: string,
  number: number,
  at: number,
  actor: string,
  kind: string,
  subject: string,
  jobId: string | null,
  details: Readonly<Record<string, unknown>>,
]

/** SHA-256 of a body, the same however its keys are ordered. */
export function hashOfBody(body: unknown): string {
  return hash('sha256', JSON.stringify(inOrder(body)))
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, inOrder(inner)]))
}
