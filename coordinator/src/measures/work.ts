import { ATTEMPT_ENDS, ATTEMPT_STATES, isAttemptEnd } from '@muster/protocol'
import { taskIdsOf } from '../model/attempt-tasks.ts'
import { type AttemptRecord, type AuditEvent, TASK_STATES } from '../model/records.ts'
import type { Observer } from '../observers.ts'
import type { Change } from '../store/store.ts'
import type { Meter } from './meter.ts'
import { secondsBetween } from './spans.ts'
import { byId, wordOf } from './rows.ts'
import { sums, zeros } from './samples.ts'

/** Tasks and attempts. How jobs and tasks end is counted by the middleware `metrics`. */
export function measureWork(meter: Meter): Partial<Observer> {
  gaugeOpenWork(meter)
  const parts = [measureTasks(meter), measureAttempts(meter)]
  return {
    committed: change => {
      for (const measure of parts) measure(change)
    },
  }
}

type Measure = (change: Change) => void

function measureTasks(meter: Meter): Measure {
  const wait = meter.histogram(
    'muster_task_wait_seconds',
    'Time from when a task was queued, the last time, to its start at an instrument.',
    ['activity'],
  )
  return ({ events, rows }) => {
    const tasks = byId(rows.tasks)
    const attempts = byId(rows.attempts)
    for (const event of events) {
      const attempt = startedBy(event, attempts.get(event.subject))
      for (const id of attempt ? taskIdsOf(attempt) : []) {
        const started = tasks.get(id)
        // A task that was queued again in this very decision no longer says when it was queued before.
        if (started?.queuedAt === undefined || started.state === 'queued') continue
        wait.observe({ activity: started.activity }, secondsBetween(started.queuedAt, event.at))
      }
    }
  }
}

/** The attempt where this event tells of its start: it runs again after a pause or a doubt, which is none. */
function startedBy(event: AuditEvent, attempt: AttemptRecord | undefined): AttemptRecord | undefined {
  return event.kind === 'attempt.running' && attempt?.startedAt === event.at ? attempt : undefined
}

function measureAttempts(meter: Meter): Measure {
  const ended = meter.counter('muster_attempts_ended_total', 'Attempts that ended, by how.', [
    'end',
    'activity',
    'instrument',
  ])
  const run = meter.histogram(
    'muster_attempt_run_seconds',
    'Time from the start of an attempt at its instrument to its end, however it ended.',
    ['activity', 'instrument'],
  )
  return ({ events, rows }) => {
    const attempts = byId(rows.attempts)
    for (const event of events) {
      const end = wordOf(event, 'attempt', ATTEMPT_ENDS)
      const attempt = end && attempts.get(event.subject)
      if (!attempt) continue
      const { activity, instrumentId: instrument, startedAt, endedAt } = attempt
      ended.inc({ end, activity, instrument })
      if (startedAt === undefined || endedAt === undefined) continue
      run.observe({ activity, instrument }, secondsBetween(startedAt, endedAt))
    }
  }
}

function gaugeOpenWork(meter: Meter): void {
  meter.gauge(
    'muster_tasks',
    'Tasks of the jobs that have not ended, by state.',
    ['state'],
    function* ({ state }) {
      yield* sums([...zeros('state', TASK_STATES), ...[...state.tasks.values()].map(one)])
    },
  )
  meter.value(
    'muster_tasks_held',
    'Tasks that wait for the answer of a person.',
    ({ state }) => [...state.tasks.values()].filter(task => task.heldBy !== undefined).length,
  )
  const openStates = ATTEMPT_STATES.filter(state => !isAttemptEnd(state))
  meter.gauge('muster_attempts_open', 'Attempts that have not ended, by state.', ['state'], ({ state }) => {
    const open = [...state.attempts.values()].filter(attempt => !isAttemptEnd(attempt.state))
    return sums([...zeros('state', openStates), ...open.map(one)])
  })
}

const one = ({ state }: { readonly state: string }) => [{ state }, 1] as const
