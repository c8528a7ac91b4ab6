import type { InstrumentDescription, Readiness, ReadinessOrderWord } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { Versioned } from './versioned.ts'

export interface AgentRecord extends Versioned {
  readonly journalId: string
  readonly bootId: string
  /** The journal's count when that process started. */
  readonly bootWrites: number
  /** The highest count heard from that journal. */
  readonly journalWrites: number
  readonly connection: number
  /** Of `bootId`: all events at and below are committed. */
  readonly acked: number
  /** Journals and processes that were here before; what still arrives from them is old. */
  readonly formerJournals: readonly string[]
  readonly formerBoots: readonly string[]
  readonly instruments: readonly InstrumentDescription[]
  readonly roles: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** What it has for tasks that compute beside the instrument, such as `cpu` and `gpu`. */
  readonly resources?: Readonly<Record<string, number>>
  /** Its journal keeps who is in a run with others; one of before batches does not. */
  readonly keepsBatches?: boolean
  readonly maxConcurrentTasks: number
  readonly executed: number
  readonly succeeded: number
  readonly failed: number
  /** Sum over what was executed, milliseconds. */
  readonly durationMs: number
  readonly firstSeenAt: Timestamp
  /** After the store was put back: its journal is not the one that was known then, so its history has a gap. */
  readonly historyLost?: boolean
}

export interface InstrumentRecord extends Versioned {
  readonly agentId: string
  /** The journal that attempts at this instrument are written to. */
  readonly journalId: string
  /** The highest fence given to an attempt here. */
  readonly fence: number
  /** Gets no offers until a person has confirmed it. */
  readonly hold?: { readonly reason: string; readonly since: Timestamp; readonly promptId: string }
  /** What it said of a run that can't be; until it gives a result again, or a person resolves it. */
  readonly lie?: { readonly attemptId: string; readonly message: string }
  /** The longest time without progress in a run that succeeded, milliseconds, by activity and phase. */
  readonly quietest?: Readonly<Record<string, number>>
  /** How long runs that succeeded took, by activity. */
  readonly durations?: Readonly<Record<string, LearnedDurations>>
  /** When nothing is to be begun here, as people have said; what is over may still be in it. */
  readonly maintenance?: readonly MaintenanceWindow[]
  /** How ready it is, as its agent has told, and what a person wants it to be; ready where left out. */
  readonly readiness?: InstrumentReadiness
}

export interface InstrumentReadiness {
  readonly readiness: Readiness
  /** Changes that were heard of, of the journal that counts them. */
  readonly count: number
  readonly journalId: string
  /** By the agent's wall clock. */
  readonly since?: Timestamp
  readonly by?: string
  readonly reason?: string
  /** What a person here wants it to be, until its agent has taken that up. */
  readonly order?: ReadinessOrdered
  /** The version of the last order. */
  readonly lastOrder?: number
  /** What the agent did not do of the last order, and why. */
  readonly refused?: ReadinessOrdered & { readonly why: string }
}

export interface ReadinessOrdered {
  readonly version: number
  readonly readiness: ReadinessOrderWord
  readonly by: string
  readonly reason?: string
  readonly at: Timestamp
  /** The count of changes that was known then. */
  readonly about: number
}

/** The last runs of an activity that succeeded: milliseconds, the newest at the end. */
export interface LearnedDurations {
  readonly runs: readonly number[]
  /** By class of parameters (see scheduler/durations.ts), the one that was run last at the end. */
  readonly classes: readonly { readonly key: string; readonly runs: readonly number[] }[]
}

export interface MaintenanceWindow {
  readonly id: string
  readonly from: Timestamp
  /** Later than `from`. */
  readonly to: Timestamp
  readonly reason: string
  /** The name of a person. */
  readonly by: string
}
