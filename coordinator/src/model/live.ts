import type { HostLoad, InstrumentStatus, InventoryMessage, RunProgress } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'

/** How a run has come along, as far as it was seen: what tells whether it stands still or lies. */
export interface RunWatch {
  /** When it was first seen, by both clocks: how long it runs is counted from there on by the one that does not jump. */
  readonly seenAt: { readonly wall: number; readonly monotonic: number }
  /** Monotonic milliseconds of its last progress: a higher percentage, another phase, a pause. */
  progressAt: number
  /** Nothing was heard for part of the time since then: nothing is to be learned from it. */
  isPatchy: boolean
  /** Whether it has made any since this coordinator first saw it. */
  hasMoved: boolean
  phase: string | undefined
  /** The highest that was told in this phase. */
  percent: number | undefined
  /** What it told that can't be. */
  lie: string | undefined
  /** When the instrument was asked because nothing moved; undefined since the last progress. */
  probedAt: number | undefined
  /** The longest time without progress so far, milliseconds, by phase; `` where it tells none. */
  readonly quietest: Map<string, number>
}

/** @param isUnderWay it has come some way before it was first seen: how long it took for the rest of that step says nothing */
export const newRunWatch = (now: number, wall = 0, isUnderWay = false): RunWatch => ({
  seenAt: { wall, monotonic: now },
  progressAt: now,
  isPatchy: isUnderWay,
  hasMoved: false,
  phase: undefined,
  percent: undefined,
  lie: undefined,
  probedAt: undefined,
  quietest: new Map(),
})

/** What is heard of an agent and is not worth a database write: lost with the process, told again by the agent. */
export interface AgentLive {
  online: boolean
  /** The process and connection that the newest session message was about. */
  bootId: string
  /** The journal's count when that process started: a later process has a higher one. */
  bootWrites: number
  connection: number
  /** Digest and answer have been exchanged on this connection; before that nothing is offered. */
  synced: boolean
  /** Monotonic milliseconds of the last message, of any kind. */
  heardAt: number
  /** Since when nothing is heard that should be; undefined while all is well. */
  contactLostSince: Timestamp | undefined
  heartbeatSequence: number
  /** Monotonic milliseconds of the last heartbeat. */
  heartbeatAt: number
  outboxDepth: number
  load: HostLoad | undefined
  /** The agent's wall clock minus ours, when its last heartbeat came; the time that it took to come is in it. */
  skewMs: number
  /** Why it can't write its disk; undefined while it can. */
  storageFault: string | undefined
  /** How late the agent's work loop was at its last heartbeat. */
  lateMs: number
  /** Monotonic milliseconds at which a process of it was first heard, the last few. */
  boots: number[]
  /** Offers that may be made to it now; undefined where nobody limits them. */
  tokens: number | undefined
  softwareVersion: string
  /** Sent by the coordinator; only a process that is alive can repeat it. */
  challenge: string | undefined
  challengedAt: number
  /** Of the newest digest that was taken in, of this process. */
  digestWrites: number
  /** As announced, until the process that announced it is accepted. */
  inventory: InventoryMessage | undefined
  readonly instruments: Map<string, InstrumentStatus>
  readonly runs: Map<string, RunProgress>
  readonly watches: Map<string, RunWatch>
}

export function newAgentLive(): AgentLive {
  return {
    online: false,
    bootId: '',
    bootWrites: 0,
    connection: 0,
    synced: false,
    heardAt: 0,
    contactLostSince: undefined,
    heartbeatSequence: 0,
    heartbeatAt: Number.NEGATIVE_INFINITY,
    outboxDepth: 0,
    load: undefined,
    skewMs: 0,
    storageFault: undefined,
    lateMs: 0,
    boots: [],
    tokens: undefined,
    softwareVersion: '',
    challenge: undefined,
    challengedAt: Number.NEGATIVE_INFINITY,
    digestWrites: 0,
    inventory: undefined,
    instruments: new Map(),
    runs: new Map(),
    watches: new Map(),
  }
}
