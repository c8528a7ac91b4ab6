import {
  type Backoff,
  type Clock,
  createBackoff,
  type Duration,
  messageOf,
  type Random,
  seconds,
  sleep,
} from '@muster/runtime'
import { ApiError, UnexpectedAnswerError } from '../errors.ts'
import type { Http } from '../http.ts'
import { DocumentTracker } from './document.ts'
import { type ServerEvent, SseParser } from './sse.ts'

/** What a stream tells whoever follows it. */
export type StreamEvent =
  /** The document as it is now. `patch` is what changed, where that is known. */
  | { readonly kind: 'document'; readonly document: unknown; readonly patch?: unknown }
  | { readonly kind: 'lost'; readonly reason: string }
  /** The server closed the stream without saying that this is its end. */
  | { readonly kind: 'closed' }
  /** Nothing more will come. */
  | { readonly kind: 'end'; readonly last: unknown }

export interface FollowOptions {
  readonly http: Http
  readonly path: string
  readonly clock: Clock
  readonly random: Random
  /** Ends the following; the generator then returns. */
  readonly signal: AbortSignal
  /** A connection is given up when nothing came for so long; the coordinator says every 15 s that it lives. */
  readonly silence?: Duration
}

/**
 * Follows a stream over lost connections and restarts of the coordinator, for as long as it takes. After each loss
 * it comes back with Last-Event-ID, and takes deltas on what it has, or a new snapshot, whichever is sent.
 * @throws ApiError when the coordinator refuses for good.
 */
export async function* followStream(options: FollowOptions): AsyncGenerator<StreamEvent, void, void> {
  const { clock, random, signal } = options
  const backoff = createBackoff({ first: seconds(0.5), longest: seconds(15) }, random)
  const tracker = new DocumentTracker()
  while (!signal.aborted) {
    let reason = 'the connection was closed'
    try {
      for await (const event of connectOnce(options, tracker, backoff)) {
        yield event
        if (event.kind === 'end') return
      }
    } catch (error) {
      if (signal.aborted) return
      if (!mayPass(error)) throw error
      reason = messageOf(error)
    }
    yield { kind: 'lost', reason }
    try {
      await sleep(clock, backoff.next(), signal)
    } catch {
      return
    }
  }
}

/** Streams break in many ways; final are a refusal, and an address where no coordinator is. */
function mayPass(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500 || error.status === 429
  return !(error instanceof UnexpectedAnswerError)
}

async function* connectOnce(
  options: FollowOptions,
  tracker: DocumentTracker,
  backoff: Backoff,
): AsyncGenerator<StreamEvent, void, void> {
  const connection = new AbortController()
  const signal = AbortSignal.any([options.signal, connection.signal])
  try {
    const body = await options.http.open(options.path, tracker.lastEventId, signal)
    for await (const event of readEvents(body, options, connection)) {
      backoff.reset()
      const told = tracker.take(event)
      if (told) yield told
      if (told?.kind === 'end') return
    }
    yield { kind: 'closed' }
  } finally {
    connection.abort()
  }
}

async function* readEvents(
  body: ReadableStream<Uint8Array>,
  { clock, silence = seconds(45) }: FollowOptions,
  connection: AbortController,
): AsyncGenerator<ServerEvent, void, void> {
  const parser = new SseParser()
  const decoder = new TextDecoder()
  const arm = () =>
    clock.after(silence, () => connection.abort(new Error(`nothing came for ${silence / 1_000} s`)))
  let timer = arm()
  try {
    for await (const chunk of body) {
      timer.cancel()
      timer = arm()
      yield* parser.push(decoder.decode(chunk, { stream: true }))
    }
  } finally {
    timer.cancel()
  }
}
