import { formatDuration } from '@muster/runtime'
import {
  combine,
  type Detected,
  type Detector,
  type Finding,
  lasting,
  NOTHING,
  unsure,
  type View,
} from '../findings.ts'

/** So many heartbeats may be missing before an agent that has its connection counts as stuck. */
const MISSING_WHILE_CONNECTED = 6

/** An agent: whether it is in contact, works, and has room. */
export const detectAgent: Detector = (view, id) => {
  const { state } = view
  if (!state.agents.has(id)) return NOTHING
  const silent = silence(view, id)
  // What it said of itself before it fell silent is the same cause, or is no longer so.
  const late =
    silent.findings.length > 0 ? NOTHING : wasHeard(view, id) ? lateness(view, id) : unsure('agent-stuck')
  return combine([silent, late, ...(wasHeard(view, id) ? [restarts(view, id), fill(view, id)] : [unheard])])
}

/** What only a heartbeat tells. */
const unheard = unsure('agent-restarting', 'outbox-filling', 'disk-filling', 'clock-skew')

/** Whether anything was heard of it by this coordinator, and it is in contact: what it said before is no news. */
function wasHeard(view: View, id: string): boolean {
  const live = view.state.live.get(id)
  return live?.online === true && live.contactLostSince === undefined && live.heartbeatAt >= view.leadSince
}

/** From when on an agent could be heard. */
const listensSince = (view: View): number => Math.max(view.leadSince, view.state.brokerBackAt)

function silence(view: View, id: string): Detected {
  // One broker that is gone is one cause, and not one for each agent behind it.
  if (view.state.brokerLostAt !== undefined) return unsure('agent-silent', 'agent-stuck')
  const live = view.state.live.get(id)
  const isInContact = live?.online === true && live.contactLostSince === undefined
  if (isInContact) return NOTHING
  const since = listensSince(view)
  const heardAt = Math.max(live?.heardAt ?? 0, since)
  const links = { agentId: id }
  const isNew = (live?.heardAt ?? 0) < since
  // Until it had its time to be heard, what was found before may still be so.
  const before = isNew ? unsure('agent-silent', 'agent-stuck') : NOTHING
  const isConnected = live?.online === true && !isNew
  if (isConnected) {
    const message = `The broker has a connection of ${id}, and no heartbeat comes: its work loop stands still, or its host does.`
    return lasting(view, heardAt, MISSING_WHILE_CONNECTED * view.state.heartbeatMs, () => ({
      kind: 'agent-stuck',
      message,
      links,
    }))
  }
  const silent = lasting(view, heardAt, view.limits.silentAfter, () => ({
    kind: 'agent-silent',
    message: `Nothing was heard of ${id} for ${formatDuration(view.monotonic - heardAt)}.`,
    links,
  }))
  return silent.findings.length > 0 ? silent : combine([silent, before])
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
  if (live.storageFault !== undefined) {
    const message = `${id} can't write its disk, and starts nothing until it can: ${live.storageFault}`
    findings.push({ kind: 'disk-filling', message, links })
  } else if (disk >= view.limits.diskShare) {
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
