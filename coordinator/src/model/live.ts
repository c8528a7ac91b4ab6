import type { HostLoad, InstrumentStatus, InventoryMessage, RunProgress } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'

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
  outboxDepth: number
  load: HostLoad | undefined
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
    outboxDepth: 0,
    load: undefined,
    softwareVersion: '',
    challenge: undefined,
    challengedAt: Number.NEGATIVE_INFINITY,
    digestWrites: 0,
    inventory: undefined,
    instruments: new Map(),
    runs: new Map(),
  }
}
