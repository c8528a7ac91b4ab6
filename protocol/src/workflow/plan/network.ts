import { InvalidInputError, parseDuration } from '@muster/runtime'
import type { Steps } from '../model.ts'

/** Steps of one map by number, in the order in which they are written, and what each comes after. */
export interface Network {
  readonly ids: readonly string[]
  /** Each after all that it comes after. */
  readonly order: readonly number[]
  /** By step: those that it comes after, with the milliseconds that have to pass in between. */
  readonly before: readonly (readonly Edge[])[]
  /** By step: those that come after it. */
  readonly after: readonly (readonly Edge[])[]
}

interface Edge {
  readonly step: number
  readonly lag: number
}

/** @param isSequential one at a time, in the order written @throws InvalidInputError where steps wait for each other */
export function networkOf(steps: Steps, isSequential: boolean): Network {
  const ids = Object.keys(steps)
  const numbers = new Map(ids.map((id, number) => [id, number]))
  const before = ids.map((): Edge[] => [])
  const after = ids.map((): Edge[] => [])
  const join = (from: number, to: number, lag: number) => {
    before[to]?.push({ step: from, lag })
    after[from]?.push({ step: to, lag })
  }
  for (const [number, { after: needed = [], waits = {} }] of Object.values(steps).entries()) {
    for (const id of needed) {
      const from = numbers.get(id)
      if (from !== undefined) join(from, number, lagOf(waits[id]))
    }
  }
  const order = inOrder(before, after)
  if (order.length < ids.length)
    throw new InvalidInputError('the steps can not be put in order', [
      { field: 'steps', message: 'some of them wait for each other' },
    ])
  if (isSequential)
    for (const [place, number] of order.entries()) {
      const last = order[place - 1]
      if (last !== undefined) join(last, number, 0)
    }
  return { ids, order, before, after }
}

const lagOf = (wait?: { readonly atLeast?: string }): number =>
  wait?.atLeast === undefined ? 0 : (parseDuration(wait.atLeast) ?? 0)

function inOrder(before: readonly (readonly Edge[])[], after: readonly (readonly Edge[])[]): number[] {
  const missing = before.map(edges => edges.length)
  const order = missing.flatMap((count, step) => (count === 0 ? [step] : []))
  // An array hands out what is added while it is gone through.
  for (const done of order) {
    for (const { step } of after[done] ?? []) {
      missing[step] = (missing[step] ?? 0) - 1
      if (missing[step] === 0) order.push(step)
    }
  }
  return order
}

/** When each step begins if everything begins as early as it can, and when all has ended. */
export interface Earliest {
  readonly starts: readonly number[]
  readonly end: number
}

/** @param durations by step @param notBefore by step: not earlier than this */
export function earliest(
  network: Network,
  durations: readonly number[],
  notBefore: readonly number[],
): Earliest {
  const starts = network.ids.map(() => 0)
  let end = 0
  for (const step of network.order) {
    let start = notBefore[step] ?? 0
    for (const { step: needed, lag } of network.before[step] ?? [])
      start = Math.max(start, (starts[needed] ?? 0) + (durations[needed] ?? 0) + lag)
    starts[step] = start
    end = Math.max(end, start + (durations[step] ?? 0))
  }
  return { starts, end }
}

/** How long each step and the longest chain after it take. */
export function tailsOf(network: Network, durations: readonly number[]): number[] {
  const tails = network.ids.map(() => 0)
  for (const step of network.order.toReversed()) {
    let longest = 0
    for (const { step: next, lag } of network.after[step] ?? [])
      longest = Math.max(longest, lag + (tails[next] ?? 0))
    tails[step] = longest + (durations[step] ?? 0)
  }
  return tails
}

/** The stage of each step, from 1. */
export function stagesOf(network: Network): number[] {
  const stages = network.ids.map(() => 1)
  for (const step of network.order)
    for (const { step: needed } of network.before[step] ?? [])
      stages[step] = Math.max(stages[step] ?? 1, (stages[needed] ?? 0) + 1)
  return stages
}

/** The chain of steps that decides when all has ended: each begins as soon as the one before it has ended. */
export function criticalChain(
  network: Network,
  durations: readonly number[],
  { starts, end }: Earliest,
): number[] {
  const endOf = (step: number) => (starts[step] ?? 0) + (durations[step] ?? 0)
  const chain: number[] = []
  let step = network.order.find(one => endOf(one) === end && isLast(network, one))
  step ??= network.order.findLast(one => endOf(one) === end)
  while (step !== undefined) {
    chain.push(step)
    const start = starts[step] ?? 0
    step = network.before[step]?.find(({ step: needed, lag }) => endOf(needed) + lag === start)?.step
  }
  return chain.reverse()
}

const isLast = (network: Network, step: number): boolean => network.after[step]?.length === 0

/** Every step in one chain: `critical`, and then each the longest of what is left. @param tails of `tailsOf` */
export function chainsOf(
  network: Network,
  tails: readonly number[],
  critical: readonly number[],
): (readonly number[])[] {
  const tail = (step: number) => tails[step] ?? 0
  const places = new Map(network.order.map((step, place) => [step, place]))
  const place = (step: number) => places.get(step) ?? 0
  const longestOf = (edges: readonly Edge[]): number | undefined => {
    const lengths = edges.map(({ step, lag }) => lag + tail(step))
    return edges[lengths.indexOf(Math.max(...lengths))]?.step
  }
  const isIn = new Set<number>(critical)
  const chains = critical.length > 0 ? [critical] : []
  for (const first of network.order.toSorted((a, b) => tail(b) - tail(a) || place(a) - place(b))) {
    if (isIn.has(first)) continue
    const next: number[] = []
    for (let step: number | undefined = first; step !== undefined; ) {
      isIn.add(step)
      next.push(step)
      step = longestOf((network.after[step] ?? []).filter(edge => !isIn.has(edge.step)))
    }
    chains.push(next)
  }
  return chains
}
