import type { DownHeader } from '@muster/protocol'
import type { Journal } from '../journal/journal.ts'

export type LeadVerdict = 'accepted' | 'new-lead' | 'stale-epoch' | 'foreign-store'

/**
 * Whose word counts: only that of the coordinator with the highest epoch heard of, and of two with the same
 * epoch the first; only of the store that this agent belongs to.
 */
export function judgeLead(journal: Journal, header: DownHeader, acceptNewStore: boolean): LeadVerdict {
  const known = journal.current
  if (known.storeId !== undefined && known.storeId !== header.storeId && !acceptNewStore)
    return 'foreign-store'
  if (known.storeId === header.storeId) {
    if (header.epoch < known.epoch) return 'stale-epoch'
    if (header.epoch === known.epoch && known.leadId !== undefined && known.leadId !== header.leadId)
      return 'stale-epoch'
    if (header.epoch === known.epoch) {
      if (header.storeWrites > known.storeWrites) journal.noteLead(header)
      return 'accepted'
    }
  }
  journal.noteLead(header)
  return 'new-lead'
}
