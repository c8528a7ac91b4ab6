import type { Timestamp } from '@muster/runtime'
import { type Book, type Due, isActive, type Scope, stepOf, type Times } from './book.ts'
import { KINDS } from './kinds/index.ts'
import { isUndoScope, scopeOf } from './names.ts'
import { put } from './put.ts'
import { Queue } from './queue.ts'
import { goesFirst, type Ready, readyOf } from './rank.ts'
import type { RunChange, RunEffect, RunFacts, RunNode, RunPlan, RunRules, RunStatus } from './run.ts'

/** A run in memory, with what is kept so that an event costs what it touches. Changed by `apply` alone. */
export interface Run extends Book {
  plan: RunPlan
  readonly nodes: Map<string, RunNode>
  readonly scopes: Map<string, Scope>
  readonly missing: Map<string, number>
  readonly times: Map<string, Times>
  readonly load: Map<string, number>
  /** What could begin; what can't any more may still stand in it, though not at its head. */
  ready: Queue<Ready>
  /** The same of what is due. */
  dues: Queue<Due>
  /** Open waits for a signal, by its name. */
  readonly listeners: Map<string, Set<string>>
  /** What is still to be undone, that with the highest order last; worked out when undoing begins. */
  undoing: string[] | undefined
}

const NO_RULES: RunRules = { checkSteps: () => [] }

/** A run before its first event. */
export function newRun(plan: RunPlan, facts: RunFacts, rules: RunRules = NO_RULES): Run {
  return restoreRun(plan, facts, { phase: 'running', variables: {}, ends: 0 }, [], rules)
}

/** A run as it was kept. @param nodes in any order */
export function restoreRun(
  plan: RunPlan,
  facts: RunFacts,
  status: RunStatus,
  nodes: Iterable<RunNode>,
  rules: RunRules = NO_RULES,
): Run {
  const run: Run = {
    plan,
    facts,
    rules,
    status,
    nodes: new Map(),
    scopes: new Map(),
    missing: new Map(),
    times: new Map(),
    load: new Map(),
    ready: new Queue(goesFirst),
    dues: new Queue(isEarlier),
    listeners: new Map(),
    undoing: undefined,
    readyNow: path => run.ready.push(readyOf(run, path)),
    changed: (node, before) => note(run, node, before),
  }
  putAll(run, nodes)
  tidy(run)
  return run
}

const isEarlier = (a: Due, b: Due): boolean => (a.at === b.at ? a.path < b.path : a.at < b.at)

/** What holds others goes before them. */
function putAll(run: Run, nodes: Iterable<RunNode>): void {
  const byDepth: RunNode[][] = []
  for (const node of nodes) {
    let depth = 0
    for (let dot = node.path.indexOf('.'); dot >= 0; dot = node.path.indexOf('.', dot + 1)) depth += 1
    ;(byDepth[depth] ??= []).push(node)
  }
  for (const level of byDepth) for (const node of level ?? []) put(run, node)
}

function note(run: Run, node: RunNode, before: RunNode | undefined): void {
  if (node.due !== undefined && (node.due !== before?.due || before.state !== 'open'))
    run.dues.push({ path: node.path, at: node.due })
  const was = signalOf(before)
  const is = signalOf(node)
  if (was === is) return
  if (was !== undefined) run.listeners.get(was)?.delete(node.path)
  if (was !== undefined && run.listeners.get(was)?.size === 0) run.listeners.delete(was)
  if (is === undefined) return
  const paths = run.listeners.get(is)
  if (paths) paths.add(node.path)
  else run.listeners.set(is, new Set([node.path]))
}

/** The signal that an open wait is for. */
function signalOf(node: RunNode | undefined): string | undefined {
  if (node?.kind !== 'wait' || node.state !== 'open' || node.isInFallback || node.isAsked) return undefined
  return (node.input as { readonly signal?: string } | undefined)?.signal
}

/** Takes over what came of an event. */
export function apply(run: Run, change: RunChange): void {
  const phase = run.status.phase
  if (change.plan) replan(run, change.plan)
  if (change.status) run.status = change.status
  for (const node of change.nodes) put(run, node)
  if (run.status.phase !== 'undoing') run.undoing = undefined
  else if (phase !== 'undoing') run.undoing = undefined
  tidy(run)
}

/** By another plan all is worked out anew. */
function replan(run: Run, plan: RunPlan): void {
  run.plan = plan
  const nodes = [...run.nodes.values()]
  for (const table of [run.nodes, run.scopes, run.missing, run.times, run.load, run.listeners]) table.clear()
  run.ready = new Queue(goesFirst)
  run.dues = new Queue(isEarlier)
  run.undoing = undefined
  putAll(run, nodes)
}

/** Takes what is past from the heads of the queues. */
function tidy(run: Run): void {
  while (run.ready.first && !isReady(run, run.ready.first.path)) run.ready.pop()
  while (run.dues.first && !isDue(run, run.dues.first)) run.dues.pop()
  if (run.status.phase !== 'undoing') return
  run.undoing ??= whatToUndo(run, run.nodes.values())
  while (run.undoing.length > 0 && run.nodes.get(run.undoing.at(-1) ?? '')?.undo !== undefined)
    run.undoing.pop()
}

/** Whether a node could be opened now, as far as its steps and scope go. */
export function isReady(book: Book, path: string): boolean {
  return book.nodes.get(path)?.state === 'pending' && !book.missing.get(path) && isActive(book, scopeOf(path))
}

export function isDue(book: Book, due: Due): boolean {
  const node = book.nodes.get(due.path)
  return node?.state === 'open' && node.due === due.at
}

/** When the run is to get its next `due` event; undefined where nothing waits for a time, or it is paused. */
export function nextDue(run: Run): Timestamp | undefined {
  return run.status.isPaused || run.status.phase === 'ended' ? undefined : run.dues.first?.at
}

/** Nodes whose undoing is still to come, that with the highest order last. */
export function whatToUndo(book: Book, nodes: Iterable<RunNode>): string[] {
  const found: { readonly path: string; readonly order: number }[] = []
  for (const node of nodes)
    if (node.order !== undefined && node.undo === undefined && isToBeUndone(book, node))
      found.push({ path: node.path, order: node.order })
  return found.sort((a, b) => a.order - b.order).map(({ path }) => path)
}

function isToBeUndone(book: Book, node: RunNode): boolean {
  const scope = scopeOf(node.path)
  const step = book.scopes.get(scope)?.layout.get(node.path.slice(scope === '' ? 0 : scope.length + 1))?.step
  if (!step?.undo || isUndoScope(scope) || scope.includes('.undo.')) return false
  return node.state === 'succeeded' || (step.undoWhen === 'started' && node.mayHaveStarted === true)
}

/** What is to be done by all that is open, as after a restart. What is done already is known by its path and try. */
export function openEffects(run: Run): RunEffect[] {
  const effects: RunEffect[] = []
  if (run.status.phase === 'ended') return effects
  for (const node of run.nodes.values()) if (node.state === 'open') effects.push(...effectsOf(node, run))
  return effects
}

function effectsOf(node: RunNode, run: Run): RunEffect[] {
  if (node.isInFallback) return []
  if (node.isAsked) return node.failure ? [{ kind: 'ask', path: node.path, failure: node.failure }] : []
  return KINDS[node.kind].effects?.(node, run.status.cancel === 'force', stepOf(run, node.path)) ?? []
}
