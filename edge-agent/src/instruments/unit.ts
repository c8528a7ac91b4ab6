import {
  type ActivityDescription,
  type InstrumentDescription,
  type InstrumentStatus,
  isId,
} from '@muster/protocol'
import {
  type Clock,
  compileForeignSchema,
  createBackoff,
  type Duration,
  InvariantError,
  type JsonSchema,
  type Logger,
  messageOf,
  type Parsed,
  type Random,
  seconds,
  sleep,
} from '@muster/runtime'
import type { Driver, DriverActivity, DriverDescription, ReadinessAfter, ResultFileRule } from './driver.ts'
import { HealthWatch } from './health-watch.ts'

/** What a configuration says of an instrument, and may say otherwise later. */
export interface UnitSettings {
  readonly driverName: string
  /** What its driver is told, for telling whether that has changed; none where it never does. */
  readonly driverSettings?: string
  readonly location?: string
  readonly labels: Readonly<Record<string, string>>
  /** How often its health is looked at. */
  readonly healthEvery: Duration
  /** A new driver each time: one that was closed is not used again. */
  readonly createDriver: () => Driver
}

export interface UnitOptions extends UnitSettings {
  readonly id: string
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** What the instrument is after a run, and what files are taken, is for this agent alone. */
function asDescribed(activity: DriverActivity): ActivityDescription {
  const { readinessAfter: _, resultFiles: __, ...description } = activity
  return description
}

/** An instrument and the driver that speaks to it: keeps it connected, and knows what it is. */
export class InstrumentUnit {
  readonly id: string
  #options: UnitOptions
  /** What it is told about its driver, and not set up for yet. */
  #next: UnitSettings | undefined
  readonly #stop = new AbortController()
  #driver: Driver
  #link: InstrumentStatus['link'] = 'connecting'
  #linkSinceWallMs: number
  #message: string | undefined
  #description: DriverDescription | undefined
  #parsers = new Map<string, (parameters: unknown) => Parsed<unknown>>()
  #loop: Promise<void> | undefined
  readonly #waiting: (() => void)[] = []
  readonly #health: HealthWatch
  /** Why the instrument is left alone; undefined while it is not. */
  #leftAlone: string | undefined
  /** What it says of its readiness; ready where nothing else is known. */
  readiness: () => Pick<InstrumentStatus, 'readiness' | 'readinessDetail'> = () => ({ readiness: 'ready' })
  /** Whether an attempt of this agent is at the instrument, or may be. */
  isOurs: () => boolean = () => false
  /** Called when the description is new or the link has changed. */
  onChange: () => void = () => undefined
  /** Called each time the instrument answers (again). */
  onConnected: () => void = () => undefined

  constructor(options: UnitOptions) {
    if (!isId(options.id)) throw new InvariantError(`"${options.id}" is not an instrument id`)
    this.id = options.id
    this.#options = options
    this.#linkSinceWallMs = options.clock.wall()
    this.#driver = options.createDriver()
    this.#health = new HealthWatch({
      ...options,
      every: options.healthEvery,
      driver: () => (this.connected ? this.#driver : undefined),
      isOurs: () => this.isOurs(),
      changed: () => this.onChange(),
    })
  }

  get driver(): Driver {
    return this.#driver
  }

  get connected(): boolean {
    return this.#link === 'connected'
  }

  get description(): InstrumentDescription | undefined {
    const described = this.#description
    if (!described) return undefined
    const { id, driverName, location, labels } = this.#options
    const { kind, model, serial, activities } = described
    return {
      id,
      kind,
      ...(model === undefined ? {} : { model }),
      ...(serial === undefined ? {} : { serial }),
      ...(location === undefined ? {} : { location }),
      driver: driverName,
      keepsIds: this.#driver.traits.keepsIds,
      activities: activities.map(asDescribed),
      labels,
    }
  }

  get driverName(): string {
    return this.#options.driverName
  }

  /** By the wall clock; for people. */
  get linkSinceWallMs(): number {
    return this.#linkSinceWallMs
  }

