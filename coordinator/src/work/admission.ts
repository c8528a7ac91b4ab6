import { formatDuration, InvalidInputError, MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'

/** Who is at which limit. */
interface Level {
  readonly open: number
  readonly limit: number
  /** Of all that have not ended: these. */
  readonly share: number
  readonly whose: string
  readonly setting: string
}

/**
 * Refuses a new job that would make more tasks wait than there may be: all of it or nothing. What was accepted is never refused
 * again: neither retries nor what people put back come here.
 * @param tasks how many the job has
 * @throws MusterError `queue-full`, with `retryAfter` in its details: milliseconds; InvalidInputError where it could never fit
 */
export function admit({ state, now }: Draft, tasks: number, user: string): void {
  const { backlog, board } = state
  const { queued, perUser } = board.rules.limits
  const levels: Level[] = [
    { open: backlog.open, limit: queued, share: 1, whose: '', setting: 'scheduler.limits.queued' },
  ]
  if (perUser !== undefined) {
    const open = backlog.openOf(user)
    const share = open / Math.max(1, backlog.open)
    levels.push({ open, limit: perUser, share, whose: ` of ${user}`, setting: 'scheduler.limits.perUser' })
  }
  const tooSmall = levels.find(({ limit }) => tasks > limit)
  if (tooSmall) throw neverFits(tasks, tooSmall)
  const full = levels.filter(({ open, limit }) => open + tasks > limit)
  const [first] = full
  if (!first) return
  const waits = full.map(({ open, limit, share }) => backlog.waitFor(open + tasks - limit, share, now))
  throw queueFull(tasks, first, Math.max(...waits))
}

function neverFits(tasks: number, { limit, whose, setting }: Level): InvalidInputError {
  const message = `has ${tasks} steps, and no more than ${limit} tasks${whose} are accepted at a time (${setting}): make it several jobs`
  return new InvalidInputError('the submission is too large', [{ field: 'workflow.steps', message }])
}

function queueFull(tasks: number, { open, limit, whose, setting }: Level, wait: number): MusterError {
  const more = tasks === 1 ? 'one more' : `${tasks} more`
  return new MusterError(
    'queue-full',
    'unavailable',
    `${open} tasks${whose} have not ended, and ${more} would be past ${limit} (${setting}): try again in about ${formatDuration(Math.ceil(wait / 1_000) * 1_000)}`,
    { details: { retryAfter: wait } },
  )
}
