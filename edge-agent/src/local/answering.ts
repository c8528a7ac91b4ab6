import type { IncomingMessage, ServerResponse } from 'node:http'
import { InvalidInputError, type Logger, messageOf, MusterError } from '@muster/runtime'
import { type LocalRoute, routeOf } from './route.ts'

/** A body larger than this is not read, in bytes. */
const LARGEST_BODY = 65_536

const STATUS_OF: Readonly<Record<MusterError['category'], number>> = {
  input: 400,
  configuration: 409,
  conflict: 409,
  unavailable: 503,
  instrument: 409,
  bug: 500,
}

/** Answers one request by the routes; errors become answers that say what is wrong, as RFC 9457 has it. */
export async function answerRequest(
  routes: readonly LocalRoute[],
  request: IncomingMessage,
  response: ServerResponse,
  logger: Logger,
): Promise<void> {
  try {
    const found = routeOf(routes, request.method, request.url ?? '/')
    if (!found) throw new MusterError('not-found', 'input', `there is no ${request.method} ${request.url}`)
    const body = found.route.method === 'POST' ? await readJson(request) : undefined
    send(response, 200, 'application/json', await found.route.answer(found.words, body))
  } catch (error) {
    const known = error instanceof MusterError ? error : undefined
    const status = known?.code === 'not-found' ? 404 : known ? STATUS_OF[known.category] : 500
    if (status === 500) logger.error('a request at the local interface broke', { error: messageOf(error) })
    const detail = status === 500 ? 'the agent is at fault; see its log' : (known?.message ?? '')
    const faults = known && known.faults.length > 0 ? { faults: known.faults } : {}
    send(response, status, 'application/problem+json', { type: 'about:blank', status, detail, ...faults })
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) throw new InvalidInputError(`a request has at most ${LARGEST_BODY} bytes`, [])
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch (error) {
    throw new InvalidInputError('the request is not JSON', [{ field: '', message: messageOf(error) }])
  }
}

function send(response: ServerResponse, status: number, type: string, body: unknown): void {
  response
    .writeHead(status, { 'content-type': type, connection: 'close' })
    .end(`${JSON.stringify(body ?? null)}\n`)
}
