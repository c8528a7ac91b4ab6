import type { Timestamp } from '@muster/runtime'
import type { Obstacle } from '../obstacle.ts'
import type { Pool } from '../pool.ts'
import type { ExpectedRun, ExpectedTime } from './expected-run.ts'
import type { PaperOfState } from './paper-of-state.ts'

/** How fast tasks of one kind begin, by those that are on paper. */
interface Pace {
  /** The last that begins. */
  readonly last: ExpectedTime
  /** Milliseconds from one to the next. */
  readonly each: number
  /** Tasks that were reckoned on from it. */
  more: number
}

/** So far off is what is reckoned, and not put on paper. */
const SOONER = 0.7
const LATER = 1.5

/**
 * Tasks for which there was no room on paper go on at the pace of those of their pool that are on it; where it has too few, at that of
 * all.
 */
export function reckonBeyond(
  { order, beyond }: Pick<PaperOfState, 'order' | 'beyond'>,
  runs: Map<string, ExpectedRun>,
  untold: Map<string, Obstacle>,
  now: Timestamp,
): void {
  if (beyond.length === 0) return
  const started = order.waiting.flatMap(waiting => {
    const run = runs.get(waiting.task.id)
    return run ? [{ pool: waiting.pool, start: run.start }] : []
  })
  const paces = new Map<Pool | undefined, Pace>()
  for (const [pool, all] of Map.groupBy(started, of => of.pool)) {
    const pace = paceOf(all, now)
    if (pace && pool) paces.set(pool, pace)
  }
  const overall = paceOf(started, now)
  for (const { task, pool } of beyond) {
    const pace = paces.get(pool) ?? overall
    if (pace) runs.set(task.id, goingOn(pace, now))
    else untold.set(task.id, { code: 'too-many', message: 'so much goes before it that nobody can tell' })
  }
}

function paceOf(all: readonly { readonly start: ExpectedTime }[], now: Timestamp): Pace | undefined {
  let last: ExpectedTime | undefined
  for (const { start } of all) if (!last || start.expected > last.expected) last = start
  if (!last || all.length < 2) return undefined
  return { last, each: (last.expected - now) / all.length, more: 0 }
}

function goingOn(pace: Pace, now: Timestamp): ExpectedRun {
  pace.more += 1
  const { last, each, more } = pace
  const expected = last.expected + each * more
  const start = {
    from: now + (Math.max(now, Math.min(last.from, expected)) - now) * SOONER,
    expected,
    to: Math.max(last.to ?? last.expected, now + (expected - now) * LATER),
  }
  return {
    instrumentId: undefined,
    start,
    end: { ...start, from: start.from + each, expected: expected + each, to: start.to + each },
  }
}
