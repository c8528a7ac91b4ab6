import { AttemptReport, Batch, Holds, ResultFiles } from '@muster/protocol'
import {
  ATTEMPT_STATES,
  type AttemptState,
  AWAY_POLICIES,
  type Failure,
  FAILURE_CATEGORIES,
  READINESS,
  STARTED,
} from '@muster/protocol'
import { compileSchema } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'

/** The version of the journal's form. A newer one is refused, never guessed at. */
export const JOURNAL_FORMAT = 1

const words = <T extends string>(all: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...all] })

const FailureOnDisk = Type.Unsafe<Failure>(
  Type.Object({
    code: Type.String(),
    message: Type.String(),
    category: words(FAILURE_CATEGORIES),
    started: words(STARTED),
  }),
)

/** One attempt, as the journal keeps it until its end has been acknowledged. */
export const JournalEntry = Type.Object({
  attemptId: Type.String(),
  jobId: Type.String(),
  taskId: Type.String(),
  instrumentId: Type.String(),
  fence: Type.Integer(),
  activity: Type.String(),
  parametersJson: Type.String(),
  /** The checkpoint that it is to go on from. */
  resumeJson: Type.Optional(Type.String()),
  /** Tasks that are in this run besides its own. */
  batch: Type.Optional(Batch),
  /** What the coordinator gave it besides the instrument. */
  holds: Type.Optional(Holds),
  /** What the instrument is after the run, by its end. */
  readinessAfter: Type.Optional(Type.Record(Type.String(), words(READINESS))),
  awayPolicy: words(AWAY_POLICIES),
  awayLimitMs: Type.Optional(Type.Number()),
  state: Type.Unsafe<AttemptState>({ type: 'string', enum: [...ATTEMPT_STATES] }),
  /** Grows with every change of this entry. */
  revision: Type.Integer(),
  /** Wall clock of the last change, ISO 8601: for the person who reads this file. */
  changedAt: Type.String(),
  /** The instrument's boot mark when `starting` was written. */
  bootMark: Type.Optional(Type.String()),
  /** Wall clock when `starting` was written, milliseconds: what is older is no file of this run. */
  startedAt: Type.Optional(Type.Number()),
  runReference: Type.Optional(Type.String()),
  failure: Type.Optional(FailureOnDisk),
  resultJson: Type.Optional(Type.String()),
  /** What it left behind; kept beside the journal until the coordinator has it. */
  files: Type.Optional(ResultFiles),
  note: Type.Optional(Type.String()),
  /** How far the run had come when it was last asked. */
  checkpointJson: Type.Optional(Type.String()),
  /** The control request that it answers. */
  checkpointVersion: Type.Optional(Type.Integer()),
  /** The highest control request that was obeyed. */
  controlVersion: Type.Integer(),
  /** Seen to its end at the instrument, which may forget the run once the end is acknowledged. */
  releasable: Type.Optional(Type.Boolean()),
})
export type JournalEntry = Static<typeof JournalEntry>

/** A run that the instrument may forget, and has not been told so. */
export const Unreleased = Type.Object({ instrumentId: Type.String(), runReference: Type.String() })
export type Unreleased = Static<typeof Unreleased>

const ReadinessOnDisk = Type.Object({
  readiness: words(READINESS),
  /** Grows with each change. */
  count: Type.Integer(),
  /** Wall clock, ISO 8601. */
  at: Type.String(),
  /** The person who said so; none where a run ended. */
  by: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
})
export type ReadinessOnDisk = Static<typeof ReadinessOnDisk>

/** How ready an instrument is: ready, where the journal has nothing of it. */
export const InstrumentReadiness = Type.Intersect([
  ReadinessOnDisk,
  Type.Object({
    /** What it is again when it is returned, while it is borrowed or in maintenance. */
    under: Type.Optional(ReadinessOnDisk),
    /** The newest order of the coordinator that was taken up, and why it was not obeyed. */
    order: Type.Optional(Type.Integer()),
    refusal: Type.Optional(Type.String()),
    /** The last changes, the newest at the end. */
    changes: Type.Array(ReadinessOnDisk),
  }),
])
export type InstrumentReadiness = Static<typeof InstrumentReadiness>

export const JournalOnDisk = Type.Object({
  format: Type.Literal(JOURNAL_FORMAT),
  journalId: Type.String(),
  /** Durable writes of this journal so far. */
  writes: Type.Integer(),
  /** The coordinator's store that this agent belongs to. */
  storeId: Type.Optional(Type.String()),
  epoch: Type.Integer(),
  leadId: Type.Optional(Type.String()),
  storeWrites: Type.Integer(),
  /** The highest fence seen, by instrument. */
  fences: Type.Record(Type.String(), Type.Integer()),
  attempts: Type.Record(Type.String(), JournalEntry),
  /** What has not been acknowledged, in the order it happened. */
  events: Type.Array(AttemptReport),
  unreleased: Type.Optional(Type.Array(Unreleased)),
  /** By instrument. */
  readiness: Type.Optional(Type.Record(Type.String(), InstrumentReadiness)),
})
export type JournalOnDisk = Static<typeof JournalOnDisk>

export const parseJournal = compileSchema<JournalOnDisk>(JournalOnDisk)

export function emptyJournal(journalId: string): JournalOnDisk {
  return {
    format: JOURNAL_FORMAT,
    journalId,
    writes: 0,
    epoch: 0,
    storeWrites: 0,
    fences: {},
    attempts: {},
    events: [],
  }
}
