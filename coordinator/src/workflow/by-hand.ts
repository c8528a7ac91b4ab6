import { type Book, hasEnded, isActive, isCurrent, isSatisfied, placeOf } from './book.ts'
import type { Draft } from './draft.ts'
import { fail, putPending, skip, succeed } from './ending.ts'
import { KINDS } from './kinds/index.ts'
import { without } from './kinds/kind.ts'
import { isUndoScope, nameOf, ownerOf, scopeOf, within } from './names.ts'
import { put } from './put.ts'
import type { RunEvent, RunNode, RunStatus } from './run.ts'

type ByHand = Extract<RunEvent, { kind: 'retry' | 'skip' | 'done' | 'fail' }>

/** What a person says of a node. Where it can't be, nothing changes; see `canTake`. */
export function byHand(draft: Draft, event: ByHand): void {
  const node = draft.nodes.get(event.path)
  if (!node || !canTake(draft, node, event.kind)) return
  if (event.kind === 'fail') {
    if (node.failure) fail(draft, { ...node, stopping: 'all' }, node.failure)
    return
  }
  const isOver = draft.status.phase === 'ended'
  if (hasEnded(node)) reopen(draft, node.path)
  if (event.kind === 'retry') {
    if (event.withFollowers) resetFollowers(draft, node.path)
    reset(draft, node.path)
    reconsiderUpwards(draft, node.path)
    if (event.withFollowers && isOver) redoUndone(draft)
    return
  }
  if (node.state === 'open' && !node.isAsked) draft.effects.push({ kind: 'stop', path: node.path })
  if (event.kind === 'skip') skip(draft, node, 'person')
  else {
    // Done now, it is undone anew should the job fail after all.
    if (node.undo !== undefined) resetScope(draft, node, `${node.path}.undo`)
    const done: RunNode = {
      ...without(node, 'because', 'failure', 'undo'),
      since: node.since ?? draft.at,
      state: 'open',
    }
    succeed(draft, done, { result: event.result ?? null, mayHaveStarted: true })
  }
  reconsiderUpwards(draft, node.path)
}

/** What was undone as the job ended is as if it had never been done: it comes again, with all that comes after it. */
function redoUndone(draft: Draft): void {
  // What holds others goes before them: with it they are as if they had not begun.
  const undone = [...draft.run.nodes.values()].filter(isUndone).map(({ path }) => path)
  for (const path of undone.sort()) {
    const node = draft.nodes.get(path)
    if (!node || !isUndone(node) || !canChange(draft, node) || !isWithinDone(draft, path)) continue
    reopen(draft, path)
    resetFollowers(draft, path)
    reset(draft, path)
    reconsiderUpwards(draft, path)
  }
}

/** It had been done, and was undone, or was to be. */
const isUndone = ({ state, undo }: RunNode): boolean => state === 'succeeded' && undo !== undefined

/** What has not come about, or not yet, is not begun again for the sake of what stands in it. */
function isWithinDone(draft: Draft, path: string): boolean {
  for (let scope = scopeOf(path); scope !== ''; scope = scopeOf(ownerOf(scope))) {
    const state = draft.nodes.get(ownerOf(scope))?.state
    if (state !== 'succeeded' && state !== 'open') return false
  }
  return true
}

/**
 * Whether a person can have this of a node as the run now stands: `retry` of what has ended, or failed and is asked about; `skip` and `done`
 * of what has not come to what those after it need, unless steps within it are under way; `fail` of what is asked about.
 */
export function canTake(book: Book, node: RunNode, kind: ByHand['kind']): boolean {
  if (!canChange(book, node)) return false
  if (node.isAsked) return true
  if (kind === 'fail') return false
  if (kind === 'retry') return hasEnded(node)
  if (node.state === 'pending') return kind === 'skip' || isActive(book, scopeOf(node.path))
  if (node.state === 'open') return KINDS[node.kind].isLeaf && !node.isInFallback
  return !isSatisfied(node, placeOf(book, node.path)?.step ?? {})
}

/** Whether its scope could have it under way: none that a later time, or what stands in for it, has taken the place of. */
function canChange(book: Book, node: RunNode): boolean {
  const { status } = book
  if (!placeOf(book, node.path)) return false
  for (let scope = scopeOf(node.path); scope !== ''; scope = scopeOf(ownerOf(scope))) {
    const owner = book.nodes.get(ownerOf(scope))
    if (!owner || owner.state === 'pending' || owner.state === 'skipped') return false
    const name = nameOf(scope)
    if (name === 'undo') return canChangeUndo(status, owner)
    if (name === 'fallback' ? !owner.isInFallback : owner.isInFallback || !isCurrent(owner, Number(name)))
      return false
  }
  return status.phase === 'ended' || (status.phase === 'running' && status.cancel === undefined)
}

