import { createServer, type Socket } from 'node:net'
import { type Logger, messageOf, running } from '@muster/runtime'
import { listen } from '../link/listen.ts'
import type { ProtocolServer } from '../link/protocol-server.ts'
import type { ScpiBalance } from './balance.ts'

/** Longer lines than this are not commands. */
const LONGEST_LINE = 4_096

/** Serves a balance's command set by lines on a free port of loopback. */
export async function startScpiServer(balance: ScpiBalance, logger: Logger): Promise<ProtocolServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', error => logger.debug('a connection broke', { error: error.message }))
    serve(socket, balance, logger)
  })
  const port = await listen(server, '127.0.0.1', 0)
  return {
    port,
    ...running(async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }),
  }
}

/** Answers the lines of one connection, one after the other. */
function serve(socket: Socket, balance: ScpiBalance, logger: Logger): void {
  let rest = ''
  let turn: Promise<void> = Promise.resolve()
  const answer = async (line: string): Promise<void> => {
    const text = await balance.answer(line)
    if (text !== undefined && !socket.destroyed) socket.write(`${text}\n`)
  }
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) return void socket.destroy()
    for (const line of lines.filter(candidate => candidate.trim() !== '')) {
      turn = turn
        .then(() => answer(line))
        .catch((error: unknown) => logger.error('a command broke', { error: messageOf(error) }))
    }
  })
}
