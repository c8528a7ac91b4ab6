/** The codes of the Modbus application protocol (V1.1b3, section 7) that a simulator answers with. */
export const EXCEPTION = { function: 1, address: 2, value: 3, failure: 4, busy: 6 } as const

/** Answered in place of what was asked for. */
export class ModbusException extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
