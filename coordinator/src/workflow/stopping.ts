import type { Failure } from '@muster/protocol'
import { currentTimes } from './book.ts'
import type { Draft } from './draft.ts'
import { cancel, fail, proceed, skip } from './ending.ts'
import { KINDS } from './kinds/index.ts'
import { within } from './names.ts'
import { put } from './put.ts'
import type { RunNode, SkipReason, Stopping } from './run.ts'

const REACH: Readonly<Record<Stopping, number>> = { rest: 1, unstarted: 2, all: 3 }

/** Begins nothing more in a scope, and asks what is under way to end, as far as that goes. */
export function stopScope(draft: Draft, key: string, how: Stopping, because: SkipReason = 'stopped'): void {
  if (key === '' && how !== 'unstarted') draft.status = { ...draft.status, stopping: how }
  const scope = draft.scopes.get(key)
  if (!scope || scope.left === 0) return
  for (const id of scope.layout.keys()) {
    const node = draft.nodes.get(within(key, id))
    if (node?.state === 'pending') skip(draft, node, because)
    else if (node?.state === 'open') stopNode(draft, node, how, because)
  }
}

/** The same of what stands in an open node, and of the node itself. */
function stopNode(draft: Draft, node: RunNode, how: Stopping, because: SkipReason = 'stopped'): void {
  if (node.isAsked) {
    if (how === 'all' && node.failure) fail(draft, { ...node, stopping: 'all' }, node.failure)
    return
  }
  const isFurther = REACH[how] > REACH[node.stopping ?? 'rest'] || node.stopping === undefined
  const kind = KINDS[node.kind]
  if (kind.isLeaf && !node.isInFallback) {
    if (isFurther && how === 'rest') put(draft, { ...node, stopping: how })
    else if (isFurther && how !== 'rest') stopLeaf(draft, node, how)
    return
  }
  const stopping: RunNode = isFurther ? { ...node, stopping: how } : node
  if (isFurther) put(draft, stopping)
  if (node.isInFallback) {
    stopScope(draft, `${node.path}.fallback`, how, because)
    return
  }
  for (const time of currentTimes(node)) stopScope(draft, `${node.path}.${time}`, how, because)
  const now = draft.nodes.get(node.path)
  if (now?.state === 'open') proceed(draft, now)
}

function stopLeaf(draft: Draft, node: RunNode, how: Exclude<Stopping, 'rest'>): void {
  const kind = KINDS[node.kind]
  const stopping: RunNode = { ...node, stopping: how }
  if (kind.endsByItself?.(node)) {
    if (node.failure) fail(draft, { ...stopping, stopping: 'all' }, node.failure)
    else cancel(draft, stopping)
    return
  }
  put(draft, stopping)
  draft.effects.push({
    kind: 'stop',
    path: node.path,
    ...(how === 'unstarted' ? { unlessStarted: true } : {}),
    ...(draft.status.cancel === 'force' ? { force: true } : {}),
  })
}

/** Asks again, with force, what was asked to stop already. */
export function forceOpen(draft: Draft): void {
  const asked: string[] = []
  for (const node of draft.nodes.all())
    if (node.state === 'open' && node.stopping === 'all' && KINDS[node.kind].isLeaf && !node.isInFallback)
      asked.push(node.path)
  for (const path of asked.sort()) draft.effects.push({ kind: 'stop', path, force: true })
}

/** It took longer than it may: all in it is asked to end. */
export function overdue(draft: Draft, node: RunNode, failure: Failure): void {
  put(draft, { ...node, failure, stopping: 'all' })
  for (const time of currentTimes(node)) stopScope(draft, `${node.path}.${time}`, 'all')
  const now = draft.nodes.get(node.path)
  if (now?.state === 'open') proceed(draft, now)
}
