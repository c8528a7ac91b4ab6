import { hasLabels, type InstrumentStatus } from '@muster/protocol'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { AgentLive } from '../model/live.ts'
import type { InstrumentRecord, TaskRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Timestamp } from '@muster/runtime'
import { closedFor } from './calendars/closed.ts'
import { breakerId, type BreakerOf } from '../supervisor/breaker.ts'
import { type PauseOf, pauseOf, titleOfScope } from './pauses.ts'
import type { Obstacle } from './obstacle.ts'
import { shortage } from './resources/shortage.ts'

/** Why this instrument can't do this task, whatever else is going on. Undefined where it can. */
export function mismatch(task: TaskRecord, instrument: KnownInstrument): Obstacle | undefined {
  return mismatchInKind(task, instrument) ?? mismatchInParameters(task, instrument)
}

/** As `mismatch`, whatever the parameters are. */
export function mismatchInKind(task: TaskRecord, instrument: KnownInstrument): Obstacle | undefined {
  const { id } = instrument.description
  if (task.instrument !== undefined && task.instrument !== id) {
    return { code: 'other-instrument', message: `the task asks for ${task.instrument}` }
  }
  if (!instrument.activities.has(task.activity))
    return { code: 'no-capability', message: `${id} does not have the activity ${task.activity}` }
  if (task.avoids?.includes(id) === true)
    return { code: 'same-instrument', message: `the task is to be done elsewhere than on ${id}` }
  if (task.role !== undefined && !instrument.roles.includes(task.role))
    return { code: 'role', message: `the agent of ${id} does not have the role ${task.role}` }
  // After a restore of the store, nobody else could tell who was in a run.
  if (task.batch && instrument.keepsBatches !== true)
    return { code: 'no-batches', message: `the agent of ${id} is too old for batches` }
  if (!hasLabels(instrument.labels, task.requires)) {
    return { code: 'labels', message: `${id} does not have the labels that the task requires` }
  }
  return undefined
}

function mismatchInParameters(task: TaskRecord, instrument: KnownInstrument): Obstacle | undefined {
  const { id } = instrument.description
  const parameters = instrument.activities.get(task.activity)?.parse(JSON.parse(task.parametersJson))
  if (parameters && !parameters.ok) {
    const faults = parameters.faults.map(fault => `${fault.field} ${fault.message}`)
    return { code: 'parameters', message: `${id} does not take these parameters: ${faults.join('; ')}` }
  }
  return undefined
}

/**
 * Why this instrument can't take any task now. Undefined where it can.
 * @param without the id of an attempt that is thought away
 * @param task for which it is asked: those that are started with it are one trial of a breaker
 */
export function unavailable(
  state: Snapshot,
  instrument: KnownInstrument,
  without?: string,
  task?: TaskRecord,
): Obstacle | undefined {
  const { id } = instrument.description
  const { agentId } = instrument
  const agent = state.agents.get(agentId)
  const live = state.live.get(agentId)
  const byAgent = { kind: 'agent', id: agentId } as const
  if (!agent || !live?.online || live.contactLostSince !== undefined) {
    return {
      code: 'agent-offline',
      message: `the agent ${agentId} of ${id} is not in contact`,
      waitsFor: byAgent,
    }
  }
  if (!live.synced) {
    return {
      code: 'agent-syncing',
      message: `the agent ${agentId} of ${id} is being synchronised`,
      waitsFor: byAgent,
    }
  }
  if (live.lateMs >= state.limits.lateAfter) {
    return { code: 'agent-stuck', message: `the agent ${agentId} of ${id} runs late`, waitsFor: byAgent }
  }
  const record = state.instruments.get(id)
  if (!record || record.agentId !== agentId || record.journalId !== agent.journalId) {
    return {
      code: 'instrument-unassigned',
      message: `${id} is not yet assigned to ${agentId}`,
      waitsFor: byAgent,
    }
  }
  if (record.hold) {
    return {
      code: 'instrument-held',
      message: `${id} waits for a person: ${record.hold.reason}`,
      waitsFor: { kind: 'person', id: record.hold.promptId },
    }
  }
  return (
    paused(state, 'instrument', id) ??
    paused(state, 'agent', agentId) ??
    busy(state, instrument, without) ??
    notReady(state, live.instruments.get(id), record) ??
    broken(state, 'instrument', id, [], task) ??
    broken(state, 'agent', agentId, state.openAttemptsByAgent.get(agentId) ?? [], task) ??
    heldUp(live, agentId) ??
    agentFull(state, agentId, agent.maxConcurrentTasks + (without === undefined ? 0 : 1))
  )
}

