import {
  ConfigurationError,
  EXIT_CONFIGURATION,
  messageOf,
  millis,
  MusterError,
  nodeFileSystem,
  reportFatal,
  seconds,
  sleep,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import type { Driver, DriverContext, StartOutcome } from '../driver.ts'
import { fail, remoteLogger, tell } from './agent-side.ts'
import { lockFolder } from './folder-lock.ts'
import type { RemoteCalls, RemoteError, ToDriver } from './messages.ts'

/** A start that was under way to this process for longer is not made. */
const LATE = seconds(5)
/** The least time between two updates of a run: a driver that tells something all the time must not keep the agent busy. */
const BETWEEN_UPDATES = millis(10)

type Create<Settings> = (settings: Settings, context: DriverContext) => Driver | Promise<Driver>

/**
 * Makes this process a driver's: it serves the agent that launched it, and ends with it. Ctrl-C and a stop by the
 * service manager reach the whole group; what is to happen then is for the agent to say.
 */
export function serveDriver<Settings>(create: Create<Settings>): void {
  if (!process.send) {
    process.exitCode = reportFatal(
      new ConfigurationError('this program is launched by muster-agent, and not by hand'),
    )
    process.exit(EXIT_CONFIGURATION)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
  process.on('disconnect', () => process.exit(0))
  // What is thrown where nobody catches it leaves a driver of which nothing is known: the next one begins anew.
  process.on('uncaughtException', error => fail(`it threw outside of any call: ${messageOf(error)}`))
  process.on('unhandledRejection', error => fail(`it left a rejection unhandled: ${messageOf(error)}`))
  // The agent may have gone while this process was still loading: what it had said is not to be done any more.
  if (!process.connected) process.exit(0)
  const host = new DriverHost(create)
  process.on('message', message => host.take(message as ToDriver))
}

class DriverHost<Settings> {
  readonly #create: Create<Settings>
  readonly #following = new Map<number, AbortController>()
  readonly #opened = Promise.withResolvers<Driver>()

  constructor(create: Create<Settings>) {
    this.#create = create
    // Each call that needs the driver tells its own caller.
    this.#opened.promise.catch(() => undefined)
  }

  take(message: ToDriver): void {
    switch (message.kind) {
      case 'ping':
        return void tell({ kind: 'pong', residentBytes: process.memoryUsage.rss() })
      case 'open':
        return this.#opened.resolve(this.#open(message))
      case 'call':
        return this.#answer(message.id, async driver =>
          tell({
            kind: 'settled',
            id: message.id,
            value: (await CALLS[message.call](driver, message.argument ?? '')) ?? null,
          }),
        )
      case 'start':
        return this.#answer(message.id, async driver =>
          tell({
            kind: 'started',
            id: message.id,
            outcome: await startInTime(driver, message),
          }),
        )
      case 'follow':
        return this.#answer(message.id, driver => this.#follow(driver, message.id, message.run))
      case 'unfollow':
        return this.#following.get(message.id)?.abort()
      case 'close':
        return this.#close()
    }
  }

  async #open({ settings, instrumentId, folder }: ToDriver & { kind: 'open' }): Promise<Driver> {
    await nodeFileSystem.makeFolder(folder)
    const logger = remoteLogger({})
    const lock = await lockFolder(folder, logger)
    process.once('exit', () => void lock.release())
    const context = { instrumentId, folder, logger, clock: systemClock, random: systemRandom }
    try {
      // The agent has parsed the settings with the schema of the same module.
      return await this.#create(settings as Settings, context)
    } catch (error) {
      fail(`it can't be made: ${messageOf(error)}`)
      throw error
    }
  }

  #answer(id: number, work: (driver: Driver) => Promise<void>): void {
    this.#opened.promise
      .then(work)
      .catch((error: unknown) => tell({ kind: 'rejected', id, error: remote(error) }))
      .catch(() => undefined)
  }

  async #follow(driver: Driver, id: number, run: string): Promise<void> {
    const abort = new AbortController()
    this.#following.set(id, abort)
    try {
      for await (const update of driver.follow(run, abort.signal)) {
        await tell({ kind: 'update', id, update })
        if (update.kind === 'progress') await sleep(systemClock, BETWEEN_UPDATES)
      }
      await tell({ kind: 'settled', id, value: null })
    } finally {
      this.#following.delete(id)
    }
  }

  #close(): void {
    for (const abort of this.#following.values()) abort.abort()
    this.#opened.promise
      .then(driver => driver.close())
      .catch((error: unknown) =>
        remoteLogger({}).warn('a driver did not close', { reason: messageOf(error) }),
      )
      .finally(() => process.exit(0))
  }
}

/** What each question asks of the driver. */
const CALLS: {
  readonly [K in keyof RemoteCalls]: (driver: Driver, argument: string) => Promise<unknown>
} = {
  connect: driver =>
    driver.connect({
      connected: () => void tell({ kind: 'connected' }),
      disconnected: reason => void tell({ kind: 'disconnected', reason }),
    }),
  describe: driver => driver.describe(),
  bootMark: driver => driver.bootMark(),
  idle: driver => driver.idle(),
  find: (driver, attemptId) => driver.find(attemptId),
  cancel: (driver, run) => driver.cancel(run),
  pause: (driver, run) => offered(driver.pause?.(run), 'pause'),
  resume: (driver, run) => offered(driver.resume?.(run), 'resume'),
  checkpoint: (driver, run) => offered(driver.checkpoint?.(run), 'checkpoint'),
  release: (driver, run) => offered(driver.release?.(run), 'release'),
  health: driver => driver.health(),
}

async function offered<T>(called: Promise<T> | undefined, name: string): Promise<T> {
  if (!called) throw new MusterError('not-offered', 'instrument', `the driver has no ${name}`)
  return called
}

async function startInTime(
  driver: Driver,
  { request, sentAt, agentPid }: ToDriver & { kind: 'start' },
): Promise<StartOutcome> {
  // What an agent said before it was killed may be read before its end is: nothing is begun for one that is gone. The
  // operating system gives its children to another (but for Windows, where the age below has to do).
  if (process.ppid !== agentPid) process.exit(0)
  const age = systemClock.uptime() - sentAt
  if (age <= LATE) return driver.start(request)
  const message = `the start lay about for ${Math.round(age)} ms before it reached the driver`
  return { kind: 'refused', failure: { code: 'late', message, category: 'transient', started: 'no' } }
}

function remote(error: unknown): RemoteError {
  if (error instanceof MusterError) {
    const { code, category, message, faults } = error
    return { code, category, message, faults }
  }
  return { code: 'driver', category: 'instrument', message: messageOf(error), faults: [] }
}
