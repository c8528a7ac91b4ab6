import type { JsonSchema, Parsed, Random } from '@muster/runtime'
import type { Parameters, Readings, RunPlan } from './plan.ts'

/** Something that an instrument can do. */
export interface Activity {
  readonly name: string
  /** JSON Schema of the parameters, an object's. */
  readonly schema: JsonSchema
  readonly canPause: boolean
  /** Checks parameters that came from outside and fills in what was left out. */
  parse(parameters: unknown): Parsed<Parameters>
  /** Lays out one run. Whatever differs from run to run is drawn from `random`. */
  plan(parameters: Parameters, random: Random): RunPlan
}

/** An instrument without its protocol: what it is and what it can do. */
export interface InstrumentDefinition {
  readonly kind: string
  readonly name: string
  readonly serial: string
  readonly activities: readonly Activity[]
  /** Instrument seconds per real second. */
  readonly timeScale: number
  /** What its gauges show while nothing runs. */
  readonly idleReadings: Readings
}

/** One thing to do, as it was ordered. */
export interface InstrumentJob {
  /** The client's id, where the protocol carries one. */
  readonly jobOrderId: string | null
  readonly activity: string
  readonly parameters: unknown
}
