import { coordinatorSessionTopic, downFilter, parseTopic, siteRoot, triggerTopicOf } from '../topics.ts'

/** Who a connection is, once its credentials were right. */
export type Principal =
  | { readonly role: 'coordinator' }
  | { readonly role: 'agent'; readonly agentId: string }
  | { readonly role: 'publisher'; readonly publisherId: string }

/**
 * What a broker should allow on a site. An agent speaks on its own `up` topics and hears its own `down` topics and the
 * coordinator's session; a publisher speaks to triggers and hears nothing; a coordinator may do all below the site's root. Everything else, `$SYS` too, is denied.
 *
 * The embedded broker asks these functions; deploy/mosquitto says the same in Mosquitto's words.
 */
export interface AccessRules {
  mayPublish(who: Principal, topic: string): boolean
  maySubscribe(who: Principal, filter: string): boolean
}

export function accessRules(site: string): AccessRules {
  const root = `${siteRoot(site)}/`
  const session = coordinatorSessionTopic(site)
  return {
    mayPublish(who, topic) {
      if (who.role === 'coordinator') return topic.startsWith(root)
      if (who.role === 'publisher') return triggerTopicOf(site, topic) !== undefined
      const parsed = parseTopic(topic)
      return parsed?.direction === 'up' && parsed.site === site && parsed.agentId === who.agentId
    },
    maySubscribe(who, filter) {
      if (who.role === 'coordinator') return filter.startsWith(root)
      if (who.role === 'publisher') return false
      if (filter === session || filter === downFilter(site, who.agentId)) return true
      const parsed = parseTopic(filter)
      return parsed?.direction === 'down' && parsed.site === site && parsed.agentId === who.agentId
    },
  }
}

/**
 * Whether a client id belongs to whoever logged in, since a broker hands a client id to the last one who asks. An
 * agent's is its id, alone or with an ending that can't be part of another id: `furnace-pc` or `furnace-pc:2`.
 */
export function mayUseClientId(who: Principal, clientId: string): boolean {
  if (who.role === 'coordinator') return true
  const id = who.role === 'agent' ? who.agentId : who.publisherId
  return clientId === id || clientId.startsWith(`${id}:`)
}
