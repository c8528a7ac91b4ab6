import { createConnection, type Socket } from 'node:net'
import { type Clock, type Duration, messageOf, millis, type Timer } from '@muster/runtime'
import modbus from 'jsmodbus'
import { ModbusLinkError, ModbusRefusal, wordsOf } from './exception.ts'
import {
  decode,
  isBit,
  nameOf,
  type Orders,
  type Point,
  PointError,
  type PointValue,
  registersOf,
} from './point.ts'
import type { Transport } from './settings.ts'
import { openSerialPort, type SerialLine } from './serial.ts'

export interface ModbusConnectionOptions {
  readonly transport: Transport
  readonly unit: number
  readonly orders: Orders
  readonly connectLimit: Duration
  readonly responseLimit: Duration
  readonly clock: Clock
}

/** Something written: all at once, by one request. */
export type Write =
  | { readonly table: 'coil'; readonly address: number; readonly value: boolean }
  | { readonly table: 'holding'; readonly address: number; readonly registers: readonly number[] }

/** The library's client. It keeps no connection of its own, and sends what it is given once. */
type Client = InstanceType<typeof modbus.client.TCP> | InstanceType<typeof modbus.client.RTU>

/** What is used of the library's answers. */
interface Answer {
  readonly response: {
    readonly body: {
      readonly valuesAsArray: ArrayLike<number | boolean> & Iterable<number | boolean>
      readonly valuesAsBuffer: Buffer
    }
  }
}
interface Echo {
  readonly response: { readonly body: { readonly address: number } | { readonly start: number } }
}

const KEEPALIVE = 10_000

/**
 * One connection to an instrument, one request at a time. A request whose answer does not come in time ends the
 * connection, for a late answer could be taken for that of the next one. A TCP connection ends with a reset, so that
 * bytes that are still in the system's buffer are thrown away and not delivered later.
 */
export class ModbusConnection {
  readonly #line: Socket | SerialLine
  readonly #client: Client
  readonly #options: ModbusConnectionOptions
  readonly #closed = Promise.withResolvers<string>()
  #reason: string | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #lastAnswer: number

  /** @throws ModbusLinkError when there is no connection within the limit. */
  static async open(options: ModbusConnectionOptions): Promise<ModbusConnection> {
    const { transport } = options
    if (transport.type === 'rtu') {
      const line = await openSerialPort(transport)
      return new ModbusConnection(line, clientOn(line, options), options)
    }
    const socket = createConnection({ host: transport.host, port: transport.port, noDelay: true })
    // Made before the socket is connected: the library waits for that event.
    const client = clientOn(socket, options)
    await connected(socket, options)
    if (transport.type === 'rtu-over-tcp') socket.emit('open')
    return new ModbusConnection(socket, client, options)
  }

