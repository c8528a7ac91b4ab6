import type { Step } from '@muster/protocol'
import { parseDuration, type Timestamp } from '@muster/runtime'
import type { Patch } from '../model/draft.ts'
import type { TaskRecord } from '../model/records.ts'

/**
 * What a task's step says of where and when, now that all it needs is done.
 * @param before gives a step that comes before it
 */
export function placing(
  step: Step | undefined,
  before: (id: string) => TaskRecord | undefined,
): Patch<Pick<TaskRecord, 'instrument' | 'avoids' | 'notBefore' | 'startBy'>> {
  if (!step) return {}
  const same = step.sameInstrumentAs === undefined ? undefined : before(step.sameInstrumentAs)?.doneOn
  const others = (step.otherInstrumentThan ?? []).flatMap(id => before(id)?.doneOn ?? [])
  const earliest: Timestamp[] = step.notBefore === undefined ? [] : [Date.parse(step.notBefore)]
  const latest: Timestamp[] = []
  for (const [id, { atLeast, atMost }] of Object.entries(step.waits ?? {})) {
    const ended = before(id)?.endedAt
    if (ended === undefined) continue
    if (atLeast !== undefined) earliest.push(ended + (parseDuration(atLeast) ?? 0))
    if (atMost !== undefined) latest.push(ended + (parseDuration(atMost) ?? 0))
  }
  return {
    ...(same === undefined ? {} : { instrument: same }),
    ...(others.length === 0 ? {} : { avoids: [...new Set(others)].sort() }),
    ...(earliest.length === 0 ? {} : { notBefore: Math.max(...earliest) }),
    ...(latest.length === 0 ? {} : { startBy: Math.min(...latest) }),
  }
}
