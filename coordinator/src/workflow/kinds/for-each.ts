import type { Step, Steps } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import { failureFrom } from '../failures.ts'
import type { RunNode } from '../run.ts'
import {
  type Hands,
  innerFailure,
  type Kind,
  limitOf,
  type NodeEnd,
  outputsOf,
  tookTooLong,
  without,
} from './kind.ts'

/** More items than this are refused. */
const MOST_ITEMS = 100_000

/** Fan-out over a list, and fan-in. Only times through that have begun have nodes. */
export const forEach: Kind = {
  isLeaf: false,
  open(hands, node, step) {
    const input = itemsOf(hands, node, step)
    const open: RunNode = { ...node, input, begun: 0, ...limitOf(hands, step) }
    hands.put(open)
    if (step.forEach?.concurrency === 'auto')
      hands.effect({ kind: 'capacity', path: node.path, activities: firstActivities(step.forEach.steps) })
    proceed(hands, open, step)
  },
  steps: (_node, step) => step.forEach?.steps,
  names: (node, step, time) => {
    const index = Number(time)
    return { [step.forEach?.as ?? 'item']: (node.input as readonly unknown[])[index] ?? null, index }
  },
  effects: (node, _isForced, step) =>
    step.forEach?.concurrency === 'auto' && node.stopping === undefined
      ? [{ kind: 'capacity', path: node.path, activities: firstActivities(step.forEach.steps) }]
      : [],
  proceed,
  due: tookTooLong,
}

function itemsOf(hands: Hands, node: RunNode, step: Step): readonly unknown[] {
  const { items, range } = step.forEach ?? {}
  const list = range ? numbersOf(hands, node, range) : hands.value(items, node)
  if (!Array.isArray(list)) throw wrong(`items must be a list, not ${JSON.stringify(list)}`)
  if (list.length > MOST_ITEMS) throw wrong(`${list.length} items are too many: at most ${MOST_ITEMS}`)
  return list
}

const wrong = (message: string) => new MusterError('workflow-value', 'input', message)

function numbersOf(
  hands: Hands,
  node: RunNode,
  range: { readonly from: unknown; readonly to: unknown; readonly by?: unknown },
): number[] {
  const number = (template: unknown, name: string): number => {
    const value = hands.value(template, node)
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw wrong(`range.${name} must be a number, not ${JSON.stringify(value)}`)
  }
  const from = number(range.from, 'from')
  const to = number(range.to, 'to')
  const by = range.by === undefined ? 1 : number(range.by, 'by')
  if (by === 0) throw wrong('range.by must not be 0')
  // A hair more than needed, as 0.1 + 0.2 is more than 0.3.
  const count = Math.max(0, Math.floor((to - from) / by + 1e-9) + 1)
  if (count > MOST_ITEMS) throw wrong(`${count} items are too many: at most ${MOST_ITEMS}`)
  return Array.from({ length: count }, (_, at) => from + at * by)
}

/** What its steps begin with, as far as that is activities: by these, instruments are counted. */
function firstActivities(steps: Steps): string[] {
  const first = Object.values(steps).filter(step => (step.after ?? []).length === 0)
  const found = first.flatMap(step => {
    if (step.activity !== undefined) return [step.activity]
    const within = step.steps ?? step.forEach?.steps ?? step.repeat?.steps
    return within ? firstActivities(within) : []
  })
  return [...new Set(found)]
}

function proceed(hands: Hands, node: RunNode, step: Step): void {
  const count = (node.input as readonly unknown[]).length
  const { gather = 'all' } = step.forEach ?? {}
  const times = hands.times(node)
  const isEnough = typeof gather === 'object' && 'first' in gather && times.succeeded >= gather.first
  if (isEnough && node.stopping === undefined && endRest(hands, node, count, times.ended)) return
  const goesOn = !isEnough && !(gather === 'all' && times.failed > 0) && !hands.isStopped(node)
  const now = goesOn ? beginMore(hands, node, Math.min(count, times.ended + limitOn(node, step))) : node
  const begun = now.begun ?? 0
  if (begun === times.ended && (begun === count || !goesOn)) gatherAll(hands, now, step, count)
}

