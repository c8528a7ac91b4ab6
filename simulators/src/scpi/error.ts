import { MusterError } from '@muster/runtime'
import { RefusedError, type RefusalReason } from '../instruments/refusal.ts'

/** An error as SCPI numbers them (SCPI-1999, 21.8). */
export class ScpiError extends MusterError {
  readonly number: number

  constructor(number: number, message: string) {
    super(`scpi${number}`, 'instrument', message)
    this.number = number
  }

  /** `-213,"Init ignored; a weighing runs"` */
  override toString(): string {
    return `${this.number},"${this.message.replaceAll('"', "'").replaceAll(/\s+/g, ' ')}"`
  }
}

const CODES: Readonly<Record<RefusalReason, readonly [number, string]>> = {
  busy: [-213, 'Init ignored'],
  'refused-by-instrument': [-200, 'Execution error'],
  'unknown-activity': [-200, 'Execution error'],
  'wrong-parameters': [-224, 'Illegal parameter value'],
  'wrong-state': [-221, 'Settings conflict'],
  'known-id': [-221, 'Settings conflict'],
  'unknown-id': [-221, 'Settings conflict'],
  'list-full': [-200, 'Execution error'],
}

/** What is wrong, in SCPI's terms. Anything else than a refusal is the balance's own fault. */
export function toScpiError(error: unknown): ScpiError {
  if (error instanceof ScpiError) return error
  if (!(error instanceof RefusedError)) return new ScpiError(-310, 'System error')
  const [number, text] = CODES[error.reason]
  return new ScpiError(number, `${text}; ${error.message}`)
}

/** The errors that nobody has asked for yet; the oldest stay when it is full. */
export class ErrorQueue {
  static readonly LENGTH = 20
  readonly #errors: ScpiError[] = []

  add(error: ScpiError): void {
    if (this.#errors.length < ErrorQueue.LENGTH - 1) this.#errors.push(error)
    else this.#errors[ErrorQueue.LENGTH - 1] = new ScpiError(-350, 'Queue overflow')
  }

  get isEmpty(): boolean {
    return this.#errors.length === 0
  }

  next(): string {
    return this.#errors.shift()?.toString() ?? '0,"No error"'
  }

  clear(): void {
    this.#errors.length = 0
  }
}
