import type { TelemetryMessage, TelemetryPoint } from '@muster/protocol'
import { type Clock, type Duration, type FileSystem, type Logger, messageOf, seconds } from '@muster/runtime'
import type { RunProgressUpdate } from '../instruments/driver.ts'
import { Spool } from './spool.ts'
import { thinned, withoutValues } from './thinning.ts'

export interface TelemetrySettings {
  /** What may lie on disk of it, bytes. */
  readonly maxBytes: number
  /** The shortest time between two points of a run; a new phase is one at once. */
  readonly every: Duration
}
export const STANDARD_TELEMETRY: TelemetrySettings = { maxBytes: 64 * 1024 * 1024, every: seconds(1) }

/** Points that are sent at a time. */
const BATCH = 200
/** Without an acknowledgement for this long they are sent again. */
const REPEAT_AFTER = seconds(5)
/** What could not be handed over for so long is written to disk, or earlier where it is many. */
const SPILL_AFTER = seconds(30)
const SPILL_POINTS = 500
/** As many are held in memory where the disk can't be written. */
const MOST_IN_MEMORY = 5_000

export interface TelemetryPorts {
  readonly clock: Clock
  readonly fileSystem: FileSystem
  readonly logger: Logger
}

/** What was measured and is not handed over yet. */
export interface TelemetryKept {
  readonly pointsInMemory: number
  readonly bytesOnDisk: number
  readonly maxBytes: number
}

type Send = (message: Omit<TelemetryMessage, 'header'>) => void

/**
 * What is measured of runs, on its way to the coordinator: in order, each point once, with the time at which it was measured. In
 * contact it is handed over within a turn and nothing is written; out of contact it goes to a bounded store on disk.
 */
export class Telemetry {
  readonly #ports: TelemetryPorts
  readonly #stream: string
  readonly #spool: Spool
  readonly #send: Send
  #settings: TelemetrySettings
  #points: TelemetryPoint[] = []
  #sequence = 0
  #isOpen = false
  /** What was sent and is not acknowledged; one at a time, so that the order stays. */
  #underWay: { readonly stream: string; readonly last: number; readonly at: number } | undefined
  /** When the oldest of those in memory was measured, by the monotonic clock. */
  #oldestAt = 0
  #work: Promise<void> = Promise.resolve()
  #isWorking = false
  readonly #latest = new Map<string, { readonly at: number; readonly phase: string | undefined }>()

  private constructor(
    ports: TelemetryPorts,
    stream: string,
    spool: Spool,
    settings: TelemetrySettings,
    send: Send,
  ) {
    this.#ports = ports
    this.#stream = stream
    this.#spool = spool
    this.#settings = settings
    this.#send = send
  }

  /** @param stream the boot id of this process */
  static async open(
    ports: TelemetryPorts,
    folder: string,
    stream: string,
    settings: TelemetrySettings,
    send: Send,
  ): Promise<Telemetry> {
    const spool = await Spool.open(ports.fileSystem, `${folder}/telemetry`, settings.maxBytes)
    return new Telemetry(ports, stream, spool, settings, send)
  }

  get kept(): TelemetryKept {
    return {
      pointsInMemory: this.#points.length,
      bytesOnDisk: this.#spool.bytes,
      maxBytes: this.#settings.maxBytes,
    }
  }

  configure(settings: TelemetrySettings): void {
    this.#settings = settings
    this.#spool.maxBytes = settings.maxBytes
  }

  /** The progress of a run, as its driver tells it. */
  note(attemptId: string, { percent, phase, values = {}, units = {} }: RunProgressUpdate): void {
    const now = this.#ports.clock.monotonic()
    const before = this.#latest.get(attemptId)
    if (before && now - before.at < this.#settings.every && before.phase === phase) return
    this.#latest.set(attemptId, { at: now, phase })
    const finite = Object.entries(values).filter(([, value]) => Number.isFinite(value))
    if (percent === undefined && phase === undefined && finite.length === 0) return
    if (this.#points.length === 0) this.#oldestAt = now
    this.#sequence += 1
    this.#points.push({
      sequence: this.#sequence,
      attemptId,
      atWallMs: this.#ports.clock.wall(),
      ...(percent === undefined ? {} : { percent: Math.min(100, Math.max(0, percent)) }),
      ...(phase === undefined ? {} : { phase }),
      values: Object.fromEntries(finite),
      units: { ...units },
    })
  }

