import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { ATTEMPT_ENDS, ATTEMPT_STATES } from './attempt-states.ts'
import { ID_PATTERN, MADE_ID_PATTERN } from './identifiers.ts'

/** What every decoded message has to look like. The wire form is proto/muster.proto; the words and ranges are here. */

const words = <T extends string>(all: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...all] })
const strict = <T extends Record<string, TSchema>>(properties: T) =>
  Type.Object(properties, { additionalProperties: false })

/** Characters of a checkpoint, as JSON text. */
export const LONGEST_CHECKPOINT = 32_000

const Id = Type.String({ pattern: ID_PATTERN })
const MadeId = Type.String({ pattern: MADE_ID_PATTERN })
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Millis = Type.Number({ minimum: 0 })
const Text = Type.String({ maxLength: 4_000 })
const Word = Type.String({ minLength: 1, maxLength: 200 })
const JsonText = Type.String({ format: 'json-text', maxLength: 200_000 })
/** Where it stands, or where that can be read: what is long is kept beside the instrument. */
const CheckpointText = Type.String({ format: 'json-text', maxLength: LONGEST_CHECKPOINT })
const Labels = Type.Record(Type.String(), Type.String({ maxLength: 200 }))

/** How often an activity may be done again; see ARCHITECTURE.md, Repeatability. */
export const REPEATABILITIES = ['safe', 'safe-until-started', 'never'] as const
export type Repeatability = (typeof REPEATABILITIES)[number]

export const READINESS = [
  'ready',
  'needs-unload',
  'needs-clean',
  'needs-refill',
  'in-maintenance',
  'borrowed',
] as const
export type Readiness = (typeof READINESS)[number]

/** What a person can order: a readiness, or that what was borrowed or in maintenance is what it was before. */
export const READINESS_ORDERS = [...READINESS, 'return'] as const
export type ReadinessOrderWord = (typeof READINESS_ORDERS)[number]

/** Whether an agent reaches its instrument. */
export const INSTRUMENT_LINKS = ['connected', 'connecting', 'failed'] as const

export const FAILURE_CATEGORIES = [
  'transient',
  'instrument',
  'parameters',
  'safety',
  'operator',
  'resource',
  'timeout',
  'unknown-outcome',
] as const
export type FailureCategory = (typeof FAILURE_CATEGORIES)[number]

export const STARTED = ['no', 'yes', 'unknown'] as const
export type Started = (typeof STARTED)[number]

export const CONTROL_ACTIONS = ['pause', 'resume', 'cancel', 'checkpoint', 'probe', 'settle'] as const
export type ControlAction = (typeof CONTROL_ACTIONS)[number]

export const REFUSAL_REASONS = [
  'unknown-activity',
  'unknown-instrument',
  'parameters',
  'not-ready',
  'busy',
  'stale-fence',
  'stale-epoch',
  'foreign-store',
  'not-synced',
  'stopping',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

const UpHeader = strict({
  journalId: MadeId,
  journalWrites: Count,
  bootId: MadeId,
  bootWrites: Count,
  connection: Count,
})
export type UpHeader = Static<typeof UpHeader>

const SessionMessage = strict({
  header: UpHeader,
  online: Type.Boolean(),
  protocolVersion: Count,
  softwareVersion: Type.String({ maxLength: 100 }),
  wallMs: Type.Number(),
  reason: Type.Optional(Text),
})
export type SessionMessage = Static<typeof SessionMessage>

const ActivityDescription = strict({
  name: Word,
  version: Type.String({ maxLength: 100 }),
  title: Type.String({ maxLength: 200 }),
  parametersSchemaJson: JsonText,
  repeatability: words(REPEATABILITIES),
  expectedDurationMs: Type.Optional(Millis),
  phases: Type.Array(Word),
  canPause: Type.Boolean(),
  canCheckpoint: Type.Boolean(),
  staleAfterMs: Type.Optional(Millis),
  lostAfterMs: Type.Optional(Millis),
  givesResult: Type.Optional(Type.Boolean()),
  checkpointEveryMs: Type.Optional(Millis),
})
export type ActivityDescription = Static<typeof ActivityDescription>

const InstrumentDescription = strict({
  id: Id,
  kind: Word,
  model: Type.Optional(Text),
  serial: Type.Optional(Text),
  location: Type.Optional(Text),
  driver: Word,
  keepsIds: Type.Boolean(),
  activities: Type.Array(ActivityDescription),
  labels: Labels,
})
export type InstrumentDescription = Static<typeof InstrumentDescription>

const InventoryMessage = strict({
  header: UpHeader,
  instruments: Type.Array(InstrumentDescription),
  roles: Type.Array(Word),
  labels: Labels,
  maxConcurrentTasks: Type.Integer({ minimum: 1 }),
  unanswered: Type.Array(Id),
  resources: Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1_000_000_000 })),
  keepsBatches: Type.Optional(Type.Boolean()),
})
export type InventoryMessage = Static<typeof InventoryMessage>

