import { TextDecoder } from 'node:util'

/** How an instrument writes what is more than ASCII: units (`µg`, `°C`), names. */
export const SCPI_ENCODINGS = ['ascii', 'latin1', 'utf-8'] as const
export type ScpiEncoding = (typeof SCPI_ENCODINGS)[number]

/** C0 and C1 without the tab: no instrument means them, noise on a line is full of them. */
const CONTROL = /[^\P{Cc}\t]/u

/**
 * A line as text, without blanks around it.
 * @param bytes one character per byte
 * @returns undefined where the bytes are no text in that encoding.
 */
export function readLine(bytes: string, encoding: ScpiEncoding): string | undefined {
  const text = decode(bytes, encoding)
  return text === undefined || CONTROL.test(text) ? undefined : text.trim()
}

function decode(bytes: string, encoding: ScpiEncoding): string | undefined {
  if (encoding === 'latin1') return bytes
  if (encoding === 'ascii') return /^[\0-\x7f]*$/.test(bytes) ? bytes : undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return undefined
  }
}
