import { followersOf, topologicalOrder } from '@muster/protocol'
import type { WorkflowDefinition } from '@muster/protocol'
import type { JobRecord, TaskRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { estimate, type Work } from './estimate.ts'

/** Milliseconds that a task is expected to take, on an instrument or wherever it is done. */
export function expectedOf(state: Snapshot, work: Work, instrumentId?: string): number {
  return estimate(state, work, instrumentId).expected
}

const longest = new WeakMap<WorkflowDefinition, Map<string, number>>()

/** Milliseconds that a task and the longest chain of steps after it are expected to take. */
export function aheadOf(state: Snapshot, task: TaskRecord, { definition }: JobRecord): number {
  let known = longest.get(definition)
  if (!known) {
    known = chains(definition, activity => expectedOf(state, { activity }))
    longest.set(definition, known)
  }
  return known.get(task.step) ?? expectedOf(state, task)
}

/** For each step how long it and the longest chain after it take. */
function chains(definition: WorkflowDefinition, expected: (activity: string) => number): Map<string, number> {
  const followers = followersOf(definition)
  const known = new Map<string, number>()
  // Nobody knows how long people, waits and calls take.
  const lengthOf = (activity: string | undefined) => (activity === undefined ? 0 : expected(activity))
  for (const id of topologicalOrder(definition).reverse()) {
    const after = (followers.get(id) ?? []).map(follower => known.get(follower) ?? 0)
    known.set(id, lengthOf(definition.steps[id]?.activity) + Math.max(0, ...after))
  }
  return known
}