function busy(state: Snapshot, instrument: KnownInstrument, without?: string): Obstacle | undefined {
  const { id } = instrument.description
  const attemptId = state.openAttemptByInstrument.get(id)
  if (attemptId === undefined || attemptId === without) return undefined
  const attempt = state.attempts.get(attemptId)
  const [task] = attempt === undefined ? [] : tasksOfAttempt(state, attempt)
  const others = attempt?.members ? ` and ${attempt.members.length} more` : ''
  const holder = task ? `step ${task.step} of ${task.jobId}${others}` : attemptId
  const waitsFor = { kind: 'task', id: task?.id ?? attempt?.taskId ?? attemptId } as const
  return { code: 'instrument-busy', message: `${id} is held by ${holder}`, waitsFor }
}

/** Why a person wants nothing to begin there. */
function paused(state: Snapshot, of: PauseOf, name = ''): Obstacle | undefined {
  const pause = pauseOf(state, of, name)
  if (!pause) return undefined
  const until = pause.until === undefined ? '' : ` until ${new Date(pause.until).toISOString()}`
  return {
    code: `${of}-paused`,
    message: `${titleOfScope({ of, name })} was paused by ${pause.by}${until}: ${pause.reason}`,
    waitsFor: { kind: 'person', id: pause.by },
  }
}

/** Why a circuit breaker lets nothing through now. @param open ids of attempts that are under way there: a trial is made alone */
function broken(
  state: Snapshot,
  of: BreakerOf,
  name: string,
  open: Iterable<string>,
  task?: TaskRecord,
): Obstacle | undefined {
  const breaker = state.breakers.get(breakerId(of, name))
  if (!breaker || breaker.state === 'closed') return undefined
  const waitsFor = { kind: 'breaker', id: breaker.id } as const
  if (breaker.state === 'half-open') {
    // What was begun before the trials is none of them, and steps that are started together are one.
    const isTrial = (id: string) =>
      (state.attempts.get(id)?.offeredAt ?? 0) >= breaker.changedAt && !isOfferedWith(state, task, id)
    if (![...open].some(isTrial)) return undefined
    return {
      code: 'breaker-trial',
      message: `the breaker ${breaker.id} lets one trial through at a time`,
      waitsFor,
    }
  }
  const until =
    breaker.retryAt === undefined
      ? 'until a person resets it'
      : `until ${new Date(breaker.retryAt).toISOString()}`
  return {
    code: 'breaker-open',
    message: `the breaker ${breaker.id} is open ${until}: ${breaker.reason}`,
    waitsFor,
  }
}

/** Whether an attempt was just made of a step that a task is to be started together with. */
function isOfferedWith(state: Snapshot, task: TaskRecord | undefined, attemptId: string): boolean {
  if (task?.together === undefined) return false
  const attempt = state.attempts.get(attemptId)
  const other = attempt?.state === 'offered' ? state.tasks.get(attempt.taskId) : undefined
  return other?.jobId === task.jobId && other.together === task.together
}

/** What it can't write down it does not take, and no more than it may in a time. */
function heldUp(
  { storageFault, tokens }: Pick<AgentLive, 'storageFault' | 'tokens'>,
  agentId: string,
): Obstacle | undefined {
  if (storageFault === undefined) return tooFast(tokens, agentId)
  return {
    code: 'agent-disk',
    message: `the agent ${agentId} can't write its disk: ${storageFault}`,
    waitsFor: { kind: 'agent', id: agentId },
  }
}

function tooFast(tokens: number | undefined, agentId: string): Obstacle | undefined {
  if (tokens === undefined || tokens >= 1) return undefined
  return {
    code: 'rate-limited',
    message: `the agent ${agentId} has had as many offers as it may in a minute`,
    waitsFor: { kind: 'agent', id: agentId },
  }
}

/** Why nothing of this activity may be offered now, wherever it is done. Undefined where it may. @param task as of `unavailable` */
export function activityStopped(state: Snapshot, activity: string, task?: TaskRecord): Obstacle | undefined {
  const pause = paused(state, 'queue') ?? paused(state, 'activity', activity)
  if (pause) return pause
  if (!state.breakers.has(breakerId('activity', activity))) return undefined
  const open = [...state.openAttemptByInstrument.values()]
  return broken(
    state,
    'activity',
    activity,
    open.filter(id => state.attempts.get(id)?.activity === activity),
    task,
  )
}

