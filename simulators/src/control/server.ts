import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { InvalidInputError, type Logger, messageOf, type Running, running } from '@muster/runtime'
import { parseFault } from '../faults/fault.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { LedgerEntry } from '../ledger/ledger.ts'
import { listen } from '../link/listen.ts'
import { notFound, ProblemError, toProblem } from './problem.ts'

/** What can be asked of a simulator from outside. */
export interface Controlled {
  readonly faults: FaultBook
  state(): unknown
  starts(): readonly LedgerEntry[]
  reboot(): Promise<void>
  stopAtPanel(): void
}

export interface ControlServer extends Running {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
}

/** A body larger than this is not read, in bytes. */
const LARGEST_BODY = 65_536

interface Reply {
  readonly status: number
  readonly body?: unknown
}

/** Serves the control endpoint on loopback: JSON over HTTP, for tests and demonstrations, without any protection. */
export async function startControlServer(
  controlled: Controlled,
  port: number,
  logger: Logger,
): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(controlled, request).then(
      reply => send(response, reply, 'application/json'),
      (error: unknown) => {
        const problem = toProblem(error)
        if (problem.status >= 500) logger.error('a control request broke', { error: messageOf(error) })
        send(
          response,
          { status: problem.status, body: { type: 'about:blank', ...problem } },
          'application/problem+json',
        )
      },
    )
  })
  const taken = await listen(server, '127.0.0.1', port)
  return {
    url: `http://127.0.0.1:${taken}`,
    ...running(async () => {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    }),
  }
}

async function answer(controlled: Controlled, request: IncomingMessage): Promise<Reply> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  const { faults } = controlled
  switch (`${request.method} ${pathname}`) {
    case 'GET /state':
      return { status: 200, body: controlled.state() }
    case 'GET /ledger':
      return { status: 200, body: controlled.starts() }
    case 'GET /faults':
      return { status: 200, body: faults.list() }
    case 'POST /faults':
      return { status: 201, body: faults.add(await readFault(request)) }
    case 'DELETE /faults':
      faults.clear()
      return { status: 204 }
    case 'POST /reboot':
      await controlled.reboot()
      return { status: 204 }
    case 'POST /panel/stop':
      controlled.stopAtPanel()
      return { status: 204 }
    default:
      return answerOneFault(faults, request.method, pathname)
  }
}

function answerOneFault(faults: FaultBook, method: string | undefined, pathname: string): Reply {
  const id = /^\/faults\/([^/]+)$/.exec(pathname)?.[1]
  if (method !== 'DELETE' || id === undefined) throw notFound(`there is no ${method} ${pathname}`)
  if (!faults.remove(decodeURIComponent(id))) throw notFound(`there is no fault ${id}`)
  return { status: 204 }
}

async function readFault(request: IncomingMessage) {
  const parsed = parseFault(await readJson(request))
  if (!parsed.ok) throw new InvalidInputError('this is not a fault that can be simulated', parsed.faults)
  return parsed.value
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) {
      throw new ProblemError({
        status: 413,
        title: 'Too large',
        detail: `a body has at most ${LARGEST_BODY} bytes`,
      })
    }
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new InvalidInputError('the body is not JSON', [{ field: '', message: messageOf(error) }], {
      cause: error,
    })
  }
}

function send(response: ServerResponse, { status, body }: Reply, type: string): void {
  if (body === undefined) return void response.writeHead(status).end()
  response.writeHead(status, { 'content-type': type }).end(`${JSON.stringify(body)}\n`)
}
