import { isAttemptEnd, mayHaveStarted } from '@muster/protocol'
import { formatDuration, parseDuration } from '@muster/runtime'
import { tasksOfAttempt } from '../../model/attempt-tasks.ts'
import { stepOf } from '../../model/steps.ts'
import type { AttemptRecord, Links } from '../../model/records.ts'
import {
  combine,
  type Detected,
  type Detector,
  lasting,
  monotonicOf,
  NOTHING,
  unsure,
  type View,
} from '../findings.ts'
import { staleLimit } from '../stale-limit.ts'

/** An attempt that is at an instrument, or may be: in contact, on its way, in time, and honest. */
export const detectAttempt: Detector = (view, id) => {
  const attempt = view.state.attempts.get(id)
  if (!attempt || isAttemptEnd(attempt.state) || !mayHaveStarted(attempt.state)) return NOTHING
  return combine([
    contact(view, attempt),
    progress(view, attempt),
    duration(view, attempt),
    hanging(view, attempt),
    honesty(view, attempt),
  ])
}

function linksOf(attempt: AttemptRecord): Links {
  const { jobId, taskId, id, agentId, instrumentId } = attempt
  return { jobId, taskId, attemptId: id, agentId, instrumentId }
}

const nameOf = ({ activity, instrumentId, members }: AttemptRecord): string =>
  `${activity} at ${instrumentId}${members ? ` with ${members.length + 1} tasks` : ''}`

/** What the step says of its own limits. */
function stated(
  view: View,
  attempt: AttemptRecord,
  limit: 'startLimit' | 'timeLimit' | 'lostAfter',
): number | undefined {
  // In a batch it is the same for all.
  const [task] = tasksOfAttempt(view.state, attempt)
  const step = task && stepOf(view.state.jobs.get(task.jobId), task)
  const text = step?.[limit]
  return text === undefined ? undefined : parseDuration(text)
}

function contact(view: View, attempt: AttemptRecord): Detected {
  if (view.state.brokerLostAt !== undefined) return unsure('run-lost')
  const live = view.state.live.get(attempt.agentId)
  if (live?.online === true && live.contactLostSince === undefined) return NOTHING
  const since = Math.max(view.leadSince, view.state.brokerBackAt)
  const heardAt = Math.max(live?.heardAt ?? 0, since)
  const activity = view.state.known.get(attempt.instrumentId)?.activities.get(attempt.activity)?.description
  const limit = stated(view, attempt, 'lostAfter') ?? activity?.lostAfterMs ?? view.limits.lostAfter
  const lost = lasting(view, heardAt, limit, () => ({
    kind: 'run-lost',
    message:
      `${nameOf(attempt)} is ${attempt.state} as far as is known, and nothing was heard of ${attempt.agentId} for ` +
      `${formatDuration(view.monotonic - heardAt)}. It goes on by itself; somebody should look.`,
    links: linksOf(attempt),
  }))
  const isNew = (live?.heardAt ?? 0) < since
  // Until its agent had its time to be heard, what was found before may still be so.
  return isNew && lost.findings.length === 0 ? combine([lost, unsure('run-lost')]) : lost
}

/** Counted from the last progress, not from the start. */
function progress(view: View, attempt: AttemptRecord): Detected {
  const live = view.state.live.get(attempt.agentId)
  const watch = live?.watches.get(attempt.id)
  if (attempt.state !== 'running') return NOTHING
  // Being out of contact is not being stale.
  if (!watch || !live?.online || live.contactLostSince !== undefined) return unsure('run-stale')
  const limit = staleLimit(view, attempt, watch.phase)
  const finding = {
    kind: 'run-stale',
    message:
      `${nameOf(attempt)} made no progress for ${formatDuration(view.monotonic - watch.progressAt)}` +
      `${watch.phase === undefined ? '' : ` in ${watch.phase}`}${watch.percent === undefined ? '' : `, at ${Math.round(watch.percent)} %`}; ` +
      `${formatDuration(limit)} would be usual. The instrument was asked.`,
    links: linksOf(attempt),
  } as const
  const { probedAt } = watch
  // Since this coordinator listens, nothing has moved yet: what one before it found may still be so.
  const before = watch.hasMoved ? NOTHING : unsure('run-stale')
  if (probedAt === undefined)
    return combine([
      lasting(view, watch.progressAt, limit, () => ({ ...finding, remedy: 'probe', isQuiet: true })),
      before,
    ])
  const told = lasting(view, probedAt, view.limits.staleGrace, () => finding)
  return told.findings.length > 0 ? told : { ...told, findings: [{ ...finding, isQuiet: true }] }
}

/** In states that should pass: on its way to the instrument, or waiting for somebody at it. */
function hanging(view: View, attempt: AttemptRecord): Detected {
  const { state, movedAt = attempt.offeredAt } = attempt
  const since = monotonicOf(view, movedAt)
  const links = linksOf(attempt)
  const lasted = () => formatDuration(view.monotonic - since)
  if (state === 'paused')
    return lasting(view, since, view.limits.pausedAfter, () => {
      const message = `${nameOf(attempt)} is paused for ${lasted()}. Somebody has to let it go on, or end it.`
      return { kind: 'run-paused', message, links }
    })
  if (state !== 'granted' && state !== 'starting') return NOTHING
  const live = view.state.live.get(attempt.agentId)
  // Out of contact it may have come about long ago.
  if (!live?.online || live.contactLostSince !== undefined) return unsure('start-hanging')
  return lasting(view, since, stated(view, attempt, 'startLimit') ?? view.limits.startAfter, () => {
    const message =
      `The start of ${nameOf(attempt)} was allowed ${lasted()} ago, and it is still ${state}. ` +
      `It may have been started: look at ${attempt.instrumentId} and at its agent ${attempt.agentId}.`
    return { kind: 'start-hanging', message, links }
  })
}

/** When a run began, in monotonic milliseconds: by the wall clock as it was when the run was first seen, so that a jump later does nothing. */
function beganAt(view: View, attempt: AttemptRecord, startedAt: number): number {
  const seen = view.state.live.get(attempt.agentId)?.watches.get(attempt.id)?.seenAt
  return seen ? seen.monotonic - Math.max(0, seen.wall - startedAt) : monotonicOf(view, startedAt)
}

function duration(view: View, attempt: AttemptRecord): Detected {
  const limit = stated(view, attempt, 'timeLimit')
  if (limit === undefined || attempt.startedAt === undefined) return NOTHING
  return lasting(view, beganAt(view, attempt, attempt.startedAt), limit, () => {
    const message = `${nameOf(attempt)} runs for longer than its limit of ${formatDuration(limit)}`
    const links = linksOf(attempt)
    return attempt.repeatability === 'safe'
      ? {
          kind: 'run-overdue',
          message: `${message}: it is being cancelled, and tried again.`,
          links,
          remedy: 'cancel',
          severity: 'warning',
        }
      : {
          kind: 'run-overdue',
          message: `${message}. It may not be repeated, so it goes on until a person decides.`,
          links,
        }
  })
}

function honesty(view: View, attempt: AttemptRecord): Detected {
  const lie = view.state.live.get(attempt.agentId)?.watches.get(attempt.id)?.lie
  // That no contradiction is remembered does not take one back.
  if (lie === undefined) return unsure('run-lying')
  const message = `${nameOf(attempt)}: ${lie}.`
  return { findings: [{ kind: 'run-lying', message, links: linksOf(attempt) }] }
}
