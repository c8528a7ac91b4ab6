import type { AttemptRecord } from '../model/records.ts'

/** Whether an attempt may have started its instrument, as far as is known. */
export function mayHaveBegun(attempt: AttemptRecord): boolean {
  const { state, failure, startedAt, grant } = attempt
  if (startedAt !== undefined || state === 'succeeded' || state === 'stopped-locally') return true
  return state === 'failed' ? failure?.started !== 'no' : state === 'cancelled' && grant !== undefined
}
