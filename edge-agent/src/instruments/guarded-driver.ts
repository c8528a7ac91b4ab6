import type { Failure } from '@muster/protocol'
import {
  type Backoff,
  type Clock,
  createBackoff,
  type Duration,
  type Logger,
  messageOf,
  millis,
  MusterError,
  minutes,
  type Random,
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
} from './driver.ts'
import type { PersonDesk } from './person-desk.ts'

/** How long the agent waits for its drivers. They have limits of their own, which are shorter. */
export interface DriverLimits {
  readonly connect: Duration
  readonly start: Duration
  readonly checkpoint: Duration
  readonly call: Duration
  readonly close: Duration
}

const DRIVER_LIMITS: DriverLimits = {
  connect: minutes(2),
  start: minutes(2),
  checkpoint: minutes(2),
  call: seconds(30),
  close: seconds(10),
}

export interface GuardContext {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/**
 * A driver that settles: what hangs is given up, what throws becomes the outcome that is true of it. A start
 * of which nothing is known is unsure, a question that gets no answer is not answered with "absent" or "idle".
 *
 * A start that was given up may still be on its way inside the driver. Until it settles no other start is
 * let through and nothing is said to be absent.
 */
export function guardDriver(
  driver: Driver,
  context: GuardContext,
  limits: DriverLimits = DRIVER_LIMITS,
): Driver {
  return new GuardedDriver(driver, context, limits)
}

class GuardedDriver implements Driver {
  pause?: (run: RunReference) => Promise<void>
  resume?: (run: RunReference) => Promise<void>
  checkpoint?: (run: RunReference) => Promise<Checkpoint>
  release?: (run: RunReference) => Promise<void>
  readonly desk?: PersonDesk
  readonly #driver: Driver
  readonly #context: GuardContext
  readonly #limits: DriverLimits
  #unsettledStart = false
  #isClosed = false

  constructor(driver: Driver, context: GuardContext, limits: DriverLimits) {
    this.#driver = driver
    this.#context = context
    this.#limits = limits
    if (driver.desk) this.desk = driver.desk
    for (const call of ['pause', 'resume', 'release'] as const) {
      if (driver[call]) this[call] = run => this.#within(limits.call, call, async () => driver[call]?.(run))
    }
    const checkpoint = driver.checkpoint?.bind(driver)
    if (checkpoint)
      this.checkpoint = run => this.#within(limits.checkpoint, 'checkpoint', () => checkpoint(run))
  }

  get traits(): DriverTraits {
    return this.#driver.traits
  }

  connect(events: DriverEvents): Promise<void> {
    return this.#within(this.#limits.connect, 'connect', () => this.#driver.connect(events))
  }

  describe(): Promise<DriverDescription> {
    return this.#within(this.#limits.call, 'describe', () => this.#driver.describe())
  }

  bootMark(): Promise<string | undefined> {
    return this.#within(this.#limits.call, 'bootMark', () => this.#driver.bootMark())
  }

  async idle(): Promise<IdleAnswer> {
    try {
      return await this.#within(this.#limits.call, 'idle', () => this.#driver.idle())
    } catch (error) {
      return { idle: false, reason: `it can't be told whether it is idle: ${messageOf(error)}` }
    }
  }

  async start(request: StartRequest): Promise<StartOutcome> {
    if (this.#isClosed) return { kind: 'refused', failure: CLOSED }
    if (this.#unsettledStart) return { kind: 'refused', failure: EARLIER_START }
    try {
      return await this.#within(this.#limits.start, 'start', () => this.#watchedStart(request))
    } catch (error) {
      const reason = messageOf(error)
      this.#context.logger.warn('a start is unsure', { attempt: request.attemptId, reason })
      return { kind: 'unsure', reason }
    }
  }

  async find(attemptId: string): Promise<FindOutcome> {
    try {
      const outcome = await this.#within(this.#limits.call, 'find', () => this.#driver.find(attemptId))
      if (outcome.kind !== 'absent' || !this.#unsettledStart) return outcome
      return { kind: 'unsure', reason: EARLIER_START.message }
    } catch (error) {
      return { kind: 'unsure', reason: messageOf(error) }
    }
  }

  /** Goes on when the driver's stream breaks or ends without an end: that says nothing of the run. */
  async *follow(run: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    const backoff = createBackoff({ first: seconds(1), longest: minutes(1) }, this.#context.random)
    while (!signal.aborted) {
      try {
        for await (const update of this.#driver.follow(run, signal)) {
          backoff.reset()
          yield update
          if (update.kind !== 'progress') return
        }
        if (signal.aborted) return
        this.#context.logger.warn('the driver stopped following a run that has not ended', { run })
      } catch (error) {
        if (signal.aborted) return
        this.#context.logger.warn('following a run failed', { run, reason: messageOf(error) })
      }
      await this.#pauseBefore(backoff, signal)
    }
  }

  cancel(run: RunReference): Promise<void> {
    return this.#within(this.#limits.call, 'cancel', () => this.#driver.cancel(run))
  }

  async health(): Promise<DriverHealth> {
    try {
      return await this.#within(this.#limits.call, 'health', () => this.#driver.health())
    } catch (error) {
      return { ok: false, message: messageOf(error) }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    try {
      await this.#within(this.#limits.close, 'close', () => this.#driver.close())
    } catch (error) {
      this.#context.logger.warn('the driver did not close', { reason: messageOf(error) })
    }
  }

  async #watchedStart(request: StartRequest): Promise<StartOutcome> {
    this.#unsettledStart = true
    try {
      return await this.#driver.start(request)
    } finally {
      this.#unsettledStart = false
    }
  }

  async #pauseBefore(backoff: Backoff, signal: AbortSignal): Promise<void> {
    await sleep(this.#context.clock, backoff.next(), signal).catch(() => undefined)
  }

  #within<T>(limit: Duration, call: string, work: () => Promise<T>): Promise<T> {
    const started = (async () => work())()
    const onTimeout = () =>
      new MusterError(
        'driver-timeout',
        'instrument',
        `the driver's ${call} gave no answer within ${limit} ms`,
      )
    return withTimeout(this.#context.clock, millis(limit), started, onTimeout)
  }
}

const EARLIER_START: Failure = {
  code: 'earlier-start-unsettled',
  message: 'an earlier start has not settled inside the driver',
  category: 'transient',
  started: 'no',
}

const CLOSED: Failure = {
  code: 'closed',
  message: 'the driver was closed',
  category: 'transient',
  started: 'no',
}
