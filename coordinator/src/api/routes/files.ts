import send from '@fastify/send'
import { create as contentDisposition } from 'content-disposition'
import { LONGEST_FILE_NAME, SHA256_PATTERN } from '@muster/protocol'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { ResultFileStore } from '../../files/index.ts'
import type { ResultFilesRecord } from '../../model/records.ts'
import { ResultFilesView, resultFilesView } from '../file-schemas.ts'
import * as parse from '../parse.ts'
import { problemResponses, sendProblem } from '../problems.ts'
import { strict } from '../schema-parts.ts'
import { ById, idOf, notFound } from './shared.ts'

const ByHash = Type.Object({ sha256: Type.String({ pattern: SHA256_PATTERN }) }, strict)
const NameQuery = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: LONGEST_FILE_NAME,
        description: 'What it is to be saved as; its hash where left out.',
      }),
    ),
  },
  strict,
)

const octets = (description: string) => ({
  description,
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
})

/** A year, as long as anybody keeps anything: a content never becomes another. */
const FOR_EVER = 'private, max-age=31536000, immutable'

export function addFileRoutes(app: FastifyInstance, coordinator: Coordinator, files: ResultFileStore): void {
  addList(app, coordinator)
  addDownload(app, files)
}

function addList(app: FastifyInstance, coordinator: Coordinator): void {
  const { store } = coordinator
  app.get(
    '/v1/tasks/:id/files',
    {
      schema: {
        summary: 'What the runs of a task left behind, and what became of it',
        description:
          '`expected`: its agent has it, and is to upload it. `stored`: `/v1/files/{sha256}` gives it. `failed`: there is none, and `problem` says why. `removed`: it was kept for as long as files are kept. With the newest attempt last.',
        tags: ['tasks'],
        params: ById,
        response: { 200: ResultFilesView, ...problemResponses(404) },
      },
    },
    async request => {
      const id = idOf(request)
      const task = coordinator.lead().state.tasks.get(id) ?? (await store.task(id))
      if (!task) throw notFound('task', id)
      const attempts = await store.attemptsOfTask(id)
      const rows: ResultFilesRecord[] = []
      for (const attempt of attempts) {
        const row = attempt.files && (await store.listed('resultFiles', attempt.id))
        if (row) rows.push(row)
      }
      return resultFilesView(rows)
    },
  )
}

function addDownload(app: FastifyInstance, { contents }: ResultFileStore): void {
  const parseHash = parse.parser(ByHash, 'path')
  const parseQuery = parse.parser(NameQuery, 'query')
  app.get(
    '/v1/files/:sha256',
    {
      schema: {
        summary: 'A file, by the SHA-256 of its content',
        description:
          'Ranges and If-None-Match are understood. It is sent to be saved, and never as something to be shown or run.',
        tags: ['tasks'],
        params: ByHash,
        querystring: NameQuery,
        response: {
          200: octets('All of it'),
          206: octets('The range'),
          304: { description: 'The one at hand is it' },
          ...problemResponses(404, 416, 422),
        },
      },
    },
    async (request, reply) => {
      const { sha256 } = parseHash(request.params)
      const { name = sha256 } = parseQuery(request.query)
      if (!(await contents.has(sha256))) throw notFound('file', sha256)
      const etag = `"${sha256}"`
      void reply.headers({
        etag,
        'cache-control': FOR_EVER,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      })
      if (request.headers['if-none-match']?.includes(etag)) return reply.status(304).send()
      // What has this name has this content.
      if (request.headers['if-range'] === etag) delete request.raw.headers['if-range']
      const sent = await send(request.raw, contents.pathOf(sha256), {
        cacheControl: false,
        contentType: false,
        etag: false,
        lastModified: false,
        dotfiles: 'allow',
      })
      if (sent.statusCode === 416) {
        const range = sent.headers['Content-Range'] ?? ''
        return sendProblem(
          reply.header('content-range', range),
          416,
          'no-such-range',
          `it has ${range.replace('bytes */', '')} bytes`,
        )
      }
      if (sent.statusCode >= 400) throw notFound('file', sha256)
      return reply
        .status(sent.statusCode === 206 ? 206 : 200)
        .headers(sent.headers)
        .header('content-type', 'application/octet-stream')
        .header('content-disposition', contentDisposition(fileNameOf(name)))
        .send(sent.stream)
    },
  )
}

/** Of a name that anybody may have given: no way to another folder, and nothing that a browser would hide. */
function fileNameOf(name: string): string {
  const clean = name.replaceAll(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, '_').replace(/^\.+/, '')
  return clean === '' ? 'file' : clean
}
