import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { constants, getPriority, setPriority } from 'node:os'
import { type Logger, messageOf, MusterError, seconds, withTimeout } from '@muster/runtime'
import type { DriverEvents, RunUpdate, StartOutcome, StartRequest } from '../driver.ts'
import { LastWords } from './last-words.ts'
import type { FromDriver, RemoteCalls, ToDriver } from './messages.ts'
import { type HostContext, PROCESS_LIMITS } from './process-limits.ts'
import { ProcessWatch } from './process-watch.ts'

/** How long a driver may take to let go of its instrument before it is ended. */
const CLOSE_LIMIT = seconds(5)
/** With small heaps V8 tidies up sooner, and the rest is for small machines; it may compile, since drivers may compute. What lies outside of it, buffers above all, needs room as well. */
const heapOf = (memoryMb: number): string[] => [
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--v8-pool-size=1',
  `--max-old-space-size=${Math.max(32, Math.round(memoryMb / 2))}`,
]

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly update?: (update: RunUpdate) => void
}

/** One life of a driver's process, from its launch to its end. All that waits for it is rejected when it ends. */
export class DriverProcess {
  /** Resolves with the reason once the process is gone, and with it all that it could have done. */
  readonly ended: Promise<string>
  readonly #child: ChildProcess
  readonly #context: HostContext
  readonly #watch: ProcessWatch
  readonly #lastWords: LastWords
  readonly #events: DriverEvents
  readonly #waiting = new Map<number, Waiting>()
  #ids = 0
  #isOver = false
  /** Why it was ended, or said that it ends. */
  #why: string | undefined

