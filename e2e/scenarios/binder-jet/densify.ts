/** A part as it is: what it was printed with, and what the furnace did to it. */
export interface PartState {
  /** % of the density of the solid. */
  readonly green: number
  /** What all firings did together: hours at 1600 K that come to the same. */
  readonly work: number
  /** °C, the highest that it was at. */
  readonly hottest: number
}

/** Activation energy of sintering over the gas constant, K. */
const ACTIVATION = 45_000
const REFERENCE = 1_600
const KELVIN = 273.15

/** The work of one firing: the hotter, the quicker (Arrhenius). @param temperature °C @param hold h */
const workOf = (temperature: number, hold: number): number =>
  hold * Math.exp(-ACTIVATION * (1 / (temperature + KELVIN) - 1 / REFERENCE))

export function fire(part: PartState, temperature: number, hold: number): PartState {
  return {
    ...part,
    work: part.work + workOf(temperature, hold),
    hottest: Math.max(part.hottest, temperature),
  }
}

/** % of the density of the solid, by the master curve of all work that was done: pores close ever more slowly. */
export function densityOf({ green, work }: PartState): number {
  return 100 - (100 - green) * Math.exp(-1.96 * work ** 0.214)
}

/** % of the volume: what is too hot turns into ferrite. */
export const ferriteOf = ({ hottest }: PartState): number => Math.max(0, 0.05 * (hottest - 1_300))
