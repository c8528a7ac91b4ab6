import type { Step } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { Layout, StepPlace } from './layout.ts'
import { idOf, isUndoScope, nameOf, ownerOf, scopeOf } from './names.ts'
import type { RunFacts, RunNode, RunPlan, RunRules, RunStatus } from './run.ts'

/** A scope that has begun, and how its nodes stand. */
export interface Scope {
  readonly key: string
  readonly layout: Layout
  readonly total: number
  /** Nodes that have not ended. */
  readonly left: number
  /** Nodes whose failure counts. */
  readonly failed: number
  readonly cancelled: number
  /** Nodes that did not come to what those after them need: failed, cancelled and skipped ones. */
  readonly unsatisfied: number
}

/** How the times through a node stand. */
export interface Times {
  readonly ended: number
  readonly succeeded: number
  readonly failed: number
}

/** What is looked up by name. */
export interface Table<V> {
  get(key: string): V | undefined
  set(key: string, value: V): unknown
  delete(key: string): unknown
}

/**
 * A run with what is kept about its nodes, so that an event costs what it touches. The run itself is one; a draft is another, which
 * holds only what differs. Both are written by `put` alone.
 */
export interface Book {
  readonly plan: RunPlan
  readonly facts: RunFacts
  readonly rules: RunRules
  status: RunStatus
  readonly nodes: Table<RunNode>
  readonly scopes: Table<Scope>
  /** Of pending nodes: how many of the steps they need are not there yet; none where it is not in here. */
  readonly missing: Table<number>
  readonly times: Table<Times>
  /** What is under way, for strategies that hold others back: by priority, and under `all`. */
  readonly load: Table<number>
  /** A pending node has all it needs. */
  readyNow(path: string): void
  /** A node is as it is now. */
  changed(node: RunNode, before: RunNode | undefined): void
}

export const NO_TIMES: Times = { ended: 0, succeeded: 0, failed: 0 }

export function placeOf(book: Book, path: string): StepPlace | undefined {
  return book.scopes.get(scopeOf(path))?.layout.get(idOf(path))
}

const NO_STEP: Step = {}

/** The step of a node. One that a move took away has none, and asks for nothing. */
export const stepOf = (book: Book, path: string): Step => placeOf(book, path)?.step ?? NO_STEP

export const hasEnded = (node: RunNode): boolean => node.state !== 'pending' && node.state !== 'open'

/** What comes after it may go on. */
export function isSatisfied(node: RunNode, step: Step): boolean {
  switch (node.state) {
    case 'succeeded':
      return true
    case 'skipped':
      return node.because === 'when' || node.because === 'person' || node.because === 'moved'
    case 'failed':
      return step.onFailure === 'continue'
    default:
      return false
  }
}

export type ScopeOutcome = 'succeeded' | 'failed' | 'cancelled'

/** Of a scope whose nodes have all ended. Where some were never done and none failed, it was cancelled. */
export function outcomeOf(scope: Scope): ScopeOutcome {
  if (scope.unsatisfied === 0) return 'succeeded'
  return scope.failed > 0 ? 'failed' : 'cancelled'
}

/** Whether a scope is one whose steps may begin now. */
export function isActive(book: Book, scope: string): boolean {
  if (scope === '') return book.status.phase === 'running'
  const owner = book.nodes.get(ownerOf(scope))
  if (!owner) return false
  const name = nameOf(scope)
  if (name === 'undo') return book.status.phase === 'undoing' && owner.undo === 'begun'
  if (owner.state !== 'open' || owner.isAsked) return false
  if (name === 'fallback') return owner.isInFallback === true
  return !owner.isInFallback && isCurrent(owner, Number(name))
}

/** Whether this time through has begun, and no later one has taken its place. */
export function isCurrent(owner: RunNode, time: number): boolean {
  const begun = owner.begun ?? 0
  return owner.kind === 'repeat' || owner.kind === 'switch' ? time === begun : time < begun
}

/** The times through a node that have begun, and that no later one has taken the place of. */
export function currentTimes(owner: RunNode): number[] {
  if (owner.begun === undefined) return []
  if (owner.kind === 'repeat' || owner.kind === 'switch') return [owner.begun]
  return Array.from({ length: owner.begun }, (_, time) => time)
}

/** Nothing more is begun in this scope. What undoes is stopped by force alone. */
export function isStopped(book: Book, scope: string): boolean {
  let key = scope
  while (key !== '') {
    if (isUndoScope(key)) return book.status.cancel === 'force'
    const owner = ownerOf(key)
    if (book.nodes.get(owner)?.stopping !== undefined) return true
    key = scopeOf(owner)
  }
  return book.status.stopping !== undefined
}

/** When a node of a run is to be looked at. */
export interface Due {
  readonly path: string
  readonly at: Timestamp
}
