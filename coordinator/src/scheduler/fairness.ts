import type { Snapshot } from '../model/snapshot.ts'

/** Weights are told apart down to this. */
const FINEST = 1_000

/**
 * Over any window of so many task lengths in which the same ones wait all the time, what each of them starts differs from
 * its weight's part of all that is started by at most one task for each instrument: for tasks of one priority and one length on
 * equal instruments that are kept busy. It holds for whole multiples of it as well.
 *
 * With start-time fair queueing two who wait are never further apart than one task of each over its weight (P. Goyal, H. Vin,
 * H. Cheng, IEEE/ACM ToN 5(5), 1997, theorem 1). So of m with the parts p, nobody is off by more than 1 + (m - 2) p tasks, whatever the window: where
 * that is no more than there are instruments, the window is one task length. And in a window of as many starts as the weights, as
 * whole numbers without a common divisor, sum up to, nobody is off by more than one task.
 * @param weights of those that wait, each above 0; finer differences than a thousandth are not counted
 * @param instruments a whole number from 1
 * @returns a whole number from 1
 */
export function fairWindow(weights: readonly number[], instruments: number): number {
  if (offAtMost(weights) <= instruments) return 1
  const whole = weights.map(weight => Math.max(1, Math.round(weight * FINEST)))
  const divisor = whole.reduce(greatestCommonDivisor, 0)
  const round = sum(whole) / divisor
  return round / greatestCommonDivisor(round, instruments)
}

/** How many tasks one of these may at most be off its part, in any window. */
export function offAtMost(weights: readonly number[]): number {
  if (weights.length < 2) return 0
  return 1 + ((weights.length - 2) * Math.max(...weights)) / sum(weights)
}

/**
 * How long a task that is first of its priority waits at most while work of higher priority never ends, milliseconds: until
 * its priority has risen to the highest that waiting leads to, then for those that have risen as well and for what runs.
 * Critical work does not count: it goes first for as long as there is any.
 * @param ageing milliseconds for one priority, above 0
 * @param rivals other priorities and kinds of work that wait for the same instruments
 * @param longest milliseconds that a task takes
 */
export function longestWait(priority: number, { ageing, highest, rivals, longest }: WaitRules): number {
  return Math.max(0, highest - priority) * ageing + (rivals + 1) * longest
}

export interface WaitRules {
  readonly ageing: number
  readonly highest: number
  readonly rivals: number
  readonly longest: number
}

/** What is promised to those for whom something waits now. */
export interface Fairness {
  /** Those with most that waits first, 100 of them at the most. */
  readonly shares: readonly { readonly name: string; readonly weight: number; readonly waiting: number }[]
  /** In task lengths, and by how many tasks one may be off in any window: see `fairWindow` and `offAtMost`. */
  readonly window: number
  readonly offAtMost: number
}

const SHARES_TOLD = 100

export function fairnessNow({ board, known }: Pick<Snapshot, 'board' | 'known'>): Fairness {
  const waiting = [...board.shares].filter(share => share.waiting > 0)
  const weights = waiting.map(({ weight }) => weight)
  const shares = waiting
    .sort((a, b) => b.waiting - a.waiting || (a.name < b.name ? -1 : 1))
    .slice(0, SHARES_TOLD)
    .map(({ name, weight, waiting: tasks }) => ({ name, weight, waiting: tasks }))
  return { shares, window: fairWindow(weights, Math.max(1, known.size)), offAtMost: offAtMost(weights) }
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

function greatestCommonDivisor(a: number, b: number): number {
  let [one, other] = [a, b]
  while (other > 0) [one, other] = [other, one % other]
  return one
}