  /** Nothing more will be measured of it. */
  forget(attemptId: string): void {
    this.#latest.delete(attemptId)
  }

  /** Synchronised with the coordinator: what waits may be sent. */
  open(): void {
    this.#isOpen = true
    this.#underWay = undefined
    this.#do(() => this.#sendNext())
  }

  close(): void {
    this.#isOpen = false
    this.#underWay = undefined
  }

  /** The coordinator has all points of a stream below and at the sequence. */
  acknowledged(stream: string, sequence: number): void {
    const { stream: sent, last } = this.#underWay ?? {}
    if (stream !== sent || last === undefined || sequence < last) return
    this.#underWay = undefined
    this.#do(async () => {
      if (stream === this.#stream) this.#points = this.#points.filter(point => point.sequence > sequence)
      await this.#spool.acknowledged(stream, sequence)
      await this.#sendNext()
    })
  }

  /** A turn of the work loop. */
  turn(): void {
    const now = this.#ports.clock.monotonic()
    if (this.#underWay && now - this.#underWay.at >= REPEAT_AFTER) this.#underWay = undefined
    if (this.#isWorking) return
    if (this.#mustSpill(now)) this.#do(() => this.#spill())
    if (this.#isOpen && !this.#underWay) this.#do(() => this.#sendNext())
  }

  /** Writes down what is only in memory. Resolves when nothing is being written any more. */
  async stop(): Promise<void> {
    this.close()
    if (this.#points.length > 0) this.#do(() => this.#spill())
    await this.#work
  }

  #mustSpill(now: number): boolean {
    // What is under way from memory may be acknowledged yet.
    if (this.#points.length === 0 || this.#underWay?.stream === this.#stream) return false
    if (this.#isOpen && this.#spool.isEmpty) return false
    return this.#points.length >= SPILL_POINTS || now - this.#oldestAt >= SPILL_AFTER
  }

  async #spill(): Promise<void> {
    const points = this.#points
    this.#points = []
    try {
      await this.#spool.append(this.#stream, points)
    } catch (error) {
      this.#points = bounded([...points, ...this.#points])
      this.#ports.logger.debug('telemetry can not be written down', { error: messageOf(error) })
    }
  }

  /** From disk first: what is there is older. */
  async #sendNext(): Promise<void> {
    if (!this.#isOpen || this.#underWay) return
    const stretch = (await this.#spool.next()) ?? { stream: this.#stream, points: this.#points }
    const points = stretch.points.slice(0, BATCH)
    const last = points.at(-1)
    if (!last || !this.#isOpen) return
    this.#underWay = { stream: stretch.stream, last: last.sequence, at: this.#ports.clock.monotonic() }
    this.#send({ stream: stretch.stream, points })
  }

  /** One after another; what fails is tried again by a later turn. */
  #do(work: () => Promise<void>): void {
    this.#isWorking = true
    const done = this.#work
      .then(work)
      .catch((error: unknown) => this.#ports.logger.debug('telemetry waits', { error: messageOf(error) }))
    this.#work = done
    void done.then(() => {
      if (this.#work === done) this.#isWorking = false
    })
  }
}

function bounded(points: TelemetryPoint[]): TelemetryPoint[] {
  if (points.length <= MOST_IN_MEMORY) return points
  const fewer = thinned(withoutValues(points.slice(0, MOST_IN_MEMORY / 2)))
  return [...fewer, ...points.slice(MOST_IN_MEMORY / 2)].slice(-MOST_IN_MEMORY)
}
