import { type AttemptReport, isAttemptEnd } from '@muster/protocol'
import { days, minutes, seconds } from '@muster/runtime'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { Draft, Patch } from '../model/draft.ts'
import type { AttemptRecord } from '../model/records.ts'
import { learn } from '../scheduler/durations.ts'

/** An offer lives for half a minute: what began much later has been in doubt, and nobody knows when it began. */
const LONGEST_START = minutes(10)
/** Nothing runs for longer. */
const LONGEST_RUN = days(90)
/** What a report may be on its way, and by what share two good clocks run apart. */
const SLACK = seconds(5)
const DRIFT = 0.02

/** What a report adds to how long an attempt has run. */
export function runTime(
  { ran }: AttemptRecord,
  { state, atWallMs: at }: AttemptReport,
): Patch<AttemptRecord> {
  if (state === 'running') {
    if (ran?.since !== undefined) return {}
    return { ran: { since: at, before: ran?.before ?? 0, pauses: ran?.pauses ?? 0 } }
  }
  const isPause = state === 'paused'
  if (ran?.since === undefined || !(isPause || isAttemptEnd(state))) return {}
  return { ran: { before: ran.before + at - ran.since, pauses: ran.pauses + (isPause ? 1 : 0) } }
}

/** A run that went well shows how long such runs take. */
export function learnDuration(draft: Draft, attempt: AttemptRecord): void {
  const instrument = draft.state.instruments.get(attempt.instrumentId)
  const [task] = tasksOfAttempt(draft.state, attempt)
  const time = timeOf(draft, attempt)
  if (!instrument || !task || time === undefined) return
  const { activity } = attempt
  const offered = draft.state.known.get(instrument.id)?.activities
  // What the instrument no longer does is forgotten.
  const others = Object.entries(instrument.durations ?? {}).filter(([name]) => offered?.has(name) !== false)
  const key = draft.state.durations.classOf(task.parametersJson)
  const learned = learn(instrument.durations?.[activity], time, key)
  draft.update('instruments', instrument, {
    durations: { ...Object.fromEntries(others), [activity]: learned },
  })
}

/**
 * How long it ran, milliseconds: by its agent's clock, or else from what was seen here. Undefined where a clock has jumped, or
 * nobody can know.
 */
function timeOf(draft: Draft, attempt: AttemptRecord): number | undefined {
  const { offeredAt, startedAt, endedAt, ran } = attempt
  if (startedAt === undefined || endedAt === undefined || startedAt - offeredAt > LONGEST_START)
    return undefined
  const watch = draft.state.live.get(attempt.agentId)?.watches.get(attempt.id)
  const isTold = ran !== undefined && ran.since === undefined
  if (!isTold && !watch) return undefined
  const time = isTold ? ran.before : endedAt - startedAt
  if (time <= 0 || time > LONGEST_RUN) return undefined
  const slack = SLACK + DRIFT * time
  if (!watch) return time <= endedAt - offeredAt + slack ? time : undefined
  // It ran while it was seen to get on, and not before it was offered: of these times none is by a clock that can jump but the
  // short one before it was first seen.
  const most = draft.monotonic - watch.seenAt.monotonic + Math.max(0, watch.seenAt.wall - offeredAt)
  const least = isTold && ran.pauses > 0 ? 0 : watch.progressAt - watch.seenAt.monotonic
  return time <= most + slack && time >= least - slack ? time : undefined
}
