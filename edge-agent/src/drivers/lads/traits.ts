import type { DriverTraits } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import type { LadsSettings } from './settings.ts'

/** The instrument keeps the attempt id as the SupervisoryTaskId of the result, where it keeps results. */
export function traitsOf({ results, settlingTime }: LadsSettings): DriverTraits {
  return {
    keepsIds: results !== 'none',
    neverClears: results === 'all',
    settlingTime: durationOf(settlingTime),
  }
}
