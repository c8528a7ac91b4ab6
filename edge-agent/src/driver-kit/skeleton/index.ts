import type {
  Driver,
  DriverContext,
  DriverDescription,
  DriverEvents,
  DriverModule,
  DriverTraits,
  FindOutcome,
  IdleAnswer,
  KeptLink,
  RunUpdate,
  StartOutcome,
  StartRequest,
} from '../muster-driver.ts'
import { type Address, Connection, NotSent } from './connection.ts'

interface Settings {
  readonly host: string
  readonly port: number
  readonly responseLimit: string
  readonly pollEvery: string
}

const module: DriverModule<Settings> = {
  kit: 1,
  name: 'NAME',
  about: 'a stirrer that takes lines of text over TCP',
  settingsSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['host', 'port'],
    properties: {
      host: { type: 'string', description: 'Name or address of the instrument.' },
      port: { type: 'integer', minimum: 1, maximum: 65_535 },
      responseLimit: { type: 'string', format: 'duration-text', default: '2 s' },
      pollEvery: { type: 'string', format: 'duration-text', default: '1 s' },
    },
  },
  create: (settings, context) => new StirrerDriver(settings, context),
}
export default module

/** A connection, with what the instrument said of itself when it was made. */
interface Session {
  readonly connection: Connection
  readonly model: string
  readonly serial: string
  readonly bootMark: string
  readonly isOpen: boolean
  readonly closed: Promise<string>
  close(): void
}

class StirrerDriver implements Driver {
  readonly traits: DriverTraits
  readonly #context: DriverContext
  readonly #pollEvery: number
  readonly #link: KeptLink<Session>

  constructor(settings: Settings, context: DriverContext) {
    const { kit } = context
    this.#context = context
    this.#pollEvery = kit.duration(settings.pollEvery)
    const address = {
      host: settings.host,
      port: settings.port,
      responseLimit: kit.duration(settings.responseLimit),
    }
    this.#link = kit.keptLink({
      open: () => this.#open(address),
      // No answer ends the connection, see `ask`.
      check: session => void session.connection.ask('STATE?').catch(() => undefined),
      checkEvery: 5_000,
    })
    // It keeps the id that it is started with, and forgets none before it is switched off. Where this machine loses its power or
    // its cable, the operating system may go on delivering what was sent for two minutes.
    this.traits = { keepsIds: true, neverClears: true, settlingTime: kit.duration('2 min') }
  }

  connect(events: DriverEvents): Promise<void> {
    return this.#link.connect(events)
  }

  async describe(): Promise<DriverDescription> {
    const { model, serial } = this.#link.mustSession
    const stir = this.#context.kit.activity({
      name: 'stir',
      title: 'Stir',
      parameters: {
        type: 'object',
        additionalProperties: false,
        required: ['seconds'],
        properties: { seconds: { type: 'number', minimum: 0.1, maximum: 3_600, 'x-unit': 's' } },
      },
      repeatability: 'safe-until-started',
      givesResult: true,
    })
    return { kind: 'stirrer', model, serial, activities: [stir] }
  }

  async bootMark(): Promise<string> {
    return this.#link.mustSession.bootMark
  }

  async idle(): Promise<IdleAnswer> {
    const answer = await this.#link.mustSession.connection.ask('STATE?')
    return answer === 'IDLE' ? { idle: true } : { idle: false, reason: `it says ${answer}`, runs: answer }
  }

  /** Sent on the connection that is open now, once, or not at all. */
  async start({ attemptId, activity, parameters, checkpoint }: StartRequest): Promise<StartOutcome> {
    const { kit } = this.#context
    if (activity !== 'stir') return kit.refused('unknown-activity', `there is no ${activity}`, 'parameters')
    if (checkpoint) return kit.refused('no-checkpoints', 'it can only begin from the beginning', 'parameters')
    const { session } = this.#link
    if (!session) return kit.refused('no-link', 'there is no connection to the instrument', 'transient')
    try {
      const answer = await session.connection.ask(`START ${attemptId} ${String(parameters['seconds'])}`)
      if (answer === 'OK') return { kind: 'started', runReference: attemptId }
      if (answer.startsWith('BUSY')) return kit.refused('busy', `it says ${answer}`, 'transient')
      if (answer.startsWith('NO ')) return kit.refused('refused', answer.slice(3), 'instrument')
      // Such as KNOWN: it has a run of this id, and so this is no refusal.
      return { kind: 'unsure', reason: `it says ${answer}` }
    } catch (error) {
      if (error instanceof NotSent) return kit.refused('no-link', error.message, 'transient')
      return { kind: 'unsure', reason: String(error) }
    }
  }

  async find(attemptId: string): Promise<FindOutcome> {
    const answer = await this.#link.mustSession.connection.ask(`RUN? ${attemptId}`)
    if (answer === 'UNKNOWN') return { kind: 'absent' }
    if (/^(RUNNING|DONE|STOPPED)/.test(answer)) return { kind: 'found', runReference: attemptId }
    return { kind: 'unsure', reason: `it says ${answer}` }
  }

  follow(run: string, signal: AbortSignal): AsyncIterable<RunUpdate> {
    return this.#context.kit.poll(this.#pollEvery, signal, async () => {
      const { connection } = await this.#link.whenSession(signal)
      return readRun(await connection.ask(`RUN? ${run}`))
    })
  }

  async cancel(run: string): Promise<void> {
    await this.#link.mustSession.connection.ask(`STOP ${run}`)
  }

  async health(): Promise<{ ok: boolean; message?: string }> {
    if (!this.#link.session) return { ok: false, message: 'there is no connection to the instrument' }
    await this.#link.session.connection.ask('STATE?')
    return { ok: true }
  }

  async close(): Promise<void> {
    this.#link.close()
  }

  async #open(address: Address): Promise<Session> {
    const connection = await Connection.open(address, this.#context.kit)
    const [model = '', serial = '', boot = ''] = (await connection.ask('ID?')).split(',')
    return {
      connection,
      model,
      serial,
      // With the serial number, so that another instrument at the same address is another boot.
      bootMark: `${serial}/${boot}`,
      get isOpen() {
        return connection.isOpen
      },
      closed: connection.closed,
      close: () => connection.close(),
    }
  }
}

/** What an answer to `RUN?` says of the run; undefined where it can't be read. */
function readRun(answer: string): RunUpdate | undefined {
  const [state, detail = ''] = answer.split(' ')
  if (state === 'RUNNING') return { kind: 'progress', percent: Number(detail), phase: 'stirring' }
  if (state === 'DONE') return { kind: 'succeeded', result: { turns: Number(detail) } }
  if (state === 'STOPPED' && detail === 'REMOTE') return { kind: 'cancelled' }
  if (state === 'STOPPED') return { kind: 'stopped-locally', note: `it says ${answer}` }
  if (state === 'UNKNOWN') return { kind: 'lost', reason: 'the instrument does not know the run' }
  return undefined
}
