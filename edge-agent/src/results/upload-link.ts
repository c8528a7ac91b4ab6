import { createHash } from 'node:crypto'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { type Clock, messageOf, seconds } from '@muster/runtime'

/**
 * The upload of one file, as the coordinator knows it: the core of tus 1.0 (HEAD, PATCH) with its checksum extension. The
 * coordinator knows of the file by the report of the attempt's end, so nothing has to be created.
 */
export interface UploadLink {
  /** How far it has come. */
  offset(upload: string, signal: AbortSignal): Promise<UploadAnswer>
  /** @param bytes of a file, from `offset`; may be none, where all of it is there already */
  send(upload: string, offset: number, bytes: Uint8Array, signal: AbortSignal): Promise<UploadAnswer>
  /** It can't be sent, ever. */
  giveUp(upload: string, problem: string, signal: AbortSignal): Promise<UploadAnswer>
}

/**
 * `stored`: on the coordinator's disk, by its hash. `not-expected`: it does not know of such a file, or not yet. `refused`: for good.
 * `not-now`: worth trying later. `broken`: what was sent is not what arrived. `wrong-hash`: all of it was there and was not the file;
 * it begins anew.
 */
export type UploadAnswer =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'stored' }
  | {
      readonly kind: 'not-expected' | 'refused' | 'not-now' | 'broken' | 'wrong-hash'
      readonly why: string
    }

/** The way of one file. @param place in the list of the report */
export const uploadOf = (attemptId: string, place: number): string =>
  `/v1/uploads/${encodeURIComponent(attemptId)}/${place}`

const ANSWER_WITHIN = seconds(60)

/** Over HTTP, with the agent's own name and password. */
export function httpUploadLink(
  settings: { readonly url: string; readonly agentId: string; readonly password?: string },
  clock: Clock,
): UploadLink {
  const { agentId, password = '' } = settings
  const base = settings.url.replace(/\/+$/, '')
  const authorization = `Basic ${Buffer.from(`${agentId}:${password}`).toString('base64')}`
  const ask = (call: Call, signal: AbortSignal) =>
    exchange(
      {
        ...call,
        url: base + call.url,
        headers: { ...call.headers, authorization, 'tus-resumable': '1.0.0' },
      },
      clock,
      signal,
    )
  return {
    offset: (url, signal) => ask({ method: 'HEAD', url, headers: {} }, signal),
    send: (url, offset, body, signal) =>
      ask(
        {
          method: 'PATCH',
          url,
          body,
          headers: {
            'content-type': 'application/offset+octet-stream',
            'upload-offset': String(offset),
            'upload-checksum': `sha256 ${createHash('sha256').update(body).digest('base64')}`,
          },
        },
        signal,
      ),
    giveUp: (url, problem, signal) =>
      ask(
        {
          method: 'DELETE',
          url,
          body: new TextEncoder().encode(JSON.stringify({ problem })),
          headers: { 'content-type': 'application/json' },
        },
        signal,
      ),
  }
}

interface Call {
  readonly method: 'HEAD' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

/** One request and its answer. Never rejects but when `signal` says that the agent stops. */
async function exchange(call: Call, clock: Clock, signal: AbortSignal): Promise<UploadAnswer> {
  const late = new AbortController()
  const timer = clock.after(ANSWER_WITHIN, () => late.abort(new Error('no answer within 60 s')))
  try {
    return await answered(call, AbortSignal.any([signal, late.signal]))
  } catch (error) {
    signal.throwIfAborted()
    return { kind: 'not-now', why: late.signal.aborted ? messageOf(late.signal.reason) : messageOf(error) }
  } finally {
    timer.cancel()
  }
}

function answered({ method, url, headers, body }: Call, signal: AbortSignal): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    const request = send(url, {
      method,
      headers: { ...headers, ...(body ? { 'content-length': body.length } : {}) },
      signal,
    })
    request.on('error', reject)
    request.on('response', response => {
      const parts: Buffer[] = []
      response.on('error', reject)
      response.on('data', (part: Buffer) => {
        if (parts.length < 16) parts.push(part)
      })
      response.on('end', () => {
        const { 'upload-offset': offset, 'upload-complete': complete } = response.headers
        const text = Buffer.concat(parts).toString('utf8')
        resolve(
          answerOf(response.statusCode ?? 0, {
            text,
            complete: complete === '?1',
            offset: typeof offset === 'string' ? Number(offset) : Number.NaN,
          }),
        )
      })
    })
    request.end(body)
  })
}

function answerOf(
  status: number,
  { text, complete, offset }: { readonly text: string; readonly complete: boolean; readonly offset: number },
): UploadAnswer {
  if (status === 200 || status === 204) {
    if (complete) return { kind: 'stored' }
    return Number.isSafeInteger(offset) && offset >= 0
      ? { kind: 'offset', offset }
      : { kind: 'not-now', why: 'what answers at coordinator.url is no coordinator' }
  }
  const why = `${status}${detailOf(text)}`
  if (status === 404) return { kind: 'not-expected', why }
  // 460 is of tus: the checksum does not match. At 409 the offset does not.
  if (status === 460 || status === 409) return { kind: 'broken', why }
  if (status === 422) return { kind: 'wrong-hash', why }
  if (status === 410 || status === 413) return { kind: 'refused', why }
  return { kind: 'not-now', why }
}

function detailOf(text: string): string {
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem === 'object' && problem !== null && 'detail' in problem)
      return `: ${String(problem.detail).slice(0, 500)}`
  } catch {
    // Some other server, or the answer to a HEAD, which has no body.
  }
  return ''
}
