import type { Timestamp } from '@muster/runtime'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Obstacle } from '../obstacle.ts'
import { scaled } from '../paper/expected.ts'
import { type PaperNever, type PaperRun, type PaperSchedule, simulate, type Spread } from '../paper/index.ts'
import { reckonBeyond } from './beyond.ts'
import type { ExpectedRun, ExpectedTime } from './expected-run.ts'
import type { Imagined } from './order.ts'
import { isOwnPlace, taskOfNeed } from './control-paper.ts'
import { NotBefore } from './not-before.ts'
import { type PaperOfState, paperOfState, reordered } from './paper-of-state.ts'

/** Where an estimate does not bring its own. */
const SPREAD: Spread = { quick: 0.8, slow: 1.3 }
/** What all runs have in common of how far they are off: the rest of it evens out the more of them go one after another. */
const IN_COMMON = 0.5
/** From the decision to the instrument's start, milliseconds: it is offered, claimed and allowed. */
const ON_ITS_WAY = 5_000

/** When all that waits is expected to begin and to end. */
export interface Forecast {
  readonly at: Timestamp
  readonly paper: PaperOfState
  /** By task. */
  readonly runs: ReadonlyMap<string, ExpectedRun>
  /** By task: why nobody can tell. Every task that waits is in this or in `runs`. */
  readonly untold: ReadonlyMap<string, Obstacle>
  /** By task of `untold`: before that it does not begin in any case. */
  readonly notBefore: ReadonlyMap<string, Timestamp>
  readonly schedule: PaperSchedule
}

/**
 * Works a forecast out in pieces, so that whoever drives it can do something else between them, or leave off.
 * @param now wall time
 */
export function* forecasting(
  state: Snapshot,
  now: Timestamp,
  options: { readonly imagined?: Imagined; readonly most?: number } = {},
): Generator<void, Forecast, void> {
  const asked = paperOfState(state, now, options)
  yield
  const schedule = simulate(asked.problem, now)
  // Whose turn it is depends on what has begun by then.
  const paper = reordered(asked, schedule)
  yield
  const quick = simulate(scaled(paper.problem, now, 'quick', SPREAD.quick), now)
  yield
  const slow = simulate(scaled(paper.problem, now, 'slow', SPREAD.slow), now)
  yield
  const ranges = new Ranges(paper, schedule, quick, slow)
  const runs = new Map<string, ExpectedRun>()
  const untold = new Map(paper.untold)
  for (const id of paper.onPaper) {
    const run = ranges.of(id)
    if (run) runs.set(id, run)
    else untold.set(id, whyUntold(paper, schedule, id))
  }
  const bounds = new NotBefore(paper, runs, now)
  const notBefore = new Map<string, Timestamp>()
  for (const id of untold.keys()) {
    const bound = bounds.of(id)
    if (bound !== undefined) notBefore.set(id, bound)
  }
  reckonBeyond(paper, runs, untold, now)
  return { at: now, paper, runs, untold, notBefore, schedule }
}

