import { createBackoff, messageOf, MusterError, seconds, sleep } from '@muster/runtime'
import type {
  Checkpoint,
  Driver,
  DriverContext,
  DriverDescription,
  DriverEvents,
  DriverHealth,
  DriverTraits,
  FindOutcome,
  IdleAnswer,
  RunReference,
  RunUpdate,
  StartOutcome,
  StartRequest,
} from '../driver.ts'
import { DriverProcess } from './driver-process.ts'

export interface IsolatedDriverOptions {
  /** The module that calls `serveDriver`. */
  readonly entry: URL
  readonly settings: unknown
  readonly traits: DriverTraits
  /** Which of the calls that a driver may leave out this one has. */
  readonly offers: readonly ('pause' | 'resume' | 'checkpoint' | 'release')[]
}

/**
 * A driver that lives in a process of its own, so that one that spins, leaks or crashes costs its own instrument
 * and nothing else. When the process ends, another is launched and connected; a start is never carried over.
 *
 * The process holds a lock in the driver's folder for as long as it lives, and ends when its agent is gone: what
 * one process says of the instrument is said when no earlier one can still ask it to start.
 */
export class IsolatedDriver implements Driver {
  readonly traits: DriverTraits
  pause?: (run: RunReference) => Promise<void>
  resume?: (run: RunReference) => Promise<void>
  checkpoint?: (run: RunReference) => Promise<Checkpoint>
  release?: (run: RunReference) => Promise<void>
  readonly #options: IsolatedDriverOptions
  readonly #context: DriverContext
  readonly #closing = new AbortController()
  #process: DriverProcess | undefined
  #isKept = false

  constructor(options: IsolatedDriverOptions, context: DriverContext) {
    this.traits = options.traits
    this.#options = options
    this.#context = context
    for (const call of options.offers) {
      if (call === 'checkpoint') this.checkpoint = async run => this.#living.call('checkpoint', run)
      else this[call] = async run => this.#living.call(call, run)
    }
  }

  async connect(events: DriverEvents): Promise<void> {
    this.#closing.signal.throwIfAborted()
    const process = (this.#process ??= this.#launch(events))
    await process.call('connect')
    if (this.#isKept) return
    this.#isKept = true
    this.#keep(process, events).catch((error: unknown) => {
      if (!this.#closing.signal.aborted)
        this.#context.logger.error('the driver is not kept alive', { reason: messageOf(error) })
    })
  }

  describe(): Promise<DriverDescription> {
    return this.#living.call('describe')
  }

  async bootMark(): Promise<string | undefined> {
    return (await this.#living.call('bootMark')) ?? undefined
  }

  idle(): Promise<IdleAnswer> {
    return this.#living.call('idle')
  }

  /** Refused where there is no process; once the request is out, only the process's own answer counts. */
  async start(request: StartRequest): Promise<StartOutcome> {
    const process = this.#process
    if (process) return process.start(request)
    const message = "the driver's process does not run"
    return { kind: 'refused', failure: { code: 'no-driver', message, category: 'transient', started: 'no' } }
  }

  find(attemptId: string): Promise<FindOutcome> {
    return this.#living.call('find', attemptId)
  }

  follow(run: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    return this.#living.follow(run, signal)
  }

  cancel(run: RunReference): Promise<void> {
    return this.#living.call('cancel', run)
  }

  async health(): Promise<DriverHealth> {
    return this.#process?.call('health') ?? { ok: false, message: "the driver's process does not run" }
  }

  async close(): Promise<void> {
    this.#closing.abort(new MusterError('closed', 'unavailable', 'the driver was closed'))
    const process = this.#process
    this.#process = undefined
    await process?.close()
  }

  /** @throws MusterError where there is no process. */
  get #living(): DriverProcess {
    if (this.#process) return this.#process
    throw new MusterError('no-driver', 'instrument', "the driver's process does not run")
  }

  #launch(events: DriverEvents): DriverProcess {
    const { entry, settings } = this.#options
    const process = DriverProcess.launch(entry, settings, this.#context, {
      connected: () => {
        if (this.#process === process) events.connected()
      },
      disconnected: reason => {
        if (this.#process === process) events.disconnected(reason)
      },
    })
    const forget = () => {
      if (this.#process === process) this.#process = undefined
    }
    process.ended.then(forget, forget)
    return process
  }

  /** Puts another process in the place of one that ended, for as long as the driver is wanted. */
  async #keep(first: DriverProcess, events: DriverEvents): Promise<void> {
    const { clock, random, logger } = this.#context
    const { signal } = this.#closing
    let process = first
    for (;;) {
      const reason = await process.ended
      if (signal.aborted) return
      logger.warn("a driver's process has ended", { reason })
      events.disconnected(`the driver's process has ended: ${reason}`)
      const backoff = createBackoff({ first: seconds(0.5), longest: seconds(30) }, random)
      for (let connected = false; !connected; ) {
        await sleep(clock, backoff.next(), signal)
        this.#process ??= this.#launch(events)
        process = this.#process
        connected = await this.#connects(process)
        signal.throwIfAborted()
      }
      events.connected()
    }
  }

  async #connects(process: DriverProcess): Promise<boolean> {
    try {
      await process.call('connect')
      return true
    } catch (error) {
      this.#context.logger.debug('no connection yet', { reason: messageOf(error) })
      return false
    }
  }
}
