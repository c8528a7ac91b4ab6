import { MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { JobRecord, QueueOrder, TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { Board } from '../scheduler/board.ts'
import { mismatch } from '../scheduler/feasible.ts'
import type { Level } from '../scheduler/pool.ts'
import { bandOf, HIGHEST_BY_AGE } from '../scheduler/ranking.ts'
import { competing, effectiveBand } from '../scheduler/standing.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'

/** Where a person puts a task: on top of its priority, right beside another task, or back to where it would be. */
export type OrderTarget =
  | { readonly to: 'top' | 'natural' }
  | { readonly before: string }
  | { readonly after: string }

export interface OrderRequest {
  readonly target: OrderTarget
  /** The name of the person. */
  readonly by: string
  readonly reason?: string
}

/** @throws MusterError `not-found`; `order-refused` with the sentence why */
export function orderTask(draft: Draft, taskId: string, { target, by, reason }: OrderRequest): TaskRecord {
  const task = waiting(draft.state, taskId)
  const placed = (order: QueueOrder | undefined): TaskRecord => {
    if (order === undefined && task.order === undefined) return task
    draft.audit(
      'task.order-changed',
      task.id,
      { ...target, ...(reason === undefined ? {} : { reason }) },
      task.jobId,
    )
    return draft.update('tasks', task, { order })
  }
  const deed = { by, at: draft.now }
  if ('to' in target) return placed(target.to === 'natural' ? undefined : onTop(draft.state, task, deed))
  const side = 'before' in target ? 'before' : 'after'
  const other = 'before' in target ? target.before : target.after
  return placed(beside(draft, task, waiting(draft.state, other), side, deed))
}

type Deed = Pick<QueueOrder, 'by' | 'at'>

const refuse = (why: string): never => {
  throw new MusterError('order-refused', 'conflict', why)
}

/** The task, while it waits in the queue. */
function waiting(state: State, id: string): TaskRecord {
  const task = state.tasks.get(id)
  if (!task) throw new MusterError('not-found', 'input', `there is no task ${id} that has not ended`)
  if (isTaskEnd(task.state)) return refuse(`${id} waits no more: it has ended as ${task.state}.`)
  if (task.state === 'pending') return refuse(`${id} is not in the queue yet: it waits for other steps.`)
  if (task.state !== 'queued') return refuse(`${id} waits no more: it is ${task.state}.`)
  if (task.heldBy !== undefined)
    return refuse(`${id} does not wait for an instrument: a question about it has to be answered first.`)
  if (task.atMiddleware) return refuse(`${id} does not wait for an instrument yet: middleware looks at it.`)
  return task
}

/** Before all of its priority, also those that have risen by waiting; the one that was put there last goes first. */
function onTop(state: State, task: TaskRecord, deed: Deed): QueueOrder {
  let lowest = 0
  for (const { order } of state.tasks.values())
    if (order?.onTop === true) lowest = Math.min(lowest, order.key)
  return { ...deed, onTop: true, band: bandAbove(state.board, task), key: lowest - 1, tie: 0 }
}

/** The lowest priority from which it never falls behind those of its own that compete with it, however long they wait. */
function bandAbove(board: Board, task: TaskRecord): number {
  const { ageing } = board.rules.rank
  const since = task.queuedAt ?? 0
  if (task.priority >= HIGHEST_BY_AGE) return task.priority
  const bands = rivalLevels(board, task).map(level => {
    const ahead = ageing > 0 ? Math.ceil((since - level.since) / ageing) : 0
    return level.priority + Math.max(0, ahead)
  })
  return Math.min(HIGHEST_BY_AGE, Math.max(task.priority, ...bands))
}

/** Levels of tasks of the same priority that compete with it for an instrument. */
function rivalLevels(board: Board, task: TaskRecord): Level[] {
  const place = board.placeOf(task.id)
  const pools = place && competing(place.group.pool)
  const levels = new Set<Level>()
  for (const other of board.tasks()) {
    if (other.priority !== task.priority || other.id === task.id) continue
    const rival = board.placeOf(other.id)
    if (rival && pools?.has(rival.group.pool)) levels.add(rival.group.level)
  }
  return [...levels]
}

function beside(
  draft: Draft,
  task: TaskRecord,
  other: TaskRecord,
  side: 'before' | 'after',
  deed: Deed,
): QueueOrder {
  const { state } = draft
  if (other.id === task.id) return refuse('It can not be put beside itself.')
  if (!haveInstrumentInCommon(state, task, other))
    return refuse(`${task.id} and ${other.id} do not compete: there is no instrument that can do both.`)
  const place = state.board.placeOf(other.id)
  if (!place) return refuse(`${other.id} does not wait for an instrument now: it is tried again later.`)
  const { entry, group } = place
  const { key, share } = entry
  const tie = tieBeside(state.board, task, other, side)
  // In the same pool they wait as one; elsewhere it begins with the age of the other.
  const isSame = state.board.placeOf(task.id)?.group.pool === group.pool
  const band = isSame ? entry.band : bandAsOld(draft, task, effectiveBand(state.board, place, draft.now))
  return { ...deed, band, share: share.name, key, tie, ...(entry.onTop ? { onTop: true } : {}) }
}

/** The priority that with the age of the task is `band` by now. */
function bandAsOld({ state, now }: Draft, { queuedAt }: TaskRecord, band: number): number {
  const risen = bandOf(0, queuedAt ?? now, now, state.board.rules.rank)
  return band >= HIGHEST_BY_AGE ? band : Math.max(0, band - risen)
}

/** Strictly between the other and the next beside it that is due at the same time. */
function tieBeside(board: Board, task: TaskRecord, other: TaskRecord, side: 'before' | 'after'): number {
  const at = board.placeOf(other.id)?.entry
  if (!at) return 0
  const way = side === 'before' ? -1 : 1
  let nearest = Number.POSITIVE_INFINITY
  for (const { id } of board.tasks()) {
    const entry = id === task.id ? undefined : board.placeOf(id)?.entry
    if (!entry || entry.share !== at.share || entry.key !== at.key || entry.onTop !== at.onTop) continue
    const apart = way * (entry.tie - at.tie)
    if (apart > 0) nearest = Math.min(nearest, apart)
  }
  const tie = at.tie + (way * Math.min(nearest, 1)) / 2
  if (tie === at.tie || tie === at.tie + way * nearest)
    return refuse(`There is no room left ${side} ${other.id}: put it beside another, or on top.`)
  return tie
}

function haveInstrumentInCommon({ known }: State, task: TaskRecord, other: TaskRecord): boolean {
  for (const instrument of known.values())
    if (mismatch(task, instrument) === undefined && mismatch(other, instrument) === undefined) return true
  return false
}

/**
 * Gives a job that has not ended another priority, and all of its tasks that have not; places that they were put to by hand, among
 * those of the old one, are given up. What runs goes on.
 * @throws MusterError `order-refused` where it has ended
 */
export function changePriority(
  draft: Draft,
  job: JobRecord,
  priority: number,
  reason: string | undefined,
): JobRecord {
  if (job.endedAt !== undefined) return refuse(`${job.id} has ended as ${job.state}.`)
  if (job.priority === priority) return job
  const why = reason === undefined ? {} : { reason }
  draft.audit('job.priority-changed', job.id, { from: job.priority, to: priority, ...why }, job.id)
  const changed = draft.update('jobs', job, { priority })
  for (const task of draft.state.tasksOf(job.id))
    if (!isTaskEnd(task.state)) draft.update('tasks', task, { priority, order: undefined })
  return changed
}
