import { MusterError } from '@muster/runtime'

/** What the codes mean (Modbus application protocol V1.1b3, section 7). */
const WORDS: Readonly<Record<number, string>> = {
  1: 'illegal function: the instrument does not know the request',
  2: 'illegal data address: the instrument has no such register or coil',
  3: 'illegal data value: the instrument does not take the value',
  4: 'device failure: an error while the instrument carried the request out',
  5: 'acknowledge: the instrument has accepted the request and will take long over it',
  6: 'device busy: the instrument is busy and has not carried the request out',
  7: 'negative acknowledge: the instrument can not carry the request out',
  8: 'memory parity error: the memory of the instrument is not consistent',
  10: 'gateway path unavailable: the gateway has no way to the instrument',
  11: 'gateway target failed to respond: the gateway got no answer from the instrument',
}

/** After these nothing has been done. After 4, 5, 8, 11 and what is not defined, 7 among them, it may have been. */
const NOT_DONE = new Set([1, 2, 3, 6, 10])
/** These come again however often the same is asked. */
const LASTING = new Set([1, 2, 3])

/** The instrument answered with an exception. */
export class ModbusRefusal extends MusterError {
  /** The number that the instrument gave. */
  readonly exception: number

  constructor(what: string, code: number) {
    super('modbus-exception', 'instrument', `${what}: ${wordsOf(code)}`)
    this.exception = code
  }

  get certainlyNotDone(): boolean {
    return NOT_DONE.has(this.exception)
  }

  get lasting(): boolean {
    return LASTING.has(this.exception)
  }
}

/** An exception's number with what it means. */
export function wordsOf(code: number): string {
  return `exception ${code}, ${WORDS[code] ?? 'a code that Modbus does not define'}`
}

/** A request that got no answer. `sent`: it may have reached the instrument. */
export class ModbusLinkError extends MusterError {
  readonly sent: boolean

  constructor(message: string, sent: boolean) {
    super('modbus-link', 'unavailable', message)
    this.sent = sent
  }
}
