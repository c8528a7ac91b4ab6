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
  instruments: Type.Array(InstrumentAnswer),
})
export type AgentStatus = Static<typeof AgentStatus>

export const parseInstrumentAnswer = compileSchema<InstrumentAnswer>(InstrumentAnswer)

export const parseAgentStatus = compileSchema<AgentStatus>(AgentStatus)
