import {
  type Clock,
  createBackoff,
  type Duration,
  InvalidInputError,
  millis,
  type Random,
  seconds,
  sleep,
} from '@muster/runtime'
import { parseJob } from './answers.ts'
import type { JobDetail } from './api-types.ts'
import { ApiError, isPassing } from './errors.ts'
import { checkHeader, type Http } from './http.ts'

export interface SubmitOptions {
  /** 1 to 200 characters. The same key with the same submission gives the same job again, for 30 days. */
  readonly idempotencyKey?: string
  /** Where the queue is full, try again until there is room; without it that is refused with the code `queue-full`. */
  readonly wait?: boolean
  /** Ends that waiting. */
  readonly signal?: AbortSignal
  /** Told before each further try. */
  readonly onRetry?: (error: unknown, wait: Duration) => void
}

export interface Retrying {
  readonly clock: Clock
  readonly random: Random
  /** For how long a submission is tried again when no answer comes. */
  readonly retryFor: Duration
}

/** Sends what begins a job, so that it begins one. */
export type Once = (
  call: { readonly path: string; readonly body: object },
  options: SubmitOptions,
) => Promise<JobDetail>

const LONGEST_BACKOFF = seconds(5)

/**
 * Submits, or begins again, so that it happens once: each further try is the same bytes under the same key, whether or not the one
 * before got through.
 * @throws ApiError; UnreachableError once `retryFor` is over.
 */
export async function submitOnce(
  http: Http,
  { path, body }: { readonly path: string; readonly body: object },
  options: SubmitOptions,
  { clock, random, retryFor }: Retrying,
): Promise<JobDetail> {
  const key = options.idempotencyKey ?? random.id()
  checkKey(key)
  const call = {
    method: 'POST',
    path,
    body: JSON.stringify(body),
    headers: { 'idempotency-key': key },
  } as const
  const backoff = createBackoff({ first: seconds(0.5), longest: LONGEST_BACKOFF }, random)
  let until = clock.monotonic() + retryFor
  for (;;) {
    try {
      return await http.ask(call, parseJob)
    } catch (error) {
      if (isQueueFull(error)) {
        if (options.wait !== true) throw error
        const after = error.retryAfter ?? LONGEST_BACKOFF
        options.onRetry?.(error, after)
        await sleep(clock, after, options.signal)
        // It answers: only silence is given up after a while.
        until = clock.monotonic() + retryFor
        continue
      }
      const left = until - clock.monotonic()
      if (!isPassing(error) || left <= 0) throw error
      const wait = millis(Math.min(left, backoff.next()))
      options.onRetry?.(error, wait)
      await sleep(clock, wait)
    }
  }
}

const isQueueFull = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === 'queue-full'

function checkKey(key: string): void {
  if (key.length < 1 || key.length > 200)
    throw new InvalidInputError('the idempotency key is not right', [
      { field: 'idempotencyKey', message: 'must have 1 to 200 characters' },
    ])
  checkHeader('idempotencyKey', key)
}
