import type { Duration, Timestamp } from '@muster/runtime'
import { millis } from '@muster/runtime'
import type { AttemptRecord, JobRecord, TaskRecord } from '../model/records.ts'
import { isTaskEnd } from './task-ends.ts'

/** Where the time of a job went: a function of its rows and the time. */

export const SPENT_ON = ['waiting', 'running', 'idle'] as const
/**
 * `waiting`: a step could have begun, and waited for an instrument or for its place; `running`: a step was done, by an instrument, a
 * person or a clock; `idle`: nothing of the chain was under way, such as between two attempts.
 */
export type SpentOn = (typeof SPENT_ON)[number]

export interface StepProfile {
  readonly step: string
  readonly instrument?: string
  /** From when it could begin to its first start, milliseconds. */
  readonly waiting: Duration
  /** Over all its attempts. */
  readonly running: Duration
  /** Between its first start and its end, while no attempt ran. */
  readonly idle: Duration
  readonly attempts: number
  /** It is on the chain that the job took as long as. */
  readonly isCritical: boolean
}

export interface JobProfile {
  /** From its submission to its end, or to now. */
  readonly total: Duration
  /** Of the chain of steps that ended last: its parts make up the whole, but for what came before its first step. */
  readonly chain: Readonly<Record<SpentOn, Duration>>
  /** The steps of that chain, in order. */
  readonly critical: readonly string[]
  /** The greatest single part of the chain. */
  readonly bottleneck?: {
    readonly step: string
    readonly on: SpentOn
    readonly instrument?: string
    readonly took: Duration
    /** Of the total, 0 to 1. */
    readonly share: number
  }
  readonly steps: readonly StepProfile[]
}

/** @param attempts all of the job's tasks; @param now wall time, for what has not ended */
export function profileOf(
  job: JobRecord,
  tasks: readonly TaskRecord[],
  attempts: readonly AttemptRecord[],
  now: Timestamp,
): JobProfile {
  const byTask = attemptsByTask(attempts)
  const chain = criticalChain(tasks, now)
  const critical = new Set(chain.map(({ id }) => id))
  const steps = tasks
    .filter(({ queuedAt, startedAt }) => queuedAt !== undefined || startedAt !== undefined)
    .map(task => stepProfile(task, byTask.get(task.id) ?? [], critical.has(task.id), now))
  const onChain = chain.flatMap(({ step }) => steps.find(one => one.step === step) ?? [])
  const total = millis(Math.max(0, (job.endedAt ?? now) - job.submittedAt))
  const sum = (on: SpentOn) => millis(onChain.reduce((all, step) => all + step[on], 0))
  const bottleneck = greatest(onChain, total)
  return {
    total,
    chain: { waiting: sum('waiting'), running: sum('running'), idle: sum('idle') },
    critical: onChain.map(({ step }) => step),
    ...(bottleneck ? { bottleneck } : {}),
    steps,
  }
}

function greatest(steps: readonly StepProfile[], total: Duration): JobProfile['bottleneck'] {
  const parts = steps.flatMap(({ step, instrument, ...times }) =>
    SPENT_ON.map(on => ({ step, on, ...(instrument === undefined ? {} : { instrument }), took: times[on] })),
  )
  const [first] = parts.sort((a, b) => b.took - a.took)
  return first && first.took > 0 ? { ...first, share: total === 0 ? 0 : first.took / total } : undefined
}

function attemptsByTask(attempts: readonly AttemptRecord[]): Map<string, AttemptRecord[]> {
  const byTask = new Map<string, AttemptRecord[]>()
  for (const attempt of attempts)
    for (const id of [attempt.taskId, ...(attempt.members ?? [])])
      byTask.set(id, [...(byTask.get(id) ?? []), attempt])
  return byTask
}

function stepProfile(
  task: TaskRecord,
  attempts: readonly AttemptRecord[],
  isCritical: boolean,
  now: Timestamp,
): StepProfile {
  const end = task.endedAt ?? now
  const began = attempts.flatMap(({ startedAt }) => startedAt ?? [])
  const first = began.length > 0 ? Math.min(...began) : task.startedAt
  const ready = task.kind ? first : (task.queuedAt ?? first)
  const ran = task.kind
    ? end - (first ?? end)
    : attempts.reduce(
        (all, one) => all + (one.startedAt === undefined ? 0 : (one.endedAt ?? now) - one.startedAt),
        0,
      )
  // A task that is put back into the queue says when that was: before its first start it can't have begun to wait later.
  const waited = ready === undefined ? 0 : (first ?? end) - Math.min(ready, first ?? ready)
  const instrument = attempts.at(-1)?.instrumentId
  return {
    step: task.step,
    ...(instrument === undefined ? {} : { instrument }),
    waiting: atLeastNone(waited),
    running: atLeastNone(ran),
    idle: atLeastNone(first === undefined ? 0 : end - first - ran),
    attempts: attempts.length,
    isCritical,
  }
}

const atLeastNone = (value: number): Duration => millis(Math.max(0, value))

/** From the task that ended last, or is under way, back over what each waited for longest. */
function criticalChain(tasks: readonly TaskRecord[], now: Timestamp): TaskRecord[] {
  const endOf = (task: TaskRecord): Timestamp =>
    isTaskEnd(task.state) ? (task.endedAt ?? 0) : task.state === 'pending' ? 0 : now
  const latest = (some: readonly TaskRecord[]): TaskRecord | undefined =>
    some.reduce<TaskRecord | undefined>((a, b) => (a && endOf(a) >= endOf(b) ? a : b), undefined)
  // What holds other steps is as long as they are: the chain goes over these. What undoes a step is not part of it.
  const leaves = tasks.filter(
    task => !tasks.some(other => holds(task, other) && !holds(task, other, '.undo')) && endOf(task) > 0,
  )
  const chain: TaskRecord[] = []
  for (let task = latest(leaves); task && !chain.includes(task); ) {
    chain.unshift(task)
    const last: TaskRecord | undefined = latest(waitedFor(task, tasks, leaves))
    task =
      last &&
      (latest(leaves.filter(leaf => leaf !== last && holds(last, leaf) && !chain.includes(leaf))) ?? last)
  }
  return chain
}

const holds = (outer: TaskRecord, inner: TaskRecord, within = ''): boolean =>
  inner.step.startsWith(`${outer.step}${within}.`)

/**
 * What it needs. The first step of an item or of another time round needs nothing by itself: it came after what ended in its group before
 * it could begin, or else after what the group needs. What undoes a step comes after all that has ended.
 */
function waitedFor(
  task: TaskRecord,
  tasks: readonly TaskRecord[],
  leaves: readonly TaskRecord[],
): readonly TaskRecord[] {
  const needed = (one: TaskRecord) => tasks.filter(({ id }) => one.needs.includes(id))
  const begins = task.queuedAt ?? task.startedAt ?? 0
  const ended = leaves.filter(leaf => leaf !== task && leaf.endedAt !== undefined && leaf.endedAt <= begins)
  if (task.needs.length > 0) return needed(task)
  if (task.step.includes('.undo.')) return ended
  const around = tasks.filter(other => holds(other, task)).sort((a, b) => b.step.length - a.step.length)
  for (const group of around) {
    const before = ended.filter(leaf => holds(group, leaf))
    if (before.length > 0) return before
    if (group.needs.length > 0) return needed(group)
  }
  return []
}
