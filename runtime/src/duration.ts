/** A length of time in milliseconds. Made by the functions of this module, so that no bare number is taken for one. */
export type Duration = number & { readonly __unit: 'ms' }

export const millis = (n: number): Duration => n as Duration
export const seconds = (n: number): Duration => (n * 1_000) as Duration
export const minutes = (n: number): Duration => (n * 60_000) as Duration
export const hours = (n: number): Duration => (n * 3_600_000) as Duration
export const days = (n: number): Duration => (n * 86_400_000) as Duration

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** The form that `parseDuration` accepts, as a JSON Schema pattern. */
export const DURATION_PATTERN = '^\\s*(\\d+(\\.\\d+)?\\s*(ms|s|min|m|h|d)\\s*)+$'

/**
 * Reads "500 ms", "30s", "18h", "1h 30min".
 * @returns undefined for anything else; a number without a unit is anything else.
 */
export function parseDuration(text: string): Duration | undefined {
  if (!new RegExp(DURATION_PATTERN).test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)/g)) {
    total += Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN)
  }
  return Number.isFinite(total) ? millis(total) : undefined
}

/** For people: two units at the most, "18 h 5 min", "4.2 s", "350 ms". */
export function formatDuration(duration: number): string {
  const ms = Math.max(0, duration)
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${trim(ms / 1_000)} s`
  if (ms < 3_600_000) return pair(ms, 60_000, 'min', 1_000, 's')
  if (ms < 86_400_000) return pair(ms, 3_600_000, 'h', 60_000, 'min')
  return pair(ms, 86_400_000, 'd', 3_600_000, 'h')
}

function trim(n: number): string {
  return n < 10 ? n.toFixed(1).replace(/\.0$/, '') : n.toFixed(0)
}

function pair(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / big)
  const rest = Math.floor((ms - whole * big) / small)
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`
}
