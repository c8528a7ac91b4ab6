import type { DriverTraits } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import type { Isa95Settings } from './settings.ts'

/** The instrument keeps the attempt id as the JobOrderID; what else it promises the settings say. */
export function traitsOf({ keepsOrders, settlingTime }: Isa95Settings): DriverTraits {
  return { keepsIds: true, neverClears: keepsOrders, settlingTime: durationOf(settlingTime) }
}