  get status(): InstrumentStatus {
    const { failedChecks, foreignRun } = this.#health
    const message = (this.#message ?? this.#health.message)?.slice(0, 1_000)
    return {
      instrumentId: this.id,
      link: this.#link,
      ...this.readiness(),
      failedChecks,
      ...(message === undefined ? {} : { message }),
      ...(foreignRun === undefined ? {} : { foreignRun }),
    }
  }

  /** What a run of an activity leaves behind, as the driver is told. */
  resultFiles(activity: string): readonly ResultFileRule[] {
    return this.#description?.activities.find(({ name }) => name === activity)?.resultFiles ?? []
  }

  /** What is wrong with an activity's parameters; undefined where the activity is not known. */
  parse(activity: string, parameters: unknown): Parsed<unknown> | undefined {
    return this.#parsers.get(activity)?.(parameters)
  }

  /** What the instrument is after a run of this activity, by its end. */
  readinessAfter(activity: string): ReadinessAfter | undefined {
    return this.#description?.activities.find(({ name }) => name === activity)?.readinessAfter
  }

  start(): void {
    if (this.#leftAlone === undefined) this.#loop ??= this.#connect()
    this.#health.start()
  }

  /** Resolves as soon as the instrument answers. Rejects when the unit is closed. */
  whenConnected(): Promise<void> {
    if (this.connected) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve)
      this.#stop.signal.addEventListener('abort', () => reject(new Error('the agent stops')), { once: true })
    })
  }

  /** Its driver is to be another, or set up in another way, and is not yet. */
  get isOutdated(): boolean {
    return this.#next !== undefined
  }

  /** Takes in what a configuration says now. What is about the driver waits for `renew`. */
  configure(settings: UnitSettings): void {
    const { driverName, driverSettings } = this.#options
    const isOther = settings.driverName !== driverName || settings.driverSettings !== driverSettings
    this.#next = isOther ? settings : undefined
    const { location: _, ...rest } = this.#options
    const { labels, healthEvery } = settings
    this.#options = {
      ...rest,
      labels,
      healthEvery,
      ...(settings.location === undefined ? {} : { location: settings.location }),
    }
    this.#health.lookEvery(healthEvery)
    this.onChange()
  }

  /** Replaces the driver by one that is set up as the configuration says now. Only while nothing is at the instrument. */
  renew(): void {
    const next = this.#next
    if (!next) return
    this.#next = undefined
    this.#options = { ...this.#options, ...next }
    this.#description = undefined
    this.replaceDriver().catch((error: unknown) => {
      if (!this.#stop.signal.aborted)
        this.#options.logger.warn('a driver could not be replaced', { error: messageOf(error) })
    })
  }

  /** Replaces the driver, so that nothing that was asked of the old one can still happen; resolves when connected. */
  async replaceDriver(): Promise<void> {
    const old = this.#driver
    this.#setLink('connecting', 'the driver is being replaced')
    await this.#closeDriver(old)
    if (this.#stop.signal.aborted) throw new Error('the agent stops')
    this.#driver = this.#options.createDriver()
    this.#loop = this.#connect()
    await this.whenConnected()
  }

  /** Closes the driver, so that nothing is sent to the instrument until it is taken back. */
  async leaveAlone(why: string): Promise<void> {
    if (this.#leftAlone !== undefined) return
    this.#leftAlone = why
    this.#health.forget()
    this.#setLink('connecting', why)
    await this.#closeDriver(this.#driver)
  }

  /** Connects again after `leaveAlone`. */
  takeBack(): void {
    if (this.#leftAlone === undefined || this.#stop.signal.aborted) return
    this.#leftAlone = undefined
    this.#driver = this.#options.createDriver()
    this.#setLink('connecting', undefined)
    this.#loop = this.#connect()
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the agent stops'))
    this.#health.stop()
    await this.#closeDriver(this.#driver)
    await this.#loop
  }

  async #closeDriver(driver: Driver): Promise<void> {
    await driver
      .close()
      .catch((error: unknown) =>
        this.#options.logger.warn('a driver did not close', { error: messageOf(error) }),
      )
  }

  async #connect(): Promise<void> {
    const { clock, random, logger } = this.#options
    const driver = this.#driver
    const backoff = createBackoff({ first: seconds(0.5), longest: seconds(30) }, random)
    const isCurrent = () =>
      this.#driver === driver && this.#leftAlone === undefined && !this.#stop.signal.aborted
    while (isCurrent()) {
      try {
        await driver.connect({
          disconnected: reason => {
            if (isCurrent()) this.#setLink('failed', reason)
          },
          connected: () => {
            if (isCurrent() && this.#description) this.#isConnected()
          },
        })
        const description = await driver.describe()
        if (!isCurrent()) return
        this.#describe(description)
        return this.#isConnected()
      } catch (error) {
        if (!isCurrent()) return
        this.#setLink('failed', messageOf(error))
        logger.warn('the instrument does not answer', { error: messageOf(error) })
      }
      await sleep(clock, backoff.next(), this.#stop.signal).catch(() => undefined)
    }
  }

  #describe(description: DriverDescription): void {
    this.#description = description
    this.#parsers = new Map(
      description.activities.map(activity => {
        const compiled = compileForeignSchema(JSON.parse(activity.parametersSchemaJson) as JsonSchema)
        return [activity.name, compiled.ok ? compiled.value : () => compiled]
      }),
    )
  }

  #isConnected(): void {
    this.#setLink('connected', undefined)
    for (const resolve of this.#waiting.splice(0)) resolve()
    this.onConnected()
  }

  #setLink(link: InstrumentStatus['link'], message: string | undefined): void {
    if (link !== this.#link) this.#linkSinceWallMs = this.#options.clock.wall()
    this.#link = link
    this.#message = message
    this.onChange()
  }
}
