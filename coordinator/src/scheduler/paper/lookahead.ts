import type { Random } from '@muster/runtime'
import { build } from './build.ts'
import { bandsOf, orderBy, type Rule, RULES } from './orders.ts'
import { play } from './play.ts'
import type { PlayOptions } from './play-options.ts'
import type { PaperProblem, PaperSchedule } from './problem.ts'
import { Sequences } from './sequences.ts'
import { scheduleOf } from './simulate.ts'
import type { Node, World } from './world.ts'

export interface LookAheadOptions {
  /** How often a change is tried, from 0. The time it takes grows with it, and with the number of tasks. */
  readonly rounds: number
  readonly random: Pick<Random, 'float'>
  /** So many of the first numbers of a rank are kept to; tasks that are equal in them may change places. 1 where absent. */
  readonly prefix?: number | undefined
}

/** What a schedule is judged by: the first that differs decides, and less is better. */
export interface PaperWorth {
  readonly never: number
  /** Milliseconds behind the deadlines, weighted, and behind greatest waits. */
  readonly lateness: number
  readonly makespan: number
  readonly meanCompletion: number
}

export interface LookAhead {
  /** The tasks, first to go first. */
  readonly order: readonly string[]
  readonly schedule: PaperSchedule
  readonly worth: PaperWorth
  /** The same by simple rules; the first is first come, first served. */
  readonly rules: readonly { readonly rule: Rule | 'first-come'; readonly worth: PaperWorth }[]
}

/**
 * Looks for a better order than the ranks give, where these leave it open: simple rules first, each with and without
 * keeping instruments for what will be ready soon, then changes of what decides the end. All that is proposed has been
 * played through, so it is never worse on paper than first come, first served. The same seed gives the same order.
 *
 * The schedule may keep an instrument idle for a task that comes; whoever follows it begins each task on its instrument
 * when those before it there have ended.
 */
export function lookAhead(problem: PaperProblem, now: number, options: LookAheadOptions): LookAhead {
  const world = build(problem)
  const bands = bandsOf(world, options.prefix ?? 1)
  const trial = new Trial(world, now)
  const rules: { rule: Rule | 'first-come'; worth: PaperWorth }[] = []
  rules.push({ rule: 'first-come', worth: trial.play({ arrivalIn: bands }) })
  const keepFor = new Uint8Array(world.nodes.length).fill(1)
  for (const rule of RULES) {
    const keys = keysOf(orderBy(world, bands, rule))
    rules.push({ rule, worth: trial.play({ keys }) })
    trial.play({ keys, keepFor })
  }
  if (options.rounds > 0) improve(trial, bands, options.rounds, options.random)
  return { ...trial.best(), rules }
}

/** Plays, and remembers what was best. */
class Trial {
  readonly world: World
  readonly now: number
  #best: { readonly options: PlayOptions; readonly worth: PaperWorth } | undefined

  constructor(world: World, now: number) {
    this.world = world
    this.now = now
  }

