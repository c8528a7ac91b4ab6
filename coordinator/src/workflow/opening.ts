import { isStopped, stepOf } from './book.ts'
import { holdsIn } from './context.ts'
import type { Draft } from './draft.ts'
import { fail, skip } from './ending.ts'
import { failureFrom } from './failures.ts'
import { KINDS } from './kinds/index.ts'
import { isReady } from './memory.ts'
import { scopeOf } from './names.ts'
import { ALL_LOAD, put } from './put.ts'
import { goesFirst, type Ready } from './rank.ts'
import type { RunNode } from './run.ts'

/** Opens the next node whose turn it is. @returns false where there is none */
export function openNext(draft: Draft): boolean {
  const { isPaused, isHeld, phase } = draft.status
  if (isPaused || isHeld || phase === 'ended') return false
  const next = nextReady(draft)
  if (!next || isHeldBack(draft, next)) return false
  open(draft, next.path)
  return true
}

function nextReady(draft: Draft): Ready | undefined {
  while (draft.ready.first && !isReady(draft, draft.ready.first.path)) draft.ready.pop()
  const fresh = draft.ready.first
  for (const old of draft.run.ready.inOrder())
    if (isReady(draft, old.path)) return fresh && goesFirst(fresh, old) ? fresh : old
  return fresh
}

/** By the job's strategy. What has steps within it opens with the first of them, and holds nothing back itself. */
function isHeldBack(draft: Draft, next: Ready): boolean {
  const { strategy } = draft.plan.definition
  if (strategy === 'sequential') return (draft.load.get(ALL_LOAD) ?? 0) > 0
  if (strategy !== 'priority') return false
  for (let priority = 100; priority > next.priority; priority -= 1)
    if ((draft.load.get(String(priority)) ?? 0) > 0) return true
  return false
}

function open(draft: Draft, path: string): void {
  const pending = draft.nodes.get(path)
  if (!pending) return
  const scope = scopeOf(path)
  if (isStopped(draft, scope)) {
    skip(draft, pending, 'stopped')
    return
  }
  const step = stepOf(draft, path)
  const node: RunNode = {
    path,
    kind: pending.kind,
    state: 'open',
    since: draft.at,
    tries: (pending.tries ?? 0) + 1,
  }
  try {
    if (step.when !== undefined && !holdsIn(draft, scope, step.when)) skip(draft, pending, 'when')
    else KINDS[node.kind].open(draft.hands, node, step)
  } catch (error) {
    const failure = failureFrom(error)
    put(draft, node)
    fail(draft, node, failure)
  }
}
