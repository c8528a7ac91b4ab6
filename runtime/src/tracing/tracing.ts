import type { Timestamp } from '../clock.ts'

/** W3C Trace Context `traceparent`, level 1: `00-<32 hex>-<16 hex>-<2 hex>`. */
export type Traceparent = string

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

export interface SpanOptions {
  /** Given explicitly: there is no current span. A malformed one counts as none: the span becomes a root. */
  readonly parent?: Traceparent
  /** `internal` if nothing is said. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  /** Now, if nothing is said. */
  readonly startedAt?: Timestamp
  readonly attributes?: SpanAttributes
}

/** One piece of work with a beginning and an end. What is said of it after `end()` is lost. */
export interface Span {
  /** What to give to the spans below this one, here or in another program; undefined where there is nothing to continue. */
  readonly traceparent: Traceparent | undefined
  attribute(name: string, value: string | number | boolean): void
  /** Something that happened in it, now. */
  event(name: string, attributes?: SpanAttributes): void
  /** The work failed, as `message` tells. It still has to end. */
  fail(message: string): void
  /** At `at`, or now. The first call counts. */
  end(at?: Timestamp): void
}

/** Tracing as a port. None of its methods throws, and none waits for a collector except `close`. */
export interface Tracer {
  /** False when spans go nowhere, for whoever would have to compute an attribute first. */
  readonly enabled: boolean
  span(name: string, options?: SpanOptions): Span
  /** Sends what has ended and not been sent. Resolves also when that fails. */
  close(): Promise<void>
}

const noSpan: Span = {
  traceparent: undefined,
  attribute() {},
  event() {},
  fail() {},
  end() {},
}

/** Records nothing. A parent is passed on unchanged, so that a trace is not cut where one program between two has tracing off. */
export const noTracer: Tracer = {
  enabled: false,
  span(_name, { parent } = {}) {
    return parent !== undefined && isTraceparent(parent) ? { ...noSpan, traceparent: parent } : noSpan
  },
  close: () => Promise.resolve(),
}

export interface TraceContext {
  readonly traceId: string
  readonly spanId: string
  /** Whether the caller may have recorded it. Of the flags we know this one; the others are not passed on. */
  readonly sampled: boolean
}

const TRACEPARENT =
  /^(?<version>(?!ff)[\da-f]{2})-(?<traceId>(?!0{32})[\da-f]{32})-(?<spanId>(?!0{16})[\da-f]{16})-(?<flags>[\da-f]{2})(?<more>-.*)?$/

/**
 * W3C Trace Context, 3.2.2 and 3.2.4: only version 00 has a fixed length; of a later version the fields
 * of 00 are read and what follows is ignored; version ff, and ids of nothing but zeros, are invalid.
 */
export function parseTraceparent(text: string): TraceContext | undefined {
  const fields = TRACEPARENT.exec(text)?.groups
  if (fields === undefined) return undefined
  const { version, traceId = '', spanId = '', flags = '', more } = fields
  if (version === '00' && more !== undefined) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): Traceparent {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

export function isTraceparent(text: string): boolean {
  return parseTraceparent(text) !== undefined
}
