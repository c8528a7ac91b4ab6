import { isAttemptEnd } from '@muster/protocol'
import type { Tracer } from '@muster/runtime'
import type { Observer } from './observers.ts'
import type { AttemptRecord, TaskRecord } from './model/records.ts'
import type { State } from './model/state.ts'

/**
 * Makes spans of what has been committed: how long each task waited and each attempt took, below the span of the job's
 * submission. Made when they are over, from what is stored, so that a restart in between loses none.
 */
export function traceObserver(tracer: Tracer, state: () => State | undefined): Observer {
  const parentOf = (jobId: string) => state()?.jobs.get(jobId)?.trace
  return {
    committed({ rows, events }) {
      if (!tracer.enabled) return
      const kinds = new Set(events.map(({ kind, subject }) => `${kind} ${subject}`))
      for (const attempt of rows.attempts) {
        if (isAttemptEnd(attempt.state) && kinds.has(`attempt.${attempt.state} ${attempt.id}`))
          traceAttempt(tracer, attempt, parentOf(attempt.jobId))
      }
      for (const task of rows.tasks) {
        if (kinds.has(`task.running ${task.id}`)) traceWait(tracer, task, parentOf(task.jobId))
      }
    },
    live() {},
    restarted() {},
  }
}

function traceAttempt(tracer: Tracer, attempt: AttemptRecord, parent: string | undefined): void {
  const span = tracer.span('attempt', {
    ...(parent === undefined ? {} : { parent }),
    startedAt: attempt.offeredAt,
    attributes: {
      'muster.attempt': attempt.id,
      'muster.task': attempt.taskId,
      'muster.activity': attempt.activity,
      'muster.instrument': attempt.instrumentId,
      'muster.agent': attempt.agentId,
      'muster.end': attempt.state,
    },
  })
  if (attempt.state === 'failed') span.fail(attempt.failure?.message ?? 'failed')
  span.end(attempt.endedAt)
}

function traceWait(tracer: Tracer, task: TaskRecord, parent: string | undefined): void {
  if (task.queuedAt === undefined) return
  const span = tracer.span('wait', {
    ...(parent === undefined ? {} : { parent }),
    startedAt: task.queuedAt,
    attributes: { 'muster.task': task.id, 'muster.activity': task.activity },
  })
  span.end(task.startedAt)
}
