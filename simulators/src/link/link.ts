import { connect, createServer, type Socket } from 'node:net'
import { type Logger, running, type Running } from '@muster/runtime'
import type { FaultBook } from '../faults/fault-book.ts'
import { listen } from './listen.ts'

export interface LinkOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly faults: FaultBook
  readonly logger: Logger
}

/**
 * The cable between the instrument's controller and the world. The protocol's server listens behind it, on
 * loopback, so that a cable can be pulled, or go silent, without the protocol's library being asked.
 */
export interface Link extends Running {
  readonly host: string
  readonly port: number
  /** Leads new connections to the server on this port of 127.0.0.1; undefined: the instrument is off. */
  leadTo(port: number | undefined): void
  /** Closes every connection at once. What the server still writes to them is lost. */
  drop(): void
}

interface Connection {
  readonly outside: Socket
  readonly inside: Socket
  /** It has lost a message to a hang, and can't be made good. */
  mute: boolean
}

export async function openLink({ host, port, faults, logger }: LinkOptions): Promise<Link> {
  const connections = new Set<Connection>()
  let target: number | undefined

  const drop = (which: (connection: Connection) => boolean = () => true) => {
    for (const connection of connections) {
      if (!which(connection)) continue
      connection.outside.destroy()
      connection.inside.destroy()
    }
  }
  const pullCable = () => {
    if (connections.size > 0 && faults.take('drop-link')) drop()
  }
  const server = createServer({ noDelay: true }, outside => {
    outside.on('error', error => logger.debug('a connection broke', { error: error.message }))
    if (target === undefined || faults.take('drop-link')) return void outside.destroy()
    const connection = join(outside, target, faults)
    connections.add(connection)
    outside.on('close', () => connections.delete(connection))
  })
  const taken = await listen(server, host, port)
  const endListening = faults.onChange((change, fault) => {
    if (change === 'added') pullCable()
    // The controller has come back; those that waited for it find their connection gone.
    if (change === 'over' && fault.kind === 'hang') drop(connection => connection.mute)
  })
  return {
    host,
    port: taken,
    leadTo(next) {
      target = next
      if (next === undefined) drop()
    },
    drop: () => drop(),
    ...running(async () => {
      endListening()
      drop()
      await new Promise(resolve => server.close(resolve))
    }),
  }
}

function join(outside: Socket, port: number, faults: FaultBook): Connection {
  const inside = connect({ host: '127.0.0.1', port, noDelay: true })
  const connection: Connection = { outside, inside, mute: false }
  const swallows = (): boolean => {
    if (!connection.mute && faults.peek('hang')) connection.mute = true
    return connection.mute
  }
  outside.on('data', chunk => {
    const hung = faults.take('hang') !== undefined
    if (hung) connection.mute = true
    if (!connection.mute) pass(chunk, outside, inside)
  })
  inside.on('data', chunk => {
    if (!swallows()) pass(chunk, inside, outside)
  })
  // A reset on either side is an end; the 'close' that follows it ends the other side.
  inside.on('error', () => inside.destroy())
  outside.on('close', () => inside.destroy())
  inside.on('close', () => outside.destroySoon())
  return connection
}

function pass(chunk: Buffer, from: Socket, to: Socket): void {
  if (to.write(chunk)) return
  from.pause()
  to.once('drain', () => from.resume())
}
