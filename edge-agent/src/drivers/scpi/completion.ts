import { messageOf } from '@muster/runtime'
import type { DriverContext } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import { openConnection, type ScpiSession } from './link.ts'
import type { ScpiActivity, ScpiSettings } from './settings.ts'

type Wait = NonNullable<ScpiActivity['status']['wait']>

/**
 * Waits for the answer to a question that the instrument answers only when it is done (`*OPC?`; IEEE 488.2, 10.14). It is
 * asked on a connection of its own, so that the run can be stopped and looked at meanwhile. Asked again on every
 * new connection to the instrument: it starts nothing.
 */
export class Completion implements Disposable {
  readonly #settings: ScpiSettings
  readonly #context: DriverContext
  readonly #wait: Wait
  #session: ScpiSession | undefined
  #isWaiting = false
  #isDone = false
  #close: () => void = () => undefined
  /** On the monotonic clock: an instrument that takes no second connection is not asked for one all the time. */
  #notBefore = 0

  constructor(wait: Wait, settings: ScpiSettings, context: DriverContext) {
    this.#wait = wait
    this.#settings = settings
    this.#context = context
  }

  /** Whether the instrument has answered, since this connection was made. Begins to wait where nobody does. */
  isDone(session: ScpiSession): boolean {
    if (this.#session !== session) {
      this[Symbol.dispose]()
      this.#session = session
      this.#isDone = false
      this.#isWaiting = false
      this.#notBefore = 0
    }
    const isSoon = this.#context.clock.monotonic() < this.#notBefore
    if (!this.#isWaiting && !this.#isDone && !isSoon) {
      this.#isWaiting = true
      void this.#ask(session)
    }
    return this.#isDone
  }

  [Symbol.dispose](): void {
    this.#session = undefined
    this.#close()
  }

  async #ask(session: ScpiSession): Promise<void> {
    const isCurrent = () => this.#session === session
    try {
      const connection = await openConnection(this.#settings, this.#context)
      const close = () => connection.close()
      if (!isCurrent()) return close()
      this.#close = close
      void session.closed.then(close)
      const { query, done, limit } = this.#wait
      await connection.query(query, new RegExp(done), durationOf(limit)).finally(close)
      if (isCurrent()) this.#isDone = true
    } catch (error) {
      this.#notBefore = this.#context.clock.monotonic() + durationOf(this.#settings.checkEvery)
      this.#context.logger.debug('the end of a run could not be awaited', { reason: messageOf(error) })
    } finally {
      if (isCurrent()) this.#isWaiting = false
    }
  }
}
