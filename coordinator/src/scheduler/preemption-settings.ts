import { type Duration, type Fault, InvariantError, parseDuration } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'

/** When critical work may displace other work: a part of the configuration under `scheduler`. */

const SWITCH = ['on', 'off'] as const

export const PREEMPTION_SETTINGS = {
  preemption: Type.Unsafe<(typeof SWITCH)[number]>({
    type: 'string',
    enum: [...SWITCH],
    default: 'on',
    description:
      'Whether critical work takes offers of lower work back, and has its runs stopped at a checkpoint where they may be repeated.',
  }),
  checkpointWithin: Type.String({
    format: 'duration-text',
    default: '2 min',
    description: 'How long a checkpoint is waited for. Where none comes, nothing is displaced.',
  }),
  displacedOncePer: Type.String({
    format: 'duration-text',
    default: '10 min',
    description: 'A task is not displaced for the same job again before so long.',
  }),
}
const All = Type.Object(PREEMPTION_SETTINGS)
type PreemptionSettings = Static<typeof All>

export interface PreemptionRules {
  readonly isOn: boolean
  readonly checkpointWithin: Duration
  readonly displacedOncePer: Duration
}

/** What one field alone does not show. */
export function preemptionFaults({ checkpointWithin }: PreemptionSettings): Fault[] {
  return time(checkpointWithin) > 0 ? [] : [{ field: 'checkpointWithin', message: 'must be longer than 0 s' }]
}

export function preemptionRules(settings: PreemptionSettings): PreemptionRules {
  return {
    isOn: settings.preemption === 'on',
    checkpointWithin: time(settings.checkpointWithin),
    displacedOncePer: time(settings.displacedOncePer),
  }
}

/** The schema has let only durations through. */
function time(text: string): Duration {
  const parsed = parseDuration(text)
  if (parsed === undefined) throw new InvariantError(`${text} is not a duration`)
  return parsed
}
