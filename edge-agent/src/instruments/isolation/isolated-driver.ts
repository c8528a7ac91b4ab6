import {
  createBackoff,
  formatDuration,
  messageOf,
  millis,
  minutes,
  MusterError,
  seconds,
  sleep,
  withTimeout,
} from '@muster/runtime'
import type {
  Checkpoint,
  Driver,
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
import { Deaths } from './deaths.ts'
import { DriverProcess } from './driver-process.ts'
import { type HostContext, PROCESS_LIMITS } from './process-limits.ts'

/** Shorter than the agent waits for a driver's connect. */
const CONNECT_LIMIT = minutes(1.5)
/** One question may meet an instrument that is slow just then. */
const UNANSWERED = 2

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
  readonly #context: HostContext
  readonly #closing = new AbortController()
  readonly #deaths: Deaths
  #process: DriverProcess | undefined
  /** The process that is connected, as soon as there is one. */
  #connection = Promise.withResolvers<DriverProcess>()
  #isKept = false
  /** Questions for its health that it did not answer, in a row. */
  #unanswered = 0

  constructor(options: IsolatedDriverOptions, context: HostContext) {
    this.traits = options.traits
    this.#options = options
    this.#context = context
    this.#deaths = new Deaths(context.clock, context.random)
    for (const call of options.offers) {
      if (call === 'checkpoint') this.checkpoint = async run => this.#living.call('checkpoint', run)
      else this[call] = async run => this.#living.call(call, run)
    }
  }

  async connect(events: DriverEvents): Promise<void> {
    this.#closing.signal.throwIfAborted()
    if (!this.#process && (this.#isKept || this.#deaths.pause > 0)) throw gone(this.#deaths.message)
    const process = (this.#process ??= this.#launch(events))
    try {
      await this.#connectIn(process)
    } catch (error) {
      if (!process.isOver || this.#isKept || this.#closing.signal.aborted) throw error
      this.#deaths.died(await process.ended)
      throw gone(this.#deaths.message)
    }
    this.#deaths.connected()
    this.#connection.resolve(process)
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

  /** Goes on in the next process where one ends: that says nothing of the run. */
  async *follow(run: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    const stop = AbortSignal.any([signal, this.#closing.signal])
    while (!signal.aborted) {
      const process = await unlessAborted(this.#connection.promise, stop)
      if (!process) return this.#closing.signal.throwIfAborted()
      try {
        return yield* process.follow(run, signal)
      } catch (error) {
        if (!process.isOver || this.#closing.signal.aborted) throw error
        await process.ended
      }
    }
  }

  cancel(run: RunReference): Promise<void> {
    return this.#living.call('cancel', run)
  }

  /** Asked every so often, and so what shows a process that is alive and answers nothing: such a one is ended as well. */
  async health(): Promise<DriverHealth> {
    const process = this.#process
    if (!process) return { ok: false, message: "the driver's process does not run" }
    const { silence } = this.#context.processLimits ?? PROCESS_LIMITS
    const late = () => {
      this.#unanswered += 1
      const message = `the driver did not tell its health within ${formatDuration(silence)}`
      if (this.#unanswered >= UNANSWERED) process.end(`${message}, ${UNANSWERED} times in a row`)
      return new MusterError('driver-timeout', 'instrument', message)
    }
    const asked = process.call('health').finally(() => {
      this.#unanswered = 0
    })
    return withTimeout(this.#context.clock, silence, asked, late)
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
      if (this.#process !== process) return
      this.#process = undefined
      this.#connection = Promise.withResolvers()
    }
    process.ended.then(forget, forget)
    return process
  }

  /** Puts another process in the place of one that ended, for as long as the driver is wanted. */
  async #keep(first: DriverProcess, events: DriverEvents): Promise<void> {
    const { signal } = this.#closing
    let process = first
    for (;;) {
      this.#noteEnd(await process.ended, events)
      process = await this.#connectAgain(events)
      signal.throwIfAborted()
      this.#deaths.connected()
      this.#connection.resolve(process)
      events.connected()
    }
  }

  async #connectAgain(events: DriverEvents): Promise<DriverProcess> {
    const { clock, random, logger } = this.#context
    const { signal } = this.#closing
    const backoff = createBackoff({ first: seconds(0.5), longest: seconds(30) }, random)
    for (;;) {
      await sleep(clock, this.#process ? backoff.next() : millis(this.#deaths.pause), signal)
      const process = (this.#process ??= this.#launch(events))
      try {
        await this.#connectIn(process)
        return process
      } catch (error) {
        signal.throwIfAborted()
        logger.debug('no connection yet', { reason: messageOf(error) })
        if (process.isOver) this.#noteEnd(await process.ended, events)
        else events.disconnected(messageOf(error))
      }
    }
  }

  #noteEnd(reason: string, events: DriverEvents): void {
    this.#closing.signal.throwIfAborted()
    this.#deaths.died(reason)
    this.#context.logger.warn("a driver's process has ended", { reason })
    events.disconnected(this.#deaths.message)
  }

  /** A connect that never comes to an end would never be tried again. */
  async #connectIn(process: DriverProcess): Promise<void> {
    const late = () => {
      process.end(`its connect gave no answer within ${formatDuration(CONNECT_LIMIT)}`)
      return gone('connect gave no answer')
    }
    await withTimeout(this.#context.clock, CONNECT_LIMIT, process.call('connect'), late)
  }
}

function gone(message: string): MusterError {
  return new MusterError('driver-process-ended', 'instrument', message)
}

/** What `work` gives, or nothing when the signal is aborted first. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(undefined)
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
