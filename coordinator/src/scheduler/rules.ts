import { ConfigurationError, type Duration, InvariantError } from '@muster/runtime'
import type { TaskRecord, JobRecord } from '../model/records.ts'
import { moveAfterOf } from './moving-settings.ts'
import { type PreemptionRules, preemptionRules } from './preemption-settings.ts'
import { rankRules, shareRules } from './queue-settings.ts'
import type { RankRules } from './ranking.ts'
import { type SchedulerSettings, schedulerFaults, STANDARD_SCHEDULER } from './settings.ts'
import type { ShareRules } from './shares.ts'
import { STRATEGIES, type Strategy } from './strategies.ts'

/** How many tasks that have not ended there may be. */
export interface QueueLimits {
  readonly queued: number
  /** Of one who submits; no limit where left out. */
  readonly perUser?: number
}

/** What the scheduler goes by. */
export interface SchedulerRules {
  readonly shares: ShareRules
  readonly rank: RankRules
  /** Whose share a job counts to: the value of this label, or who submitted it. */
  readonly shareBy: string
  readonly strategies: ReadonlyMap<string, Strategy>
  /** Of `strategies`, for tasks that name none. */
  readonly strategy: string
  readonly limits: QueueLimits
  readonly preemption: PreemptionRules
  /** How long an offer may be without an answer before its task goes elsewhere; 0 for ever. */
  readonly moveAfter: Duration
}

/**
 * @param strategies besides the standard ones; one of the same name goes in the place of it
 * @throws ConfigurationError naming what is not right
 */
export function schedulerRules(
  settings: SchedulerSettings,
  strategies: readonly Strategy[] = [],
): SchedulerRules {
  const faults = schedulerFaults(
    settings,
    strategies.map(({ name }) => name),
  )
  if (faults.length > 0)
    throw new ConfigurationError('the scheduler can not work with these settings', faults)
  const { shares, strategy, limits } = settings
  return {
    shares: shareRules(shares),
    rank: rankRules(settings),
    shareBy: shares.by,
    strategies: new Map([...STRATEGIES, ...strategies].map(one => [one.name, one])),
    strategy,
    limits,
    preemption: preemptionRules(settings),
    moveAfter: moveAfterOf(settings),
  }
}

/** What holds where nothing is configured. */
export const STANDARD_RULES: SchedulerRules = schedulerRules(STANDARD_SCHEDULER)

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
