import { idOf } from '@muster/protocol'
import type { Static } from '@sinclair/typebox'
import type {
  AgentRecord,
  AttemptRecord,
  Hold,
  JobRecord,
  PromptRecord,
  StoredEvent,
  TaskRecord,
} from '../model/records.ts'
import { taskIdsOf } from '../model/attempt-tasks.ts'
import type { KnownInstrument } from '../model/known.ts'
import type { State } from '../model/state.ts'
import { whyWaiting } from '../scheduler/why.ts'
import type { ReusedFrom } from '../workflow/run.ts'
import { orderView } from './queue-schemas.ts'
import { readinessView } from './readiness-schemas.ts'
import type * as schemas from './schemas.ts'
import { startedByView } from './trigger-schemas.ts'
import { given, json, time, times } from './view-parts.ts'

/** Records as the API shows them. */

export function jobView(job: JobRecord): Static<typeof schemas.JobView> {
  return {
    id: job.id,
    name: job.name,
    workflow: { name: job.definition.name, version: job.definition.version ?? 1 },
    state: job.state,
    priority: job.priority,
    labels: { ...job.labels },
    ...(job.cancelRequested ? { cancelRequestedBy: job.cancelRequested.by } : {}),
    ...(job.cancelRequested?.reason === undefined ? {} : { cancelReason: job.cancelRequested.reason }),
    ...(job.run?.isPaused ? { paused: true } : {}),
    ...othersView(job),
    ...(job.inputs ? { inputs: { ...job.inputs } } : {}),
    ...runView(job),
    ...(job.rerunOf ? { rerunOf: { ...job.rerunOf } } : {}),
    submittedBy: job.submittedBy,
    ...(job.startedBy ? { startedBy: startedByView(job.startedBy) } : {}),
    submittedAt: time(job.submittedAt),
    ...times(job, ['deadline', 'startedAt', 'endedAt']),
  }
}

/** What it has to do with other jobs. */
function othersView({
  key,
  run,
  followed,
}: JobRecord): Pick<Static<typeof schemas.JobView>, 'key' | 'held' | 'began'> {
  return {
    ...(key === undefined ? {} : { key }),
    ...(run?.isHeld ? { held: true } : {}),
    ...(followed
      ? { began: followed.map(({ jobId, ...rest }) => ({ ...rest, ...(jobId ? { job: jobId } : {}) })) }
      : {}),
  }
}

/** What its workflow has come to so far. */
function runView({
  run,
}: JobRecord): Pick<Static<typeof schemas.JobView>, 'variables' | 'outputs' | 'failure'> {
  if (!run) return {}
  const { variables = {}, outputs, failure } = run
  return {
    ...(Object.keys(variables).length > 0 ? { variables: { ...variables } } : {}),
    ...(outputs ? { outputs: { ...outputs } } : {}),
    ...(failure ? { failure } : {}),
  }
}

/** @param state for what is not in the store: reasons for waiting, progress, contact. */
export function taskView(task: TaskRecord, state: State): Static<typeof schemas.TaskView> {
  const attempt = task.attemptId === undefined ? undefined : state.attempts.get(task.attemptId)
  const instrument = attempt?.instrumentId ?? task.instrument
  return {
    id: task.id,
    jobId: task.jobId,
    step: task.step,
    kind: task.kind ?? 'activity',
    activity: task.activity,
    ...(instrument === undefined ? {} : { instrument }),
    parameters: json(task.parametersJson),
    after: task.needs.map(id => idOf(state.tasks.get(id)?.step ?? id.slice(task.jobId.length + 1))),
    state: task.state,
    attempts: task.attempts,
    ...needsView(task),
    waiting: whyWaiting(state, task).map(reason => ({ ...reason })),
    ...orderView(task),
    ...underWayView(task, attempt, state),
    ...(task.cancelRequested ? { cancelRequestedBy: task.cancelRequested.by } : {}),
    ...(task.waived ? { waived: { ...task.waived } } : {}),
    ...(task.node?.reusedFrom ? { reusedFrom: reusedView(task.node.reusedFrom) } : {}),
    ...displacedView(task),
    ...(attempt?.members
      ? { batch: { attempt: attempt.id, with: taskIdsOf(attempt).filter(id => id !== task.id) } }
      : {}),
    ...times(task, ['queuedAt', 'startedAt', 'endedAt']),
    ...(task.resultJson === undefined ? {} : { result: json(task.resultJson) }),
    ...(task.failure ? { failure: task.failure } : {}),
  }
}

/** How far its run has come, and whether its agent is in contact. */
function underWayView(
  task: TaskRecord,
  attempt: AttemptRecord | undefined,
  state: State,
): Pick<Static<typeof schemas.TaskView>, 'progress' | 'contactLostSince'> {
  if (!attempt || (task.state !== 'running' && task.state !== 'verifying')) return {}
  const live = state.live.get(attempt.agentId)
  const run = live?.runs.get(attempt.id)
  return {
    ...(run ? { progress: { values: run.values, ...given(run, ['percent', 'phase', 'remainingMs']) } } : {}),
    ...(live?.contactLostSince === undefined ? {} : { contactLostSince: time(live.contactLostSince) }),
  }
}

const reusedView = ({ job, path: step, attempt }: ReusedFrom) => ({ job, step, attempt })