/** One node is undone at a time. */
function canChangeUndo(status: RunStatus, owner: RunNode): boolean {
  if (status.cancel === 'force' || owner.undo === undefined) return false
  return status.phase === 'ended' || (status.phase === 'undoing' && status.undoing === owner.path)
}

/** All that a node stands in is under way again. */
function reopen(draft: Draft, path: string): void {
  let scope = scopeOf(path)
  while (scope !== '') {
    const owner = draft.nodes.get(ownerOf(scope))
    if (!owner) return
    if (isUndoScope(scope)) {
      put(draft, { ...owner, undo: 'begun' })
      draft.status = { ...draft.status, phase: 'undoing', undoing: owner.path }
      return
    }
    const isFallback = nameOf(scope) === 'fallback'
    const rest = without(owner, 'order', 'result', 'stopping', 'because', 'isAsked', 'undo')
    put(draft, { ...(isFallback ? rest : without(rest as RunNode, 'failure')), state: 'open' })
    // It may be undone another time, and then from the beginning.
    if (owner.undo !== undefined) resetScope(draft, owner, `${owner.path}.undo`)
    scope = scopeOf(owner.path)
  }
  const {
    outcome: _o,
    outputs: _u,
    failure: _f,
    stopping: _s,
    cancel: _c,
    undoing: _n,
    ...status
  } = draft.status
  draft.status = { ...status, phase: 'running' }
}

function reconsiderUpwards(draft: Draft, path: string): void {
  for (let scope = scopeOf(path); ; scope = scopeOf(ownerOf(scope))) {
    reconsider(draft, scope)
    if (scope === '' || isUndoScope(scope)) return
  }
}

/** What was skipped since it could not be done, or was stopped, is waited for again, unless it still can't be done. */
function reconsider(draft: Draft, key: string): void {
  const scope = draft.scopes.get(key)
  if (!scope || !isActive(draft, key)) return
  for (const [id, { kind }] of scope.layout) {
    const node = draft.nodes.get(within(key, id))
    if (node?.state === 'skipped' && (node.because === 'needs' || node.because === 'stopped'))
      putPending(draft, node.path, kind)
  }
  skipHopeless(draft, key)
}

/** What needs a step that has ended without success, is skipped. */
export function skipHopeless(draft: Draft, key: string): void {
  const layout = draft.scopes.get(key)?.layout
  for (const [id, { needs }] of layout ?? []) {
    const node = draft.nodes.get(within(key, id))
    if (node?.state !== 'pending') continue
    const isHopeless = needs.some(needed => {
      const one = draft.nodes.get(within(key, needed))
      return one !== undefined && hasEnded(one) && !isSatisfied(one, layout?.get(needed)?.step ?? {})
    })
    if (isHopeless) skip(draft, node, 'needs')
  }
}

/** As if it had not begun, with all that stands in it. */
function reset(draft: Draft, path: string): void {
  const node = draft.nodes.get(path)
  if (!node) return
  for (const scope of scopesIn(draft, node)) resetScope(draft, node, scope)
  putPending(draft, path, node.kind)
}

function resetScope(draft: Draft, owner: RunNode, scope: string): void {
  const isGiven = owner.kind === 'stepsFrom' && scope.endsWith('.0')
  for (const id of draft.scopes.get(scope)?.layout.keys() ?? []) {
    const inner = draft.nodes.get(within(scope, id))
    if (!inner) continue
    reset(draft, inner.path)
    // The steps may be others the next time.
    if (isGiven) skip(draft, { ...inner, state: 'pending' }, 'moved')
  }
}

/** Scopes of a node that have begun at some time. */
function scopesIn(draft: Draft, node: RunNode): string[] {
  const names: (string | number)[] = ['fallback', 'undo']
  const begun = KINDS[node.kind].isLeaf ? 0 : (node.begun ?? -1)
  for (let time = 0; time <= begun; time += 1) names.push(time)
  return names.map(name => `${node.path}.${name}`).filter(scope => draft.scopes.get(scope) !== undefined)
}

/** All that comes after a node and has ended is to be done again; what is under way goes on. */
function resetFollowers(draft: Draft, path: string): void {
  for (let at = path; ; ) {
    const scope = scopeOf(at)
    const seen = new Set<string>()
    const open = [at]
    for (let one = open.pop(); one !== undefined; one = open.pop())
      for (const id of placeOf(draft, one)?.followers ?? []) {
        const follower = within(scope, id)
        if (seen.has(follower)) continue
        seen.add(follower)
        open.push(follower)
      }
    for (const follower of seen) {
      const node = draft.nodes.get(follower)
      if (node && hasEnded(node)) reset(draft, follower)
    }
    if (scope === '' || isUndoScope(scope)) return
    at = ownerOf(scope)
  }
}
