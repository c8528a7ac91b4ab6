import { MusterError } from '@muster/runtime'
import type { Coordinator } from '../coordinator.ts'
import type { Lead } from '../lead.ts'

/** The lead that is held now; undefined between two, for what has something to say then as well. */
export function currentLead(coordinator: Coordinator): Lead | undefined {
  try {
    return coordinator.lead()
  } catch (error) {
    if (error instanceof MusterError && error.code === 'not-leading') return undefined
    throw error
  }
}
