import type { JobRecord, PromptRecord, TaskRecord } from '../model/records.ts'
import { JOB_PAUSED, type KnownInstrument } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { asOne, gathering } from './batches.ts'
import { activityStopped, mismatch, obstacleAt, unavailable, withheld } from './feasible.ts'
import { AT_MIDDLEWARE, type Obstacle } from './obstacle.ts'
import type { Pool } from './pool.ts'
import { heldReason } from './held-job.ts'
import { holdsFromCritical } from './preemption-why.ts'
import { isSatisfied } from '../workflow/task-ends.ts'

/** So many instruments are told of one by one where none of those that suit can be had. */
const INSTRUMENTS_TOLD = 20

/** Why a task waits, and where. */
export interface Reason {
  readonly obstacle: Obstacle
  /** The instrument that it is about: it is enough if one of several goes away. Undefined where it has to go whatever else does. */
  readonly at?: KnownInstrument | undefined
}

/** Why a task is not running. Every task that has neither ended nor runs has at least one reason. */
export const whyWaiting = (state: Snapshot, task: TaskRecord): Obstacle[] =>
  reasonsOf(state, task).map(({ obstacle }) => obstacle)

/** As `whyWaiting`, with what each reason is about. Looks at a few of the instruments that suit the task, and at no others. */
export function reasonsOf(state: Snapshot, task: TaskRecord): Reason[] {
  const alone = (obstacle: Obstacle): Reason => ({ obstacle })
  switch (task.state) {
    case 'pending':
      return pendingReasons(state, task).map(alone)
    case 'queued':
      return queuedReasons(state, task)
    case 'dispatched':
      return [alone(dispatchReason(state, task))]
    case 'verifying':
      return [alone(personReason(state, task, 'nobody knows whether the instrument runs it'))]
    case 'running':
      return task.kind ? stepReasons(state, task).map(alone) : []
    default:
      return []
  }
}

const jobPaused: Obstacle = { code: 'job-paused', message: 'its job is paused, until somebody resumes it' }

/** What a step that no instrument does is waiting for. */
function stepReasons(state: Snapshot, task: TaskRecord): Obstacle[] {
  const { kind, node } = task
  const { until, signal, file } = (node?.input ?? {}) as {
    readonly until?: number
    readonly signal?: string
    readonly file?: string
  }
  if (node?.isAsked) return [personReason(state, task, 'a person has to say how to go on')]
  if (kind === 'prompt') return [personReason(state, task, 'a person has to answer')]
  if (kind === 'call') return [{ code: 'waits-for-answer', message: 'what it calls has not answered yet' }]
  if (kind !== 'wait') return []
  if (until !== undefined) {
    const id = new Date(until).toISOString()
    return [{ code: 'waits-for-time', message: `it waits until ${id}`, waitsFor: { kind: 'time', id } }]
  }
  if (signal !== undefined)
    return [{ code: 'waits-for-signal', message: `it waits for the signal "${signal}"` }]
  return [{ code: 'waits-for-file', message: `it waits for the file ${file ?? ''}` }]
}

function pendingReasons(state: Snapshot, task: TaskRecord): Obstacle[] {
  const needed = neededReasons(state, task)
  const job = state.jobs.get(task.jobId)
  const held = job && heldReason(state, job)
  const ofJob = [...(held ? [held] : []), ...(job?.run?.isPaused ? [jobPaused] : [])]
  // What a job waits for as a whole comes first: nothing that its steps need is under way.
  if (ofJob.length > 0) return [...ofJob, ...needed]
  return needed.length > 0 || !job ? needed : [turnReason(job)]
}

/** Nothing that it needs is missing: its job has steps begun in an order. */
function turnReason({ definition: { strategy }, state }: JobRecord): Obstacle {
  if (state === 'undoing') return { code: 'job-undoing', message: 'its job undoes one step after another' }
  const message =
    strategy === 'priority'
      ? 'a step of its job that has a higher priority goes first'
      : 'its job does one step after another'
  return { code: 'job-order', message }
}

