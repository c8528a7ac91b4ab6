import type { HostLoad, InstrumentStatus, RunProgress } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'

/** What is heard of an agent and is not worth a database write: lost with the process, told again by the agent. */
export interface AgentLive {
  online: boolean
  /** The process and connection that the newest session message was about. */
  bootId: string
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
  readonly instruments: Map<string, InstrumentStatus>
  readonly runs: Map<string, RunProgress>
}

export function newAgentLive(): AgentLive {
  return {
    online: false,
    bootId: '',
    connection: 0,
    synced: false,
    heardAt: 0,
    contactLostSince: undefined,
    heartbeatSequence: 0,
    outboxDepth: 0,
    load: undefined,
    softwareVersion: '',
    instruments: new Map(),
    runs: new Map(),
  }
}
