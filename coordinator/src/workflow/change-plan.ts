import type { Step, Steps } from '@muster/protocol'
import type { Fault } from '@muster/runtime'
import { skipHopeless } from './by-hand.ts'
import type { Draft } from './draft.ts'
import { putPending, skip } from './ending.ts'
import { KINDS } from './kinds/index.ts'
import { type Layout, layoutOf, outermostSteps, type StepPlace } from './layout.ts'
import { type Run, restoreRun } from './memory.ts'
import { idOf, nameOf, ownerOf, scopeOf, within } from './names.ts'
import type { RunEvent, RunNode, RunPlan } from './run.ts'

/** What a run goes by after steps were added or it was moved; undefined where that can't be. */
export function planAfter(run: Run, event: Extract<RunEvent, { kind: 'add' | 'move' }>): RunPlan | undefined {
  if (event.kind === 'move') {
    if (whyNotMove(run, event.plan) !== undefined) return undefined
    return { ...event.plan, ...addedOf(run, event.plan) }
  }
  if (whyNotAdd(run, event.steps).length > 0) return undefined
  const uses = event.uses ? { ...run.plan.uses, ...event.uses } : run.plan.uses
  return { ...run.plan, uses, added: { ...run.plan.added, ...event.steps } }
}

const addedOf = (run: Run, plan: RunPlan): Pick<RunPlan, 'added'> => {
  const added = plan.added ?? run.plan.added
  return added ? { added } : {}
}

/** The same run, by another plan. */
export function underPlan(run: Run, plan: RunPlan): Run {
  return restoreRun(plan, run.facts, run.status, run.nodes.values(), run.rules)
}

/**
 * Steps that are new get nodes, and those that are gone are waited for no longer, in all that has not ended. In the order of their names,
 * as a run that was restored has its nodes in another order than one that was there all along.
 */
export function fitNodes(draft: Draft): void {
  if (draft.run.nodes.size === 0) return
  for (const [key, { layout, left }] of inOrder(draft.run.scopes)) {
    if (left === 0 && key !== '') continue
    for (const [id, { kind }] of layout)
      if (!draft.nodes.get(within(key, id))) putPending(draft, within(key, id), kind)
    skipHopeless(draft, key)
  }
  for (const [, node] of inOrder(draft.run.nodes)) {
    const layout = draft.scopes.get(scopeOf(node.path))?.layout
    if (node.state === 'pending' && !layout?.has(idOf(node.path))) skip(draft, node, 'moved')
  }
}

const inOrder = <V>(table: ReadonlyMap<string, V>): [string, V][] =>
  [...table].sort(([a], [b]) => (a < b ? -1 : 1))

/** What is wrong with adding these steps to a run now. Fields are relative to them. */
export function whyNotAdd(run: Run, steps: Steps): Fault[] {
  if (run.status.phase !== 'running' || run.status.stopping !== undefined)
    return [
      { field: '', message: 'can be added only to a job that is under way, and not to one that is to end' },
    ]
  const known = outermostSteps(run.plan)
  const inUse = Object.keys(steps).filter(id => Object.hasOwn(known, id))
  if (inUse.length > 0)
    return inUse.map(id => ({
      field: id,
      message: 'is the id of a step of this job already; give it another',
    }))
  return [...run.rules.checkSteps(steps, run.plan, '')]
}

/**
 * Why a run can't be moved to another version of its workflow: the first step whose past does not fit. What has begun must be there, of the
 * same kind, with the same activity and the same needs; all else may differ. Undefined where it can.
 */
export function whyNotMove(run: Run, plan: RunPlan): string | undefined {
  if (run.status.phase !== 'running') return 'the job is not under way any more'
  const next: RunPlan = { ...plan, ...addedOf(run, plan) }
  const both = Object.keys(next.added ?? {}).find(id => Object.hasOwn(next.definition.steps, id))
  if (both !== undefined) return `${both}: was added to the job, and the version has a step of this name`
  const layouts = new Map<string, Layout | undefined>()
  for (const [, node] of inOrder(run.nodes)) {
    if (node.state === 'pending' || (node.state === 'skipped' && node.since === undefined)) continue
    const now = run.scopes.get(scopeOf(node.path))?.layout.get(idOf(node.path))
    const then = layoutUnder(run, next, scopeOf(node.path), layouts)?.get(idOf(node.path))
    const why = now && whyNotFit(node, now, then)
    if (why !== undefined) return `${node.path}: ${why}`
  }
  return undefined
}

function layoutUnder(
  run: Run,
  plan: RunPlan,
  scope: string,
  known: Map<string, Layout | undefined>,
): Layout | undefined {
  if (scope === '') return layoutOf(outermostSteps(plan))
  if (known.has(scope)) return known.get(scope)
  const path = ownerOf(scope)
  const owner = run.nodes.get(path)
  const step = layoutUnder(run, plan, scopeOf(path), known)?.get(idOf(path))?.step
  const steps = owner && step && stepsOf(owner, step, plan, nameOf(scope))
  const layout = steps && layoutOf(steps)
  known.set(scope, layout)
  return layout
}

function stepsOf(owner: RunNode, step: Step, plan: RunPlan, name: string): Steps | undefined {
  if (name === 'fallback') return step.fallback
  return name === 'undo' ? step.undo : KINDS[owner.kind].steps?.(owner, step, plan, name)
}

function whyNotFit(node: RunNode, now: StepPlace, then: StepPlace | undefined): string | undefined {
  if (!then) return 'has begun, and the version has no such step'
  if (then.kind !== node.kind) return `has begun as ${node.kind}, and is ${then.kind} in the version`
  if (then.step.activity !== now.step.activity)
    return `has begun with the activity ${now.step.activity ?? ''}, and has ${then.step.activity ?? ''} in the version`
  const [was, is] = [now, then].map(({ needs }) => [...needs].sort().join(', '))
  return was === is
    ? undefined
    : `has begun after ${was || 'none'}, and comes after ${is || 'none'} in the version`
}
