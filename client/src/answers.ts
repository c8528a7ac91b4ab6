import { compileSchema, type JsonSchema, type Parsed } from '@muster/runtime'
import type {
  AgentView,
  InstrumentView,
  JobDetail,
  JobPage,
  JobView,
  PromptView,
  Stats,
  TaskDetail,
  TaskView,
  ListPage,
} from './api-types.ts'
import type { ResultFileView } from './file-types.ts'
import type { PlanView, WhyView } from './forecast-types.ts'
import type { MaintenanceView } from './maintenance-types.ts'
import type { PauseView, QueuePage } from './queue-types.ts'
import type { ResourceView, SampleView } from './resource-types.ts'
import type {
  BreakerView,
  ChannelView,
  DeadLetterView,
  EscalationView,
  ReconcileView,
} from './supervision-types.ts'

/**
 * Answers are checked once, where they come in, for what this package relies on. Fields and words that a newer
 * coordinator adds pass; what a proxy or another program answers does not.
 */

const text = { type: 'string' } as const
const number = { type: 'number' } as const
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })
const map = (values: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: values })
const object = (properties: Readonly<Record<string, JsonSchema>>, optional: typeof properties = {}) => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
})

const failure = object({ code: text, message: text })
const progress = object({}, { percent: number, phase: text, remainingMs: number })
const taskProperties = {
  id: text,
  step: text,
  activity: text,
  state: text,
  attempts: number,
  waiting: list(object({ code: text, message: text })),
}
const taskOptional = { instrument: text, progress, contactLostSince: text, failure, endedAt: text }
const task = object(taskProperties, taskOptional)
const order = object({ by: text, at: text, place: text })
const jobProperties = { id: text, name: text, state: text, priority: number, submittedAt: text }
const jobOptional = { endedAt: text, labels: map(text), submittedBy: text }
const prompt = object(
  {
    id: text,
    question: text,
    known: text,
    state: text,
    answers: list(object({ id: text, title: text, leadsTo: text })),
  },
  { taskId: text, fields: { type: 'object' }, optional: list(text) },
)
const agent = object({
  id: text,
  online: { type: 'boolean' },
  instruments: list(text),
  running: number,
  executed: number,
  succeeded: number,
  failed: number,
})
const instrument = object(
  { id: text, agent: text, link: text, readiness: text, activities: list(object({ name: text })) },
  {
    message: text,
    heldBecause: text,
    readinessDetail: object(
      {},
      {
        since: text,
        by: text,
        reason: text,
        ordered: object({ readiness: text, by: text, at: text }, { reason: text }),
        refused: object({ readiness: text, by: text, at: text, why: text }, { reason: text }),
      },
    ),
  },
)
const resultFile = object(
  { attempt: text, name: text, state: text, toldAt: text },
  { size: number, sha256: text, mediaType: text, problem: text, storedAt: text },
)
const stats = object({ jobs: map(number), queued: number, openAttempts: number, openPrompts: number })

const escalation = object(
  {
    id: text,
    kind: text,
    severity: text,
    state: text,
    title: text,
    text,
    entries: list(object({ subject: text, message: text, since: text }, { clearedAt: text })),
    raisedAt: text,
    comments: list(object({ at: text, by: text, text })),
    deliveries: list(object({ channel: text, to: list(text), state: text, tries: number })),
    runbook: text,
  },
  { acknowledged: object({ by: text, at: text }), assignee: text, snoozedUntil: text, resolvedBy: text },
)
const breaker = object(
  { id: text, state: text, failures: number, changedAt: text, reason: text },
  { retryAt: text },
)
const deadLetter = object({
  id: text,
  jobId: text,
  step: text,
  activity: text,
  failure,
  attempts: number,
  state: text,
  raisedAt: text,
})
const channel = object({ name: text, isDown: { type: 'boolean' }, failures: number }, { error: text })

const maintenance = object({ id: text, instrument: text, from: text, to: text, reason: text }, { by: text })

const reconcile = object({
  agent: text,
  at: text,
  attempts: list(
    object(
      { attempt: text, instrument: text, instrumentSays: text, settled: text },
      { coordinator: text, journal: text, now: text },
    ),
  ),
  foreignRuns: list(object({ instrument: text, runs: text })),
})

const queuedTask = object(
  {
    id: text,
    activity: text,
    share: text,
    priority: number,
    effectivePriority: number,
    latestStart: text,
    position: number,
  },
  { order },
)
const pause = object(
  { id: text, state: text, reason: text, by: text, at: text, underWay: number },
  { until: text, drain: text },
)

/** A job as the stream tells it: its tasks by id. */
export type StreamedJob = JobView & { readonly tasks: Readonly<Record<string, JobDetail['tasks'][number]>> }
/** The document of the stream, as far as it is about jobs. */
export interface StreamDocument {
  readonly jobs: Readonly<Record<string, StreamedJob>>
  readonly prompts: Readonly<Record<string, PromptView>>
}

const streamedJob = object({ ...jobProperties, tasks: map(task) }, jobOptional)

export type Parser<T> = (value: unknown) => Parsed<T>

