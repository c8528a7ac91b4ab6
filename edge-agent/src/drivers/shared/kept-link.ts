import { createBackoff, messageOf, MusterError, repeat, seconds, sleep, type Duration } from '@muster/runtime'
import type { DriverContext, DriverEvents } from '../../instruments/driver.ts'

/** One connection to an instrument, from the moment when it can be used to its loss. It never comes back. */
export interface LinkSession {
  readonly isOpen: boolean
  /** Resolves with the reason when the connection is lost or closed. */
  readonly closed: Promise<string>
  close(): void
}

export interface KeptLinkOptions<S extends LinkSession> {
  /** Makes a session, once. Rejects where the instrument can't be reached. */
  readonly open: () => Promise<S>
  /** Looks after a session that stands; called at this interval. What it finds amiss it tells by closing the session. */
  readonly check: (session: S) => void
  readonly checkEvery: Duration
  /** The error of a call that came while there was no session. */
  readonly noSession: () => MusterError
}

/** Keeps one session with an instrument, and makes a new one when it is lost. */
export class KeptLink<S extends LinkSession> {
  readonly #options: KeptLinkOptions<S>
  readonly #context: DriverContext
  readonly #closing = new AbortController()
  #session: S | undefined
  #returned = Promise.withResolvers<void>()

  constructor(options: KeptLinkOptions<S>, context: DriverContext) {
    this.#options = options
    this.#context = context
  }

  /** The session as it is at this moment. */
  get session(): S | undefined {
    return this.#session?.isOpen ? this.#session : undefined
  }

  /** @throws what `noSession` gives, while there is none. */
  get mustSession(): S {
    const { session } = this
    if (!session) throw this.#options.noSession()
    return session
  }

  /** Connects once; from the first success on it reconnects by itself, until `close`. */
  async connect(events: DriverEvents): Promise<void> {
    const { signal } = this.#closing
    await this.#open()
    signal.throwIfAborted()
    const watchdog = repeat(this.#context.clock, this.#options.checkEvery, () => {
      if (this.session) this.#options.check(this.session)
    })
    signal.addEventListener('abort', () => watchdog.cancel(), { once: true })
    this.#keep(events).catch((error: unknown) => {
      if (!signal.aborted) this.#context.logger.error('the link broke', { reason: messageOf(error) })
    })
  }

  /** The session, as soon as there is one. Rejects when `signal` is aborted or the link closed. */
  async whenSession(signal: AbortSignal): Promise<S> {
    const stop = AbortSignal.any([signal, this.#closing.signal])
    for (;;) {
      const { session } = this
      if (session) return session
      await unlessAborted(this.#returned.promise, stop)
    }
  }

  close(): void {
    this.#closing.abort(new MusterError('closed', 'unavailable', 'the driver was closed'))
    this.#session?.close()
    this.#session = undefined
  }

  async #keep(events: DriverEvents): Promise<void> {
    const { signal } = this.#closing
    const backoff = createBackoff({ first: seconds(0.25), longest: seconds(15) }, this.#context.random)
    for (;;) {
      const reason = await this.#session?.closed
      if (signal.aborted) return
      this.#session = undefined
      this.#returned = Promise.withResolvers<void>()
      this.#context.logger.warn('the instrument does not answer', { reason })
      events.disconnected(reason ?? 'the connection was lost')
      let told = ''
      while (!this.session) {
        await sleep(this.#context.clock, backoff.next(), signal)
        await this.#open().catch((error: unknown) => {
          const why = messageOf(error)
          // What can't be mended by waiting, such as a certificate that changed, is to be seen once.
          this.#context.logger[why === told ? 'debug' : 'warn']('no connection yet', { reason: why })
          told = why
        })
        signal.throwIfAborted()
      }
      backoff.reset()
      this.#returned.resolve()
      events.connected()
    }
  }

  async #open(): Promise<void> {
    const session = await this.#options.open()
    if (this.#closing.signal.aborted) session.close()
    else this.#session = session
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
