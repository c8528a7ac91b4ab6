import { InvariantError } from '@muster/runtime'
import type { TaskRecord, JobRecord } from '../model/records.ts'
import type { RankRules } from './ranking.ts'
import type { ShareRules } from './shares.ts'
import { DEFAULT_STRATEGY, STRATEGIES, type Strategy } from './strategies.ts'

const HOUR = 3_600_000

/** What the scheduler goes by. */
export interface SchedulerRules {
  readonly shares: ShareRules
  readonly rank: RankRules
  /** Whose share a job counts to: the value of this label, or who submitted it. */
  readonly shareBy: string
  readonly strategies: ReadonlyMap<string, Strategy>
  /** Of `strategies`, for tasks that name none. */
  readonly strategy: string
}

export const STANDARD_RULES: SchedulerRules = {
  shares: { weights: {}, halfLife: 24 * HOUR, longestLag: 24 * HOUR },
  rank: {
    ageing: HOUR / 2,
    margin: HOUR / 4,
    allowances: [
      [100, 0],
      [75, 4 * HOUR],
      [50, 24 * HOUR],
      [25, 72 * HOUR],
      [0, 168 * HOUR],
    ],
  },
  shareBy: 'user',
  strategies: new Map(STRATEGIES.map(strategy => [strategy.name, strategy])),
  strategy: DEFAULT_STRATEGY,
}

/** Whose share the job's tasks count to. */
export function shareOf(job: JobRecord | undefined, rules: SchedulerRules): string {
  return job?.labels[rules.shareBy] ?? job?.submittedBy ?? ''
}

/** Its own where it names one that is known, else the site's. */
export function strategyOf(task: TaskRecord, rules: SchedulerRules): Strategy {
  const named = rules.strategies.get(task.strategy ?? rules.strategy) ?? rules.strategies.get(rules.strategy)
  if (!named) throw new InvariantError(`there is no strategy ${rules.strategy}`)
  return named
}
