import type { WorkflowDefinition } from '@muster/protocol'
import type { JobRecord, TaskRecord } from '../model/records.ts'

/** More tasks than a job may have; a power of two, so that nothing is lost in adding. */
const STEPS = 2 ** 20

const places = new WeakMap<WorkflowDefinition, ReadonlyMap<string, number>>()

/** First come, first served, and within a job in the order of its steps: the lower goes first. Differs between any two tasks. */
export function tieOf(task: TaskRecord, job: JobRecord | undefined): number {
  if (!job) return task.sequence
  let known = places.get(job.definition)
  if (!known) {
    known = new Map(Object.keys(job.definition.steps).map((step, index) => [step, index]))
    places.set(job.definition, known)
  }
  return task.sequence + (task.place ?? known.get(task.step) ?? 0) / STEPS
}
