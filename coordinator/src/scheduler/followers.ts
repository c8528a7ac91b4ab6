import { idOf, type Step } from '@muster/protocol'
import { parseDuration } from '@muster/runtime'
import type { JobRecord, TaskRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { stepMapsOf, stepOf } from '../model/steps.ts'

/** A task that has to follow another within a time. */
export interface Follower {
  readonly task: TaskRecord
  /** How long after the end of that, milliseconds. */
  readonly atMost: number
}

/** Whether any step has to follow this one within a time: cheap, for nearly all have none. */
export function hasFollowers(state: Snapshot, task: TaskRecord): boolean {
  const job = state.jobs.get(task.jobId)
  const written = stepOf(job, task)
  if (!job || !written) return false
  let steps = followed.get(job.definition)
  if (!steps) {
    steps = stepsToFollow(job)
    followed.set(job.definition, steps)
  }
  return steps.has(written)
}

/** By definition: the steps that others have to follow in time. */
const followed = new WeakMap<object, ReadonlySet<Step>>()

function stepsToFollow({ definition, uses = {} }: JobRecord): ReadonlySet<Step> {
  const found = new Set<Step>()
  for (const steps of [definition.steps, ...Object.values(uses).map(used => used.steps)].flatMap(stepMapsOf))
    for (const { waits = {} } of Object.values(steps))
      for (const [needed, { atMost }] of Object.entries(waits)) {
        const step = steps[needed]
        if (step && atMost !== undefined) found.add(step)
      }
  return found
}

/** What has to follow a task within a time, and is not in the queue yet. */
export function followersOf(state: Snapshot, task: TaskRecord): Follower[] {
  const job = state.jobs.get(task.jobId)
  return state.tasksOf(task.jobId).flatMap(next => {
    if (!next.needs.includes(task.id)) return []
    const atMost = stepOf(job, next)?.waits?.[idOf(task.step)]?.atMost
    const time = atMost === undefined ? undefined : parseDuration(atMost)
    return time === undefined || next.state !== 'pending' ? [] : [{ task: next, atMost: time }]
  })
}

/** What a task has to follow within a time, the most urgent first; empty where nothing. */
export function followedBy(state: Snapshot, task: TaskRecord): Follower[] {
  const waits = stepOf(state.jobs.get(task.jobId), task)?.waits ?? {}
  const found = task.needs.flatMap(id => {
    const before = state.tasks.get(id)
    const atMost = before && waits[idOf(before.step)]?.atMost
    const time = atMost === undefined ? undefined : parseDuration(atMost)
    return before && time !== undefined ? [{ task: before, atMost: time }] : []
  })
  const latest = ({ task: { endedAt = 0 }, atMost }: Follower): number => endedAt + atMost
  return found.sort((a, b) => latest(a) - latest(b) || (a.task.id < b.task.id ? -1 : 1))
}