/** The same at once. */
export function forecastOf(
  state: Snapshot,
  now: Timestamp,
  options: { readonly imagined?: Imagined; readonly most?: number } = {},
): Forecast {
  const work = forecasting(state, now, options)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** How far off runs may be: from a day on which all goes quickly to one on which all goes slowly. */
class Ranges {
  readonly #paper: PaperOfState
  readonly #schedule: PaperSchedule
  readonly #quick: PaperSchedule
  readonly #slow: PaperSchedule
  readonly #depths = new Map<string, number>()

  constructor(paper: PaperOfState, schedule: PaperSchedule, quick: PaperSchedule, slow: PaperSchedule) {
    this.#paper = paper
    this.#schedule = schedule
    this.#quick = quick
    this.#slow = slow
  }

  of(name: string): ExpectedRun | undefined {
    const run = this.#schedule.runs.get(name)
    if (!run) return undefined
    const quick = this.#quick.runs.get(name)
    const slow = this.#slow.runs.get(name)
    const part = evenedOut(this.#depthOf(name, run))
    const range = (of: 'start' | 'end', runs: number): ExpectedTime => {
      const times = [run[of], quick?.[of] ?? run[of], slow?.[of] ?? run[of]]
      const [first, last] = [Math.min(...times), Math.max(...times)]
      return {
        from: run[of] - (run[of] - first) * runs,
        expected: run[of],
        to: slow ? run[of] + (last - run[of]) * runs + ON_ITS_WAY : undefined,
      }
    }
    const { dates, endless } = this.#paper
    const instrumentId = isOwnPlace(run.instrumentId) ? undefined : run.instrumentId
    const end = endless.has(name) ? undefined : notBefore(range('end', part), dates.get(name))
    return { instrumentId, start: range('start', part), end }
  }

  /** How many runs go one after another before it begins. */
  #depthOf(name: string, run: PaperRun): number {
    const path = new Set<string>()
    let depth = 0
    for (let at: [string, PaperRun] | undefined = [name, run]; at; ) {
      const [id, { blockedBy }]: [string, PaperRun] = at
      const known = this.#depths.get(id)
      if (known !== undefined) {
        depth = known
        break
      }
      path.add(id)
      const before: string | undefined =
        blockedBy?.kind === 'task' ? blockedBy.id : blockedBy?.kind === 'time' ? undefined : blockedBy?.taskId
      const next: PaperRun | undefined = before === undefined ? undefined : this.#schedule.runs.get(before)
      // What runs already is one more, and has no run on paper.
      if (!next || before === undefined || path.has(before)) {
        depth = before === undefined ? -1 : 0
        break
      }
      at = [before, next]
    }
    for (const id of [...path].reverse()) this.#depths.set(id, (depth += 1))
    return this.#depths.get(name) ?? 0
  }
}

const notBefore = (time: ExpectedTime, date: Timestamp | undefined): ExpectedTime =>
  date === undefined
    ? time
    : {
        from: Math.max(time.from, date),
        expected: Math.max(time.expected, date),
        to: time.to === undefined ? undefined : Math.max(time.to, date),
      }

/** Of the sum of so many durations, how much of the range is left where each is off by itself as well as with the others. */
const evenedOut = (runs: number): number => Math.sqrt(IN_COMMON + (1 - IN_COMMON) / Math.max(1, runs))

/** Why nobody can tell when a task begins, by what the paper says. */
function whyUntold(paper: PaperOfState, schedule: PaperSchedule, id: string): Obstacle {
  const never = schedule.never.get(id)
  const held = paper.held.get(id)
  if (never?.kind === 'task') return held ?? whyDepends(paper, schedule, taskOfNeed(never.id))
  return whyNever(paper, never)
}

/** @param needed what it needs itself: what nobody knows may be far before that */
function whyDepends(paper: PaperOfState, schedule: PaperSchedule, needed: string): Obstacle {
  let root = needed
  const seen = new Set<string>()
  for (let never = schedule.never.get(root); never?.kind === 'task' && !seen.has(root); ) {
    seen.add(root)
    root = taskOfNeed(never.id)
    never = schedule.never.get(root)
  }
  const unknown = paper.endless.get(root)
  const about = unknown
    ? `it depends on ${root}: ${unknown.message}`
    : `nobody knows when ${root} will be done, and it ${root === needed ? 'needs' : 'depends on'} that`
  return { code: 'needs-step', message: about, waitsFor: { kind: 'task', id: root } }
}

function whyNever(paper: PaperOfState, never: PaperNever | undefined): Obstacle {
  switch (never?.kind) {
    case 'no-instrument':
      return { code: 'no-instrument', message: 'there is no instrument that could do it' }
    case 'instrument':
      return (
        paper.unknown.get(never.id) ?? {
          code: 'no-time',
          message: `there is no time that is long enough at ${never.id}`,
          waitsFor: { kind: 'instrument', id: never.id },
        }
      )
    case 'resource':
      return {
        code: 'resource-held',
        message: `nobody knows when there will be enough of ${never.id}`,
        waitsFor: { kind: 'resource', id: never.id },
      }
    case 'task':
    case 'cycle':
      return {
        code: 'needs-step',
        message: `nobody knows when ${never.id} will be done, and it needs that`,
        waitsFor: { kind: 'task', id: never.id },
      }
    case 'batch':
      return {
        code: 'batch-too-few',
        message: `it begins when ${never.missing} more of its batch of ${never.size} are there`,
      }
    case 'together':
      return {
        code: 'not-together',
        message: `it begins together with ${never.id}, and there is no time at which both can`,
        waitsFor: { kind: 'task', id: never.id },
      }
    case 'wait':
      return {
        code: 'follower-not-in-time',
        message: `${never.id} has to follow it within a time, and there is no time at which both fit`,
        waitsFor: { kind: 'task', id: never.id },
      }
    default:
      return { code: 'unknown', message: 'nobody knows' }
  }
}