const RunProgress = strict({
  attemptId: MadeId,
  state: words(ATTEMPT_STATES),
  percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  phase: Type.Optional(Text),
  values: Type.Record(Type.String(), Type.Number()),
  remainingMs: Type.Optional(Millis),
})
export type RunProgress = Static<typeof RunProgress>

const ReadinessDetail = strict({
  count: Count,
  atWallMs: Type.Optional(Type.Number()),
  by: Type.Optional(Text),
  reason: Type.Optional(Text),
  order: Type.Optional(Count),
  refusal: Type.Optional(Text),
})
export type ReadinessDetail = Static<typeof ReadinessDetail>

const ReadinessChange = strict({ instrumentId: Id, readiness: words(READINESS), detail: ReadinessDetail })
export type ReadinessChange = Static<typeof ReadinessChange>

const ReadinessOrder = strict({
  instrumentId: Id,
  version: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  readiness: words(READINESS_ORDERS),
  by: Word,
  reason: Type.Optional(Text),
  about: Count,
})
export type ReadinessOrder = Static<typeof ReadinessOrder>

const InstrumentStatus = strict({
  instrumentId: Id,
  link: words(INSTRUMENT_LINKS),
  readiness: words(READINESS),
  message: Type.Optional(Text),
  failedChecks: Count,
  foreignRun: Type.Optional(Text),
  readinessDetail: Type.Optional(ReadinessDetail),
})
export type InstrumentStatus = Static<typeof InstrumentStatus>

const HostLoad = strict({
  cpu: Type.Number(),
  memory: Type.Number(),
  disk: Type.Number(),
  residentBytes: Type.Number(),
})
export type HostLoad = Static<typeof HostLoad>

const StorageStatus = strict({
  ok: Type.Boolean(),
  message: Type.Optional(Text),
  sinceWallMs: Type.Optional(Type.Number()),
})

const HeartbeatMessage = strict({
  header: UpHeader,
  sequence: Count,
  monotonicMs: Type.Number(),
  wallMs: Type.Number(),
  instruments: Type.Array(InstrumentStatus),
  runs: Type.Array(RunProgress),
  outboxDepth: Count,
  load: Type.Optional(HostLoad),
  lateMs: Millis,
  storage: Type.Optional(StorageStatus),
})
export type HeartbeatMessage = Static<typeof HeartbeatMessage>

const Refusal = strict({ reason: words(REFUSAL_REASONS), message: Text, fence: Count, epoch: Count })
export type Refusal = Static<typeof Refusal>

const ClaimMessage = strict({
  header: UpHeader,
  attemptId: MadeId,
  fence: Count,
  nonce: Type.String({ maxLength: 80 }),
  refusal: Type.Optional(Refusal),
})
export type ClaimMessage = Static<typeof ClaimMessage>

const Failure = strict({
  code: Word,
  message: Text,
  category: words(FAILURE_CATEGORIES),
  started: words(STARTED),
})
/** Why an attempt did not succeed; retry is decided from it. */
export type Failure = Static<typeof Failure>

