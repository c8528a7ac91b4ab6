import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import type {
  Driver,
  DriverContext,
  DriverDescription,
  DriverEvents,
  DriverModule,
  FindOutcome,
  RunUpdate,
  StartRequest,
} from '@muster/edge-agent/driver'

interface Settings {
  /** What goes wrong, once, in the middle of a run. */
  readonly fault: 'spins' | 'leaks' | 'throws' | 'never-answers'
  /** The instrument: a line for each start. */
  readonly ledger: string
}

const module: DriverModule<Settings> = {
  kit: 1,
  name: 'faulty',
  settingsSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['fault', 'ledger'],
    properties: { fault: { type: 'string' }, ledger: { type: 'string' } },
  },
  create: (settings, context) => new FaultyDriver(settings, context),
}
export default module

/** How long a run takes, and when in it the driver goes wrong (ms). */
const RUN = 6_000
const GOES_WRONG = 1_500

/** A driver of an instrument that does well; it is the driver that does not. */
class FaultyDriver implements Driver {
  readonly traits = { keepsIds: true, neverClears: true, settlingTime: 0 }
  readonly #settings: Settings
  readonly #context: DriverContext
  readonly #leaked: Buffer[] = []
  #isMute = false

  constructor(settings: Settings, context: DriverContext) {
    this.#settings = settings
    this.#context = context
  }

  async connect(_events: DriverEvents): Promise<void> {}

  async describe(): Promise<DriverDescription> {
    const name = `hold-${this.#settings.fault}`
    return { kind: 'faulty', activities: [this.#context.kit.activity({ name })] }
  }

  async bootMark() {
    return 'boot-1'
  }

  async idle() {
    return this.#unlessMute({ idle: true as const })
  }

  async start({ attemptId }: StartRequest) {
    appendFileSync(this.#settings.ledger, `${attemptId} ${this.#context.clock.wall()}\n`)
    return { kind: 'started' as const, runReference: attemptId }
  }

  async find(attemptId: string): Promise<FindOutcome> {
    return this.#beganAt(attemptId) === undefined
      ? { kind: 'absent' }
      : { kind: 'found', runReference: attemptId }
  }

  follow(run: string, signal: AbortSignal): AsyncIterable<RunUpdate> {
    return this.#context.kit.poll(100, signal, async () => {
      const began = this.#beganAt(run)
      if (began === undefined) return { kind: 'lost', reason: 'it is not in the ledger' }
      const passed = this.#context.clock.wall() - began
      if (passed > GOES_WRONG && !existsSync(this.#mark)) this.#goWrong()
      const update: RunUpdate =
        passed < RUN
          ? { kind: 'progress', percent: (100 * passed) / RUN }
          : { kind: 'succeeded', result: { held: RUN } }
      return this.#unlessMute(update)
    })
  }

  async cancel(): Promise<void> {}

  async health() {
    return this.#unlessMute({ ok: true })
  }

  async close(): Promise<void> {}

  /** That it has gone wrong already: the next process does well. */
  get #mark(): string {
    return `${this.#settings.ledger}.went-wrong`
  }

  #goWrong(): void {
    writeFileSync(this.#mark, '')
    const { fault } = this.#settings
    const { every } = this.#context.kit
    if (fault === 'spins') for (;;);
    if (fault === 'leaks') every(20, () => this.#leaked.push(Buffer.alloc(2 ** 24, 1)))
    if (fault === 'never-answers') this.#isMute = true
    if (fault === 'throws')
      every(1, () => {
        throw new Error('a callback threw')
      })
  }

  #unlessMute<T>(answer: T): Promise<T> {
    return this.#isMute ? new Promise<T>(() => undefined) : Promise.resolve(answer)
  }

  #beganAt(attemptId: string): number | undefined {
    if (!existsSync(this.#settings.ledger)) return undefined
    const lines = readFileSync(this.#settings.ledger, 'utf8').split('\n')
    const line = lines.find(text => text.startsWith(`${attemptId} `))
    return line === undefined ? undefined : Number(line.split(' ')[1])
  }
}
