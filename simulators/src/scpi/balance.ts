import type { Clock, Timestamp } from '@muster/runtime'
import { delayAnswer, deliveryOfStart } from '../faults/answer.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import { formatMass } from '../instruments/balance.ts'
import type { InstrumentModel } from '../instruments/model.ts'
import { isOver, type Run } from '../instruments/run.ts'
import { parseCommand, type ScpiCommand } from './command.ts'
import { ErrorQueue, ScpiError, toScpiError } from './error.ts'
import { EventStatus, operationCondition, questionableCondition } from './status.ts'

export interface ScpiBalanceOptions {
  readonly model: InstrumentModel
  /** The boot mark. */
  readonly bootedAt: Timestamp
  readonly faults: FaultBook
  readonly clock: Clock
  readonly keepsIds: boolean
  readonly version: string
  /** Cuts all connections. */
  cut(): void
}

type Handler = (command: ScpiCommand) => string | undefined | Promise<string | undefined>

/** The balance's command set, for one power cycle. What it answers is in the README, line by line. */
export class ScpiBalance {
  readonly #options: ScpiBalanceOptions
  readonly #errors = new ErrorQueue()
  readonly #events = new EventStatus()
  /** By id, the runs whose ids it keeps. */
  readonly #kept = new Map<string, Run>()
  /** What `*RST` has made the balance forget: the run of this start, and those before it. */
  #forgotten = 0
  readonly #handlers: Readonly<Record<string, Handler>>

  constructor(options: ScpiBalanceOptions) {
    this.#options = options
    const { name, serial } = options.model.definition
    options.model.onChange(() => this.#follow())
    this.#handlers = {
      '*IDN?': () => `Muster,${name},${serial},${options.version}`,
      '*OPC?': () => this.#whenIdle(),
      '*OPC': () => this.#completeWhenIdle(),
      '*ESR?': () => String(this.#events.take()),
      '*STB?': () => String(this.#statusByte()),
      'STAT:OPER:COND?': () => String(operationCondition(options.model)),
      'STAT:QUES:COND?': () => String(questionableCondition(this.#run)),
      '*RST': () => this.#reset(),
      '*CLS': () => this.#clear(),
      'SYST:ERR?': () => this.#errors.next(),
      'SYST:BOOT?': () => new Date(options.bootedAt).toISOString(),
      'WEIG:STAR': command => this.#start(command),
      'WEIG:STAT?': () => this.#status(this.#run),
      'WEIG:PHAS?': () => options.model.progress?.phase.toUpperCase() ?? 'NONE',
      'WEIG:RES?': () => this.#result(this.#run),
      'WEIG:VAL?': () => formatMass(options.model.readings['mass'] ?? 0),
      'WEIG:ABOR': () => this.#abort(),
      ...(options.keepsIds && { 'WEIG:JOB?': command => this.#job(command) }),
    }
  }

  /** @returns the line to send, or undefined where the command has no answer (or it is to be lost). */
  async answer(line: string): Promise<string | undefined> {
    try {
      const command = parseCommand(line)
      const handler = this.#handlers[command.header]
      if (!handler) throw new ScpiError(-113, `Undefined header; ${command.header}`)
      return await handler(command)
    } catch (error) {
      const scpi = toScpiError(error)
      this.#errors.add(scpi)
      this.#events.onError(scpi)
      return `ERR ${scpi.toString()}`
    }
  }

  /** The last run, unless it was forgotten. */
  get #run(): Run | undefined {
    const { run } = this.#options.model
    return run && run.start > this.#forgotten ? run : undefined
  }

  async #start({ id, parameters }: ScpiCommand): Promise<string | undefined> {
    const { model, faults, clock, keepsIds } = this.#options
    if (keepsIds && id === undefined) throw new ScpiError(-109, 'Missing parameter; this balance wants an id')
    if (!keepsIds && id !== undefined) throw new ScpiError(-102, 'Syntax error; this balance takes no id')
    if (id !== undefined && this.#kept.has(id)) throw new ScpiError(-221, `Settings conflict; ${id} is known`)
    const run = await model.start({ jobOrderId: id ?? null, activity: 'weigh', parameters })
    if (id !== undefined) this.#kept.set(id, run)
    await delayAnswer(faults, clock)
    const delivery = deliveryOfStart(faults)
    if (delivery === 'cut') this.#options.cut()
    return delivery === 'send' ? 'OK' : undefined
  }

  async #abort(): Promise<string> {
    this.#options.model.abort('client')
    await delayAnswer(this.#options.faults, this.#options.clock)
    return 'OK'
  }

  #completeWhenIdle(): undefined {
    void this.#whenIdle().then(() => this.#events.complete())
  }

  #statusByte(): number {
    return this.#events.statusByte({
      hasErrors: !this.#errors.isEmpty,
      operation: operationCondition(this.#options.model),
      questionable: questionableCondition(this.#run),
    })
  }

  #clear(): undefined {
    this.#errors.clear()
    this.#events.take()
  }

  #reset(): undefined {
    const { model } = this.#options
    if (model.run && !isOver(model.run.state)) model.abort('client')
    this.#forgotten = model.run?.start ?? 0
    this.#kept.clear()
    this.#errors.clear()
  }

  /** The state of a kept run is the one it was last in. */
  #follow(): void {
    const { run } = this.#options.model
    if (run && run.jobOrderId !== null && this.#kept.has(run.jobOrderId)) this.#kept.set(run.jobOrderId, run)
  }

  #whenIdle(): Promise<string> {
    const { model } = this.#options
    return new Promise(resolve => {
      if (!model.busy) return resolve('1')
      const end = model.onChange(() => {
        if (model.busy) return
        end()
        resolve('1')
      })
    })
  }

  #status(run: Run | undefined): string {
    if (!run) return 'IDLE'
    switch (run.state.name) {
      case 'running':
      case 'paused':
        return `BUSY,${(this.#options.model.progress?.percent ?? 0).toFixed(1)}`
      case 'completed':
        return 'DONE'
      case 'failed':
        return 'ERROR'
      default:
        return `STOPPED,${run.state.by === 'panel' ? 'PANEL' : 'REMOTE'}`
    }
  }

  #result(run: Run | undefined): string {
    const mass = run?.results['mass']
    if (typeof mass !== 'number') throw new ScpiError(-230, 'Data corrupt or stale; there is no result')
    return formatMass(mass)
  }

  #job({ id }: ScpiCommand): string {
    if (id === undefined) throw new ScpiError(-109, 'Missing parameter; which id?')
    const kept = this.#kept.get(id)
    if (!kept) return 'UNKNOWN'
    const status = this.#status(kept)
    return status === 'DONE' ? `DONE,${this.#result(kept)}` : status
  }
}
