import { InvalidInputError } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ResultFileStore, UploadName, UploadProgress } from '../../files/index.ts'
import * as parse from '../parse.ts'
import { problemResponses, sendProblem } from '../problems.ts'
import { strict } from '../schema-parts.ts'

/** Where agents upload. They show who they are by their own name and password. */
export const UPLOADS = '/v1/uploads/'

/** The id of the agent that a name and a password belong to. */
export type AgentLogin = (name: string, password: string) => string | undefined

/** Of one piece; agents send smaller ones. */
const LONGEST_PIECE = 4 * 1024 * 1024
const PIECE = 'application/offset+octet-stream'

const Place = Type.Object(
  {
    attempt: Type.String({ maxLength: 200 }),
    place: Type.String({ pattern: '^[0-9]{1,3}$', description: 'In the list of the report, from 0.' }),
  },
  strict,
)
const Offset = Type.Object({
  'upload-offset': Type.String({ pattern: '^[0-9]{1,15}$' }),
  'upload-checksum': Type.Optional(
    Type.String({ pattern: '^sha256 [A-Za-z0-9+/]{43}=$', description: 'Of this piece.' }),
  ),
})
const GiveUp = Type.Object({ problem: Type.String({ minLength: 1, maxLength: 1_000 }) }, strict)

const tags = ['agents']
const description =
  'For agents, by Basic authentication with their id and password at the broker. The core of tus 1.0 with its checksum extension; what is expected follows from the end of the attempt. `Upload-Complete: ?1` says that it is stored. 404: it is not expected, or not yet; 409: another offset; 410: not wanted any more; 422: all of it came and had another hash, begin anew; 460: this piece was damaged; 507: no room.'

const progressHeaders = {
  'upload-offset': { type: 'string' },
  'upload-length': { type: 'string' },
  'upload-complete': { type: 'string' },
}
const refusals = problemResponses(403, 404, 409, 410, 413, 415, 422, 460, 507)

/** In a scope of its own: pieces are bytes, and who sends them is seen before anything of them is read. */
export function addUploadRoutes(app: FastifyInstance, { uploads }: ResultFileStore, login: AgentLogin): void {
  void app.register(async scope => {
    scope.addContentTypeParser(PIECE, { parseAs: 'buffer', bodyLimit: LONGEST_PIECE }, (_, body, done) =>
      done(null, body),
    )
    scope.addHook('onRequest', async (request, reply) => {
      if (agentOf(request, login) !== undefined) return undefined
      return sendProblem(
        reply.header('www-authenticate', 'Basic realm="agents"'),
        401,
        'unauthorized',
        'an agent shows its id and its password at the broker here; the coordinator has them under `agents`',
      )
    })
    const nameOf = (request: FastifyRequest): UploadName => {
      const { attempt, place } = parsePlace(request.params)
      return { agentId: agentOf(request, login) ?? '', attemptId: attempt, place: Number(place) }
    }
    addProgress(scope, uploads, nameOf)
    addPiece(scope, uploads, nameOf)
    addGiveUp(scope, uploads, nameOf)
  })
}

const PATH = `${UPLOADS}:attempt/:place`
type NameOf = (request: FastifyRequest) => UploadName
type Uploads = ResultFileStore['uploads']

function addProgress(scope: FastifyInstance, uploads: Uploads, nameOf: NameOf): void {
  scope.head(
    PATH,
    {
      schema: {
        summary: 'How far the upload of a file has come',
        description,
        tags,
        params: Place,
        response: { 200: { description: 'In its headers', headers: progressHeaders }, ...refusals },
      },
    },
    async (request, reply) => {
      return told(reply, await uploads.progress(nameOf(request)))
        .status(200)
        .send()
    },
  )
}

function addPiece(scope: FastifyInstance, uploads: Uploads, nameOf: NameOf): void {
  scope.patch(
    PATH,
    {
      bodyLimit: LONGEST_PIECE,
      schema: {
        summary: 'The next piece of a file',
        description,
        tags,
        params: Place,
        headers: Offset,
        consumes: [PIECE],
        response: { 204: { description: 'Taken', headers: progressHeaders }, ...refusals },
      },
    },
    async (request, reply) => {
      const name = nameOf(request)
      const headers = parseOffset({
        'upload-offset': request.headers['upload-offset'],
        ...('upload-checksum' in request.headers
          ? { 'upload-checksum': request.headers['upload-checksum'] }
          : {}),
      })
      if (request.body !== undefined && !Buffer.isBuffer(request.body))
        throw new InvalidInputError('a piece is sent as bytes', [
          { field: 'content-type', message: `must be ${PIECE}` },
        ])
      const checksum = headers['upload-checksum']?.slice('sha256 '.length)
      const progress = await uploads.send(
        name,
        Number(headers['upload-offset']),
        request.body ?? new Uint8Array(),
        checksum === undefined ? undefined : Buffer.from(checksum, 'base64'),
      )
      return told(reply, progress).status(204).send()
    },
  )
}

function addGiveUp(scope: FastifyInstance, uploads: Uploads, nameOf: NameOf): void {
  scope.delete(
    PATH,
    {
      schema: {
        summary: 'Say that a file can not be uploaded, and why',
        description,
        tags,
        params: Place,
        body: GiveUp,
        response: { 204: { description: 'Noted' }, ...refusals },
      },
    },
    async (request, reply) => {
      await uploads.giveUp(nameOf(request), parseGiveUp(request.body).problem)
      return told(reply, { offset: 0, size: 0, complete: false }).status(204).send()
    },
  )
}

const parsePlace = parse.parser(Place, 'path')
const parseOffset = parse.parser(Offset, 'headers')
const parseGiveUp = parse.parser(GiveUp, 'body')

function told(reply: FastifyReply, { offset, size, complete }: UploadProgress): FastifyReply {
  return reply.headers({
    'tus-resumable': '1.0.0',
    'cache-control': 'no-store',
    'upload-offset': String(offset),
    'upload-length': String(size),
    'upload-complete': complete ? '?1' : '?0',
  })
}

function agentOf({ headers }: FastifyRequest, login: AgentLogin): string | undefined {
  const [scheme = '', encoded = ''] = (headers.authorization ?? '').split(' ')
  if (scheme.toLowerCase() !== 'basic') return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : login(text.slice(0, colon), text.slice(colon + 1))
}