function displacedView({ displaced }: TaskRecord): Pick<Static<typeof schemas.TaskView>, 'displacedBy'> {
  const last = displaced?.last.at(-1)
  if (!displaced || !last) return {}
  const { by, byJob, instrument, kind, at } = last
  return { displacedBy: { task: by, job: byJob, instrument, kind, at: time(at), times: displaced.times } }
}

export function attemptView(attempt: AttemptRecord): Static<typeof schemas.AttemptView> {
  return {
    id: attempt.id,
    tasks: taskIdsOf(attempt),
    number: attempt.number,
    instrument: attempt.instrumentId,
    agent: attempt.agentId,
    fence: attempt.fence,
    state: attempt.state,
    offeredAt: time(attempt.offeredAt),
    ...given(attempt, ['variant']),
    ...(attempt.holds ? { holds: attempt.holds.map(holdView) } : {}),
    ...times(attempt, ['startedAt', 'endedAt']),
    ...given(attempt, ['runReference', 'failure', 'note', 'settledBy', 'resumesFrom']),
    ...(attempt.checkpoint
      ? { checkpoint: { at: time(attempt.checkpoint.at), value: json(attempt.checkpoint.json) } }
      : {}),
    ...(attempt.resultJson === undefined ? {} : { result: json(attempt.resultJson) }),
  }
}

/** What is in it, and in which lesser way it is done. */
const needsView = ({ samples, variant }: TaskRecord) => ({
  ...(samples ? { samples: [...samples] } : {}),
  ...(variant === undefined ? {} : { variant }),
})

const holdView = ({ resource, amount, names }: Hold) => ({
  resource,
  amount,
  ...(names ? { names: [...names] } : {}),
})

export function agentView(agent: AgentRecord, state: State): Static<typeof schemas.AgentView> {
  const live = state.live.get(agent.id)
  return {
    id: agent.id,
    online: live?.online === true && live.contactLostSince === undefined,
    synced: live?.synced ?? false,
    ...(live?.contactLostSince === undefined ? {} : { contactLostSince: time(live.contactLostSince) }),
    instruments: agent.instruments.map(({ id }) => id),
    roles: [...agent.roles],
    labels: { ...agent.labels },
    maxConcurrentTasks: agent.maxConcurrentTasks,
    running: state.openAttemptsByAgent.get(agent.id)?.size ?? 0,
    executed: agent.executed,
    succeeded: agent.succeeded,
    failed: agent.failed,
    ...(agent.executed === 0 ? {} : { meanDurationMs: agent.durationMs / agent.executed }),
    outboxDepth: live?.outboxDepth ?? 0,
    ...(live && live.heartbeatSequence > 0
      ? { clockSkewMs: Math.round(live.skewMs), lateMs: Math.round(live.lateMs) }
      : {}),
    ...(live?.load ? { load: live.load } : {}),
  }
}

export function instrumentView(known: KnownInstrument, state: State): Static<typeof schemas.InstrumentView> {
  const { description, agentId, labels } = known
  const record = state.instruments.get(description.id)
  const status = state.live.get(agentId)?.instruments.get(description.id)
  const attempt = state.openAttemptByInstrument.get(description.id)
  return {
    id: description.id,
    agent: agentId,
    kind: description.kind,
    ...given(description, ['model', 'serial', 'location']),
    driver: description.driver,
    labels: { ...labels },
    link: status?.link ?? 'unknown',
    readiness: status?.readiness ?? 'unknown',
    ...(record?.readiness ? { readinessDetail: readinessView(record.readiness) } : {}),
    ...(status ? given(status, ['message', 'foreignRun']) : {}),
    failedChecks: status?.failedChecks ?? 0,
    ...(record?.hold ? { heldBecause: record.hold.reason } : {}),
    ...(attempt === undefined ? {} : { attempt }),
    activities: description.activities.map(activity => ({
      name: activity.name,
      version: activity.version,
      title: activity.title,
      repeatability: activity.repeatability,
      ...given(activity, ['expectedDurationMs']),
      ...measuredDuration(state, description.id, activity.name),
      phases: [...activity.phases],
      parameters: json(activity.parametersSchemaJson),
    })),
  }
}

function measuredDuration(
  { durations }: State,
  instrumentId: string,
  activity: string,
): Pick<Static<typeof schemas.InstrumentView>['activities'][number], 'measuredDuration'> {
  const measured = durations.at(instrumentId, activity)
  if (!measured) return {}
  const { low, expected, high, runs } = measured
  return { measuredDuration: { lowMs: low, expectedMs: expected, highMs: high, runs } }
}

export function promptView(prompt: PromptRecord): Static<typeof schemas.PromptView> {
  return {
    id: prompt.id,
    kind: prompt.kind,
    question: prompt.question,
    known: prompt.known,
    answers: prompt.answers.map(answer => ({ ...answer })),
    ...(prompt.fields ? { fields: { ...prompt.fields } } : {}),
    ...(prompt.optional ? { optional: [...prompt.optional] } : {}),
    state: prompt.state,
    raisedAt: time(prompt.raisedAt),
    ...times(prompt, ['endedAt']),
    ...given(prompt, ['jobId', 'taskId', 'attemptId', 'agentId', 'answer']),
  }
}

export function eventView(event: StoredEvent): Static<typeof schemas.AuditPage>['events'][number] {
  const { number, actor, kind, subject, details, hash, previousHash } = event
  return {
    number,
    at: time(event.at),
    actor,
    kind,
    subject,
    ...given(event, ['jobId']),
    details,
    hash,
    previousHash,
  }
}
