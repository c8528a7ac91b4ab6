import type { TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { activityStopped, mismatch, type Obstacle, unavailable, withheld } from './feasible.ts'
import { isSatisfied } from '../workflow/engine.ts'

/** Why a task is not running. Every task that has neither ended nor runs has at least one reason. */
export function whyWaiting(state: State, task: TaskRecord): Obstacle[] {
  switch (task.state) {
    case 'pending':
      return pendingReasons(state, task)
    case 'queued':
      return queuedReasons(state, task)
    case 'dispatched':
      return [dispatchReason(state, task)]
    case 'verifying':
      return [personReason(state, task, 'nobody knows whether the instrument runs it')]
    default:
      return []
  }
}

function pendingReasons(state: State, task: TaskRecord): Obstacle[] {
  return task.needs.flatMap(id => {
    const needed = state.tasks.get(id)
    if (!needed || isSatisfied(needed)) return []
    return [
      {
        code: 'needs-step',
        message: `step ${needed.step} has to succeed first; it is ${needed.state}`,
        waitsFor: { kind: 'task', id } as const,
      },
    ]
  })
}

function queuedReasons(state: State, task: TaskRecord): Obstacle[] {
  if (task.heldBy !== undefined) return [personReason(state, task, 'a person has to say how to go on')]
  const now: Obstacle[] = [withheld(state, task), activityStopped(state, task.activity)].filter(
    obstacle => obstacle !== undefined,
  )
  if (task.notBefore !== undefined && !state.board.isReleased(task)) {
    const at = new Date(task.notBefore).toISOString()
    now.push({
      code: 'retry-later',
      message: `it is tried again at ${at}`,
      waitsFor: { kind: 'time', id: at },
    })
  }
  const able = [...state.known.values()].filter(instrument => mismatch(task, instrument) === undefined)
  if (able.length === 0) {
    return [
      ...now,
      {
        code: 'no-instrument',
        message: `no instrument that is known has the activity ${task.activity} as it is asked for`,
      },
    ]
  }
  const obstacles = able.flatMap(instrument => unavailable(state, instrument) ?? [])
  if (obstacles.length < able.length) return now.length > 0 ? now : [ahead(state, task)]
  return [...now, ...obstacles]
}

/** An instrument is free, and yet the task waits: others go first, or the plan is being made just now. */
function ahead(state: State, task: TaskRecord): Obstacle {
  const first = state.board.placeOf(task.id)?.group.first?.task
  if (first && first.id !== task.id) {
    return {
      code: 'others-first',
      message: `step ${first.step} of ${first.jobId} goes first`,
      waitsFor: { kind: 'task', id: first.id },
    }
  }
  return { code: 'being-planned', message: 'it is being planned' }
}

function dispatchReason(state: State, task: TaskRecord): Obstacle {
  const attempt = task.attemptId === undefined ? undefined : state.attempts.get(task.attemptId)
  if (!attempt) return { code: 'being-planned', message: 'it is being planned' }
  const waitsFor = { kind: 'agent', id: attempt.agentId } as const
  return {
    code: `attempt-${attempt.state}`,
    message: `its start at ${attempt.instrumentId} is under way: ${attempt.state}`,
    waitsFor,
  }
}

function personReason(state: State, task: TaskRecord, what: string): Obstacle {
  const prompt = [...state.prompts.values()].find(open => open.taskId === task.id)
  if (!prompt) return { code: 'waits-for-person', message: what }
  return {
    code: 'waits-for-person',
    message: `${what}: ${prompt.question}`,
    waitsFor: { kind: 'person', id: prompt.id },
  }
}
