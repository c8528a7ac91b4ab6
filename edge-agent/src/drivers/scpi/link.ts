import { createBackoff, messageOf, repeat, seconds, sleep, type Timer } from '@muster/runtime'
import type { DriverContext, DriverEvents } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import { ScpiConnection, ScpiLinkError } from './connection.ts'
import type { ScpiSettings } from './settings.ts'

/** A connection with what the instrument said of itself when it was made. */
export interface ScpiSession {
  readonly connection: ScpiConnection
  readonly model: string | undefined
  readonly serial: string | undefined
  /** Serial number and boot, so that another instrument at the same address is another boot; undefined without `boot`. */
  readonly bootMark: string | undefined
}

const TERMINATORS = { lf: '\n', crlf: '\r\n', cr: '\r' } as const

/** Keeps one connection to the instrument, and makes a new one when it is lost. */
export class ScpiLink {
  readonly #settings: ScpiSettings
  readonly #context: DriverContext
  readonly #closing = new AbortController()
  #session: ScpiSession | undefined
  #returned = Promise.withResolvers<void>()
  #watchdog: Timer | undefined

  constructor(settings: ScpiSettings, context: DriverContext) {
    this.#settings = settings
    this.#context = context
  }

  /** The session as it is at this moment. */
  get session(): ScpiSession | undefined {
    return this.#session?.connection.isOpen ? this.#session : undefined
  }

  /** @throws ScpiLinkError while there is none. */
  get mustSession(): ScpiSession {
    const { session } = this
    if (!session) throw new ScpiLinkError('there is no connection to the instrument', false)
    return session
  }

  /** Connects once; from the first success on it reconnects by itself, until `close`. */
  async connect(events: DriverEvents): Promise<void> {
    await this.#open()
    this.#watchdog = repeat(this.#context.clock, durationOf(this.#settings.checkEvery), () => this.#check())
    this.#keep(events).catch((error: unknown) => {
      if (!this.#closing.signal.aborted)
        this.#context.logger.error('the link broke', { reason: messageOf(error) })
    })
  }

  /** The session, as soon as there is one. Rejects when `signal` is aborted or the link closed. */
  async whenSession(signal: AbortSignal): Promise<ScpiSession> {
    const stop = AbortSignal.any([signal, this.#closing.signal])
    for (;;) {
      const { session } = this
      if (session) return session
      await unlessAborted(this.#returned.promise, stop)
    }
  }

  close(): void {
    this.#closing.abort(new ScpiLinkError('the driver was closed', false))
    this.#watchdog?.cancel()
    this.#session?.connection.close()
    this.#session = undefined
  }

  async #keep(events: DriverEvents): Promise<void> {
    const { signal } = this.#closing
    const backoff = createBackoff({ first: seconds(0.25), longest: seconds(15) }, this.#context.random)
    for (;;) {
      const reason = await this.#session?.connection.closed
      if (signal.aborted) return
      this.#session = undefined
      this.#returned = Promise.withResolvers<void>()
      this.#context.logger.warn('the instrument does not answer', { reason })
      events.disconnected(reason ?? 'the connection was lost')
      while (!this.session) {
        await sleep(this.#context.clock, backoff.next(), signal)
        await this.#open().catch((error: unknown) =>
          this.#context.logger.debug('no connection yet', { reason: messageOf(error) }),
        )
        if (signal.aborted) return this.close()
      }
      backoff.reset()
      this.#returned.resolve()
      events.connected()
    }
  }

  async #open(): Promise<void> {
    const { settings, context } = { settings: this.#settings, context: this.#context }
    const connection = await ScpiConnection.open({
      host: settings.host,
      port: settings.port,
      terminator: TERMINATORS[settings.terminator],
      connectLimit: durationOf(settings.connectLimit),
      responseLimit: durationOf(settings.responseLimit),
      failure: new RegExp(settings.failure),
      clock: context.clock,
      logger: context.logger,
    })
    try {
      const identity = (await connection.query(settings.identity, /./)).split(',').map(part => part.trim())
      const boot = settings.boot === undefined ? undefined : await connection.query(settings.boot, /./)
      const serial = identity[2]
      const bootMark = boot === undefined ? undefined : `${serial ?? ''}/${boot}`
      this.#session = { connection, model: identity[1], serial, bootMark }
    } catch (error) {
      connection.close()
      throw error
    }
  }

  /** An instrument that nobody asked for a while is asked; no answer ends the connection. */
  #check(): void {
    const { session } = this
    if (!session || session.connection.quietFor < durationOf(this.#settings.checkEvery)) return
    session.connection
      .query(this.#settings.identity, /./)
      .catch((error: unknown) => this.#context.logger.debug('no sign of life', { reason: messageOf(error) }))
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