function neededReasons(state: Snapshot, task: TaskRecord): Obstacle[] {
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

function queuedReasons(state: Snapshot, task: TaskRecord): Reason[] {
  if (task.heldBy === JOB_PAUSED) return [{ obstacle: jobPaused }]
  if (task.heldBy !== undefined)
    return [{ obstacle: personReason(state, task, 'a person has to say how to go on') }]
  if (task.atMiddleware) return [{ obstacle: AT_MIDDLEWARE }]
  const always = [
    withheld(state, task),
    activityStopped(state, task.activity),
    batchReason(state, task),
    timeReason(state, task),
  ]
  const now = always.flatMap(obstacle => (obstacle ? [{ obstacle }] : []))
  const pool = state.board.placeOf(task.id)?.group.pool
  // What is not in the queue yet has a reason, and which instruments are free then is another matter.
  if (!pool && now.length > 0) return now
  const { able, others } = pool ? someOf(pool) : allOf(state, task)
  const [example] = able
  if (!example) {
    const message = `no instrument that is known has the activity ${task.activity} as it is asked for`
    return [...now, { obstacle: { code: 'no-instrument', message } }]
  }
  const obstacles = able.flatMap((at): Reason[] => {
    const obstacle =
      holdsFromCritical(state, task, at, state.board.now) ??
      unavailable(state, at) ??
      obstacleAt(state, task, at, state.board.now)
    return obstacle ? [{ obstacle, at }] : []
  })
  if (obstacles.length < able.length)
    return now.length > 0
      ? now
      : [ofBatch(state, task, able) ?? { obstacle: together(state, task) ?? ahead(state, task) }]
  if (others === 0) return [...now, ...obstacles]
  const message = `none of the ${others} others that suit can be had either`
  return [...now, ...obstacles, { obstacle: { code: 'others-not-free', message }, at: example }]
}

/** Some of the instruments of a pool, those first that are free; and how many there are besides. */
function someOf({ units, free }: Pool): {
  readonly able: readonly KnownInstrument[]
  readonly others: number
} {
  const able = new Set<KnownInstrument>()
  for (const { unit } of free) {
    if (able.size >= INSTRUMENTS_TOLD) break
    able.add(unit.known)
  }
  for (const { known } of units) {
    if (able.size >= INSTRUMENTS_TOLD) break
    able.add(known)
  }
  return { able: [...able], others: units.size - able.size }
}

/** For a task that stands in no pool: that is so for a moment only. */
const allOf = (state: Snapshot, task: TaskRecord) => ({
  able: [...state.known.values()].filter(instrument => mismatch(task, instrument) === undefined),
  others: 0,
})

function timeReason(state: Snapshot, task: TaskRecord): Obstacle | undefined {
  if (task.notBefore === undefined || state.board.isReleased(task)) return undefined
  const at = new Date(task.notBefore).toISOString()
  const waitsFor = { kind: 'time', id: at } as const
  return task.attempts === 0
    ? { code: 'not-before', message: `it is not to be started before ${at}`, waitsFor }
    : { code: 'retry-later', message: `it is tried again at ${at}`, waitsFor }
}

/** Others that are to be in one run with it have not come yet. */
function batchReason(state: Snapshot, task: TaskRecord): Obstacle | undefined {
  const batch = state.board.placeOf(task.id)?.group.batch
  if (!batch) return undefined
  let size = 0
  for (const group of batch.classes) size += group.size
  return size >= batch.rule.size ? undefined : gathering([...batch.tasks()], batch.rule, state.board.now)
}

/** What keeps a whole batch back where nothing keeps each of its tasks. */
function ofBatch(state: Snapshot, task: TaskRecord, able: readonly KnownInstrument[]): Reason | undefined {
  const batch = state.board.placeOf(task.id)?.group.batch
  if (!batch) return undefined
  const others = [...batch.tasks()].filter(({ id }) => id !== task.id)
  const one = asOne([task, ...others.slice(0, batch.rule.size - 1)])
  for (const at of able) {
    const obstacle = unavailable(state, at) ? undefined : obstacleAt(state, one, at, state.board.now)
    if (obstacle) return { obstacle, at }
  }
  return undefined
}

/** Others that are to be started with it, and can't be yet. */
function together(state: Snapshot, task: TaskRecord): Obstacle | undefined {
  if (task.together === undefined) return undefined
  const others = state
    .tasksOf(task.jobId)
    .filter(({ id, together: name }) => id !== task.id && name === task.together)
    .filter(({ state: stands }) => stands === 'queued' || stands === 'pending')
  const steps = others.map(({ step }) => step).join(', ')
  return {
    code: 'not-together',
    message: `it is started together with ${steps}, and there is no instrument for each of them yet`,
  }
}

/** An instrument is free, and yet the task waits: others go first, or the plan is being made just now. */
function ahead(state: Snapshot, task: TaskRecord): Obstacle {
  const first = state.board.placeOf(task.id)?.group.first?.task
  if (first && first.id !== task.id) {
    return {
      code: 'others-first',
      message: `step ${first.step} of ${first.jobId} goes first`,
      waitsFor: { kind: 'task', id: first.id },
    }
  }
  const other = state.board.keptFor(task.id)
  if (other)
    return {
      code: 'resource-kept',
      message: `what it needs is kept for step ${other.step} of ${other.jobId}, which goes first`,
      waitsFor: { kind: 'task', id: other.id },
    }
  return { code: 'being-planned', message: 'it is being planned' }
}

function dispatchReason(state: Snapshot, task: TaskRecord): Obstacle {
  const attempt = task.attemptId === undefined ? undefined : state.attempts.get(task.attemptId)
  if (!attempt) return { code: 'being-planned', message: 'it is being planned' }
  const waitsFor = { kind: 'agent', id: attempt.agentId } as const
  return {
    code: `attempt-${attempt.state}`,
    message: `its start at ${attempt.instrumentId} is under way: ${attempt.state}`,
    waitsFor,
  }
}

function personReason(state: Snapshot, task: TaskRecord, what: string): Obstacle {
  const prompt = promptFor(state, task)
  if (!prompt) return { code: 'waits-for-person', message: what }
  return {
    code: 'waits-for-person',
    message: `${what}: ${prompt.question}`,
    waitsFor: { kind: 'person', id: prompt.id },
  }
}

/** The open question that a task waits for. */
export function promptFor(state: Snapshot, task: TaskRecord): PromptRecord | undefined {
  const named = task.heldBy === undefined ? undefined : state.prompts.get(task.heldBy)
  if (named) return named
  // Of a run with several tasks one question is asked.
  const ofRun = ({ kind, attemptId }: PromptRecord) => kind === 'verify-start' && attemptId === task.attemptId
  const prompts = [...state.prompts.values()]
  return prompts.find(open => open.taskId === task.id) ?? prompts.find(ofRun)
}
