/** A number with its unit, as the instrument said it. */
export interface Quantity {
  readonly value: number
  readonly unit?: string
}

const QUANTITY = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*)?$/

/** Numbers that stand for none: infinity and not-a-number (SCPI-1999, 7.2.1.4 and 7.2.1.5). */
const NONE = 9.9e37

/** @returns undefined where the text does not begin with a number, or with one that stands for none. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = QUANTITY.exec(text)
  if (!match) return undefined
  const value = Number(match[1])
  if (!Number.isFinite(value) || Math.abs(value) >= NONE) return undefined
  const unit = match[2]?.trim()
  return unit === undefined ? { value } : { value, unit }
}

/** What a value has to be for being believed. */
export interface Plausible {
  readonly unit?: string
  readonly minimum?: number
  readonly maximum?: number
}

/** A quantity, or the sentence what is wrong with it. A unit that the instrument does not say is the expected one. */
export function plausibleQuantity(text: string, plausible: Plausible): Quantity | string {
  const read = parseQuantity(text)
  if (!read) return `is no number: ${text}`
  const { unit, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = plausible
  if (unit !== undefined && read.unit !== undefined && read.unit !== unit)
    return `is in ${read.unit} and not in ${unit}: ${text}`
  if (read.value < minimum || read.value > maximum)
    return `is out of its range, ${minimum} to ${maximum}: ${text}`
  return unit === undefined ? read : { value: read.value, unit }
}