function notReady(
  state: Snapshot,
  status: InstrumentStatus | undefined,
  { id, readiness }: InstrumentRecord,
): Obstacle | undefined {
  const waitsFor = { kind: 'instrument', id } as const
  if (!status) return { code: 'instrument-unreported', message: `nothing is heard of ${id} yet`, waitsFor }
  // The link of what was borrowed is down because it was.
  if (status.readiness === 'borrowed') return unready(id, 'borrowed', status.readinessDetail)
  if (status.link !== 'connected') {
    const why = status.message === undefined ? '' : `: ${status.message}`
    return { code: 'instrument-unreachable', message: `the agent does not reach ${id}${why}`, waitsFor }
  }
  if (status.readiness !== 'ready') return unready(id, status.readiness, status.readinessDetail)
  const order = readiness?.order
  if (order && order.readiness !== 'ready' && order.readiness !== 'return')
    return unready(id, `it is to be ${order.readiness}`, order)
  if (status.failedChecks >= state.limits.unhealthyChecks) {
    const why = status.message === undefined ? '' : `: ${status.message}`
    return {
      code: 'instrument-unhealthy',
      message: `${id} failed ${status.failedChecks} health checks${why}`,
      waitsFor,
    }
  }
  if (status.foreignRun !== undefined) {
    const message = `${id} runs what nobody asked for here: ${status.foreignRun}`
    return { code: 'foreign-run', message, waitsFor }
  }
  return undefined
}

function unready(
  id: string,
  what: string,
  said: { readonly by?: string | undefined; readonly reason?: string | undefined } = {},
): Obstacle {
  const by = said.by === undefined ? '' : ` by ${said.by}`
  const why = said.reason === undefined ? '' : `: ${said.reason}`
  return {
    code: 'instrument-not-ready',
    message: `${id} is not ready: ${what}${by}${why}`,
    waitsFor: { kind: 'instrument', id },
  }
}

function agentFull(state: Snapshot, agentId: string, limit: number): Obstacle | undefined {
  const open = state.openAttemptsByAgent.get(agentId)?.size ?? 0
  if (open < limit) return undefined
  return {
    code: 'agent-full',
    message: `the agent ${agentId} has ${open} tasks and takes no more than ${limit} at a time`,
    waitsFor: { kind: 'agent', id: agentId },
  }
}

/** Why this task may be offered to nobody now, whatever instruments there are. Undefined where it may. */
export function withheld(state: Snapshot, task: TaskRecord): Obstacle | undefined {
  const { recovering } = state
  if (!recovering || task.sequence > recovering.lastSequence) return undefined
  const agents = [...recovering.waitingFor].join(', ')
  return {
    code: 'store-restored',
    message: `the store was put back from a backup, and these agents have not yet told what they ran: ${agents}`,
  }
}

/** Something was displaced there for critical work, which is to have it. */
function keptForCritical(
  state: Snapshot,
  task: TaskRecord,
  { description: { id } }: KnownInstrument,
  now: Timestamp,
): Obstacle | undefined {
  const kept = state.urgent.keptFrom(task, id, now)
  if (!kept) return undefined
  const by = state.tasks.get(kept.by)
  const at = new Date(kept.until).toISOString()
  return {
    code: 'instrument-kept',
    message: `${id} is kept until ${at} for ${by ? `step ${by.step} of ${by.jobId}` : kept.by}, which is critical`,
    waitsFor: { kind: 'time', id: at },
  }
}

/**
 * Why this task can't go to this instrument now, though the instrument is free and suits it: the hour, what the instrument is kept
 * for, what else the task needs.
 * @param now wall time
 */
export function obstacleAt(
  state: Snapshot,
  task: TaskRecord,
  instrument: KnownInstrument,
  now: Timestamp,
): (Obstacle & { readonly resources?: readonly string[] }) | undefined {
  return (
    closedFor(state, task.activity, task.parametersJson, instrument, now) ??
    keptForCritical(state, task, instrument, now) ??
    state.board.reservations.obstacle(task, instrument, now) ??
    shortage(state, task, instrument, now)
  )
}

/**
 * Why this task can't go to this instrument now: the one answer for planner and committer.
 * @param now wall time
 * @param without the id of an attempt that is thought away, with all that it holds
 */
export function infeasible(
  state: Snapshot,
  task: TaskRecord,
  instrument: KnownInstrument,
  now: Timestamp,
  without?: string,
): Obstacle | undefined {
  return (
    withheld(state, task) ??
    activityStopped(state, task.activity, task) ??
    mismatch(task, instrument) ??
    unavailable(state, instrument, without, task) ??
    state.resources.without(without, () => obstacleAt(state, task, instrument, now))
  )
}
