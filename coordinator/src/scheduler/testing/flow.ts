import { parseSubmission } from '@muster/protocol'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import { submitJob } from '../../work/jobs.ts'
import type { Floor } from './floor.ts'

/** Submits a workflow of these steps, as the coordinator does. @returns its tasks by step */
export function submitFlow(
  floor: Floor,
  steps: Readonly<Record<string, unknown>>,
  { by = 'ada', ...more }: { readonly by?: string } & Readonly<Record<string, unknown>> = {},
): { readonly job: JobRecord; task(step: string): TaskRecord } {
  const parsed = parseSubmission({ workflow: { muster: 1, name: 'flow', version: 1, steps }, ...more })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  let job: JobRecord | undefined
  floor.decide(draft => {
    job = submitJob(draft, parsed.value, by)
  })
  if (!job) throw new Error('nothing was submitted')
  const { id } = job
  return {
    job,
    task(step) {
      const task = floor.state.tasks.get(`${id}-${step}`)
      if (!task) throw new Error(`there is no step ${step} of ${id}`)
      return task
    },
  }
}
