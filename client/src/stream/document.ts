import { MusterError } from '@muster/runtime'
import { applyMergePatch } from './merge-patch.ts'
import type { ServerEvent } from './sse.ts'

export type Told =
  | { readonly kind: 'document'; readonly document: unknown; readonly patch?: unknown }
  | { readonly kind: 'end'; readonly last: unknown }

/**
 * The document that a stream tells of, kept over connections. What can't be right (a delta on nothing, a delta that
 * is missing, no JSON) breaks the connection and forgets the place, so that the next one begins with a snapshot.
 */
export class DocumentTracker {
  #document: unknown
  #hasDocument = false
  #lastEventId: string | undefined

  /** For the header Last-Event-ID. */
  get lastEventId(): string | undefined {
    return this.#lastEventId
  }

  /** @throws MusterError `stream-broken`. Unknown events are passed over. */
  take(event: ServerEvent): Told | undefined {
    try {
      return this.#take(event)
    } catch (error) {
      this.#hasDocument = false
      this.#document = undefined
      this.#lastEventId = undefined
      throw error
    }
  }

  #take({ event, data, id }: ServerEvent): Told | undefined {
    if (event === 'delta') return this.#takeDelta(data, id)
    this.#lastEventId = id ?? this.#lastEventId
    if (event === 'end') return { kind: 'end', last: parse(data) }
    if (event !== 'snapshot') return undefined
    this.#document = parse(data)
    this.#hasDocument = true
    return { kind: 'document', document: this.#document }
  }

  #takeDelta(data: string, id: string | undefined): Told | undefined {
    if (!this.#hasDocument) throw broken('it began with a change and not with a snapshot')
    const step = stepBetween(this.#lastEventId, id)
    // Sent again after a reconnection, and applied before.
    if (step !== undefined && step <= 0) return undefined
    if (step !== undefined && step > 1) throw broken(`${step - 1} changes are missing`)
    const patch = parse(data)
    this.#document = applyMergePatch(this.#document, patch)
    this.#lastEventId = id ?? this.#lastEventId
    return { kind: 'document', document: this.#document, patch }
  }
}

/** How far the ids lie apart; undefined where they are not numbers. */
function stepBetween(last: string | undefined, next: string | undefined): number | undefined {
  if (last === undefined || next === undefined) return undefined
  const step = Number(next) - Number(last)
  return Number.isInteger(step) ? step : undefined
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown
  } catch {
    throw broken('an event is not JSON')
  }
}

function broken(what: string): MusterError {
  return new MusterError('stream-broken', 'unavailable', `the stream is broken: ${what}`)
}
