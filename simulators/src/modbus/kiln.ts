import type { Clock, Timestamp } from '@muster/runtime'
import { delayAnswer, deliveryOfStart } from '../faults/answer.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { InstrumentModel } from '../instruments/model.ts'
import { RefusedError } from '../instruments/refusal.ts'
import type { Run } from '../instruments/run.ts'
import { EXCEPTION, ModbusException } from './exception.ts'

export interface ModbusKilnOptions {
  readonly model: InstrumentModel
  /** The boot mark. */
  readonly bootedAt: Timestamp
  readonly faults: FaultBook
  readonly clock: Clock
  readonly keepsIds: boolean
  /** Cuts all connections. */
  cut(): void
}

/** What clients reach by function codes. Addresses count from 0. */
export interface ModbusDevice {
  readBits(table: 'coil' | 'discrete', address: number, count: number): boolean[]
  readRegisters(table: 'holding' | 'input', address: number, count: number): number[]
  /** @returns whether there is to be an answer. */
  writeCoils(address: number, values: readonly boolean[]): Promise<boolean>
  writeRegisters(address: number, values: readonly number[]): Promise<boolean>
}

const HOLDING_COUNT = 64
const INPUT_COUNT = 512
const ID_ADDRESS = 16
/** Two characters each. */
const ID_REGISTERS = 32
const KEPT_ADDRESS = 128
const KEPT_IDS = 8

const STATUS = { idle: 0, running: 1, done: 2, failed: 3, stoppedRemotely: 4, stoppedAtPanel: 5 } as const

/** The register map of a kiln's controller, for one power cycle. What stands where is in the README. */
export class ModbusKiln implements ModbusDevice {
  readonly #options: ModbusKilnOptions
  readonly #holding = new Uint16Array(HOLDING_COUNT)
  /** In the order of their numbers, which count from 1. */
  readonly #programmes: readonly string[]
  /** Newest first. */
  #kept: string[] = []

  constructor(options: ModbusKilnOptions) {
    this.#options = options
    const [fire] = options.model.definition.activities
    const properties = fire?.schema['properties'] as { programme?: { enum?: string[] } } | undefined
    this.#programmes = properties?.programme?.enum ?? []
  }

  readBits(table: 'coil' | 'discrete', address: number, count: number): boolean[] {
    const { run } = this.#options.model
    const running = statusOf(run) === STATUS.running
    // The coils fall back by themselves: they are push buttons.
    const bits = table === 'coil' ? [false, false] : [running, statusOf(run) === STATUS.failed]
    return cut(bits, address, count)
  }

  readRegisters(table: 'holding' | 'input', address: number, count: number): number[] {
    return cut(table === 'holding' ? [...this.#holding] : this.#inputs(), address, count)
  }

  async writeCoils(address: number, values: readonly boolean[]): Promise<boolean> {
    if (values.length !== 1 || address > 1)
      throw new ModbusException(EXCEPTION.address, 'there is no such coil')
    if (values[0] !== true) return true
    return address === 0 ? this.#start() : this.#stop()
  }

  async writeRegisters(address: number, values: readonly number[]): Promise<boolean> {
    if (address + values.length > HOLDING_COUNT)
      throw new ModbusException(EXCEPTION.address, 'there is no such register')
    this.#holding.set(values, address)
    return true
  }

  async #start(): Promise<boolean> {
    const { model, faults, clock, keepsIds } = this.#options
    const programme = this.#programmes[(this.#holding[0] ?? 0) - 1]
    if (programme === undefined) throw new ModbusException(EXCEPTION.value, 'there is no such programme')
    const id = this.#handedId()
    if (keepsIds && (id === '' || this.#kept.includes(id)))
      throw new ModbusException(EXCEPTION.value, `the id "${id}" can't be taken`)
    await refusable(() =>
      model.start({ jobOrderId: keepsIds ? id : null, activity: 'fire', parameters: { programme } }),
    )
    if (keepsIds) this.#kept = [id, ...this.#kept].slice(0, KEPT_IDS)
    await delayAnswer(faults, clock)
    const delivery = deliveryOfStart(faults)
    if (delivery === 'cut') this.#options.cut()
    return delivery === 'send'
  }

  async #stop(): Promise<boolean> {
    await refusable(() => this.#options.model.abort('client'))
    await delayAnswer(this.#options.faults, this.#options.clock)
    return true
  }

  #handedId(): string {
    const bytes = Buffer.alloc(ID_REGISTERS * 2)
    for (let index = 0; index < ID_REGISTERS; index++)
      bytes.writeUInt16BE(this.#holding[ID_ADDRESS + index] ?? 0, index * 2)
    return bytes.toString('latin1').replace(/\0+$/, '')
  }

  #inputs(): number[] {
    const { model, bootedAt } = this.#options
    const { run, progress, readings } = model
    const bytes = Buffer.alloc(INPUT_COUNT * 2)
    bytes.writeUInt16BE(statusOf(run), 0)
    bytes.writeUInt16BE(progress?.phaseIndex ?? 0, 2)
    bytes.writeFloatBE(progress?.percent ?? 0, 4)
    bytes.writeFloatBE(readings['temperature'] ?? 0, 8)
    // Tenths of a degree, as many controllers have it.
    bytes.writeInt16BE(Math.round(Number(run?.results['peakTemperature'] ?? 0) * 10), 12)
    bytes.writeUInt16BE(Number(run?.results['segmentsCompleted'] ?? 0), 14)
    bytes.writeUInt32BE(run?.start ?? 0, 16)
    bytes.writeBigUInt64BE(BigInt(bootedAt), 20)
    bytes.write(model.definition.serial.slice(0, 32), 32, 'latin1')
    for (const [index, id] of this.#kept.entries())
      bytes.write(id, (KEPT_ADDRESS + index * ID_REGISTERS) * 2, 'latin1')
    return Array.from({ length: INPUT_COUNT }, (_, index) => bytes.readUInt16BE(index * 2))
  }
}

function statusOf(run: Run | undefined): number {
  switch (run?.state.name) {
    case undefined:
      return STATUS.idle
    case 'running':
    case 'paused':
      return STATUS.running
    case 'completed':
      return STATUS.done
    case 'failed':
      return STATUS.failed
    default:
      return run?.state.by === 'panel' ? STATUS.stoppedAtPanel : STATUS.stoppedRemotely
  }
}

async function refusable(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    const code = error.reason === 'wrong-parameters' ? EXCEPTION.value : EXCEPTION.busy
    throw new ModbusException(code, error.message)
  }
}

function cut<T>(table: readonly T[], address: number, count: number): T[] {
  if (address + count > table.length) throw new ModbusException(EXCEPTION.address, 'there is no such address')
  return table.slice(address, address + count)
}
