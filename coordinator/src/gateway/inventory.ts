import { AGENT_RESOURCE_PATTERN, mayHaveStarted, type InventoryMessage } from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import type { AgentRecord } from '../model/records.ts'
import { carriedReadiness } from '../work/readiness.ts'

/**
 * Takes in what an agent has. An instrument belongs to one journal: it moves to another agent only when its
 * attempts have ended.
 */
export function assignInstruments(draft: Draft, agent: AgentRecord, message: InventoryMessage): void {
  const { roles, labels, maxConcurrentTasks, keepsBatches } = message
  const resources = resourcesOf(message)
  const known = draft.state.agents.get(agent.id)?.instruments ?? []
  // An agent that has just started has not heard of its instruments yet; they are what they were.
  const instruments = [...message.instruments, ...known.filter(({ id }) => message.unanswered.includes(id))]
  for (const { id } of instruments) assignInstrument(draft, agent, id)
  const current = draft.state.agents.get(agent.id) ?? agent
  const isSame =
    JSON.stringify([
      current.instruments,
      current.roles,
      current.labels,
      current.maxConcurrentTasks,
      current.resources,
      current.keepsBatches,
    ]) === JSON.stringify([instruments, roles, labels, maxConcurrentTasks, resources, keepsBatches])
  if (isSame) return
  draft.update('agents', current, {
    instruments,
    roles,
    labels,
    maxConcurrentTasks,
    resources,
    keepsBatches,
  })
  draft.audit('agent.inventory', agent.id, { instruments: instruments.map(({ id }) => id) })
}

const NAME = new RegExp(AGENT_RESOURCE_PATTERN)

/** By name, in one order; undefined where there are none. What no step could name is left out. */
function resourcesOf({ resources }: InventoryMessage): AgentRecord['resources'] {
  const entries = Object.entries(resources)
    .filter(([name]) => NAME.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function assignInstrument(draft: Draft, agent: AgentRecord, instrumentId: string): void {
  const known = draft.state.instruments.get(instrumentId)
  if (!known) {
    draft.insert('instruments', {
      id: instrumentId,
      version: 1,
      agentId: agent.id,
      journalId: agent.journalId,
      fence: 0,
    })
    draft.audit('instrument.appeared', instrumentId, { agent: agent.id })
    return
  }
  if (known.agentId === agent.id && known.journalId === agent.journalId) return
  const openId = draft.state.openAttemptByInstrument.get(instrumentId)
  const open = openId === undefined ? undefined : draft.state.attempts.get(openId)
  if (known.agentId !== agent.id && open && mayHaveStarted(open.state)) {
    draft.audit('instrument.refused', instrumentId, {
      agent: agent.id,
      heldBy: known.agentId,
      attempt: open.id,
    })
    return
  }
  draft.update('instruments', known, {
    agentId: agent.id,
    journalId: agent.journalId,
    ...carriedReadiness(known.readiness, draft.now),
  })
  draft.audit('instrument.assigned', instrumentId, { agent: agent.id })
}
