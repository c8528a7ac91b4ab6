import { type Clock, ConfigurationError, seconds } from '@muster/runtime'
import { channelFailed } from './failure.ts'

/** How long the other side may take to answer. */
const HTTP_LIMIT = seconds(10)

/** Statuses besides 5xx after which another try may help: time-out, too early, too many. */
const PASSING = new Set([408, 425, 429])

export interface HttpPost {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Reads the URL of a channel's settings; says nothing of it where it is wrong. @throws ConfigurationError */
export function parseUrl(channel: string, text: string): URL {
  if (!URL.canParse(text)) throw new ConfigurationError(`the url of channel "${channel}" can not be read`)
  return new URL(text)
}

/**
 * Posts once; redirects are not followed, as they would carry what is secret elsewhere.
 * @throws MusterError `channel-failed`
 */
export async function post(
  channel: string,
  request: HttpPost,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const status = await statusOf(channel, request, clock, signal)
  if (status >= 200 && status < 300) return
  const isPassing = status >= 500 || PASSING.has(status)
  const isRedirect = status >= 300 && status < 400
  throw channelFailed(
    channel,
    isPassing ? 'unavailable' : 'configuration',
    `was answered with ${status}${isRedirect ? '; redirects are not followed' : ''}`,
  )
}

async function statusOf(
  channel: string,
  { url, headers, body }: HttpPost,
  clock: Clock,
  signal: AbortSignal,
): Promise<number> {
  const late = new AbortController()
  const timer = clock.after(HTTP_LIMIT, () => late.abort())
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, late.signal]),
    })
    await response.body?.cancel()
    return response.status
  } catch (error) {
    if (signal.aborted) throw channelFailed(channel, 'unavailable', 'was stopped', signal.reason)
    if (late.signal.aborted)
      throw channelFailed(channel, 'unavailable', `got no answer within ${HTTP_LIMIT / 1000} s`)
    throw channelFailed(channel, 'unavailable', `could not be reached${reasonOf(error)}`, error)
  } finally {
    timer.cancel()
  }
}

/** `: ECONNREFUSED`; fetch keeps it in the cause. */
function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? `: ${code}` : ''
}
