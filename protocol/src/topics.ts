import { InvariantError } from '@muster/runtime'
import { isId } from './identifiers.ts'

/** What an agent says, and what it is told. */
export const UP_KINDS = ['session', 'inventory', 'heartbeat', 'claim', 'report', 'sync', 'telemetry'] as const
export const DOWN_KINDS = ['offer', 'grant', 'control', 'ack', 'sync', 'telemetry'] as const

export type UpKind = (typeof UP_KINDS)[number]
export type DownKind = (typeof DOWN_KINDS)[number]
export type Qos = 0 | 1

/** A topic, taken apart. */
export type Topic =
  | { readonly direction: 'up'; readonly site: string; readonly agentId: string; readonly kind: UpKind }
  | { readonly direction: 'down'; readonly site: string; readonly agentId: string; readonly kind: DownKind }
  | { readonly direction: 'coordinator'; readonly site: string; readonly kind: 'session' }

interface TopicRow {
  readonly topic: string
  readonly from: 'agent' | 'coordinator'
  readonly qos: Qos
  readonly retained: boolean
  readonly carries: string
}

/** How each kind of message travels. The source of the table in ARCHITECTURE.md. */
export const UP: Readonly<Record<UpKind, Omit<TopicRow, 'topic' | 'from'>>> = {
  session: {
    qos: 1,
    retained: true,
    carries: 'online or not (also as the will), boot id, connection number, versions',
  },
  inventory: {
    qos: 1,
    retained: true,
    carries: 'instruments, activities with schemas, roles, labels, limits',
  },
  heartbeat: {
    qos: 0,
    retained: false,
    carries: 'clocks, links, readiness, runs with percent and phase, outbox depth, host load',
  },
  claim: { qos: 1, retained: false, carries: 'attempt, fence, nonce; or a refusal with its reason' },
  report: { qos: 1, retained: false, carries: 'a batch of (outbox sequence, attempt event)' },
  sync: { qos: 1, retained: false, carries: 'digest of the journal' },
  telemetry: {
    qos: 1,
    retained: false,
    carries: 'what was measured of runs, with its times: (stream, sequence, percent, phase, values)',
  },
}

export const DOWN: Readonly<Record<DownKind, Omit<TopicRow, 'topic' | 'from'>>> = {
  offer: { qos: 1, retained: false, carries: 'attempt, fence, activity, parameters, policies' },
  grant: { qos: 1, retained: false, carries: 'attempt, fence, nonce, time to live; or a refusal' },
  control: { qos: 1, retained: false, carries: 'attempt, control version, action' },
  ack: { qos: 1, retained: false, carries: 'boot id, highest sequence below which all is committed' },
  sync: { qos: 1, retained: false, carries: 'what should be, attempt by attempt; fence floors' },
  telemetry: { qos: 1, retained: false, carries: 'stream, highest sequence that is kept' },
}

const COORDINATOR_SESSION: Omit<TopicRow, 'topic' | 'from'> = {
  qos: 1,
  retained: true,
  carries: 'online or not (also as the will), epoch, lead id, store id',
}

export const TOPIC_TABLE: readonly TopicRow[] = [
  ...UP_KINDS.map(kind => ({ topic: `agents/{id}/up/${kind}`, from: 'agent' as const, ...UP[kind] })),
  ...DOWN_KINDS.map(kind => ({
    topic: `agents/{id}/down/${kind}`,
    from: 'coordinator' as const,
    ...DOWN[kind],
  })),
  { topic: 'coordinator/session', from: 'coordinator', ...COORDINATOR_SESSION },
]

/** `muster/v1/lab-a`: all of a site stands below it. */
export function siteRoot(site: string): string {
  if (!isId(site)) throw new InvariantError(`"${site}" is not a site id`)
  return `muster/v1/${site}`
}

/** `muster/v1/lab-a/agents/furnace-pc/up`: all that an agent may publish, without its own end. */
export function upPrefix(site: string, agentId: string): string {
  return `${agentRoot(site, agentId)}/up`
}

/** `muster/v1/lab-a/agents/furnace-pc/down`: all that an agent may subscribe to, besides the coordinator's session. */
export function downPrefix(site: string, agentId: string): string {
  return `${agentRoot(site, agentId)}/down`
}

function agentRoot(site: string, agentId: string): string {
  if (!isId(agentId)) throw new InvariantError(`"${agentId}" is not an agent id`)
  return `${siteRoot(site)}/agents/${agentId}`
}

export function formatTopic(topic: Topic): string {
  if (topic.direction === 'coordinator') return `${siteRoot(topic.site)}/coordinator/session`
  return `${agentRoot(topic.site, topic.agentId)}/${topic.direction}/${topic.kind}`
}

export const upTopic = (site: string, agentId: string, kind: UpKind): string =>
  formatTopic({ direction: 'up', site, agentId, kind })
export const downTopic = (site: string, agentId: string, kind: DownKind): string =>
  formatTopic({ direction: 'down', site, agentId, kind })
export const coordinatorSessionTopic = (site: string): string =>
  formatTopic({ direction: 'coordinator', site, kind: 'session' })

/** A topic of the site for others than agents, such as `escalations`. */
export const siteTopic = (site: string, topic: string): string => `${siteRoot(site)}/${topic}`

/** `muster/v1/lab-a/triggers/#`: messages that begin jobs. No agent may publish there. */
export const triggersFilter = (site: string): string => `${siteRoot(site)}/triggers/#`

/** The part of a topic below `muster/v1/{site}/triggers/`; undefined where it is another. */
export function triggerTopicOf(site: string, topic: string): string | undefined {
  const prefix = `${siteRoot(site)}/triggers/`
  return topic.startsWith(prefix) && topic.length > prefix.length ? topic.slice(prefix.length) : undefined
}

/** What a coordinator subscribes to. */
export const allUpFilter = (site: string): string => `${siteRoot(site)}/agents/+/up/+`
/** What an agent subscribes to, besides the coordinator's session. */
export const downFilter = (site: string, agentId: string): string => `${downPrefix(site, agentId)}/+`

/** @returns undefined for a topic that is not one of ours. */
export function parseTopic(text: string): Topic | undefined {
  const parts = text.split('/')
  const [muster, version, site = '', group, ...rest] = parts
  if (muster !== 'muster' || version !== 'v1' || !isId(site)) return undefined
  if (group === 'coordinator') {
    return rest.length === 1 && rest[0] === 'session'
      ? { direction: 'coordinator', site, kind: 'session' }
      : undefined
  }
  const [agentId = '', direction, kind] = rest
  if (group !== 'agents' || rest.length !== 3 || !isId(agentId)) return undefined
  if (direction === 'up' && isOneOf(UP_KINDS, kind)) return { direction, site, agentId, kind }
  if (direction === 'down' && isOneOf(DOWN_KINDS, kind)) return { direction, site, agentId, kind }
  return undefined
}

function isOneOf<T extends string>(all: readonly T[], text: string | undefined): text is T {
  return text !== undefined && (all as readonly string[]).includes(text)
}
