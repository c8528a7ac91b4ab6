import { createConnection, type Socket } from 'node:net'
import type { DriverKit } from '../muster-driver.ts'

/** Where the instrument is, and how long an answer may take (ms). */
export interface Address {
  readonly host: string
  readonly port: number
  readonly responseLimit: number
}

/** One TCP connection to the instrument, over which one question at a time is asked. It never comes back once it is lost. */
export class Connection {
  readonly closed: Promise<string>
  readonly #socket: Socket
  readonly #address: Address
  readonly #kit: DriverKit
  #waiting: PromiseWithResolvers<string> | undefined
  #queue: Promise<unknown> = Promise.resolve()
  #isOpen = true

  private constructor(socket: Socket, address: Address, kit: DriverKit) {
    this.#socket = socket
    this.#address = address
    this.#kit = kit
    this.closed = new Promise(resolve => {
      socket.once('close', () => {
        this.#isOpen = false
        this.#waiting?.reject(new Error('the connection was lost'))
        resolve('the connection was lost')
      })
    })
    let begun = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      // What has no end yet is no answer: a connection may be lost in the middle of a line.
      const lines = (begun + text).split('\n')
      begun = lines.pop() ?? ''
      for (const line of lines) this.#waiting?.resolve(line.trimEnd())
    })
    // What is wrong is told by the socket's end.
    socket.on('error', () => undefined)
  }

  /** @throws Error where the instrument can't be reached in time */
  static async open(address: Address, kit: DriverKit): Promise<Connection> {
    const socket = createConnection({ host: address.host, port: address.port, noDelay: true })
    const opened = new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve())
      socket.on('error', reject)
    })
    try {
      await kit.within(address.responseLimit, 'connecting', opened)
      return new Connection(socket, address, kit)
    } catch (error) {
      socket.destroy()
      throw error
    }
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Asks once. No answer in time ends the connection: what comes late must not be taken for the answer to something else. */
  ask(line: string): Promise<string> {
    const answer = this.#queue.then(() => this.#ask(line))
    this.#queue = answer.catch(() => undefined)
    return answer
  }

  close(): void {
    this.#isOpen = false
    // With a reset: what still lies in the system's buffer is thrown away, and not delivered later.
    this.#socket.resetAndDestroy()
  }

  async #ask(line: string): Promise<string> {
    if (!this.#isOpen) throw new NotSent('the connection is lost')
    const waiting = Promise.withResolvers<string>()
    this.#waiting = waiting
    this.#socket.write(`${line}\n`)
    try {
      return await this.#kit.within(this.#address.responseLimit, line, waiting.promise)
    } catch (error) {
      this.close()
      throw error
    } finally {
      this.#waiting = undefined
    }
  }
}

/** Nothing of it went to the instrument. */
export class NotSent extends Error {}
