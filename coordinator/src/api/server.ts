import { timingSafeEqual } from 'node:crypto'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { SOFTWARE_VERSION } from '@muster/protocol'
import {
  type Clock,
  ConfigurationError,
  type Logger,
  messageOf,
  type Running,
  running,
} from '@muster/runtime'
import fastify, { type FastifyInstance } from 'fastify'
import type { CoordinatorSettings } from '../config.ts'
import type { Coordinator } from '../coordinator.ts'
import type { ResultFileStore } from '../files/index.ts'
import { sendError, sendProblem } from './problems.ts'
import { addResultFileRoutes, addRoutes } from './routes/index.ts'
import { HOOKS } from './routes/triggers.ts'
import { type AgentLogin, UPLOADS } from './routes/uploads.ts'
import { addStream } from './stream.ts'

export interface ApiOptions {
  readonly coordinator: Coordinator
  readonly settings: CoordinatorSettings['api']
  readonly clock: Clock
  readonly logger: Logger
  /** Nothing of files is served where left out. */
  readonly files?: { readonly store: ResultFileStore; readonly login: AgentLogin }
}

export interface Api extends Running {
  /** `http://host:port`. */
  readonly url: string
}

/** Starts the HTTP API. @throws ConfigurationError when it can't listen. */
export async function startApi({ coordinator, settings, clock, logger, files }: ApiOptions): Promise<Api> {
  const app = fastify({
    bodyLimit: settings.bodyLimit,
    forceCloseConnections: true,
    schemaController: { compilersFactory: { buildSerializer: serializers } },
  })
  // Input is parsed by the routes, with every fault named; Fastify's own validation would stop at the first.
  app.setValidatorCompiler(() => (value: unknown) => ({ value }))
  app.setErrorHandler((error, request, reply) => {
    const thrown = error instanceof Error ? error : new Error(String(error))
    if (sendError(reply, thrown))
      logger.error('a request failed', { method: request.method, url: request.url, error: messageOf(thrown) })
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, 404, 'not-found', `there is no ${request.method} ${request.url}`),
  )
  if (settings.token !== undefined) requireToken(app, settings.token)
  await addDocumentation(app)
  addRoutes(app, coordinator, clock)
  if (files) addResultFileRoutes(app, coordinator, files)
  addStream(app, coordinator, clock)
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  try {
    const url = await app.listen({ host: settings.host, port: settings.port })
    return { url, ...running(() => app.close()) }
  } catch (error) {
    throw new ConfigurationError(
      `the API can not listen on ${settings.host}:${settings.port}: ${messageOf(error)}`,
    )
  }
}

/**
 * What writes an answer is compiled when the first such answer is given: most are seldom given, and compiling them all would hold up every
 * start, and with it the work that waits for the coordinator.
 */
const serializers: SerializerSelector.SerializerFactory = (externalSchemas, options) => {
  const compile = SerializerSelector()(externalSchemas, options)
  return route => {
    let write: SerializerSelector.Serializer | undefined
    return document => (write ??= compile(route))(document)
  }
}

async function addDocumentation(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Muster coordinator',
        version: SOFTWARE_VERSION,
        description: 'Runs work on physical instruments.',
      },
    },
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })
}

function requireToken(app: FastifyInstance, token: string): void {
  const expected = Buffer.from(`Bearer ${token}`)
  app.addHook('onRequest', async (request, reply) => {
    // A call to a webhook shows who it is by its signature, an agent by its password.
    if (request.url === '/healthz' || request.url.startsWith(HOOKS) || request.url.startsWith(UPLOADS)) return
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length === expected.length && timingSafeEqual(given, expected)) return
    return sendProblem(reply, 401, 'unauthorized', 'send the header Authorization: Bearer <token>')
  })
}
