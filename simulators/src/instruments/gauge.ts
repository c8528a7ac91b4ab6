import type { Duration, Random } from '@muster/runtime'

/** °C in the room. */
export const AMBIENT = 22

/** A wobble as gauges have it, within ±`amplitude`; the same seed gives the same one. */
export function createWobble(amplitude: number, random: Random): (elapsed: Duration) => number {
  const phases = [random.float(), random.float()].map(share => share * 2 * Math.PI)
  const [first = 0, second = 0] = phases
  return elapsed => (amplitude / 2) * (Math.sin(elapsed / 7_000 + first) + Math.sin(elapsed / 1_900 + second))
}

/** The value between `from` and `to`, `fraction` (0 to 1) of the way. */
export function between(from: number, to: number, fraction: number): number {
  return from + (to - from) * fraction
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
