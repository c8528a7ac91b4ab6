import { ATTEMPT_STATES, REPEATABILITIES, STEP_KINDS } from '@muster/protocol'
import { type Static, Type } from '@sinclair/typebox'
import { JOB_STATES, PROMPT_KINDS, TASK_STATES } from '../model/records.ts'
import { Expected, UnknownStart } from './forecast-schemas.ts'
import { OrderView } from './queue-schemas.ts'
import { StartedByView } from './trigger-schemas.ts'
import { ReadinessView } from './readiness-schemas.ts'
import { Failure, optional, strict, Time, words } from './schema-parts.ts'

/** What the API answers, as JSON Schema: the source of the OpenAPI document, and of what is written out. */

const Labels = Type.Record(Type.String(), Type.String())
const Json = Type.Unknown()

const ComponentView = Type.Object(
  {
    ok: Type.Boolean(),
    message: optional(Type.String({ description: 'What is wrong, where it is not ok.' })),
  },
  strict,
)
export const Components = Type.Object(
  { store: ComponentView, lead: ComponentView, broker: ComponentView, channels: ComponentView },
  strict,
)
export type Components = Static<typeof Components>

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable; may be matched on.' }),
    faults: Type.Array(Type.Object({ field: Type.String(), message: Type.String() }, strict)),
    components: optional(Components),
  },
  { ...strict, description: 'RFC 9457 problem details.' },
)

const WaitsFor = Type.Object({ kind: Type.String(), id: Type.String() }, strict)
const Waiting = Type.Object(
  { code: Type.String(), message: Type.String(), waitsFor: optional(WaitsFor) },
  strict,
)

const Progress = Type.Object(
  {
    percent: optional(Type.Number()),
    phase: optional(Type.String()),
    values: Type.Record(Type.String(), Type.Number()),
    remainingMs: optional(Type.Number()),
  },
  strict,
)

const DisplacedBy = Type.Object(
  {
    task: Type.String(),
    job: Type.String(),
    instrument: Type.String(),
    kind: words(['offer', 'run'] as const),
    at: Time,
    times: Type.Integer({ description: 'How often critical work had its instrument instead.' }),
  },
  { ...strict, description: 'Critical work that had its instrument instead, the last time.' },
)

export const TaskView = Type.Object(
  {
    id: Type.String(),
    jobId: Type.String(),
    step: Type.String({
      description: 'Where it stands in the workflow: an id, or a path such as weigh-all.3.weigh.',
    }),
    kind: words(STEP_KINDS),
    activity: Type.String({ description: 'Empty where the step is none.' }),
    instrument: optional(Type.String({ description: 'Asked for, or where it is being done.' })),
    parameters: Json,
    after: Type.Array(Type.String()),
    state: words(TASK_STATES),
    attempts: Type.Integer(),
    samples: optional(Type.Array(Type.String())),
    variant: optional(
      Type.String({ description: 'The declared lesser way in which its last attempt does it.' }),
    ),
    waiting: Type.Array(Waiting, { description: 'Why it is not running, while it is not.' }),
    expectedStart: optional(Expected),
    unknownStart: optional(UnknownStart),
    order: optional(OrderView),
    progress: optional(Progress),
    contactLostSince: optional(Time),
    cancelRequestedBy: optional(Type.String({ description: 'Who asked for its end.' })),
    waived: optional(
      Type.Object(
        { by: Type.String(), reason: Type.String() },
        { ...strict, description: 'Who said that it is not needed, and why.' },
      ),
    ),
    reusedFrom: optional(
      Type.Object(
        { job: Type.String(), step: Type.String(), attempt: Type.String() },
        { ...strict, description: 'It was not done for this job: its result is that of an earlier one.' },
      ),
    ),
    displacedBy: optional(DisplacedBy),
    queuedAt: optional(Time),
    startedAt: optional(Time),
    endedAt: optional(Time),
    result: optional(Json),
    failure: optional(Failure),
    batch: optional(
      Type.Object(
        { attempt: Type.String(), with: Type.Array(Type.String()) },
        { ...strict, description: 'The tasks that are, or were last, in one run with it.' },
      ),
    ),
  },
  strict,
)