  private constructor(line: Socket | SerialLine, client: Client, options: ModbusConnectionOptions) {
    this.#line = line
    this.#client = client
    this.#options = options
    this.#lastAnswer = options.clock.monotonic()
    this.#guard(line)
    line.on('error', (error: Error) => this.#end(error.message))
    line.on('close', () => this.#end('the connection was closed at the other end'))
  }

  get isOpen(): boolean {
    return this.#reason === undefined
  }

  /** Resolves, with why, once the connection has ended. */
  get closed(): Promise<string> {
    return this.#closed.promise
  }

  /** Time since the instrument last answered. */
  get quietFor(): Duration {
    return millis(this.#options.clock.monotonic() - this.#lastAnswer)
  }

  /**
   * What stands at a point.
   * @throws ModbusRefusal, ModbusLinkError; PointError where what stands there is no value.
   */
  async read(point: Point): Promise<PointValue> {
    const what = `reading ${nameOf(point)}`
    if (isBit(point)) {
      const { response } = await this.#ask<Answer>(what, client =>
        point.table === 'coil'
          ? client.readCoils(point.address, 1)
          : client.readDiscreteInputs(point.address, 1),
      )
      const [bit] = response.body.valuesAsArray
      if (bit === undefined) throw new PointError(`${nameOf(point)}: an answer without a value`)
      return Boolean(bit)
    }
    const count = registersOf(point)
    const { response } = await this.#ask<Answer>(what, client =>
      point.table === 'input'
        ? client.readInputRegisters(point.address, count)
        : client.readHoldingRegisters(point.address, count),
    )
    const bytes = response.body.valuesAsBuffer
    const registers = Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readUInt16BE(index * 2))
    return decode(point, registers, this.#options.orders)
  }

  /** @throws ModbusRefusal, ModbusLinkError. */
  async write(write: Write): Promise<void> {
    const what = `writing ${write.table} ${write.address}`
    const { response } = await this.#ask<Echo>(what, client => {
      if (write.table === 'coil') return client.writeSingleCoil(write.address, write.value)
      const [only, ...others] = write.registers
      return only !== undefined && others.length === 0
        ? client.writeSingleRegister(write.address, only)
        : client.writeMultipleRegisters(write.address, [...write.registers])
    })
    const { body } = response
    if (('start' in body ? body.start : body.address) === write.address) return
    this.#end(`${what}: the answer is that of another request`)
    throw new ModbusLinkError(`${what}: the answer is that of another request`, true)
  }

  close(): void {
    this.#end('closed by us')
  }

  #ask<T>(what: string, request: (client: Client) => Promise<T>): Promise<T> {
    const before = this.#turn
    const turn = (async () => {
      await before.catch(() => undefined)
      if (this.#reason !== undefined) throw new ModbusLinkError(this.#reason, false)
      const timer = this.#limit(what)
      const lost = this.#closed.promise.then(reason => {
        throw new ModbusLinkError(reason, true)
      })
      try {
        const answer = await Promise.race([request(this.#client), lost])
        this.#lastAnswer = this.#options.clock.monotonic()
        return answer
      } catch (error) {
        throw this.#understand(what, error)
      } finally {
        timer.cancel()
      }
    })()
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /**
   * What the library throws while it reads would end the process: it is called by the event of new data. It does so at
   * exceptions that the specification does not define, 7 among them.
   */
  #guard(line: Socket | SerialLine): void {
    const listeners = line.listeners('data')
    line.removeAllListeners('data')
    line.on('data', (chunk: Buffer) => {
      try {
        for (const listener of listeners) listener.call(line, chunk)
      } catch (error) {
        // The function with its highest bit set, then the code.
        const [code = 0, exception = 0] = chunk.subarray(this.#options.transport.type === 'tcp' ? 7 : 1)
        this.#end(code > 0x80 ? wordsOf(exception) : `an answer that can't be read: ${messageOf(error)}`)
      }
    })
  }

  #limit(what: string): Timer {
    const { clock, responseLimit } = this.#options
    return clock.after(responseLimit, () => this.#end(`no answer to ${what} within ${responseLimit} ms`))
  }

  /** An exception is an answer. After anything else nobody knows what comes next on this connection. */
  #understand(what: string, error: unknown): Error {
    if (error instanceof ModbusLinkError) return error
    const code = exceptionOf(error)
    if (code !== undefined) {
      this.#lastAnswer = this.#options.clock.monotonic()
      return new ModbusRefusal(what, code)
    }
    this.#end(`${what}: ${messageOf(error)}`)
    return new ModbusLinkError(`${what}: ${messageOf(error)}`, true)
  }

  #end(reason: string): void {
    if (this.#reason !== undefined) return
    this.#reason = reason
    if ('resetAndDestroy' in this.#line) this.#line.resetAndDestroy()
    else this.#line.destroy()
    this.#closed.resolve(reason)
  }
}

function clientOn(
  line: Socket | SerialLine,
  { transport, unit, responseLimit }: ModbusConnectionOptions,
): Client {
  // The library's own limit is never reached: ours comes first, and ends the connection.
  const limit = responseLimit + 1_000
  if (transport.type === 'tcp') return new modbus.client.TCP(line as Socket, unit, limit)
  // It takes a serial port, and uses of it what a socket has as well.
  return new modbus.client.RTU(line as ConstructorParameters<typeof modbus.client.RTU>[0], unit, limit)
}

async function connected(
  socket: Socket,
  { transport, clock, connectLimit }: ModbusConnectionOptions,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.setKeepAlive(true, KEEPALIVE)
  const timer = clock.after(connectLimit, () => reject(new Error('no connection in time')))
  socket.once('connect', resolve)
  socket.once('error', reject)
  try {
    await promise
  } catch (error) {
    socket.destroy()
    const where = transport.type === 'rtu' ? transport.device : `${transport.host}:${transport.port}`
    throw new ModbusLinkError(`${where} can't be reached: ${messageOf(error)}`, false)
  } finally {
    timer.cancel()
    socket.removeListener('error', reject)
  }
}

function exceptionOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('err' in error)) return undefined
  if (error.err !== 'ModbusException' || !('response' in error)) return undefined
  const { response } = error as { readonly response?: { readonly body?: { readonly code?: unknown } } }
  return typeof response?.body?.code === 'number' ? response.body.code : undefined
}
