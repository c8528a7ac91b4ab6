import type { Timestamp } from '@muster/runtime'
import type { AttemptRecord, TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { standingOf } from '../displaceable.ts'
import type { PaperTask, PaperUnderWay } from '../paper/index.ts'
import { endOfAttempt } from '../until.ts'
import type { Candidates } from './candidates.ts'
import type { Holdings } from './holdings.ts'

/** What is under way and may be displaced by critical work, at instruments that are on the paper. */
export function tasksUnderWay(
  state: Snapshot,
  now: Timestamp,
  candidates: Candidates,
  holdings: Holdings,
): PaperTask[] {
  const found: PaperTask[] = []
  for (const { id, freeAt } of candidates.instruments) {
    const attempt = state.attempts.get(state.openAttemptByInstrument.get(id) ?? '')
    const task = attempt && state.tasks.get(attempt.taskId)
    const underWay = task && freeAt < Number.POSITIVE_INFINITY && placeOf(state, attempt, now)
    if (underWay)
      found.push({
        ...written(task, underWay, candidates, holdings),
        deadline: state.jobs.get(task.jobId)?.deadline,
      })
  }
  return found
}

/** Undefined where it stays, or nobody knows for how long. */
function placeOf(state: Snapshot, attempt: AttemptRecord, now: Timestamp): PaperUnderWay | undefined {
  const { kind } = standingOf(state, attempt)
  const isGivenUp = attempt.displacement?.stage === 'given-up' && attempt.displacement.until > now
  const end = kind === 'stays' || isGivenUp ? undefined : endOfAttempt(state, attempt, now)
  return (
    end && {
      instrumentId: attempt.instrumentId,
      since: attempt.checkpoint?.at ?? attempt.startedAt ?? now,
      until: end.expected,
      quick: end.from,
      slow: end.to,
      isOffer: kind === 'offer',
    }
  )
}

function written(
  task: TaskRecord,
  underWay: PaperUnderWay,
  candidates: Candidates,
  holdings: Holdings,
): PaperTask {
  const where = candidates.of(task, undefined)
  const uses = holdings.of(task, where)
  return {
    id: task.id,
    jobId: task.jobId,
    needs: [],
    candidates: where,
    ...(uses ? { uses } : {}),
    earliest: 0,
    // Where it is due by a time, it goes before the others of its priority; else after them.
    rank: [-1],
    level: { kind: task.activity, priority: task.order?.band ?? task.priority },
    underWay,
  }
}
