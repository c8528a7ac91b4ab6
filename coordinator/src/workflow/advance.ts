import { unreachable } from '@muster/runtime'
import { isDue, type Run, apply, newRun } from './memory.ts'
import { changeOf, type Draft } from './draft.ts'
import { type Due, stepOf } from './book.ts'
import { valueIn } from './context.ts'
import { cancel, proceed, putPending, settleEnds } from './ending.ts'
import { checkValue } from './expressions.ts'
import { failureFrom } from './failures.ts'
import { finish } from './finishing.ts'
import { byHand } from './by-hand.ts'
import { startDraft } from './hands.ts'
import { KINDS } from './kinds/index.ts'
import { after, endAs, type EndedEvent, without } from './kinds/kind.ts'
import { signalResult } from './kinds/wait.ts'
import { layoutOf, outermostSteps } from './layout.ts'
import { openNext } from './opening.ts'
import { put } from './put.ts'
import { fitNodes, planAfter, underPlan } from './change-plan.ts'
import type { RunChange, RunEvent, RunFacts, RunNode, RunPlan, RunRules } from './run.ts'
import { forceOpen, stopScope } from './stopping.ts'

/**
 * What comes of an event. The run stays as it is: `apply` takes the change over, when it is kept. Pure: the same run and event give the
 * same change. Events that are doubled, late or of unknown paths change nothing.
 */
export function advance(run: Run, event: RunEvent): RunChange {
  const plan = event.kind === 'add' || event.kind === 'move' ? planAfter(run, event) : undefined
  const draft = startDraft(plan ? underPlan(run, plan) : run, event.at)
  if (event.kind !== 'add' && event.kind !== 'move') handle(draft, event)
  else if (plan) fitNodes(draft)
  settle(draft)
  return changeOf(draft, plan)
}

/** A run again, from its recorded events. */
export function replay(plan: RunPlan, facts: RunFacts, events: Iterable<RunEvent>, rules?: RunRules): Run {
  const run = newRun(plan, facts, rules)
  for (const event of events) apply(run, advance(run, event))
  return run
}

/** Whatever follows of itself: ends first, then what may begin, until nothing does. */
function settle(draft: Draft): void {
  do settleEnds(draft)
  while (openNext(draft) || finish(draft))
}

function handle(draft: Draft, event: Exclude<RunEvent, { kind: 'add' | 'move' }>): void {
  const { status } = draft
  switch (event.kind) {
    case 'begin':
      begin(draft, event.held)
      return
    case 'ended':
      ended(draft, event)
      return
    case 'admit':
      admit(draft, event)
      return
    case 'due':
      if (!status.isPaused) fireDue(draft)
      return
    case 'signal':
      signal(draft, event)
      return
    case 'capacity':
      capacity(draft, event)
      return
    case 'pause':
    case 'resume':
    case 'release':
      holdOrLetGo(draft, event.kind)
      return
    case 'elsewhere':
      waitElsewhere(draft, event.path)
      return
    case 'drop': {
      const node = draft.nodes.get(event.path)
      if (node?.state === 'pending') cancel(draft, node)
      return
    }
    case 'cancel':
      cancelRun(draft, event.force)
      return
    case 'retry':
    case 'skip':
    case 'done':
    case 'fail':
      byHand(draft, event)
      return
    default:
      unreachable(event)
  }
}

function holdOrLetGo(draft: Draft, kind: 'pause' | 'resume' | 'release'): void {
  const { isPaused, isHeld, ...rest } = draft.status
  const paused = isPaused ? { isPaused } : {}
  const held = isHeld ? { isHeld } : {}
  if (kind === 'pause' && rest.phase !== 'ended' && !isPaused)
    draft.status = { ...rest, ...held, isPaused: true }
  if (kind === 'release' && isHeld) draft.status = { ...rest, ...paused }
  if (kind !== 'resume' || !isPaused) return
  draft.status = { ...rest, ...held }
  fireDue(draft)
}

function begin(draft: Draft, isHeld = false): void {
  if (draft.run.nodes.size > 0 || draft.status.phase !== 'running') return
  if (isHeld) draft.status = { ...draft.status, isHeld }
  const { variables = {} } = draft.plan.definition
  try {
    const initial = Object.entries(variables).map(([name, variable]): [string, unknown] => {
      const value = valueIn(draft, '', variable.initial)
      checkValue(variable.schema, value, `the variable ${name}`)
      return [name, value]
    })
    draft.status = { ...draft.status, variables: Object.fromEntries(initial) }
  } catch (error) {
    draft.status = { ...draft.status, failure: failureFrom(error) }
  }
  for (const [id, { kind }] of layoutOf(outermostSteps(draft.plan))) putPending(draft, id, kind)
  if (draft.status.failure) stopScope(draft, '', 'rest')
}

