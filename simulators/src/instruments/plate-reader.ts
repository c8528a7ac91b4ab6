import { compileSchema, type Duration, millis, type Random } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { Activity } from './activity.ts'
import { AMBIENT, between, createWobble, round } from './gauge.ts'
import { createTimeline, type Parameters, type Phase, type RunPlan } from './plan.ts'

/** A row of a microplate of 96 wells. */
const WELLS_IN_ROW = 12

const ReadParameters = Type.Object(
  {
    wells: Type.Integer({ minimum: 1, maximum: 1_536, default: 96, description: 'How many wells to read' }),
    wavelength: Type.Number({ minimum: 200, maximum: 1_000, default: 450, 'x-unit': 'nm' }),
    temperature: Type.Number({ minimum: 20, maximum: 65, default: 37, 'x-unit': '°C' }),
    shake: Type.Boolean({ default: true, description: 'Whether to shake the plate first' }),
  },
  { additionalProperties: false },
)

/** How long a reading takes, and about what it finds. */
export interface ReadSettings {
  readonly warmUp: Duration
  readonly shake: Duration
  /** Per well. */
  readonly well: Duration
  /** Mean absorbance of a plate. */
  readonly absorbance: number
}

export function createReadActivity(settings: ReadSettings): Activity {
  const parse = compileSchema<Static<typeof ReadParameters>>(ReadParameters, { defaults: true })
  return {
    name: 'read',
    schema: ReadParameters,
    canPause: true,
    parse,
    plan: (parameters, random) => planReading(settings, parameters, random),
  }
}

function planReading(settings: ReadSettings, parameters: Parameters, random: Random): RunPlan {
  const wells = Number(parameters['wells'])
  const target = Number(parameters['temperature'])
  const before: Phase[] = [
    { name: 'warm up', duration: settings.warmUp },
    ...(parameters['shake'] === true ? [{ name: 'shake', duration: settings.shake }] : []),
  ]
  const timeline = createTimeline([...before, ...rowsOf(wells, settings.well)])
  const beforeReading = before.reduce((sum, { duration }) => sum + duration, 0)
  const wobble = createWobble(0.2, random)
  const mean = round(settings.absorbance * (0.9 + 0.2 * random.float()), 4)
  const temperatureAt = (elapsed: Duration) => {
    const { index, fraction } = timeline.phaseAt(elapsed)
    return index === 0 ? between(AMBIENT, target, fraction) : target
  }
  const wellsReadAt = (elapsed: Duration) => {
    const reading = Math.max(0, elapsed - beforeReading)
    return settings.well === 0 ? wells : Math.min(wells, Math.floor(reading / settings.well + 1e-9))
  }
  return {
    duration: timeline.duration,
    progressAt: elapsed => timeline.progressAt(elapsed),
    readingsAt: elapsed => ({ temperature: round(temperatureAt(elapsed) + wobble(elapsed), 1) }),
    resultsAt: (elapsed): Parameters => {
      const wellsRead = wellsReadAt(elapsed)
      return { wellsRead, ...(wellsRead > 0 && { meanAbsorbance: mean }) }
    },
  }
}

function rowsOf(wells: number, well: Duration): Phase[] {
  return Array.from({ length: Math.ceil(wells / WELLS_IN_ROW) }, (_, row) => ({
    name: `read row ${row + 1}`,
    duration: millis(well * Math.min(WELLS_IN_ROW, wells - row * WELLS_IN_ROW)),
  }))
}