/** Files that one run may leave behind. */
export const MOST_RESULT_FILES = 100
/** Characters of a file's name. */
export const LONGEST_FILE_NAME = 200
export const SHA256_PATTERN = '^[0-9a-f]{64}$'

const ResultFile = strict({
  name: Type.String({ minLength: 1, maxLength: LONGEST_FILE_NAME }),
  size: Type.Optional(Count),
  sha256: Type.Optional(Type.String({ pattern: SHA256_PATTERN })),
  mediaType: Type.Optional(Type.String({ maxLength: 100 })),
  problem: Type.Optional(Type.String({ maxLength: 1_000 })),
})
/** A file that a run left behind; with `problem` and neither `size` nor `sha256` where it is not there. */
export type ResultFile = Static<typeof ResultFile>

/** In the order in which the activity names them. */
export const ResultFiles = strict({
  list: Type.Array(ResultFile, { minItems: 1, maxItems: MOST_RESULT_FILES }),
})

export const AttemptReport = strict({
  attemptId: MadeId,
  revision: Count,
  state: words(ATTEMPT_STATES),
  atWallMs: Type.Number(),
  runReference: Type.Optional(Text),
  phase: Type.Optional(Text),
  failure: Type.Optional(Failure),
  resultJson: Type.Optional(JsonText),
  note: Type.Optional(Text),
  checkpointJson: Type.Optional(CheckpointText),
  checkpointVersion: Type.Optional(Count),
  files: Type.Optional(ResultFiles),
})
export type AttemptReport = Static<typeof AttemptReport>

const ReportMessage = strict({
  header: UpHeader,
  events: Type.Array(strict({ sequence: Type.Integer({ minimum: 1 }), report: AttemptReport }), {
    minItems: 1,
  }),
})
export type ReportMessage = Static<typeof ReportMessage>

const TelemetryPoint = strict({
  sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  attemptId: MadeId,
  atWallMs: Type.Number(),
  percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  phase: Type.Optional(Text),
  values: Type.Record(Type.String(), Type.Number()),
  units: Type.Record(Type.String(), Type.String({ maxLength: 40 })),
})
export type TelemetryPoint = Static<typeof TelemetryPoint>

const TelemetryMessage = strict({ header: UpHeader, stream: MadeId, points: Type.Array(TelemetryPoint) })
export type TelemetryMessage = Static<typeof TelemetryMessage>

/** One run for several tasks: those besides the task that the attempt is named after. */
export const Batch = strict({
  members: Type.Array(strict({ jobId: MadeId, taskId: MadeId }), { minItems: 1, maxItems: 999 }),
})
export type Batch = Static<typeof Batch>

/** What a run holds besides its instrument: resources, some of their names, samples. */
export const Holds = strict({
  holds: Type.Array(
    strict({
      resource: Type.String({ minLength: 1, maxLength: 300 }),
      amount: Type.Number({ minimum: 0 }),
      names: Type.Array(Type.String({ minLength: 1, maxLength: 300 })),
    }),
    { minItems: 1 },
  ),
})
export type Holds = Static<typeof Holds>

const DigestEntry = strict({
  report: AttemptReport,
  jobId: MadeId,
  taskId: MadeId,
  instrumentId: Id,
  fence: Count,
  activity: Word,
  batch: Type.Optional(Batch),
  holds: Type.Optional(Holds),
})
export type DigestEntry = Static<typeof DigestEntry>

const InstrumentFence = strict({ instrumentId: Id, fence: Count })
export type InstrumentFence = Static<typeof InstrumentFence>

const UpSyncMessage = strict({
  header: UpHeader,
  token: Type.String({ maxLength: 80 }),
  challenge: Type.Optional(Type.String({ maxLength: 80 })),
  storeId: Type.Optional(MadeId),
  epoch: Count,
  storeWrites: Count,
  firstSequence: Type.Integer({ minimum: 1 }),
  attempts: Type.Array(DigestEntry),
  fences: Type.Array(InstrumentFence),
  history: Type.Boolean(),
  readiness: Type.Optional(strict({ changes: Type.Array(ReadinessChange) })),
})
export type UpSyncMessage = Static<typeof UpSyncMessage>