function ended(draft: Draft, event: EndedEvent): void {
  const node = draft.nodes.get(event.path)
  if (node?.state !== 'open' || node.isInFallback || node.isAsked) return
  const kind = KINDS[node.kind]
  if (!kind.isLeaf || (event.tries !== undefined && event.tries !== node.tries)) return
  if (kind.endsByItself?.(node) && node.kind === 'call') return
  if (kind.ended) kind.ended(draft.hands, node, stepOf(draft, node.path), event)
  else endAs(draft.hands, node, event)
}

/** What it was taken back for, as it had waited too long, does not count any more. */
function waitElsewhere(draft: Draft, path: string): void {
  const node = draft.nodes.get(path)
  if (node?.state !== 'open' || node.kind !== 'activity' || node.isInFallback || node.isAsked) return
  const isTakenBack = node.stopping === 'unstarted' && node.failure !== undefined
  if (node.stopping !== undefined && !isTakenBack) return
  const { queueLimit } = stepOf(draft, path)
  const waiting = without(node, 'stopping', 'failure', 'due')
  put(draft, { ...waiting, ...(queueLimit === undefined ? {} : { due: after(draft.at, queueLimit) }) })
}

function admit(draft: Draft, { path, tries, input }: Extract<RunEvent, { kind: 'admit' }>): void {
  const node = draft.nodes.get(path)
  if (node?.state !== 'open' || node.tries !== tries || node.isAdmitted || !KINDS[node.kind].isLeaf) return
  put(draft, { ...node, isAdmitted: true, ...(input === undefined ? {} : { input }) })
}

/** Whatever is due by now, the earliest first. */
function fireDue(draft: Draft): void {
  for (const due of [...dueBy(draft.run, draft.at)]) {
    const node = draft.nodes.get(due.path)
    if (!node || !isDue(draft, due)) continue
    const { due: _, ...rest } = node
    put(draft, rest)
    KINDS[node.kind].due?.(draft.hands, rest, stepOf(draft, node.path))
    settleEnds(draft)
  }
}

function* dueBy(run: Run, at: number): Generator<Due> {
  for (const due of run.dues.inOrder()) {
    if (due.at > at) return
    yield due
  }
}

/** So many signals of one name are kept; of more the oldest are forgotten. */
const MOST_SIGNALS = 100

function signal(draft: Draft, { name, payload, at }: Extract<RunEvent, { kind: 'signal' }>): void {
  if (draft.status.phase === 'ended') return
  const waiting = [...(draft.run.listeners.get(name) ?? [])].flatMap(path => draft.nodes.get(path) ?? [])
  const [first] = waiting.sort(byOpening)
  if (first) {
    draft.hands.succeed(first, { result: signalResult(at, payload) })
    return
  }
  const all = draft.status.signals ?? {}
  const before = (Object.hasOwn(all, name) ? all[name] : undefined) ?? []
  const kept = [...before, { at, ...(payload === undefined ? {} : { payload }) }]
  const signals = { ...all, [name]: kept.slice(-MOST_SIGNALS) }
  draft.status = { ...draft.status, signals }
}

const byOpening = (a: RunNode, b: RunNode): number =>
  (a.since ?? 0) - (b.since ?? 0) || (a.path < b.path ? -1 : 1)

function capacity(draft: Draft, { path, count }: Extract<RunEvent, { kind: 'capacity' }>): void {
  const node = draft.nodes.get(path)
  if (node?.kind !== 'forEach' || node.state !== 'open' || node.capacity === count) return
  const told = { ...node, capacity: count }
  put(draft, told)
  if (!told.isInFallback && !told.isAsked) proceed(draft, told)
}

/** Orderly, what is under way is asked to end, and what is to be undone is; with force nothing is undone. */
function cancelRun(draft: Draft, isForced: boolean): void {
  const { status } = draft
  if (status.phase === 'ended' || status.cancel === 'force') return
  if (!isForced && (status.cancel || status.phase === 'undoing')) return
  // What is held stays so: what is to be undone by then, though nothing of it was begun here, has its turn as well.
  const { isPaused: _, ...rest } = status
  draft.status = { ...rest, cancel: isForced ? 'force' : 'orderly' }
  if (isForced) forceOpen(draft)
  if (status.phase === 'running') stopScope(draft, '', 'all')
  else if (status.undoing !== undefined) stopScope(draft, `${status.undoing}.undo`, 'all')
}
