import { type Limits, STANDARD_LIMITS } from '@muster/coordinator/testing'
import { hours, minutes } from '@muster/runtime'

/** What the supervisor of the site goes by: somewhat stricter than usual, so that more of it happens in a week. */
export const LIMITS: Limits = {
  ...STANDARD_LIMITS,
  outboxDepth: 3,
  pauseLimit: hours(1),
  breakers: { ...STANDARD_LIMITS.breakers, failures: 3 },
  cascade: { ...STANDARD_LIMITS.cascade, within: minutes(20) },
}
