import { INSTRUMENT_LINKS, READINESS } from '@muster/protocol'
import { compileSchema } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'

const words = <T extends string>(all: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...all] })
/** Milliseconds since 1970, by the agent's wall clock. */
const Wall = Type.Number()

/** What an instrument is doing for the coordinator. */
const RunStatus = Type.Object({
  attemptId: Type.String(),
  activity: Type.String(),
  state: Type.String(),
  /** 0 to 100. */
  percent: Type.Optional(Type.Number()),
  phase: Type.Optional(Type.String()),
  remainingMs: Type.Optional(Type.Number()),
})

const InstrumentAnswer = Type.Object({
  id: Type.String(),
  driver: Type.String(),
  link: words(INSTRUMENT_LINKS),
  linkSinceWallMs: Wall,
  message: Type.Optional(Type.String()),
  /** Checks of its health that failed, in a row. */
  failedChecks: Type.Integer(),
  /** What it does that nobody asked this agent for. */
  foreignRun: Type.Optional(Type.String()),
  readiness: words(READINESS),
  readinessSinceWallMs: Type.Optional(Wall),
  readinessBy: Type.Optional(Type.String()),
  readinessReason: Type.Optional(Type.String()),
  run: Type.Optional(RunStatus),
})
export type InstrumentAnswer = Static<typeof InstrumentAnswer>

/** How an agent is doing, as it says itself. */
const AgentStatus = Type.Object({
  agentId: Type.String(),
  site: Type.String(),
  softwareVersion: Type.String(),
  /** Of the process. */
  pid: Type.Integer(),
  startedWallMs: Wall,
  upForMs: Type.Number(),
  /** The clock that the other times are read from, when this was said. */
  wallMs: Wall,
  journalId: Type.String(),
  bootId: Type.String(),
  broker: Type.Object({
    url: Type.String(),
    connected: Type.Boolean(),
    sinceWallMs: Wall,
    /** Why it is not. */
    message: Type.Optional(Type.String()),
  }),
  coordinator: Type.Object({
    /** Digests are exchanged: work is taken, and reports are sent. */
    synced: Type.Boolean(),
    /** Since anything was heard of it; since the agent's start where nothing was. */
    silentForMs: Type.Number(),
    epoch: Type.Integer(),
    storeId: Type.Optional(Type.String()),
  }),
  /** Reports that the coordinator has not acknowledged. */
  outboxDepth: Type.Integer(),
  /** Why the disk can't be written; left out while it can. */
  storage: Type.Optional(Type.Object({ message: Type.String(), sinceWallMs: Wall })),
  /** Left out where none are taken. */
  resultFiles: Type.Optional(
    Type.Object({
      /** Kept until the coordinator has them; the first of them may be under way. */
      waiting: Type.Integer(),
      /** Refused for good: a person has to look. */
      refused: Type.Integer(),
      /** Why the last one that waits could not be sent. */
      problem: Type.Optional(Type.String()),
    }),
  ),
  /** Measured, and not handed over yet. */
  telemetry: Type.Optional(
    Type.Object({
      pointsInMemory: Type.Integer(),
      bytesOnDisk: Type.Integer(),
      /** What may lie there. */
      maxBytes: Type.Integer(),
    }),
  ),
  /** What came of reading the configuration again the last time; left out where nobody asked for it. */
  reload: Type.Optional(
    Type.Object({
      atWallMs: Wall,
      /** Why nothing of it was taken; empty where all of it was. */
      refused: Type.Array(Type.String()),
      /** Instruments whose driver was to be set up anew when what they run has ended. */
      later: Type.Array(Type.String()),
    }),
  ),
  instruments: Type.Array(InstrumentAnswer),
})
export type AgentStatus = Static<typeof AgentStatus>

export const parseInstrumentAnswer = compileSchema<InstrumentAnswer>(InstrumentAnswer)

export const parseAgentStatus = compileSchema<AgentStatus>(AgentStatus)
