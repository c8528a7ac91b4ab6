import { type Failure, LONGEST_PATH } from '@muster/protocol'
import {
  type Book,
  hasEnded,
  isActive,
  isSatisfied,
  isStopped,
  outcomeOf,
  placeOf,
  type Scope,
  stepOf,
} from './book.ts'
import { valueIn, workflowOf } from './context.ts'
import type { Draft } from './draft.ts'
import { checkValue } from './expressions.ts'
import { failureFrom } from './failures.ts'
import { KINDS } from './kinds/index.ts'
import { innerFailure, type NodeEnd, parametersFailure, without } from './kinds/kind.ts'
import { isUndoScope, nameOf, ownerOf, scopeOf, within } from './names.ts'
import { emptyScope, put } from './put.ts'
import type { RunNode, SkipReason } from './run.ts'

/** A run has no more nodes than this: what goes beyond it fails. */
const MOST_NODES = 500_000

/** Its own work is done. Variables that can't be set as they should fail it. */
export function succeed(draft: Draft, node: RunNode, end: NodeEnd = {}): void {
  const done = { ...without(node, 'failure'), ...endFields(end) }
  const step = stepOf(draft, node.path)
  if (step.set) {
    try {
      setVariables(draft, done, step.set)
    } catch (error) {
      fail(draft, done, { ...failureFrom(error), started: 'yes' })
      return
    }
  }
  close(draft, { ...done, state: 'succeeded' })
}

const endFields = ({ result, mayHaveStarted, instrument, reusedFrom }: NodeEnd): NodeEnd => ({
  ...(result === undefined ? {} : { result }),
  ...(mayHaveStarted ? { mayHaveStarted } : {}),
  ...(instrument === undefined ? {} : { instrument }),
  ...(reusedFrom ? { reusedFrom } : {}),
})

function setVariables(draft: Draft, node: RunNode, set: Readonly<Record<string, unknown>>): void {
  const scope = scopeOf(node.path)
  const { definition, user } = workflowOf(draft, scope)
  const fresh = valueIn(draft, scope, set, { result: node.result ?? null }) as Record<string, unknown>
  for (const [name, value] of Object.entries(fresh))
    checkValue(definition.variables?.[name]?.schema, value, `the variable ${name}`)
  if (user) put(draft, { ...user, variables: { ...user.variables, ...fresh } })
  else draft.status = { ...draft.status, variables: { ...draft.status.variables, ...fresh } }
}

/** Its own work has failed: steps in its place, a question, or its end. Of what is to stop, its end. */
export function fail(draft: Draft, node: RunNode, failure: Failure, end: NodeEnd = {}): void {
  const failed: RunNode = { ...without(node, 'due'), ...endFields(end), failure }
  const step = stepOf(draft, node.path)
  if (
    (node.stopping === undefined || node.stopping === 'unstarted') &&
    !isStopped(draft, scopeOf(node.path))
  ) {
    if (step.fallback && !node.isInFallback) {
      const open: RunNode = { ...without(failed, 'stopping'), state: 'open', isInFallback: true }
      put(draft, open)
      beginScope(draft, open, 'fallback')
      return
    }
    if (step.onFailure === 'ask') {
      put(draft, { ...failed, state: 'open', isAsked: true })
      draft.effects.push({ kind: 'ask', path: node.path, failure })
      return
    }
  }
  close(draft, { ...failed, state: 'failed' })
}

export function cancel(draft: Draft, node: RunNode, end: NodeEnd = {}): void {
  close(draft, { ...without(node, 'failure'), ...endFields(end), state: 'cancelled' })
}

export function skip(draft: Draft, node: RunNode, because: SkipReason): void {
  put(draft, {
    ...without(node, 'due', 'failure', 'order', 'isAsked', 'isInFallback'),
    state: 'skipped',
    because,
  })
  draft.ended.push(node.path)
}

function close(draft: Draft, node: RunNode): void {
  const order = draft.status.ends + 1
  draft.status = { ...draft.status, ends: order }
  put(draft, { ...without(node, 'due', 'stopping', 'isAsked'), order })
  draft.ended.push(node.path)
}

/** Makes the nodes of a scope, all pending: new ones, and such as were there before. What can't have so many, or so deep, fails. */
export function beginScope(draft: Draft, owner: RunNode, name: string | number): void {
  const key = `${owner.path}.${name}`
  const fresh = emptyScope(draft, key)
  const scope = { ...(draft.scopes.get(key) ?? fresh), layout: fresh.layout }
  const tooMuch = whyTooMuch(draft, scope)
  if (tooMuch) {
    if (name === 'undo') undoFailed(draft, owner, tooMuch)
    else fail(draft, draft.nodes.get(owner.path) ?? owner, tooMuch)
    return
  }
  draft.scopes.set(key, scope)
  for (const [id, place] of scope.layout) putPending(draft, within(key, id), place.kind)
  if (scope.layout.size === 0) draft.emptyScopes.push(key)
}

