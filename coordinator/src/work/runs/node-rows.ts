import type { Step } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { Patch } from '../../model/draft.ts'
import type { JobRecord, TaskNode, TaskRecord, TaskState } from '../../model/records.ts'
import { prefixOf } from '../../model/steps.ts'
import { batchOf } from '../../scheduler/batches.ts'
import { needsOf } from '../../scheduler/resources/needs.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'
import type { NodeState, RunNode } from '../../workflow/run.ts'

/** A node of a run is the row of a task: what each has of the other. */

/** A task as the workflow engine sees it. */
export function nodeOf(task: TaskRecord): RunNode {
  const { isPassed: _, ...node } = task.node ?? {}
  return {
    path: task.step,
    kind: task.kind ?? 'activity',
    state: nodeState(task.state),
    ...(task.state === 'skipped' ? { because: 'needs' } : {}),
    ...(task.waived ? { because: 'person' } : {}),
    ...node,
    ...(task.resultJson === undefined ? {} : { result: JSON.parse(task.resultJson) as unknown }),
    ...(task.failure ? { failure: task.failure } : {}),
    ...(task.doneOn === undefined ? {} : { instrument: task.doneOn }),
  }
}

function nodeState(state: TaskState): NodeState {
  if (isTaskEnd(state)) return state as NodeState
  return state === 'pending' ? 'pending' : 'open'
}

/** What a node's new state makes of its task. */
export function patchOf(
  node: RunNode,
  task: TaskRecord,
  step: Step | undefined,
  now: Timestamp,
): Patch<Omit<TaskRecord, 'id' | 'version'>> {
  const state = taskState(node, task)
  const kept = keptOf(node, step)
  const isOver = isTaskEnd(state)
  return {
    state,
    node: kept,
    resultJson: resultText(node, task),
    failure: node.failure,
    doneOn: node.instrument,
    endedAt: isOver ? (state === task.state ? (task.endedAt ?? now) : now) : undefined,
    ...(isOver ? { heldBy: undefined, notBefore: undefined, atMiddleware: undefined } : {}),
    ...(state === 'running' && task.startedAt === undefined ? { startedAt: now } : {}),
  }
}

function taskState(node: RunNode, task: TaskRecord): TaskState {
  if (node.state !== 'open') return node.state
  if (node.kind !== 'activity' || node.isInFallback) return 'running'
  return task.state === 'pending' || isTaskEnd(task.state) ? 'queued' : task.state
}

/** As the instrument gave it, to the last digit, where it is that. */
function resultText(node: RunNode, { resultJson }: TaskRecord): string | undefined {
  if (node.result === undefined) return undefined
  const text = JSON.stringify(node.result)
  if (resultJson === undefined || resultJson === text) return text
  return JSON.stringify(JSON.parse(resultJson)) === text ? resultJson : text
}

function keptOf(node: RunNode, step: Step | undefined): TaskNode | undefined {
  const { path: _path, kind, state, result: _result, failure: _failure, ...others } = node
  const { instrument: _instrument, input, ...rest } = others
  const isPassed =
    node.because === 'when' || (state === 'failed' && step?.onFailure === 'continue') || undefined
  const kept = {
    ...rest,
    // An activity's is in the fields of its task.
    ...(input === undefined || kind === 'activity' ? {} : { input }),
    ...(isPassed ? { isPassed } : {}),
  }
  return Object.keys(kept).length === 0 ? undefined : kept
}

/** The task of a new node. @param needs ids of tasks */
export function taskOf(
  job: JobRecord,
  node: RunNode,
  step: Step,
  needs: readonly string[],
  place: number,
): TaskRecord {
  return {
    id: `${job.id}-${node.path}`,
    version: 1,
    jobId: job.id,
    step: node.path,
    ...(node.kind === 'activity' ? {} : { kind: node.kind }),
    sequence: job.sequence,
    ...(step === job.definition.steps[node.path] ? {} : { place }),
    priority: job.priority,
    activity: step.activity ?? '',
    ...(hasTemplates({ ...step, parameters: {} }) ? {} : asked(step)),
    ...always(step),
    // Those of one time through, and not of all.
    ...(step.together === undefined ? {} : { together: `${prefixOf(node.path)}${step.together}` }),
    parametersJson: JSON.stringify(step.parameters ?? {}),
    needs,
    state: 'pending',
    attempts: 0,
    failures: 0,
  }
}

/** What a step asks for, once all in it is worked out. */
export function askedOf(step: Step): Patch<Omit<TaskRecord, 'id' | 'version'>> {
  return { ...asked(step), parametersJson: JSON.stringify(step.parameters ?? {}) }
}

const asked = (step: Step) => ({
  ...(step.instrument === undefined ? {} : { instrument: step.instrument }),
  ...(step.requires === undefined ? {} : { requires: step.requires }),
  ...needsOf(step),
})

const always = (step: Step) => ({
  ...(step.role === undefined ? {} : { role: step.role }),
  ...(step.strategy === undefined ? {} : { strategy: step.strategy }),
  ...(step.preferLastOf === undefined ? {} : { preferLastOf: step.preferLastOf }),
  ...(step.notBefore === undefined ? {} : { notBefore: Date.parse(step.notBefore) }),
  ...batchOf(step),
})

/** Whether something of what it asks for is known only as it begins. */
export function hasTemplates({ parameters, ...step }: Step): boolean {
  const { instrument, requires, samples, resources, degraded } = step
  return JSON.stringify([parameters, instrument, requires, samples, resources, degraded]).includes('${')
}
