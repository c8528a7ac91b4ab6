import { type Fault, InvalidInputError, messageOf, MusterError } from '@muster/runtime'
import type { FastifyError, FastifyReply } from 'fastify'
import { type Components, Problem } from './schemas.ts'

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request can not be read',
  401: 'A token or a signature is needed',
  403: 'That is not yours',
  404: 'Not found',
  409: 'The state has moved on',
  410: 'It is over',
  413: 'The body is too long',
  415: 'The body has to be JSON',
  416: 'There is no such range',
  422: 'The request is not right',
  429: 'There is too much already',
  460: 'What came is damaged',
  500: 'A defect of the coordinator',
  502: 'The other side did not take it',
  503: 'The coordinator can not answer now',
  507: 'There is no room for it',
}

/** What its category does not tell. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'not-found': 404,
  'not-signed': 401,
  'queue-full': 429,
  'channel-failed': 502,
  'store-conflict': 503,
  'not-leading': 503,
  'not-yours': 403,
  'upload-over': 410,
  'too-large': 413,
  'checksum-mismatch': 460,
  'disk-full': 507,
}
const STATUS_OF_CATEGORY: Readonly<Record<string, number>> = { conflict: 409, input: 422 }

const statusOf = ({ code, category }: MusterError): number =>
  STATUS_OF_CODE[code] ?? STATUS_OF_CATEGORY[category] ?? 503

/** Every status that a route may answer besides its own, with its schema: what OpenAPI says of errors. */
export function problemResponses(...statuses: readonly number[]): Record<number, unknown> {
  return Object.fromEntries(
    [401, 500, 503, ...statuses].map(status => [
      status,
      { description: TITLES[status], content: { 'application/problem+json': { schema: Problem } } },
    ]),
  )
}

/** @param components where it is about some of them: how each does */
export function sendProblem(
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  faults: readonly Fault[] = [],
  components?: Components,
) {
  return reply
    .status(status)
    .header('content-type', 'application/problem+json')
    .send({
      type: 'about:blank',
      title: TITLES[status] ?? 'Error',
      status,
      detail,
      code,
      faults: faults.map(({ field, message }) => ({ field, message })),
      ...(components ? { components } : {}),
    })
}

/** Any error, as the problem that it is for whoever asked. @returns whether it is a defect, to be logged. */
export function sendError(reply: FastifyReply, error: FastifyError | Error): boolean {
  if (error instanceof InvalidInputError) {
    void sendProblem(reply, 422, error.code, error.message, error.faults)
    return false
  }
  if (error instanceof MusterError && error.category !== 'bug') {
    const { retryAfter } = error.details
    if (typeof retryAfter === 'number') void reply.header('retry-after', Math.ceil(retryAfter / 1_000))
    void sendProblem(reply, statusOf(error), error.code, error.message, error.faults)
    return false
  }
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (status < 500) {
    void sendProblem(reply, status, codeOf(status), messageOf(error))
    return false
  }
  void sendProblem(
    reply,
    500,
    'defect',
    'something went wrong that should not; the log of the coordinator tells more',
  )
  return true
}

function codeOf(status: number): string {
  if (status === 413) return 'body-too-long'
  if (status === 415) return 'not-json'
  return status === 404 ? 'not-found' : 'malformed'
}
