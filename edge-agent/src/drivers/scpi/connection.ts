import { createConnection, type Socket } from 'node:net'
import { type Clock, type Duration, type Logger, MusterError, millis, type Timer } from '@muster/runtime'
import { readLine, type ScpiEncoding } from './encoding.ts'

export interface ScpiConnectionOptions {
  readonly host: string
  readonly port: number
  readonly terminator: string
  readonly connectLimit: Duration
  readonly responseLimit: Duration
  /** An answer that means that the command was not done. */
  readonly failure: RegExp
  readonly encoding: ScpiEncoding
  readonly clock: Clock
  readonly logger: Logger
}

/** A command that got no answer. `sent`: it may have reached the instrument. */
export class ScpiLinkError extends MusterError {
  readonly sent: boolean

  constructor(message: string, sent: boolean) {
    super('scpi-link', 'unavailable', message)
    this.sent = sent
  }
}

/** The instrument answered that it did not do what it was told. */
export class ScpiRefusal extends MusterError {
  constructor(answer: string) {
    super('scpi-refused', 'instrument', answer)
  }
}

interface Waiting {
  readonly expected: RegExp
  readonly answer: PromiseWithResolvers<string>
}

const LONGEST_LINE = 64 * 1_024
const KEEPALIVE = 10_000

/**
 * One TCP connection to an instrument, one command at a time. A command whose answer does not come in time
 * ends the connection, for a late answer would be taken for that of the next command. It ends with a reset,
 * so that bytes that are still in the system's buffer are thrown away and not delivered later.
 */
export class ScpiConnection {
  readonly #socket: Socket
  readonly #options: ScpiConnectionOptions
  readonly #closed = Promise.withResolvers<string>()
  #reason: string | undefined
  #received = ''
  #isStale = false
  #waiting: Waiting | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #lastAnswer: number

  /** @throws ScpiLinkError when the instrument can't be reached within the limit. */
  static async open(options: ScpiConnectionOptions): Promise<ScpiConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>()
    const socket = createConnection({ host: options.host, port: options.port, noDelay: true })
    socket.setKeepAlive(true, KEEPALIVE)
    const timer = options.clock.after(options.connectLimit, () => reject(new Error('no connection in time')))
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
    try {
      await promise
    } catch (error) {
      socket.destroy()
      const reason = error instanceof Error ? error.message : String(error)
      throw new ScpiLinkError(`${options.host}:${options.port} can't be reached: ${reason}`, false)
    } finally {
      timer.cancel()
      socket.removeListener('error', reject)
    }
    return new ScpiConnection(socket, options)
  }

  private constructor(socket: Socket, options: ScpiConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#lastAnswer = options.clock.monotonic()
    // Latin-1 has a character for every byte: lines are found first, and then read as they are written.
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.#onText(text))
    socket.on('error', error => this.#end(error.message))
    socket.on('close', () => this.#end('the instrument closed the connection'))
  }

  get isOpen(): boolean {
    return this.#reason === undefined
  }

  /** Resolves, with why, once the connection has ended. */
  get closed(): Promise<string> {
    return this.#closed.promise
  }

  /** Time since the instrument said something that was asked for. */
  get quietFor(): Duration {
    return millis(this.#options.clock.monotonic() - this.#lastAnswer)
  }

  /**
   * Sends a command and gives its answer: the first line that looks as `expected`. Other lines are passed over, and so is one
   * that had begun before the command was sent.
   * @throws ScpiRefusal where the answer says that the command was not done; ScpiLinkError where there was none.
   */
  query(command: string, expected: RegExp, limit = this.#options.responseLimit): Promise<string> {
    return this.#inTurn(async () => {
      // A line that began before it was asked for is nobody's answer, also where it ends after.
      this.#isStale = this.#received !== ''
      const waiting = { expected, answer: Promise.withResolvers<string>() }
      this.#waiting = waiting
      const timer = this.#limit(command, limit)
      this.#socket.write(`${command}${this.#options.terminator}`, 'latin1')
      try {
        return await waiting.answer.promise
      } finally {
        timer.cancel()
        this.#waiting = undefined
      }
    })
  }

  /**
   * Sends a command that has no answer. Resolves when this machine has handed it over.
   * @throws ScpiLinkError where that failed.
   */
  send(command: string): Promise<void> {
    return this.#inTurn(async () => {
      const written = Promise.withResolvers<void>()
      void this.#closed.promise.then(reason => written.reject(new ScpiLinkError(reason, true)))
      const timer = this.#limit(command, this.#options.responseLimit)
      this.#socket.write(`${command}${this.#options.terminator}`, 'latin1', error => {
        if (error) written.reject(new ScpiLinkError(error.message, true))
        else written.resolve()
      })
      await written.promise.finally(() => timer.cancel())
    })
  }

  close(): void {
    this.#end('closed by us')
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#turn
    const turn = (async () => {
      await before.catch(() => undefined)
      if (this.#reason !== undefined) throw new ScpiLinkError(this.#reason, false)
      return work()
    })()
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  #limit(command: string, limit: Duration): Timer {
    return this.#options.clock.after(limit, () => this.#end(`no answer to ${command} within ${limit} ms`))
  }

  #onText(text: string): void {
    this.#received += text
    const lines = this.#received.split(/[\r\n]+/)
    this.#received = lines.pop() ?? ''
    for (const bytes of lines) {
      const isStale = this.#isStale
      this.#isStale = false
      const line = readLine(bytes, this.#options.encoding)
      if (line === undefined)
        this.#options.logger.debug('a line that is no text', { encoding: this.#options.encoding })
      else if (line !== '') this.#onLine(line, isStale)
    }
    if (this.#received.length > LONGEST_LINE) this.#end('the instrument sends a line without end')
  }

  #onLine(line: string, isStale: boolean): void {
    const waiting = this.#waiting
    const refused = this.#options.failure.test(line)
    if (!waiting || isStale || !(refused || waiting.expected.test(line))) {
      this.#options.logger.debug('a line that nobody waited for', { line })
      return
    }
    this.#waiting = undefined
    this.#lastAnswer = this.#options.clock.monotonic()
    if (refused) waiting.answer.reject(new ScpiRefusal(line))
    else waiting.answer.resolve(line)
  }

  #end(reason: string): void {
    if (this.#reason !== undefined) return
    this.#reason = reason
    this.#socket.resetAndDestroy()
    this.#waiting?.answer.reject(new ScpiLinkError(reason, true))
    this.#closed.resolve(reason)
  }
}
