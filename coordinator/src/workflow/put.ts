import { type Book, hasEnded, isSatisfied, NO_TIMES, outcomeOf, type Scope, type Times } from './book.ts'
import { KINDS } from './kinds/index.ts'
import { type Layout, layoutOf, outermostSteps, type StepPlace } from './layout.ts'
import { idOf, isTime, nameOf, ownerOf, scopeOf, within } from './names.ts'
import { priorityOf } from './rank.ts'
import type { RunNode } from './run.ts'

const NO_STEPS: Layout = new Map()

/** Where a scope's steps come from. Of one that is past and can't begin again as it was, such as after a move, there are none. */
function layoutOfScope(book: Book, scope: string): Layout {
  if (scope === '') return layoutOf(outermostSteps(book.plan))
  const owner = book.nodes.get(ownerOf(scope))
  const place = owner && book.scopes.get(scopeOf(owner.path))?.layout.get(idOf(owner.path))
  if (!place) return NO_STEPS
  const name = nameOf(scope)
  const steps =
    name === 'fallback'
      ? place.step.fallback
      : name === 'undo'
        ? place.step.undo
        : KINDS[owner.kind].steps?.(owner, place.step, book.plan, name)
  return steps ? layoutOf(steps) : NO_STEPS
}

/** The node is as it is now: all that is kept about nodes follows. In whatever order, the same comes of the same nodes. */
export function put(book: Book, node: RunNode): void {
  const before = book.nodes.get(node.path)
  const key = scopeOf(node.path)
  const scope = book.scopes.get(key) ?? emptyScope(book, key)
  const place = scope.layout.get(idOf(node.path))
  book.nodes.set(node.path, node)
  count(book, scope, place, node, before)
  if (book.plan.definition.strategy !== undefined && book.plan.definition.strategy !== 'parallel')
    weigh(book, node, before)
  if (place) {
    settleNeeds(book, key, place, node)
    settleFollowers(book, key, place, node, before)
  }
  if (node.kind === 'stepsFrom' && before !== undefined && before.input !== node.input)
    refreshScope(book, `${node.path}.0`)
  book.changed(node, before)
}

export function emptyScope(book: Book, key: string): Scope {
  return { key, layout: layoutOfScope(book, key), total: 0, left: 0, failed: 0, cancelled: 0, unsatisfied: 0 }
}

function refreshScope(book: Book, key: string): void {
  const scope = book.scopes.get(key)
  if (scope) book.scopes.set(key, { ...scope, layout: layoutOfScope(book, key) })
}

type Share = Omit<Scope, 'key' | 'layout'>

const NOTHING: Share = { total: 0, left: 0, failed: 0, cancelled: 0, unsatisfied: 0 }
const LEFT: Share = { ...NOTHING, total: 1, left: 1 }
const SATISFIED: Share = { ...NOTHING, total: 1 }
const FAILED: Share = { ...SATISFIED, failed: 1, unsatisfied: 1 }
const CANCELLED: Share = { ...SATISFIED, cancelled: 1, unsatisfied: 1 }
const UNSATISFIED: Share = { ...SATISFIED, unsatisfied: 1 }

function shareOf(node: RunNode | undefined, place: StepPlace | undefined): Share {
  if (!node) return NOTHING
  if (!hasEnded(node)) return LEFT
  if (isSatisfied(node, place?.step ?? {})) return SATISFIED
  if (node.state === 'failed') return FAILED
  return node.state === 'cancelled' ? CANCELLED : UNSATISFIED
}

function count(
  book: Book,
  scope: Scope,
  place: StepPlace | undefined,
  node: RunNode,
  before: RunNode | undefined,
): void {
  const was = shareOf(before, place)
  const is = shareOf(node, place)
  const next: Scope = {
    key: scope.key,
    layout: scope.layout,
    total: scope.total + is.total - was.total,
    left: scope.left + is.left - was.left,
    failed: scope.failed + is.failed - was.failed,
    cancelled: scope.cancelled + is.cancelled - was.cancelled,
    unsatisfied: scope.unsatisfied + is.unsatisfied - was.unsatisfied,
  }
  book.scopes.set(scope.key, next)
  if (scope.key === '' || !isTime(nameOf(scope.key))) return
  const then = timesOf(scope)
  const now = timesOf(next)
  if (then === now) return
  const owner = ownerOf(scope.key)
  const all = book.times.get(owner) ?? NO_TIMES
  book.times.set(owner, {
    ended: all.ended + now.ended - then.ended,
    succeeded: all.succeeded + now.succeeded - then.succeeded,
    failed: all.failed + now.failed - then.failed,
  })
}

const TIMES_OF: Readonly<Record<ReturnType<typeof outcomeOf>, Times>> = {
  succeeded: { ended: 1, succeeded: 1, failed: 0 },
  failed: { ended: 1, succeeded: 0, failed: 1 },
  cancelled: { ended: 1, succeeded: 0, failed: 0 },
}

function timesOf(scope: Scope): Times {
  return scope.total === 0 || scope.left > 0 ? NO_TIMES : TIMES_OF[outcomeOf(scope)]
}

/** Whether it keeps others from beginning, where the strategy is not `parallel`. */
const isLoad = (node: RunNode | undefined): boolean =>
  node !== undefined && node.state === 'open' && KINDS[node.kind].isLeaf && !node.isInFallback

export const ALL_LOAD = 'all'

function weigh(book: Book, node: RunNode, before: RunNode | undefined): void {
  const difference = Number(isLoad(node)) - Number(isLoad(before))
  if (difference === 0) return
  // What only waits keeps nothing of lower priority back.
  const keys = node.kind === 'wait' ? [ALL_LOAD] : [ALL_LOAD, String(priorityOf(book, node.path))]
  for (const key of keys) book.load.set(key, (book.load.get(key) ?? 0) + difference)
}

function settleNeeds(book: Book, scope: string, place: StepPlace, node: RunNode): void {
  if (node.state !== 'pending') {
    book.missing.delete(node.path)
    return
  }
  let missing = 0
  for (const needed of place.needs) if (!isThere(book, scope, needed)) missing += 1
  if (missing > 0) book.missing.set(node.path, missing)
  else {
    book.missing.delete(node.path)
    book.readyNow(node.path)
  }
}

function isThere(book: Book, scope: string, id: string): boolean {
  const node = book.nodes.get(within(scope, id))
  const step = book.scopes.get(scope)?.layout.get(id)?.step
  return node !== undefined && step !== undefined && isSatisfied(node, step)
}

function settleFollowers(
  book: Book,
  scope: string,
  place: StepPlace,
  node: RunNode,
  before: RunNode | undefined,
): void {
  const was = before !== undefined && isSatisfied(before, place.step)
  const is = isSatisfied(node, place.step)
  if (was === is) return
  for (const id of place.followers) {
    const path = within(scope, id)
    if (book.nodes.get(path)?.state !== 'pending') continue
    const missing = (book.missing.get(path) ?? 0) + (is ? -1 : 1)
    if (missing > 0) book.missing.set(path, missing)
    else {
      book.missing.delete(path)
      book.readyNow(path)
    }
  }
}
