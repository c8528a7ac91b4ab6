import type { DriverTraits } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import type { NodesSettings } from './settings.ts'

/** With a variable that keeps attempt ids a start can be looked up; without one it never can. */
export function traitsOf({ ids, settlingTime }: NodesSettings): DriverTraits {
  return {
    keepsIds: ids !== undefined,
    neverClears: ids?.neverCleared ?? false,
    settlingTime: durationOf(settlingTime),
  }
}
