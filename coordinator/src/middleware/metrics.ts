import { Counter, Histogram, Registry } from 'prom-client'
import { secondsBetween, SPANS } from '../measures/spans.ts'
import type { Middleware } from './middleware.ts'

const JOB_ENDS = ['succeeded', 'failed', 'cancelled'] as const

/** Counts jobs and steps. @returns it, and what it counts in: a part of what Prometheus is told */
export function metrics(): { readonly middleware: Middleware; readonly registry: Registry } {
  const registry = new Registry()
  const registers = [registry]
  const submitted = new Counter({
    name: 'muster_jobs_submitted_total',
    help: 'Jobs that were submitted.',
    registers,
  })
  const jobs = new Counter({
    name: 'muster_jobs_ended_total',
    help: 'Jobs that ended, by the state they ended in.',
    labelNames: ['state'],
    registers,
  })
  for (const state of JOB_ENDS) jobs.inc({ state }, 0)
  const startWait = new Histogram({
    name: 'muster_job_start_wait_seconds',
    help: 'Time from the submission of a job to the first start at an instrument.',
    buckets: SPANS,
    registers,
  })
  const tasks = new Counter({
    name: 'muster_tasks_ended_total',
    help: 'Tasks that ended, by the state they ended in.',
    labelNames: ['state', 'activity'],
    registers,
  })
  const middleware: Middleware = {
    isImmediate: true,
    seen(event) {
      const { startedAt, submittedAt } = event.job
      if (event.kind === 'job-submitted') submitted.inc()
      else if (event.kind === 'job-ended') jobs.inc({ state: event.state })
      else if (event.kind === 'job-begun' && startedAt !== undefined && submittedAt !== undefined)
        startWait.observe(secondsBetween(submittedAt, startedAt))
      else if (event.kind === 'step-ended') tasks.inc({ state: event.state, activity: event.step.activity })
    },
  }
  return { middleware, registry }
}
