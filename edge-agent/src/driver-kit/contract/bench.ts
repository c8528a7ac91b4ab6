import type {
  Driver,
  DriverContext,
  DriverEvents,
  RunReference,
  RunUpdate,
  StartOutcome,
  StartRequest,
} from '../../instruments/driver.ts'

/** What a harness can make happen to the next start. */
export type ContractStartFault =
  | 'refuse'
  /** The instrument starts and its answer is lost; the link stays. */
  | 'lose-answer'
  /** The request is lost and never arrives; the link stays or drops. */
  | 'lose-request'
  /** The link drops with the request under way, which never arrives. */
  | 'drop-link-before'
  /** The link drops when the instrument has started and not answered yet. */
  | 'drop-link-after'

/** The simulated instrument behind a driver, in the hands of the contract suite. */
export interface InstrumentControl {
  /** How many physical starts there were since the harness was made. */
  starts(): Promise<number>
  /** The attempt ids of all physical starts; asked only where the driver keeps ids. */
  startedIds(): Promise<readonly string[]>
  failNextStart(fault: ContractStartFault): Promise<void>
  /** The link is cut, and new connections fail, until `restoreLink`. */
  dropLink(): Promise<void>
  restoreLink(): Promise<void>
  /** Power off and on: what runs is over and what the instrument remembered is gone. The link is there again afterwards. */
  reboot(): Promise<void>
  /** A person stops the run at the panel; left out where nobody can tell that from outside. */
  stopAtPanel?(): Promise<void>
}

export interface DriverHarness {
  readonly context: DriverContext
  readonly instrument: InstrumentControl
  readonly activity: string
  /** Parameters of a run that ends by itself within the test, and of one that outlasts it. */
  readonly short: Readonly<Record<string, unknown>>
  readonly long: Readonly<Record<string, unknown>>
  /** A driver of the instrument, as a process that has just started makes it. */
  createDriver(): Driver
  /** Waits for `work`, letting time pass where time is virtual. */
  settled<T>(work: Promise<T>): Promise<T>
  dispose(): Promise<void>
}

export interface Connected {
  readonly driver: Driver
  readonly events: EventRecorder
  readonly harness: DriverHarness
  readonly instrument: InstrumentControl
}

/** One test's instrument, with the drivers that were made for it. */
export class Bench {
  readonly harness: DriverHarness
  readonly #drivers: Driver[] = []
  readonly #abort = new AbortController()

  constructor(harness: DriverHarness) {
    this.harness = harness
  }

  create(): Driver {
    const driver = this.harness.createDriver()
    this.#drivers.push(driver)
    return driver
  }

  async connect(): Promise<Connected> {
    const driver = this.create()
    const events = new EventRecorder()
    await this.harness.settled(driver.connect(events))
    return { driver, events, harness: this.harness, instrument: this.harness.instrument }
  }

  request(parameters: Readonly<Record<string, unknown>>): StartRequest {
    return { attemptId: this.harness.context.random.id(), activity: this.harness.activity, parameters }
  }

  async started(driver: Driver, request: StartRequest): Promise<RunReference> {
    const outcome: StartOutcome = await this.harness.settled(driver.start(request))
    if (outcome.kind !== 'started') throw new Error(`the start was ${JSON.stringify(outcome)}`)
    return outcome.runReference
  }

  /** All updates of a run up to its end. */
  followed(driver: Driver, run: RunReference): Promise<RunUpdate[]> {
    return this.harness.settled(all(driver.follow(run, this.#abort.signal)))
  }

  async dispose(): Promise<void> {
    this.#abort.abort()
    for (const driver of this.#drivers) await this.harness.settled(driver.close())
    await this.harness.dispose()
  }
}

/** Lets a test wait for what a driver tells, whether it was told already or is to come. */
export class EventRecorder implements DriverEvents {
  readonly #disconnected = Promise.withResolvers<void>()
  readonly #reconnected = Promise.withResolvers<void>()
  #drops = 0

  disconnected = (): void => {
    this.#drops += 1
    this.#disconnected.resolve()
  }

  connected = (): void => {
    if (this.#drops > 0) this.#reconnected.resolve()
  }

  /** Resolves once the link went away for the first time. */
  whenDisconnected(): Promise<void> {
    return this.#disconnected.promise
  }

  /** Resolves once the link was back after that. */
  whenReconnected(): Promise<void> {
    return this.#reconnected.promise
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
