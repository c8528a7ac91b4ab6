import { isStopped, NO_TIMES, outcomeOf } from './book.ts'
import { expressionIn, holdsIn, jobOf, valueIn } from './context.ts'
import { type Draft, newDraft } from './draft.ts'
import { beginScope, cancel, fail, firstFailure, succeed } from './ending.ts'
import { templateOf } from './expressions.ts'
import type { Hands } from './kinds/kind.ts'
import type { Run } from './memory.ts'
import { scopeOf } from './names.ts'
import { put } from './put.ts'
import type { RunNode, Signal } from './run.ts'
import { overdue, stopScope } from './stopping.ts'
import type { Timestamp } from '@muster/runtime'

/** A draft with the hands that kinds of steps work with. */
export function startDraft(run: Run, at: Timestamp): Draft {
  const draft = newDraft(
    run,
    at,
    () => hands,
    (scope, how) => stopScope(draft, scope, how),
  )
  const hands = handsOf(draft)
  return draft
}

function handsOf(draft: Draft): Hands {
  const place = (node: RunNode, time: string | number | undefined) =>
    time === undefined ? scopeOf(node.path) : `${node.path}.${time}`
  return {
    at: draft.at,
    plan: draft.plan,
    jobId: draft.facts.jobId,
    put: node => put(draft, node),
    effect: effect => draft.effects.push(effect),
    beginScope: (owner, name) => beginScope(draft, owner, name),
    succeed: (node, end) => succeed(draft, node, end),
    fail: (node, failure, end) => fail(draft, node, failure, end),
    cancel: (node, end) => cancel(draft, node, end),
    value: (template, node, time) => valueIn(draft, place(node, time), template),
    expression: (text, node) => expressionIn(draft, scopeOf(node.path), text),
    valueOf: (template, names) => templateOf(template).evaluate({ ...names, job: jobOf(draft) }),
    holds: (condition, node, time) => holdsIn(draft, place(node, time), condition),
    times: node => draft.times.get(node.path) ?? NO_TIMES,
    isOpen: node => draft.nodes.get(node.path)?.state === 'open',
    outcome: (node, time) => {
      const scope = draft.scopes.get(place(node, time))
      return scope && scope.left === 0 ? outcomeOf(scope) : undefined
    },
    firstFailure: (node, time) => firstFailure(draft, place(node, time)),
    endRest: (node, time) => stopScope(draft, place(node, time), 'unstarted', 'enough'),
    isStopped: node => node.stopping !== undefined || isStopped(draft, scopeOf(node.path)),
    overdue: (node, failure) => overdue(draft, node, failure),
    checkSteps: (steps, path) => draft.rules.checkSteps(steps, draft.plan, path),
    takeSignal: name => takeSignal(draft, name),
  }
}

function takeSignal(draft: Draft, name: string): Signal | undefined {
  const kept = new Map(Object.entries(draft.status.signals ?? {}))
  const [first, ...rest] = kept.get(name) ?? []
  if (!first) return undefined
  if (rest.length > 0) kept.set(name, rest)
  else kept.delete(name)
  draft.status = { ...draft.status, signals: Object.fromEntries(kept) }
  return first
}
