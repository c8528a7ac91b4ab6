import { describe, expect, it } from 'vitest'
import { DOWN_KINDS, downFilter, downTopic, UP_KINDS, upTopic } from '../topics.ts'
import { accessRules, mayUseClientId, type Principal } from './access.ts'

const rules = accessRules('lab-a')
const agent: Principal = { role: 'agent', agentId: 'furnace' }
const coordinator: Principal = { role: 'coordinator' }

describe('access rules', () => {
  it('let an agent publish on each of its own up topics and on nothing else', () => {
    for (const kind of UP_KINDS) {
      expect(rules.mayPublish(agent, upTopic('lab-a', 'furnace', kind))).toBe(true)
      expect(rules.mayPublish(agent, upTopic('lab-a', 'furnace-2', kind))).toBe(false)
      expect(rules.mayPublish(agent, upTopic('lab-b', 'furnace', kind))).toBe(false)
    }
    for (const kind of DOWN_KINDS)
      expect(rules.mayPublish(agent, downTopic('lab-a', 'furnace', kind))).toBe(false)
    const strange = [
      'muster/v1/lab-a/agents/furnace/up/',
      'muster/v1/lab-a/agents/furnace/up/x',
      '$SYS/x',
      '',
      '/',
      '#',
    ]
    for (const topic of strange) expect(rules.mayPublish(agent, topic)).toBe(false)
  })

  it('let an agent subscribe to its own down topics and the session of the coordinator', () => {
    const allowed = [
      downFilter('lab-a', 'furnace'),
      downTopic('lab-a', 'furnace', 'offer'),
      'muster/v1/lab-a/coordinator/session',
    ]
    for (const filter of allowed) expect(rules.maySubscribe(agent, filter)).toBe(true)
    const denied = [
      '#',
      '+/#',
      '$SYS/#',
      '$share/group/muster/v1/lab-a/agents/furnace/down/+',
      'muster/v1/lab-a/#',
      'muster/v1/lab-a/agents/furnace/#',
      'muster/v1/lab-a/agents/+/down/offer',
      'muster/v1/lab-a/agents/furnace/up/+',
      'muster/v1/lab-a/coordinator/+',
      downFilter('lab-a', 'furnace-2'),
      downFilter('lab-b', 'furnace'),
    ]
    for (const filter of denied) expect(rules.maySubscribe(agent, filter)).toBe(false)
  })

  it('let a coordinator do all below the root of its site, and nothing beside it', () => {
    for (const ask of [rules.mayPublish, rules.maySubscribe]) {
      expect(ask(coordinator, 'muster/v1/lab-a/agents/furnace/down/offer')).toBe(true)
      for (const topic of ['muster/v1/lab-ab/x', 'muster/v1/lab-a', 'muster/v1/lab-b/x', '#', '$SYS/#']) {
        expect(ask(coordinator, topic)).toBe(false)
      }
    }
  })

  it('let a publisher speak to triggers, and do nothing else', () => {
    const publisher: Principal = { role: 'publisher', publisherId: 'lims' }
    for (const topic of ['muster/v1/lab-a/triggers/x', 'muster/v1/lab-a/triggers/samples/1/arrived'])
      expect(rules.mayPublish(publisher, topic)).toBe(true)
    const strange = [
      'muster/v1/lab-a/triggers',
      'muster/v1/lab-a/triggers/',
      'muster/v1/lab-b/triggers/x',
      'muster/v1/lab-a/coordinator/session',
      upTopic('lab-a', 'lims', 'claim'),
      downTopic('lab-a', 'furnace', 'offer'),
    ]
    for (const topic of strange) expect(rules.mayPublish(publisher, topic)).toBe(false)
    for (const filter of ['#', 'muster/v1/lab-a/triggers/#', downFilter('lab-a', 'lims')])
      expect(rules.maySubscribe(publisher, filter)).toBe(false)
    expect(rules.mayPublish(agent, 'muster/v1/lab-a/triggers/x')).toBe(false)
    expect(mayUseClientId(publisher, 'lims:2')).toBe(true)
    expect(mayUseClientId(publisher, 'furnace')).toBe(false)
  })

  it('bind the client id of an agent to its login', () => {
    expect(['furnace', 'furnace:2'].every(id => mayUseClientId(agent, id))).toBe(true)
    expect(['furnace-2', 'furnac', 'coordinator', '', ' furnace'].some(id => mayUseClientId(agent, id))).toBe(
      false,
    )
    expect(mayUseClientId(coordinator, 'anything')).toBe(true)
  })
})
