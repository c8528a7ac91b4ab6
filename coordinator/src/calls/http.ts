import { compileSchema, type Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { CallError, type CallKind, type CallRequest } from './call-kind.ts'

/** The longest answer that is read, bytes. */
const LONGEST_ANSWER = 4 * 1024 * 1024
/** Statuses besides 5xx after which another try may help: time-out, conflict, too early, too many. */
const PASSING = new Set([408, 409, 425, 429])

const HttpRequest = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 4_000, description: 'http or https.' }),
    method: Type.Optional(
      Type.Unsafe<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'>({
        type: 'string',
        enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        description: 'POST where left out.',
      }),
    ),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    body: Type.Optional(Type.Unknown({ description: 'Sent as JSON.' })),
  },
  { additionalProperties: false },
)
type HttpRequest = Static<typeof HttpRequest>

const parse = compileSchema<HttpRequest>(HttpRequest)

/** Asks over HTTP: the body goes as JSON, and JSON is expected back. Redirects are not followed, as they would carry secrets elsewhere. */
export function httpCall(): CallKind {
  return {
    name: 'http',
    faults: written => withoutTemplates(written),
    async call(request, signal) {
      const parsed = parse(request.with)
      if (!parsed.ok) {
        const message = parsed.faults.map(fault => `with.${fault.field} ${fault.message}`).join('; ')
        throw new CallError('call-not-right', 'parameters', message)
      }
      const response = await send(parsed.value, request, signal)
      const text = await textOf(response)
      if (response.status >= 200 && response.status < 300) return valueOf(response, text)
      const isPassing = response.status >= 500 || PASSING.has(response.status)
      throw new CallError(
        'call-refused',
        isPassing ? 'transient' : 'parameters',
        `was answered with ${response.status}${text === '' ? '' : `: ${text.slice(0, 300)}`}`,
      )
    },
  }
}

async function send(
  { url, method = 'POST', headers = {}, body }: HttpRequest,
  { idempotencyKey }: CallRequest,
  signal: AbortSignal,
): Promise<Response> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
    throw new CallError('call-not-right', 'parameters', 'with.url must be an http or https URL')
  try {
    return await fetch(url, {
      method,
      redirect: 'manual',
      signal,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'idempotency-key': idempotencyKey,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    if (signal.aborted) throw error
    throw new CallError('call-unreachable', 'transient', `could not be reached${reasonOf(error)}`, error)
  }
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.byteLength
    if (length > LONGEST_ANSWER)
      throw new CallError(
        'call-answer-too-long',
        'parameters',
        `answered with more than ${LONGEST_ANSWER} bytes`,
      )
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function valueOf(response: Response, text: string): unknown {
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    const type = response.headers.get('content-type') ?? 'no content type'
    throw new CallError('call-answer-not-json', 'parameters', `did not answer with JSON (${type})`, error)
  }
}

/** `: ECONNREFUSED`; fetch keeps it in the cause. */
function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? `: ${code}` : ''
}

/** Only the names can be held against the form: values are worked out when the step begins. */
function withoutTemplates(written: Readonly<Record<string, unknown>>): Fault[] {
  const known = ['url', 'method', 'headers', 'body']
  const faults: Fault[] = Object.keys(written)
    .filter(name => !known.includes(name))
    .map(name => ({ field: name, message: `is not known here; known: ${known.join(', ')}` }))
  if (written['url'] === undefined) faults.push({ field: 'url', message: 'is missing' })
  return faults
}
