import type { Timestamp } from '@muster/runtime'
import type { TaskRecord } from '../model/records.ts'

/** The highest priority that waiting alone leads to: never among what is critical. */
export const HIGHEST_BY_AGE = 99

/** How tasks of one priority and one share are put in order, and how they grow older. */
export interface RankRules {
  /** What waits rises by one priority each time that nothing of it was started for so long, milliseconds; 0 for never. */
  readonly ageing: number
  /** Milliseconds that are kept free before a deadline. */
  readonly margin: number
  /** What a task without a deadline may wait, milliseconds, by the lowest priority that each is for, highest first. */
  readonly allowances: readonly (readonly [priority: number, allowance: number])[]
}

/** The priority that what waits has by now. @param since when anything of it was started last, or it began to wait */
export function bandOf(priority: number, since: Timestamp, now: Timestamp, rules: RankRules): number {
  if (priority >= HIGHEST_BY_AGE || rules.ageing <= 0) return priority
  const waited = Math.max(0, now - since)
  return Math.min(HIGHEST_BY_AGE, priority + Math.floor(waited / rules.ageing))
}

/** When it rises from `band` to the next; undefined where it does not. */
export function risesAt(
  priority: number,
  since: Timestamp,
  band: number,
  rules: RankRules,
): Timestamp | undefined {
  if (band >= HIGHEST_BY_AGE || rules.ageing <= 0) return undefined
  return since + (band - priority + 1) * rules.ageing
}

/**
 * The latest time at which a task should start: its deadline less what is still to be done and a margin; without a deadline
 * what its priority allows after it was queued. What has less slack goes first, and the order does not change with time.
 * @param ahead milliseconds that the task and what follows it in its job are expected to take
 */
export function latestStart(
  task: TaskRecord,
  deadline: Timestamp | undefined,
  ahead: number,
  rules: RankRules,
): number {
  if (deadline !== undefined) return deadline - ahead - rules.margin
  const allowance = rules.allowances.find(([priority]) => task.priority >= priority)?.[1] ?? 0
  return (task.queuedAt ?? 0) + allowance
}