  play(options: PlayOptions): PaperWorth {
    play(this.world, this.now, options)
    const worth = worthOf(this.world, this.now)
    if (!this.#best || compareWorth(worth, this.#best.worth) < 0) this.#best = { options, worth }
    return worth
  }

  best(): Pick<LookAhead, 'order' | 'schedule' | 'worth'> {
    this.replay()
    const begun = this.world.nodes.toSorted((a, b) => a.start - b.start || a.key - b.key)
    const order = begun.map(({ task }) => task.id)
    return { order, schedule: scheduleOf(this.world, this.now), worth: worthOf(this.world, this.now) }
  }

  replay(): void {
    play(this.world, this.now, this.#best?.options)
  }
}

function keysOf(order: readonly Node[]): Float64Array {
  const keys = new Float64Array(order.length)
  for (const [place, { index }] of order.entries()) keys[index] = place
  return keys
}

function worthOf(world: World, now: number): PaperWorth {
  let never = 0
  let lateness = 0
  let makespan = now
  let sum = 0
  for (const { instrument, start, end, task, needs } of world.nodes) {
    if (!instrument) {
      never++
      continue
    }
    const weight = task.weight ?? 1
    if (task.deadline !== undefined) lateness += weight * Math.max(0, end - task.deadline)
    for (const need of needs)
      lateness += weight * Math.max(0, start - ((need.node?.end ?? need.endedAt) + need.maxWait))
    makespan = Math.max(makespan, end)
    sum += end
  }
  const begun = world.nodes.length - never
  return { never, lateness, makespan, meanCompletion: begun > 0 ? sum / begun : now }
}

/** Negative where `a` is better. */
export function compareWorth(a: PaperWorth, b: PaperWorth): number {
  return (
    a.never - b.never ||
    a.lateness - b.lateness ||
    a.makespan - b.makespan ||
    a.meanCompletion - b.meanCompletion
  )
}

/** Rounds a change is forbidden to be taken back, at least, and how many more by chance. */
const TENURE = 8
const MORE = 7
/** After so many rounds without a better one it goes on from the best, shaken. */
const PATIENCE = 400
const SHAKES = 6

/** Tabu search over the orders on the instruments: always the best change, also to the worse, but none back. */
function improve(trial: Trial, bands: Int32Array, rounds: number, random: Pick<Random, 'float'>): void {
  trial.replay()
  const { nodes } = trial.world
  const assigned = new Map(nodes.map(({ task, instrument }) => [task, instrument?.given.id ?? '']))
  const sequences = new Sequences(trial.world, trial.now)
  const forbidden = new Map<number, number>()
  const float = () => random.float()
  let best = sequences.weigh()
  let bestOrder = sequences.copyOrder()
  let since = 0
  if (best === Number.POSITIVE_INFINITY) return
  for (let round = 1; round <= rounds; round++) {
    if (since++ >= PATIENCE) {
      sequences.restore(bestOrder)
      shake(sequences, bands, float)
      since = 0
    }
    const move = bestMove(sequences, bands, float, code => (forbidden.get(code) ?? 0) > round, best)
    if (!move) {
      since = PATIENCE
      continue
    }
    forbidden.set(
      codeOf(move.index, sequences.beforeOf(move.index), nodes.length),
      round + TENURE + float() * MORE,
    )
    sequences.swap(move.index)
    const weight = sequences.weigh()
    if (weight >= best) continue
    best = weight
    bestOrder = sequences.copyOrder()
    since = 0
    trial.play({
      keys: keysOf(sequences.order),
      after: sequences.before,
      choose: task => assigned.get(task) ?? '',
    })
  }
}

/** Names the change that puts `second` behind `first` again. */
function codeOf(first: number, second: number, count: number): number {
  return first * count + second
}

function bestMove(
  sequences: Sequences,
  bands: Int32Array,
  float: () => number,
  isForbidden: (code: number) => boolean,
  best: number,
): { readonly index: number } | undefined {
  sequences.weigh()
  let chosen: { index: number; weight: number } | undefined
  for (const index of sequences.moves(float)) {
    const before = sequences.beforeOf(index)
    if (bands[before] !== bands[index]) continue
    sequences.swap(index)
    const weight = sequences.weigh()
    sequences.swap(before)
    if (weight === Number.POSITIVE_INFINITY) continue
    // Putting `index` before `before` takes back the change that put `before` before `index`.
    if (weight >= best && isForbidden(codeOf(before, index, bands.length))) continue
    if (!chosen || weight < chosen.weight) chosen = { index, weight }
  }
  return chosen
}

function shake(sequences: Sequences, bands: Int32Array, float: () => number): void {
  for (let k = 0; k < SHAKES; k++) {
    sequences.weigh()
    const moves = sequences.moves(float)
    const index = moves[Math.floor(float() * moves.length)]
    if (index === undefined) return
    const before = sequences.beforeOf(index)
    if (bands[before] !== bands[index]) continue
    sequences.swap(index)
    if (sequences.weigh() === Number.POSITIVE_INFINITY) sequences.swap(before)
  }
}
