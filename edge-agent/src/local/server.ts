import { rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type Logger, messageOf, type Running, running } from '@muster/runtime'
import { answerRequest } from './answering.ts'
import type { LocalRoute } from './route.ts'
import { socketPathOf } from './socket-path.ts'

/** Owner and group: whoever may speak to the agent is in its group. */
const WITHOUT_OTHERS = 0o117
const TIMES = { headersTimeout: 5_000, requestTimeout: 10_000 }

/**
 * Serves the routes on the socket of a data folder, for the commands of a person at the instrument. Only the process that has the
 * folder's lock may call this: a socket that lies there is then left over from one that was killed. An agent whose
 * socket can't be made works without: that is told, and no reason to leave the instruments alone.
 */
export async function serveLocal(
  folder: string,
  routes: readonly LocalRoute[],
  logger: Logger,
): Promise<Running> {
  try {
    const path = socketPathOf(folder)
    const server = createServer(TIMES, (request, response) => {
      void answerRequest(routes, request, response, logger)
    })
    server.maxConnections = 32
    await listenOn(server, path)
    return running(async () => {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    })
  } catch (error) {
    logger.warn('commands can not speak to this agent', { error: messageOf(error) })
    return running(async () => undefined)
  }
}

async function listenOn(server: Server, path: string): Promise<void> {
  const isPipe = path.startsWith('\\\\')
  if (!isPipe) await rm(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // The socket is made within this call: there is no moment at which others could open it.
    const before = isPipe ? undefined : process.umask(WITHOUT_OTHERS)
    server.listen({ path }, () => {
      server.off('error', reject)
      resolve()
    })
    if (before !== undefined) process.umask(before)
  })
  server.on('error', () => undefined)
}