export const AttemptView = Type.Object(
  {
    id: Type.String(),
    tasks: Type.Array(Type.String(), { description: 'Ids; more than one where it is one run for a batch.' }),
    number: Type.Integer(),
    instrument: Type.String(),
    agent: Type.String(),
    fence: Type.Integer(),
    state: words(ATTEMPT_STATES),
    offeredAt: Time,
    variant: optional(Type.String()),
    holds: optional(
      Type.Array(
        Type.Object(
          { resource: Type.String(), amount: Type.Number(), names: optional(Type.Array(Type.String())) },
          strict,
        ),
        { description: 'What it holds, or held until it ended.' },
      ),
    ),
    startedAt: optional(Time),
    endedAt: optional(Time),
    runReference: optional(Type.String()),
    failure: optional(Failure),
    result: optional(Json),
    note: optional(Type.String()),
    settledBy: optional(Type.String()),
    checkpoint: optional(
      Type.Object(
        { at: Time, value: Json },
        { ...strict, description: 'How far it had come when it was last asked.' },
      ),
    ),
    resumesFrom: optional(
      Type.String({ description: 'The attempt from whose checkpoint it goes on, or went on.' }),
    ),
  },
  strict,
)

export const TaskDetail = Type.Object(
  { ...TaskView.properties, attemptList: Type.Array(AttemptView) },
  strict,
)

export const JobView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    workflow: Type.Object({ name: Type.String(), version: Type.Integer() }, strict),
    state: words(JOB_STATES),
    priority: Type.Integer(),
    deadline: optional(Time),
    labels: Labels,
    cancelRequestedBy: optional(Type.String()),
    key: optional(
      Type.String({ description: 'Jobs of its workflow with the same key are under way one after another.' }),
    ),
    held: optional(
      Type.Boolean({ description: 'Nothing of it begins until it has its key: another job has it.' }),
    ),
    began: optional(
      Type.Array(
        Type.Object({ place: Type.Integer(), uses: Type.String(), job: optional(Type.String()) }, strict),
        {
          description:
            'What came of its `then` as it ended. Without a job where that could not be begun: a question says why.',
        },
      ),
    ),
    cancelReason: optional(Type.String({ description: 'Why it was cancelled, where somebody said so.' })),
    paused: optional(Type.Boolean({ description: 'Nothing more of it begins until somebody resumes it.' })),
    inputs: optional(Type.Record(Type.String(), Type.Unknown())),
    variables: optional(Type.Record(Type.String(), Type.Unknown())),
    outputs: optional(Type.Record(Type.String(), Type.Unknown())),
    failure: optional(Failure),
    rerunOf: optional(
      Type.Object(
        {
          job: Type.String(),
          reuse: Type.Boolean({ description: 'What had not changed was not done again, where that may be.' }),
        },
        { ...strict, description: 'The job that it is another going-through of.' },
      ),
    ),
    submittedBy: Type.String(),
    startedBy: optional(StartedByView),
    submittedAt: Time,
    startedAt: optional(Time),
    endedAt: optional(Time),
  },
  strict,
)
export const JobDetail = Type.Object(
  {
    ...JobView.properties,
    waitsForJob: optional(Type.String({ description: 'While it is held: the job that has its key.' })),
    waitingAhead: optional(
      Type.Integer({ description: 'While it is held: how many that wait for the same key go before it.' }),
    ),
    tasks: Type.Array(TaskView),
  },
  strict,
)
export const JobPage = Type.Object({ jobs: Type.Array(JobView), nextCursor: optional(Type.String()) }, strict)

export const AgentView = Type.Object(
  {
    id: Type.String(),
    online: Type.Boolean(),
    synced: Type.Boolean(),
    contactLostSince: optional(Time),
    instruments: Type.Array(Type.String()),
    roles: Type.Array(Type.String()),
    labels: Labels,
    maxConcurrentTasks: Type.Integer(),
    running: Type.Integer(),
    executed: Type.Integer(),
    succeeded: Type.Integer(),
    failed: Type.Integer(),
    meanDurationMs: optional(Type.Number()),
    outboxDepth: Type.Integer(),
    clockSkewMs: optional(
      Type.Integer({ description: "Its wall clock minus the coordinator's, at its last heartbeat." }),
    ),
    lateMs: optional(Type.Integer({ description: 'How late its work loop was at its last heartbeat.' })),
    load: optional(
      Type.Object(
        { cpu: Type.Number(), memory: Type.Number(), disk: Type.Number(), residentBytes: Type.Number() },
        strict,
      ),
    ),
  },
  strict,
)