/** How many may be under way at a time. */
function limitOn(node: RunNode, step: Step): number {
  const { concurrency = Number.POSITIVE_INFINITY } = step.forEach ?? {}
  return concurrency === 'auto' ? (node.capacity ?? 1) : concurrency
}

/** Begins times through until so many have begun. */
function beginMore(hands: Hands, node: RunNode, until: number): RunNode {
  const from = node.begun ?? 0
  if (until <= from) return node
  const open = { ...node, begun: until }
  hands.put(open)
  for (let time = from; time < until && hands.isOpen(open); time += 1) hands.beginScope(open, time)
  return open
}

/** Enough have succeeded: of the others, what has begun goes on. @returns whether there is such */
function endRest(hands: Hands, node: RunNode, count: number, ended: number): boolean {
  const begun = node.begun ?? 0
  if (begun === ended) return false
  const open: RunNode = { ...node, stopping: 'unstarted' }
  hands.put(open)
  for (let time = 0; time < Math.min(begun, count); time += 1) hands.endRest(open, time)
  return true
}

interface Item {
  readonly index: number
  readonly state: 'succeeded' | 'failed' | 'cancelled' | 'skipped'
  readonly outputs?: unknown
  readonly failure?: unknown
}

function gatherAll(hands: Hands, node: RunNode, step: Step, count: number): void {
  const items = Array.from({ length: count }, (_, index) => itemOf(hands, node, step, index))
  const succeeded = items.filter(item => item.state === 'succeeded').length
  const failed = items.filter(item => item.state === 'failed').length
  const end: NodeEnd = { result: { items, succeeded, failed }, mayHaveStarted: true }
  const { gather = 'all' } = step.forEach ?? {}
  if (isDone(gather, succeeded, count, node)) hands.succeed(node, end)
  else if (node.failure) hands.fail(without(node, 'stopping'), node.failure, end)
  else if (failed === 0) hands.cancel(node, end)
  else hands.fail(node, innerFailure(firstOf(hands, node, items)), end)
}

type Gather = NonNullable<NonNullable<Step['forEach']>['gather']>

function isDone(gather: Gather, succeeded: number, count: number, node: RunNode): boolean {
  if (gather === 'all') return succeeded === count
  if (gather === 'collect') return node.begun === count && node.stopping === undefined
  if ('first' in gather) return succeeded >= Math.min(gather.first, count)
  return succeeded >= (gather.quorum < 1 ? Math.ceil(gather.quorum * count) : gather.quorum)
}

function itemOf(hands: Hands, node: RunNode, step: Step, index: number): Item {
  const outcome = hands.outcome(node, index)
  if (index >= (node.begun ?? 0) || outcome === undefined) return { index, state: 'skipped' }
  if (outcome !== 'succeeded') {
    const failure = outcome === 'failed' ? innerFailure(hands.firstFailure(node, index)) : undefined
    return { index, state: outcome, ...(failure ? { failure } : {}) }
  }
  const { outputs } = step.forEach ?? {}
  if (outputs === undefined) return { index, state: outcome }
  try {
    return { index, state: outcome, outputs: outputsOf(hands, node, index, outputs) }
  } catch (error) {
    return { index, state: 'failed', failure: { ...failureFrom(error), started: 'yes' } }
  }
}

function firstOf(hands: Hands, node: RunNode, items: readonly Item[]) {
  const first = items.find(item => item.state === 'failed')
  if (!first) return undefined
  return hands.firstFailure(node, first.index) ?? failureOf(first)
}

const failureOf = (item: Item) => item.failure as ReturnType<typeof innerFailure> | undefined
