import { type Clock, type Duration, InvalidInputError, messageOf } from '@muster/runtime'
import type { Parser } from './answers.ts'
import { errorOfResponse, UnexpectedAnswerError, UnreachableError, whyFetchFailed } from './errors.ts'

export interface HttpOptions {
  /** Such as `http://127.0.0.1:8420`; may have a path, where a proxy gives the coordinator one. */
  readonly url: string
  readonly token: string | undefined
  readonly user: string | undefined
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** How long an answer may take. */
  readonly requestTimeout: Duration
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Requests to one coordinator, with who we are in each. */
export class Http {
  readonly #options: HttpOptions
  readonly #base: string
  readonly #identity: Readonly<Record<string, string>>

  /** @throws InvalidInputError for a URL, token or user that no request could carry. */
  constructor(options: HttpOptions) {
    this.#options = options
    this.#base = baseOf(options.url)
    this.#identity = {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.user === undefined ? {} : { 'x-muster-user': options.user }),
    }
    checkHeader('token', options.token)
    checkHeader('user', options.user)
  }

  /**
   * Asks once. `signal` gives up waiting for the answer.
   * @throws ApiError, UnreachableError, UnexpectedAnswerError.
   */
  async ask<T>(call: Call, parse: Parser<T>, signal?: AbortSignal): Promise<T> {
    const { clock, requestTimeout } = this.#options
    const late = new AbortController()
    const timer = clock.after(requestTimeout, () => late.abort())
    const url = this.#base + call.path
    try {
      const response = await this.#fetch(call, signal ? AbortSignal.any([late.signal, signal]) : late.signal)
      if (!response.ok) throw await errorOfResponse(response)
      const body = await bodyOf(response, url)
      const parsed = parse(body)
      if (parsed.ok) return parsed.value
      throw new UnexpectedAnswerError(url, parsed.faults)
    } catch (error) {
      if (late.signal.aborted) throw new UnreachableError(url, `nothing within ${requestTimeout / 1_000} s`)
      throw error
    } finally {
      timer.cancel()
    }
  }

  /**
   * Opens a stream of server-sent events.
   * @throws ApiError, UnreachableError, UnexpectedAnswerError.
   */
  async open(
    path: string,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const headers = {
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    }
    const response = await this.#fetch({ method: 'GET', path, headers }, signal)
    if (!response.ok) throw await errorOfResponse(response)
    const type = response.headers.get('content-type') ?? 'nothing'
    if (response.body && type.startsWith('text/event-stream')) return response.body
    await response.body?.cancel()
    const message = `must be text/event-stream, not ${type}`
    throw new UnexpectedAnswerError(this.#base + path, [{ field: 'content-type', message }])
  }

  /**
   * The bytes of what is no JSON, as they come. For as long as they come, `requestTimeout` does not count.
   * @throws ApiError, UnreachableError.
   */
  async download(path: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const headers = { accept: 'application/octet-stream' }
    const response = await this.#fetch(
      { method: 'GET', path, headers },
      signal ?? new AbortController().signal,
    )
    if (!response.ok) throw await errorOfResponse(response)
    return response.body ?? new Blob([]).stream()
  }

  async #fetch({ method, path, body, headers }: Call, signal: AbortSignal): Promise<Response> {
    try {
      return await this.#options.fetch(this.#base + path, {
        method,
        signal,
        headers: {
          accept: 'application/json',
          ...headers,
          ...this.#identity,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      })
    } catch (error) {
      throw new UnreachableError(this.#base, whyFetchFailed(error), error)
    }
  }
}

function baseOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw invalid('url', `must be an address such as http://127.0.0.1:8420, not "${url}"`)
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '')
}

async function bodyOf(response: Response, url: string): Promise<unknown> {
  let text: string
  try {
    text = await response.text()
  } catch (error) {
    // The connection broke in the middle of the answer: as if none had come.
    throw new UnreachableError(url, whyFetchFailed(error), error)
  }
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new UnexpectedAnswerError(url, [{ field: '', message: 'must be JSON' }])
  }
}

/** @throws InvalidInputError for text that an HTTP header can't carry. */
export function checkHeader(name: string, value: string | undefined): void {
  if (value === undefined) return
  try {
    new Headers().set('x-check', value)
  } catch (error) {
    throw invalid(name, `can't be sent in an HTTP header: ${messageOf(error)}`)
  }
}

function invalid(field: string, message: string): InvalidInputError {
  return new InvalidInputError('the client is not set up right', [{ field, message }])
}