  private constructor(child: ChildProcess, context: HostContext, events: DriverEvents) {
    this.#child = child
    this.#context = context
    this.#events = events
    child.on('message', message => this.#take(message as FromDriver))
    this.#lastWords = new LastWords(context.clock, context.logger)
    this.#lastWords.hear(child.stdout)
    this.#lastWords.hear(child.stderr)
    this.#watch = new ProcessWatch({
      clock: context.clock,
      limits: context.processLimits ?? PROCESS_LIMITS,
      ping: () => this.#send({ kind: 'ping' }),
      end: reason => this.end(reason),
    })
    this.ended = this.#toEnd()
  }

  /** @param entry the module that calls `serveDriver` */
  static launch(entry: URL, settings: unknown, context: HostContext, events: DriverEvents): DriverProcess {
    const { memoryMb } = context.processLimits ?? PROCESS_LIMITS
    const child = fork(entry, { execArgv: heapOf(memoryMb), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    yieldToAgent(child, context.logger)
    const launched = new DriverProcess(child, context, events)
    const { instrumentId, folder } = context
    launched.#send({ kind: 'open', settings, instrumentId, folder })
    return launched
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Ends it by force, for this reason. */
  end(reason: string): void {
    if (this.#isOver) return
    this.#why ??= reason
    this.#child.kill('SIGKILL')
  }

  call<K extends keyof RemoteCalls>(call: K, argument?: string): Promise<ReturnType<RemoteCalls[K]>> {
    return this.#ask<ReturnType<RemoteCalls[K]>>(id =>
      this.#send({ kind: 'call', id, call, ...(argument === undefined ? {} : { argument }) }),
    )
  }

  start(request: StartRequest): Promise<StartOutcome> {
    const sentAt = this.#context.clock.uptime()
    return this.#ask<StartOutcome>(id =>
      this.#send({ kind: 'start', id, request, sentAt, agentPid: process.pid }),
    )
  }

  async *follow(run: string, signal: AbortSignal): AsyncGenerator<RunUpdate, void, void> {
    const updates: RunUpdate[] = []
    let news = Promise.withResolvers<void>()
    let followed = 0
    let isOver = false
    const end = this.#ask<unknown>(
      id => {
        followed = id
        this.#send({ kind: 'follow', id, run })
      },
      update => {
        updates.push(update)
        news.resolve()
      },
    ).finally(() => {
      isOver = true
      news.resolve()
    })
    // Awaited below, if anybody is still listening by then.
    end.catch(() => undefined)
    const stop = () => this.#unfollow(followed)
    signal.addEventListener('abort', stop, { once: true })
    try {
      while (!signal.aborted) {
        yield* updates.splice(0)
        if (isOver) return void (await end)
        await news.promise
        news = Promise.withResolvers()
      }
    } finally {
      signal.removeEventListener('abort', stop)
      if (!isOver) stop()
    }
  }

  /** Lets the driver let go of its instrument, then sees to it that the process is gone. */
  async close(): Promise<void> {
    if (this.#isOver) return
    this.#send({ kind: 'close' })
    try {
      await withTimeout(this.#context.clock, CLOSE_LIMIT, this.ended, () => new Error('it takes too long'))
    } catch (error) {
      this.#context.logger.warn("a driver's process is ended by force", { reason: messageOf(error) })
      this.end('it did not let go of its instrument')
      await this.ended
    }
  }

  #ask<T>(send: (id: number) => void, update?: Waiting['update']): Promise<T> {
    if (this.#isOver) return Promise.reject(gone('it has ended'))
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#ids += 1
    // What comes back under this id answers this very question.
    this.#waiting.set(this.#ids, {
      resolve: value => resolve(value as T),
      reject,
      ...(update === undefined ? {} : { update }),
    })
    send(this.#ids)
    return promise
  }

  #unfollow(id: number): void {
    if (!this.#isOver) this.#send({ kind: 'unfollow', id })
    this.#waiting.get(id)?.resolve(undefined)
    this.#waiting.delete(id)
  }

  #send(message: ToDriver): void {
    // That the process is going is told by its end.
    this.#child.send(message, error => {
      if (error) this.#context.logger.debug("a driver's process does not listen", { reason: error.message })
    })
  }

  #take(message: FromDriver): void {
    switch (message.kind) {
      case 'connected':
        return this.#events.connected()
      case 'disconnected':
        return this.#events.disconnected(message.reason)
      case 'log':
        if (message.level !== 'silent') this.#context.logger[message.level](message.message, message.fields)
        return
      case 'pong':
        return this.#watch.answered(message.residentBytes)
      case 'failed':
        this.#why ??= message.reason
        return
      case 'update':
        return this.#waiting.get(message.id)?.update?.(message.update as RunUpdate)
      default:
        return this.#settle(message)
    }
  }

  #settle(message: Extract<FromDriver, { kind: 'settled' | 'started' | 'rejected' }>): void {
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.kind === 'settled') waiting?.resolve(message.value)
    else if (message.kind === 'started') waiting?.resolve(message.outcome)
    else {
      const { code, category, faults } = message.error
      waiting?.reject(new MusterError(code, category, message.error.message, { faults }))
    }
  }

  async #toEnd(): Promise<string> {
    const end = await endOf(this.#child)
    this.#isOver = true
    this.#watch.stop()
    const reason = this.#why ?? (this.#lastWords.fatal ? `${end}: ${this.#lastWords.fatal}` : end)
    for (const { reject } of this.#waiting.values()) reject(gone(reason))
    this.#waiting.clear()
    return reason
  }
}

/** Two to one against the agent's under Linux; more, and a driver on a busy machine would be late for its instrument. */
const LOWER_BY = 3

function lowerPriority(): number {
  const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority
  return process.platform === 'win32'
    ? PRIORITY_BELOW_NORMAL
    : Math.min(PRIORITY_LOW, getPriority() + LOWER_BY)
}

/** A driver that keeps a core busy must not keep the agent, or the instrument's own program, from theirs. */
function yieldToAgent(child: ChildProcess, logger: Logger): void {
  if (child.pid === undefined) return
  try {
    setPriority(child.pid, lowerPriority())
  } catch (error) {
    logger.debug("a driver's process has no lower priority", { reason: messageOf(error) })
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    return signal === null ? `exit code ${code}` : `signal ${signal}`
  } catch (error) {
    // It could not be launched at all.
    return messageOf(error)
  }
}

function gone(reason: string): MusterError {
  return new MusterError('driver-process-ended', 'instrument', `the driver's process has ended: ${reason}`)
}
