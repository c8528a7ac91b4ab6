import type { OfferMessage, Refusal } from '@muster/protocol'
import type { InstrumentUnit } from '../instruments/unit.ts'
import type { Journal } from '../journal/journal.ts'
import { notReadyBecause } from '../journal/readiness.ts'

/** Why an offer that the journal does not know is not taken; undefined where it is. */
export function refusalOf(
  offer: OfferMessage,
  unit: InstrumentUnit,
  journal: Journal,
): Pick<Refusal, 'reason' | 'message'> | undefined {
  const highest = journal.fenceOf(unit.id)
  if (offer.fence <= highest)
    return { reason: 'stale-fence', message: `fence ${offer.fence} is not above ${highest}` }
  const notReady = notReadyBecause(journal.readinessOf(unit.id))
  if (notReady !== undefined) return { reason: 'not-ready', message: `${unit.id} is ${notReady}` }
  // What it can do is not known before it has answered: that is no fault of the task.
  if (!unit.connected)
    return { reason: 'not-ready', message: unit.status.message ?? 'the instrument does not answer' }
  const parsed = unit.parse(offer.activity, JSON.parse(offer.parametersJson))
  if (!parsed) {
    const message = `${unit.id} does not have the activity ${offer.activity}`
    return { reason: 'unknown-activity', message }
  }
  if (!parsed.ok) {
    const message = parsed.faults.map(fault => `${fault.field} ${fault.message}`).join('; ')
    return { reason: 'parameters', message }
  }
  const open = journal.openEntryOf(unit.id)
  return open && { reason: 'busy', message: `${unit.id} is held by ${open.attemptId} (${open.state})` }
}

/** What the journal keeps of an offer whose grant is asked for. */
export function claimedEntry(offer: OfferMessage, unit: InstrumentUnit): Parameters<Journal['claim']>[0] {
  const { attemptId, jobId, taskId, instrumentId, fence, activity, parametersJson, awayPolicy } = offer
  const { awayLimitMs, checkpointJson, batch, holds } = offer
  const readinessAfter = unit.readinessAfter(activity)
  return {
    attemptId,
    jobId,
    taskId,
    instrumentId,
    fence,
    activity,
    parametersJson,
    awayPolicy,
    ...(awayLimitMs === undefined ? {} : { awayLimitMs }),
    ...(checkpointJson === undefined ? {} : { resumeJson: checkpointJson }),
    ...(batch ? { batch } : {}),
    ...(holds ? { holds } : {}),
    ...(readinessAfter ? { readinessAfter } : {}),
  }
}
