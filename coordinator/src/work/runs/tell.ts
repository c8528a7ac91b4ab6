import { stepAt, type Steps } from '@muster/protocol'
import type { Draft } from '../../model/draft.ts'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'
import type { RunChange, RunEffect, RunEvent, RunNode, RunStatus, Told } from '../../workflow/run.ts'
import { advance } from '../../workflow/advance.ts'
import { apply, newRun, restoreRun, type Run } from '../../workflow/memory.ts'
import { nodeOf, patchOf, taskOf } from './node-rows.ts'
import { afterNodeEnd, finishJob, noteRunning, perform } from './perform.ts'
import { planOf, prefixOf, stepOf } from '../../model/steps.ts'
import { RULES } from './rules.ts'
import { taskAt } from './places.ts'

/**
 * Tells the workflow engine what happened, and puts what comes of it into rows: all in the decision under way. What follows from
 * that at once, such as the end of a step that can't be done, is told as well.
 */
export function tell(draft: Draft, jobId: string, told: Told): void {
  const all = [told]
  // An array hands out what is added while it is gone through: a long chain of such ends is not a deep one.
  for (const one of all) all.push(...tellOne(draft, jobId, one))
}

function tellOne(draft: Draft, jobId: string, told: Told): Told[] {
  const job = draft.state.jobs.get(jobId)
  if (!job) return []
  const run = runOf(draft.state, job)
  const event = { ...told, at: draft.now } as RunEvent
  const change = advance(run, event)
  if (isNothing(change)) return []
  apply(run, change)
  draft.audit(`run.${event.kind}`, jobId, { event: told }, jobId)
  draft.state.telling += 1
  put(draft, job, run, change)
  const next = change.effects.flatMap(effect => follow(draft, jobId, effect) ?? [])
  draft.state.telling -= 1
  return next
}

function put(draft: Draft, job: JobRecord, run: Run, change: RunChange): void {
  const current = putStatus(draft, job, change)
  const opened = new Set(change.effects.flatMap(effect => (effect.kind === 'open' ? [effect.node.path] : [])))
  for (const node of change.nodes) putNode(draft, current, run, node, opened.has(node.path))
}

/** The job may have ended by what came before. */
function follow(draft: Draft, jobId: string, effect: RunEffect): Told | undefined {
  const job = draft.state.jobs.get(jobId)
  if (!job) return undefined
  if (effect.kind !== 'end') return perform(draft, job, effect)
  finishJob(draft, job, effect.outcome)
  return undefined
}

const isNothing = ({ nodes, status, plan, effects }: RunChange): boolean =>
  nodes.length === 0 && effects.length === 0 && status === undefined && plan === undefined

/** The run of a job: made from its rows where it is not at hand. */
export function runOf(state: State, job: JobRecord): Run {
  const known = state.runs.get(job.id)
  if (known) return known
  const facts = { jobId: job.id, inputs: job.inputs ?? {}, labels: job.labels }
  const tasks = state.tasksOf(job.id)
  const run =
    tasks.length === 0
      ? newRun(planOf(job), facts, RULES)
      : restoreRun(planOf(job), facts, statusOf(job, tasks), tasks.map(nodeOf), RULES)
  state.runs.set(job.id, run)
  return run
}

function statusOf(job: JobRecord, tasks: readonly TaskRecord[]): RunStatus {
  const { cancelRequested: cancel, state } = job
  const isOver = job.endedAt !== undefined
  return {
    variables: {},
    ...job.run,
    phase: isOver ? 'ended' : state === 'undoing' ? 'undoing' : 'running',
    ...(cancel ? { cancel: cancel.force ? 'force' : 'orderly' } : {}),
    ends: tasks.reduce((most, { node }) => Math.max(most, node?.order ?? 0), 0),
    ...(isOver ? { outcome: state as 'succeeded' | 'failed' | 'cancelled' } : {}),
  }
}

function putStatus(draft: Draft, job: JobRecord, { status, plan }: RunChange): JobRecord {
  let current = job
  if (plan && plan !== planOf(job))
    current = draft.update('jobs', current, {
      definition: plan.definition,
      uses: plan.uses,
      added: plan.added,
    })
  if (!status) return current
  const { phase } = status
  const run = keptOf(status)
  if (JSON.stringify(run) !== JSON.stringify(current.run)) current = draft.update('jobs', current, { run })
  return phase === 'ended' ? current : putPhase(draft, current, phase)
}

/** What a job keeps of it besides its own state; nothing where there is no more than that. */
function keptOf({ phase, ends: _ends, cancel: _cancel, outcome, ...rest }: RunStatus): JobRecord['run'] {
  // While it is being undone, what it comes to is known already.
  const kept = phase === 'undoing' && outcome ? { ...rest, outcome } : rest
  return Object.keys(kept.variables).length > 0 || Object.keys(kept).length > 1 ? kept : undefined
}

/** A job that had ended goes on where somebody begins a step of it again. */
function putPhase(draft: Draft, job: JobRecord, phase: 'running' | 'undoing'): JobRecord {
  if (phase === 'undoing' && job.state !== 'undoing') {
    draft.audit('job.undoing', job.id, {}, job.id)
    return draft.update('jobs', job, { state: 'undoing' })
  }
  if (phase === 'undoing' || (job.endedAt === undefined && job.state !== 'undoing')) return job
  draft.audit('job.running', job.id, { again: true }, job.id)
  return draft.update('jobs', job, { state: 'running', endedAt: undefined, cancelRequested: undefined })
}

function putNode(draft: Draft, job: JobRecord, run: Run, node: RunNode, isOpened: boolean): void {
  const task = taskAt(draft.state, job.id, node.path)
  if (!task) {
    const written = stepOf(job, { step: node.path })
    const step = written ?? stepAt(run.plan, node.path, path => producedBy(run, path))
    if (!step) return
    const needs = needsOf(draft.state, job.id, node.path, step.after)
    const place = draft.state.tasksByJob.get(job.id)?.length ?? 0
    const row = taskOf(job, node, step, needs, place)
    const made = draft.insert('tasks', written ? row : { ...row, written: step })
    draft.audit('task.pending', made.id, { step: made.step, activity: made.activity }, job.id)
    if (node.state !== 'pending') putNode(draft, job, run, node, isOpened)
    return
  }
  // What is opened is put as it is performed, with all that it asks for.
  if (isOpened && node.kind === 'activity') return
  const moved = draft.update('tasks', task, patchOf(node, task, stepOf(job, task), draft.now))
  const isMoved = moved.state !== task.state
  if (isMoved) draft.audit(`task.${moved.state}`, moved.id, moved.waived ?? {}, job.id)
  noteRunning(draft, job.id, node)
  if (isMoved && isTaskEnd(moved.state)) afterNodeEnd(draft, moved)
}

/** Steps that came of an expression. */
const producedBy = (run: Run, path: string): Steps | undefined =>
  run.nodes.get(path)?.input as Steps | undefined

function needsOf(state: State, jobId: string, path: string, after: readonly string[] = []): string[] {
  const before = prefixOf(path)
  return after.map(id => taskAt(state, jobId, `${before}${id}`)?.id ?? `${jobId}-${before}${id}`)
}