export const parseJob = compileSchema<JobDetail>(object({ ...jobProperties, tasks: list(task) }, jobOptional))
export const parseJobPage = compileSchema<JobPage>(
  object({ jobs: list(object(jobProperties, jobOptional)) }, { nextCursor: text }),
)
export const parseTask = compileSchema<TaskDetail>(
  object({ ...taskProperties, attemptList: list(object({ id: text, state: text })) }, taskOptional),
)
export const parseTaskView = compileSchema<TaskView>(object(taskProperties, { ...taskOptional, order }))
export const parseJobView = compileSchema<JobView>(object(jobProperties, jobOptional))
const expected = object({ from: text, expected: text }, { to: text })
const reason = object({ code: text, message: text })
const unknownStart = object({ code: text, message: text }, { notBefore: text })
export const parseWhy = compileSchema<WhyView>(
  object(
    {
      task: text,
      at: text,
      state: text,
      reasons: list(reason),
      chain: list(
        object({ code: text, message: text }, { until: expected, since: text, others: list(reason) }),
      ),
    },
    { expectedStart: expected, unknownStart, position: object({ ahead: number, of: number }) },
  ),
)
export const parsePlan = compileSchema<PlanView>(
  object(
    {
      at: text,
      steps: list(
        object(
          { step: text },
          {
            instrument: text,
            start: expected,
            end: expected,
            waitsFor: object({ message: text }),
            unknownStart,
            unknownEnd: reason,
          },
        ),
      ),
      moved: list(object({ job: text, before: text, after: text, byMs: number })),
      movedJobs: number,
    },
    { end: expected, endNotBefore: text, deadline: object({ at: text, holds: text }) },
  ),
)
export const parseQueuePage = compileSchema<QueuePage>(
  object({ waiting: number, tasks: list(queuedTask) }, { nextCursor: text }),
)
export const parsePause = compileSchema<PauseView>(pause)
export const parsePauses = compileSchema<ListPage & { readonly pauses: readonly PauseView[] }>(
  object({ pauses: list(pause) }, { nextCursor: text }),
)
export const parseAgents = compileSchema<ListPage & { readonly agents: readonly AgentView[] }>(
  object({ agents: list(agent) }, { nextCursor: text }),
)
export const parseInstruments = compileSchema<ListPage & { readonly instruments: readonly InstrumentView[] }>(
  object({ instruments: list(instrument) }, { nextCursor: text }),
)
export const parseInstrument = compileSchema<InstrumentView>(instrument)
export const parsePrompt = compileSchema<PromptView>(prompt)
export const parsePrompts = compileSchema<ListPage & { readonly prompts: readonly PromptView[] }>(
  object({ prompts: list(prompt) }, { nextCursor: text }),
)
export const parseEscalation = compileSchema<EscalationView>(escalation)
export const parseEscalations = compileSchema<ListPage & { readonly escalations: readonly EscalationView[] }>(
  object({ escalations: list(escalation) }, { nextCursor: text }),
)
export const parseBreaker = compileSchema<BreakerView>(breaker)
export const parseBreakers = compileSchema<ListPage & { readonly breakers: readonly BreakerView[] }>(
  object({ breakers: list(breaker) }, { nextCursor: text }),
)
export const parseDeadLetter = compileSchema<DeadLetterView>(deadLetter)
export const parseDeadLetters = compileSchema<ListPage & { readonly deadLetters: readonly DeadLetterView[] }>(
  object({ deadLetters: list(deadLetter) }, { nextCursor: text }),
)
export const parseReconcile = compileSchema<ReconcileView>(reconcile)
export const parseChannel = compileSchema<ChannelView>(channel)
export const parseChannels = compileSchema<{ readonly channels: readonly ChannelView[] }>(
  object({ channels: list(channel) }),
)
const resource = object(
  {
    id: text,
    kind: text,
    unit: text,
    held: number,
    free: number,
    holders: list(object({ attempt: text, amount: number }, { task: text })),
    leases: list(object({ id: text, by: text, reason: text, amount: number, since: text }, { until: text })),
  },
  { title: text, capacity: number, remaining: number },
)
const sample = object({ id: text }, { place: object({}), since: text, by: text, task: text })

export const parseResource = compileSchema<ResourceView>(resource)
export const parseResources = compileSchema<ListPage & { readonly resources: readonly ResourceView[] }>(
  object({ resources: list(resource) }, { nextCursor: text }),
)
export const parseSample = compileSchema<SampleView>(sample)
export const parseSamples = compileSchema<ListPage & { readonly samples: readonly SampleView[] }>(
  object({ samples: list(sample) }, { nextCursor: text }),
)
export const parseMaintenance = compileSchema<MaintenanceView>(maintenance)
export const parseMaintenanceList = compileSchema<
  ListPage & { readonly maintenance: readonly MaintenanceView[] }
>(object({ maintenance: list(maintenance) }, { nextCursor: text }))
export const parseResultFiles = compileSchema<{ readonly files: readonly ResultFileView[] }>(
  object({ files: list(resultFile) }),
)
export const parseStats = compileSchema<Stats>(stats)
export const parseStreamDocument = compileSchema<StreamDocument>(
  object({ jobs: map(streamedJob), prompts: map(prompt) }),
)
export const parseStreamedJob = compileSchema<StreamedJob>(streamedJob)
