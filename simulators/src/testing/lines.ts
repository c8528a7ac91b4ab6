import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A client that sends lines and awaits lines. */
export interface LineClient extends Disposable {
  send(line: string): void
  ask(line: string): Promise<string>
  /** The next line, or `closed` once the connection has ended without another. */
  next(): Promise<string>
  /** Resolves when the other side has closed the connection. */
  readonly closed: Promise<void>
}

export async function connectLines({ host, port }: { host: string; port: number }): Promise<LineClient> {
  const socket = connect({ host, port })
  await once(socket, 'connect')
  return readLines(socket)
}

function readLines(socket: Socket): LineClient {
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  const closed = Promise.withResolvers<void>()
  let rest = ''
  let ended = false
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      const waiter = waiting.shift()
      if (waiter) waiter(line)
      else lines.push(line)
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    ended = true
    for (const waiter of waiting.splice(0)) waiter('closed')
    closed.resolve()
  })
  const next = () =>
    new Promise<string>(resolve => {
      const line = lines.shift()
      if (line !== undefined) resolve(line)
      else if (ended) resolve('closed')
      else waiting.push(resolve)
    })
  const send = (line: string) => void socket.write(`${line}\n`)
  return {
    send,
    next,
    closed: closed.promise,
    ask(line) {
      send(line)
      return next()
    },
    [Symbol.dispose]: () => void socket.destroy(),
  }
}