const MeasuredDuration = Type.Object(
  {
    lowMs: Type.Number({ description: 'One of ten runs was shorter.' }),
    expectedMs: Type.Number({ description: 'Half of the runs were shorter.' }),
    highMs: Type.Number({ description: 'One of ten runs was longer.' }),
    runs: Type.Integer({ description: 'The last so many that succeeded.' }),
  },
  { ...strict, description: 'How long it took at this instrument, whatever its parameters.' },
)
const ActivityView = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    title: Type.String(),
    repeatability: words(REPEATABILITIES),
    expectedDurationMs: optional(Type.Number({ description: 'As its agent states it.' })),
    measuredDuration: optional(MeasuredDuration),
    phases: Type.Array(Type.String()),
    parameters: Json,
  },
  strict,
)
export const InstrumentView = Type.Object(
  {
    id: Type.String(),
    agent: Type.String(),
    kind: Type.String(),
    model: optional(Type.String()),
    serial: optional(Type.String()),
    location: optional(Type.String()),
    driver: Type.String(),
    labels: Labels,
    link: Type.String(),
    readiness: Type.String(),
    readinessDetail: optional(ReadinessView),
    message: optional(Type.String()),
    failedChecks: Type.Integer({ description: 'Health checks that failed in a row.' }),
    foreignRun: optional(Type.String({ description: 'What it runs that nobody asked for here.' })),
    heldBecause: optional(Type.String()),
    attempt: optional(Type.String()),
    activities: Type.Array(ActivityView),
  },
  strict,
)

export const PromptView = Type.Object(
  {
    id: Type.String(),
    kind: words(PROMPT_KINDS),
    question: Type.String(),
    known: Type.String(),
    answers: Type.Array(
      Type.Object({ id: Type.String(), title: Type.String(), leadsTo: Type.String() }, strict),
    ),
    fields: optional(
      Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), {
        description: 'What is to be entered: each with the JSON Schema of its value.',
      }),
    ),
    optional: optional(Type.Array(Type.String(), { description: 'Fields that may be left out.' })),
    state: words(['open', 'answered', 'withdrawn'] as const),
    raisedAt: Time,
    endedAt: optional(Time),
    jobId: optional(Type.String()),
    taskId: optional(Type.String()),
    attemptId: optional(Type.String()),
    agentId: optional(Type.String()),
    answer: optional(
      Type.Object(
        {
          id: Type.String(),
          by: Type.String(),
          comment: optional(Type.String()),
          fields: optional(Type.Record(Type.String(), Type.Unknown())),
        },
        strict,
      ),
    ),
  },
  strict,
)

export const Stats = Type.Object(
  {
    jobs: Type.Record(Type.String(), Type.Integer()),
    queued: Type.Integer({ description: 'Tasks that could run if an instrument were free.' }),
    openAttempts: Type.Integer(),
    openPrompts: Type.Integer(),
    agents: Type.Object({ known: Type.Integer(), online: Type.Integer() }, strict),
    messages: Type.Object(
      { received: Type.Integer(), sent: Type.Integer(), dropped: Type.Integer() },
      strict,
    ),
    events: Type.Integer(),
    epoch: Type.Integer(),
    fairness: Type.Object(
      {
        shares: Type.Array(
          Type.Object({ name: Type.String(), weight: Type.Number(), waiting: Type.Integer() }, strict),
          { description: 'Users or experiments of whom tasks wait, most first; 100 at the most.' },
        ),
        window: Type.Integer({
          description:
            'In task lengths: over any window so long, what each of them starts differs from its weight by at most one task per instrument.',
        }),
        offAtMost: Type.Number({ description: 'Tasks by which one may be off in any window at all.' }),
      },
      strict,
    ),
  },
  strict,
)

export const AuditPage = Type.Object(
  {
    events: Type.Array(
      Type.Object(
        {
          number: Type.Integer(),
          at: Time,
          actor: Type.String(),
          kind: Type.String(),
          subject: Type.String(),
          jobId: optional(Type.String()),
          details: Json,
          hash: Type.String(),
          previousHash: Type.String(),
        },
        strict,
      ),
    ),
  },
  strict,
)

export const Health = Type.Object({ status: Type.String() }, strict)
export const Readiness = Type.Object({ status: Type.String(), components: Components }, strict)
