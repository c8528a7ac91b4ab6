import type { Logger } from '@muster/runtime'
import type { Middleware } from './middleware.ts'

/** A line for each job and step that begins or ends: `info` for jobs, `debug` for steps, `warn` for what failed. */
export function logging(logger: Logger): Middleware {
  return {
    isImmediate: true,
    seen(event) {
      const job = event.job.id
      switch (event.kind) {
        case 'job-submitted':
          return logger.info('a job was submitted', { job, name: event.job.name })
        case 'job-begun':
          return logger.info('a job has begun', { job })
        case 'job-ended':
          return logger[event.state === 'failed' ? 'warn' : 'info']('a job has ended', {
            job,
            state: event.state,
          })
        case 'step-begun':
          return logger.debug('a step has begun', { job, step: event.step.step, kind: event.step.kind })
        case 'step-ended': {
          const { step, kind, failure, instrument } = event.step
          const level = event.state === 'failed' ? 'warn' : 'debug'
          return logger[level]('a step has ended', {
            job,
            step,
            kind,
            state: event.state,
            instrument,
            failure,
          })
        }
        case 'try-failed':
          return logger.warn('a call failed', { job, step: event.step.step, failure: event.failure })
      }
    },
  }
}