const DownHeader = strict({
  epoch: Type.Integer({ minimum: 1 }),
  leadId: MadeId,
  storeId: MadeId,
  storeWrites: Count,
})
export type DownHeader = Static<typeof DownHeader>

export const AWAY_POLICIES = ['continue', 'safe-stop'] as const

const OfferMessage = strict({
  header: DownHeader,
  attemptId: MadeId,
  jobId: MadeId,
  taskId: MadeId,
  instrumentId: Id,
  fence: Type.Integer({ minimum: 1 }),
  activity: Word,
  parametersJson: JsonText,
  awayPolicy: words(AWAY_POLICIES),
  awayLimitMs: Type.Optional(Millis),
  // Taken for what it is by whoever traces: a malformed one costs a trace, and never a start.
  traceparent: Type.Optional(Type.String({ maxLength: 100 })),
  checkpointJson: Type.Optional(CheckpointText),
  batch: Type.Optional(Batch),
  holds: Type.Optional(Holds),
})
export type OfferMessage = Static<typeof OfferMessage>

const GrantMessage = strict({
  header: DownHeader,
  attemptId: MadeId,
  fence: Count,
  nonce: Type.String({ maxLength: 80 }),
  ttlMs: Millis,
  refusal: Type.Optional(Text),
})
export type GrantMessage = Static<typeof GrantMessage>

const ControlMessage = strict({
  header: DownHeader,
  attemptId: MadeId,
  version: Type.Integer({ minimum: 1 }),
  action: words(CONTROL_ACTIONS),
  end: Type.Optional(words(ATTEMPT_ENDS)),
  actor: Type.Optional(Text),
})
export type ControlMessage = Static<typeof ControlMessage>

const AckMessage = strict({ header: DownHeader, bootId: MadeId, sequence: Count })
export type AckMessage = Static<typeof AckMessage>

const TelemetryAckMessage = strict({ header: DownHeader, stream: MadeId, sequence: Count })
export type TelemetryAckMessage = Static<typeof TelemetryAckMessage>

const SyncEntry = strict({
  attemptId: MadeId,
  state: words(ATTEMPT_STATES),
  instrumentId: Id,
  runReference: Type.Optional(Text),
})
export type SyncEntry = Static<typeof SyncEntry>

const DownSyncMessage = strict({
  header: DownHeader,
  token: Type.String({ maxLength: 80 }),
  challenge: Type.Optional(Type.String({ maxLength: 80 })),
  wantHistory: Type.Optional(Type.Boolean()),
  attempts: Type.Array(SyncEntry),
  fences: Type.Array(InstrumentFence),
  ack: Type.Optional(AckMessage),
  readiness: Type.Optional(strict({ orders: Type.Array(ReadinessOrder) })),
})
export type DownSyncMessage = Static<typeof DownSyncMessage>

const CoordinatorSessionMessage = strict({
  header: DownHeader,
  online: Type.Boolean(),
  protocolVersion: Count,
  softwareVersion: Type.String({ maxLength: 100 }),
})
export type CoordinatorSessionMessage = Static<typeof CoordinatorSessionMessage>

export const UP_SCHEMAS = {
  session: SessionMessage,
  inventory: InventoryMessage,
  heartbeat: HeartbeatMessage,
  claim: ClaimMessage,
  report: ReportMessage,
  sync: UpSyncMessage,
  telemetry: TelemetryMessage,
} as const

export const DOWN_SCHEMAS = {
  offer: OfferMessage,
  grant: GrantMessage,
  control: ControlMessage,
  ack: AckMessage,
  sync: DownSyncMessage,
  telemetry: TelemetryAckMessage,
} as const

export const COORDINATOR_SCHEMA = CoordinatorSessionMessage

export type UpMessages = { readonly [K in keyof typeof UP_SCHEMAS]: Static<(typeof UP_SCHEMAS)[K]> }
export type DownMessages = { readonly [K in keyof typeof DOWN_SCHEMAS]: Static<(typeof DOWN_SCHEMAS)[K]> }
