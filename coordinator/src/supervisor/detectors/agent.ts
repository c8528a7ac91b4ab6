import { formatDuration } from '@muster/runtime'
import {
  combine,
  type Detected,
  type Detector,
  type Finding,
  lasting,
  NOTHING,
  type View,
} from '../findings.ts'

/** How long a coordinator waits for heartbeats after it began to listen, before silence says something: in silences. */
const HEARTBEATS_MISSING = 3

/** An agent: whether it is in contact, works, and has room. */
export const detectAgent: Detector = (view, id) => {
  const { state } = view
  if (!state.agents.has(id)) return NOTHING
  const silent = silence(view, id)
  // What it said of itself before it fell silent is the same cause, or is no longer so.
  const late = silent.findings.length > 0 ? NOTHING : lateness(view, id)
  return combine([silent, late, restarts(view, id), fill(view, id)])
}

function silence(view: View, id: string): Detected {
  // One broker that is gone is one cause, and not one for each agent behind it.
  if (view.state.brokerLostAt !== undefined) return NOTHING
  const live = view.state.live.get(id)
  const isInContact = live?.online === true && live.contactLostSince === undefined
  if (isInContact) return NOTHING
  const heardAt = Math.max(live?.heardAt ?? 0, view.leadSince, view.state.brokerBackAt)
  const links = { agentId: id }
  const isConnected = live?.online === true
  if (isConnected) {
    const message = `The broker has a connection of ${id}, and no heartbeat comes: its work loop stands still, or its host does.`
    return lasting(view, heardAt, 2 * HEARTBEATS_MISSING * view.state.heartbeatMs, () => ({
      kind: 'agent-stuck',
      message,
      links,
    }))
  }
  return lasting(view, heardAt, view.limits.silentAfter, () => ({
    kind: 'agent-silent',
    message: `Nothing was heard of ${id} for ${formatDuration(view.monotonic - heardAt)}.`,
    links,
  }))
}

function restarts(view: View, id: string): Detected {
  const { count, within } = view.limits.restarts
  const boots = (view.state.live.get(id)?.boots ?? []).filter(at => at > view.monotonic - within)
  if (boots.length < count) return NOTHING
  const finding: Finding = {
    kind: 'agent-restarting',
    message: `${id} was started ${boots.length} times within ${formatDuration(within)}; its log says why it ended.`,
    links: { agentId: id },
  }
  const [first = 0] = boots
  return { findings: [finding], again: first + within + 1 }
}

function lateness(view: View, id: string): Detected {
  const late = view.state.live.get(id)?.lateMs ?? 0
  if (late < view.limits.lateAfter) return NOTHING
  const message = `The work loop of ${id} was ${formatDuration(late)} late.`
  return { findings: [{ kind: 'agent-stuck', message, links: { agentId: id } }] }
}

function fill(view: View, id: string): Detected {
  const live = view.state.live.get(id)
  if (!live) return NOTHING
  const links = { agentId: id }
  const findings: Finding[] = []
  if (live.outboxDepth >= view.limits.outboxDepth) {
    const message = `${id} holds ${live.outboxDepth} events that it could not yet hand over.`
    findings.push({ kind: 'outbox-filling', message, links })
  }
  const disk = live.load?.disk ?? 0
  if (disk >= view.limits.diskShare) {
    const message = `The disk of ${id} is ${Math.round(disk * 100)} % full; its journal needs room.`
    findings.push({ kind: 'disk-filling', message, links })
  }
  if (Math.abs(live.skewMs) >= view.limits.clockSkew) {
    const way = live.skewMs > 0 ? 'ahead of' : 'behind'
    const message = `The clock of ${id} is ${formatDuration(Math.abs(live.skewMs))} ${way} the coordinator's.`
    findings.push({ kind: 'clock-skew', message, links })
  }
  return { findings }
}
