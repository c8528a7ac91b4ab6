import type { HeartbeatMessage, SessionMessage, UpHeader } from '@muster/protocol'
import { type AgentLive, newRunWatch } from '../model/live.ts'
import { watchRun } from '../supervisor/run-watch.ts'

/** This many processes of an agent are remembered, to tell one that restarts again and again. */
const BOOTS_REMEMBERED = 10

/** The time at which something was heard. */
export interface Heard {
  readonly wall: number
  readonly monotonic: number
}

/** -1, 0 or 1: whether what the header is about came before, is, or came after the process and connection known. */
function compareSession(live: AgentLive, header: UpHeader): number {
  if (live.bootId === '') return 1
  if (header.bootId !== live.bootId) return header.bootWrites > live.bootWrites ? 1 : -1
  return Math.sign(header.connection - live.connection)
}

/**
 * Takes in a session message, of the agent itself or from the broker as its will. One that is older than the
 * newest seen is ignored. @returns whether it was taken in.
 */
export function applySession(live: AgentLive, message: SessionMessage, heard: Heard): boolean {
  const order = compareSession(live, message.header)
  if (order < 0) return false
  if (order > 0) beginConnection(live, message.header, heard)
  live.online = message.online
  live.softwareVersion = message.softwareVersion
  if (!message.online) live.synced = false
  return true
}

/** A newer process or connection of the agent is the one that is heard from now on. */
export function beginConnection(live: AgentLive, header: UpHeader, heard: Heard): void {
  if (header.bootId !== live.bootId) {
    live.digestWrites = 0
    live.heartbeatSequence = 0
    live.runs.clear()
    live.watches.clear()
    live.boots = [...live.boots, heard.monotonic].slice(-BOOTS_REMEMBERED)
  }
  live.bootId = header.bootId
  live.bootWrites = header.bootWrites
  live.connection = header.connection
  live.synced = false
}

/** Takes in a heartbeat; a newer one outranks a will. @returns whether it was taken in. */
export function applyHeartbeat(live: AgentLive, message: HeartbeatMessage, heard: Heard): boolean {
  const order = compareSession(live, message.header)
  if (order < 0 || (order === 0 && message.sequence <= live.heartbeatSequence)) return false
  if (order > 0) beginConnection(live, message.header, heard)
  live.online = true
  live.heartbeatAt = heard.monotonic
  live.skewMs = message.wallMs - heard.wall
  live.lateMs = message.lateMs
  live.storageFault =
    message.storage?.ok === false ? (message.storage.message ?? 'it does not say why') : undefined
  live.heartbeatSequence = message.sequence
  live.outboxDepth = message.outboxDepth
  live.load = message.load ?? live.load
  live.instruments.clear()
  for (const status of message.instruments) live.instruments.set(status.instrumentId, status)
  live.runs.clear()
  for (const run of message.runs) {
    live.runs.set(run.attemptId, run)
    const watch =
      live.watches.get(run.attemptId) ?? newRunWatch(heard.monotonic, heard.wall, (run.percent ?? 0) > 0)
    watchRun(watch, run, heard.monotonic, live.contactLostSince !== undefined)
    live.watches.set(run.attemptId, watch)
  }
  for (const id of live.watches.keys()) if (!live.runs.has(id)) live.watches.delete(id)
  return true
}
