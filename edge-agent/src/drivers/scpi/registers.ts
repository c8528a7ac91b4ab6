import { MusterError } from '@muster/runtime'
import type { ScpiConnection } from './connection.ts'

/** What a bit of a status register means for a run. */
export const BIT_MEANINGS = ['running', 'paused', 'done', 'failed', 'cancelled', 'stoppedLocally'] as const
export type BitMeaning = (typeof BIT_MEANINGS)[number]

/** A status register, and which of its bits, from 0, mean what. */
export type StatusRegister = { readonly query: string } & { readonly [K in BitMeaning]?: readonly number[] }

/** The most that a register can hold: 15 bits, the sixteenth is never used (SCPI-1999, 20.1). */
const MOST = 32_767
const REGISTER = /^(?:[+-]?\d+|#H[0-9A-F]+|#Q[0-7]+|#B[01]+)$/i
const RADIX: Readonly<Record<string, number>> = { H: 16, Q: 8, B: 2 }

/** A register's value as IEEE 488.2 lets it be said: decimal, or hexadecimal, octal, binary after #H, #Q, #B. */
export function parseRegister(text: string): number | undefined {
  if (!REGISTER.test(text)) return undefined
  const radix = RADIX[text.charAt(1).toUpperCase()]
  const value = text.startsWith('#') ? Number.parseInt(text.slice(2), radix) : Number(text)
  return value >= 0 && value <= MOST ? value : undefined
}

/** @throws MusterError where the answer is no value of a register: nothing is concluded from that. */
export async function readRegister(connection: ScpiConnection, query: string): Promise<number> {
  const answer = await connection.query(query, REGISTER)
  const value = parseRegister(answer)
  if (value === undefined)
    throw new MusterError(
      'scpi-register',
      'instrument',
      `${query} says ${answer}, which no register can hold`,
    )
  return value
}

export function hasAny(value: number, bits: readonly number[] | undefined): boolean {
  return bits?.some(bit => (value & (1 << bit)) !== 0) ?? false
}

/** What counts most stands first: an end over what goes on, and a person's stop over our own and over a failure. */
const IN_ORDER: readonly BitMeaning[] = ['stoppedLocally', 'cancelled', 'failed', 'paused', 'running', 'done']

/** What the registers mean together, and which of them said so. @returns undefined where no bit that means something is set. */
export async function readRegisters(
  connection: ScpiConnection,
  registers: readonly StatusRegister[],
): Promise<{ meaning: BitMeaning; said: string } | undefined> {
  const values: { register: StatusRegister; value: number }[] = []
  for (const register of registers)
    values.push({ register, value: await readRegister(connection, register.query) })
  for (const meaning of IN_ORDER) {
    const found = values.find(({ register, value }) => hasAny(value, register[meaning]))
    if (found) return { meaning, said: `${found.register.query} ${found.value}` }
  }
  return undefined
}