function whyTooMuch(draft: Draft, { key, layout }: Scope): Failure | undefined {
  if (draft.size + layout.size > MOST_NODES)
    return parametersFailure('too-many-steps', `a job has no more than ${MOST_NODES} steps`)
  for (const id of layout.keys())
    if (within(key, id).length > LONGEST_PATH)
      return parametersFailure(
        'too-deep',
        `${within(key, id)}: a path has no more than ${LONGEST_PATH} characters`,
      )
  return undefined
}

export function putPending(draft: Draft, path: string, kind: RunNode['kind']): void {
  const tries = draft.nodes.get(path)?.tries
  put(draft, { path, kind, state: 'pending', ...(tries === undefined ? {} : { tries }) })
}

/** What follows from the ends so far: who can't be done any more, the rule for failures, and the end of scopes. */
export function settleEnds(draft: Draft): void {
  for (;;) {
    const path = draft.ended.shift()
    if (path !== undefined) {
      settleEnd(draft, path)
      continue
    }
    const empty = draft.emptyScopes.shift()
    if (empty === undefined) return
    settleScope(draft, empty)
  }
}

function settleEnd(draft: Draft, path: string): void {
  const node = draft.nodes.get(path)
  const place = placeOf(draft, path)
  const key = scopeOf(path)
  if (node && hasEnded(node) && place && !isSatisfied(node, place.step)) {
    for (const id of place.followers) {
      const follower = draft.nodes.get(within(key, id))
      if (follower?.state === 'pending') skip(draft, follower, 'needs')
    }
    if (node.state === 'failed') followRule(draft, key)
  }
  const scope = draft.scopes.get(key)
  if (scope && scope.left === 0) settleScope(draft, key)
}

/** A node failed for good: what becomes of the others in its scope, by the rule of its workflow. What undoes goes on. */
function followRule(draft: Draft, scope: string): void {
  if (isUndoScope(scope) || scope.includes('.undo.')) return
  const rule = workflowOf(draft, scope).definition.onFailure ?? 'finish'
  if (rule !== 'finish') draft.stopScope(scope, rule === 'cancel' ? 'all' : 'rest')
}

/** All nodes of a scope have ended: its owner goes on. The outermost is dealt with when nothing else is left. */
function settleScope(draft: Draft, key: string): void {
  if (key === '') return
  const scope = draft.scopes.get(key)
  const owner = draft.nodes.get(ownerOf(key))
  if (!scope || !owner || !isActive(draft, key)) return
  const name = nameOf(key)
  if (name === 'undo') endUndo(draft, owner, key)
  else if (name === 'fallback') endFallback(draft, owner, key)
  else proceed(draft, owner)
}

/** Something with steps within goes on, or ends. */
export function proceed(draft: Draft, owner: RunNode): void {
  try {
    KINDS[owner.kind].proceed?.(draft.hands, owner, stepOf(draft, owner.path))
  } catch (error) {
    const failure = failureFrom(error)
    fail(
      draft,
      draft.nodes.get(owner.path) ?? owner,
      { ...failure, started: 'yes' },
      { mayHaveStarted: true },
    )
  }
}

function endFallback(draft: Draft, owner: RunNode, key: string): void {
  const scope = draft.scopes.get(key)
  if (!scope) return
  const outcome = outcomeOf(scope)
  if (outcome === 'succeeded') succeed(draft, owner, { result: resultOfSteps(draft, key) })
  else if (outcome === 'failed') fail(draft, owner, innerFailure(firstFailure(draft, key)))
  else cancel(draft, owner)
}

/** What comes of steps in another's place: the result of the last of them; where several are last, of each by its id. */
function resultOfSteps(book: Book, key: string): unknown {
  const scope = book.scopes.get(key)
  const last = [...(scope?.layout ?? [])].filter(([, place]) => place.followers.length === 0)
  const results = last.map(([id]): [string, unknown] => [id, book.nodes.get(within(key, id))?.result ?? null])
  return results.length === 1 ? results[0]?.[1] : Object.fromEntries(results)
}

function endUndo(draft: Draft, owner: RunNode, key: string): void {
  const scope = draft.scopes.get(key)
  if (!scope || outcomeOf(scope) !== 'succeeded')
    undoFailed(draft, owner, innerFailure(firstFailure(draft, key)))
  else put(draft, { ...owner, undo: 'done' })
}

function undoFailed(draft: Draft, owner: RunNode, failure: Failure): void {
  put(draft, { ...owner, undo: 'failed' })
  draft.effects.push({ kind: 'undo-failed', path: owner.path, failure })
}

/** Of the node in a scope that failed first, among those whose failure counts. */
export function firstFailure(book: Book, key: string): Failure | undefined {
  const scope = book.scopes.get(key)
  if (!scope || scope.failed === 0) return undefined
  let first: RunNode | undefined
  for (const [id, place] of scope.layout) {
    const node = book.nodes.get(within(key, id))
    if (node?.state !== 'failed' || isSatisfied(node, place.step)) continue
    if (!first || (node.order ?? 0) < (first.order ?? 0)) first = node
  }
  return first?.failure
}
