import type { AgentLive } from '../model/live.ts'
import type { Observer } from '../observers.ts'
import type { Meter, Sample } from './meter.ts'
import { secondsBetween } from './spans.ts'
import { sums, zeros } from './samples.ts'

/** `unheard`: this lead has heard nothing of it yet. */
const CONTACTS = ['online', 'lost', 'unheard'] as const

/** Agents, and the contact with them. */
export function measureAgents(meter: Meter): Partial<Observer> {
  gaugeAgents(meter)
  const restarts = meter.counter(
    'muster_agent_restarts_total',
    'Times that a process of an agent followed another.',
    ['agent'],
  )
  return {
    ...measureLosses(meter),
    committed: change => {
      for (const { kind, subject: agent } of change.events) {
        if (kind === 'agent.restarted') restarts.inc({ agent })
      }
    },
  }
}

/** How long contact was lost, told when it is there again. */
function measureLosses(meter: Meter): Pick<Observer, 'live' | 'restarted'> {
  const { clock } = meter
  const loss = meter.histogram(
    'muster_contact_loss_duration_seconds',
    'Time that contact with an agent was lost, of losses that are over.',
  )
  const age = (since: number) => Math.max(0, clock.wall() - since)
  /** Since when, on the monotonic clock, by agent. */
  const lost = new Map<string, number>()
  const note = (agent: string, live: AgentLive | undefined) => {
    const since = lost.get(agent)
    if (live?.contactLostSince !== undefined) {
      if (since === undefined) lost.set(agent, clock.monotonic() - age(live.contactLostSince))
    } else if (since !== undefined) {
      lost.delete(agent)
      loss.observe((clock.monotonic() - since) / 1_000)
    }
  }
  return {
    live: agent => note(agent, meter.lead()?.state.live.get(agent)),
    restarted: () => {
      lost.clear()
      for (const [agent, live] of meter.lead()?.state.live ?? []) note(agent, live)
    },
  }
}

function gaugeAgents(meter: Meter): void {
  meter.gauge('muster_agents', 'Agents that are known, by contact.', ['contact'], ({ state }) => {
    const contacts = [...state.agents.keys()].map(id => contactOf(state.live.get(id)))
    const agents = contacts.map(contact => [{ contact }, 1] as const)
    return sums([...zeros('contact', CONTACTS), ...agents])
  })
  const perAgent = (
    name: `muster_agent_${string}`,
    help: string,
    read: (live: AgentLive | undefined, now: number) => number,
  ) => {
    meter.gauge(name, help, ['agent'], function* ({ state }, now): Iterable<Sample<'agent'>> {
      for (const agent of state.agents.keys()) yield [{ agent }, read(state.live.get(agent), now)]
    })
  }
  perAgent('muster_agent_online', '1 while an agent is in contact.', live =>
    contactOf(live) === 'online' ? 1 : 0,
  )
  perAgent(
    'muster_agent_contact_lost_seconds',
    'How long contact with an agent has been lost; 0 while it is not.',
    (live, now) => secondsBetween(live?.contactLostSince ?? now, now),
  )
  perAgent(
    'muster_agent_outbox_depth',
    'Events in the journal of an agent that are not acknowledged, as its last heartbeat said.',
    live => live?.outboxDepth ?? 0,
  )
}

function contactOf(live: AgentLive | undefined): (typeof CONTACTS)[number] {
  if (live?.contactLostSince !== undefined) return 'lost'
  return live?.online ? 'online' : 'unheard'
}
