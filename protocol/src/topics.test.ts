import { InvariantError } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { isId } from './identifiers.ts'
import { matchesFilter } from './mqtt/filters.ts'
import {
  allUpFilter,
  coordinatorSessionTopic,
  DOWN_KINDS,
  downFilter,
  downTopic,
  formatTopic,
  parseTopic,
  siteRoot,
  TOPIC_TABLE,
  type Topic,
  UP_KINDS,
  upPrefix,
  upTopic,
} from './topics.ts'

const random = seededRandom(5)

function randomId(): string {
  const letters = ['a', 'b', 'z', '0', '1', '9']
  const length = 1 + Math.floor(random.float() * 63)
  const inner = Array.from({ length }, (_, i) =>
    i > 0 && i < length - 1 && random.float() < 0.2 ? '-' : pick(letters),
  )
  return inner.join('')
}

function pick<T>(all: readonly T[]): T {
  const chosen = all[Math.floor(random.float() * all.length)]
  if (chosen === undefined) throw new Error('there is nothing to pick from')
  return chosen
}

function randomTopic(): Topic {
  const [site, agentId] = [randomId(), randomId()]
  return pick<Topic>([
    { direction: 'coordinator', site, kind: 'session' },
    { direction: 'up', site, agentId, kind: pick(UP_KINDS) },
    { direction: 'down', site, agentId, kind: pick(DOWN_KINDS) },
  ])
}

describe('topics', () => {
  it('read as in ARCHITECTURE.md', () => {
    expect(upTopic('lab-a', 'furnace-pc', 'heartbeat')).toBe('muster/v1/lab-a/agents/furnace-pc/up/heartbeat')
    expect(downTopic('lab-a', 'furnace-pc', 'offer')).toBe('muster/v1/lab-a/agents/furnace-pc/down/offer')
    expect(coordinatorSessionTopic('lab-a')).toBe('muster/v1/lab-a/coordinator/session')
  })

  it('are parsed into what they were made of', () => {
    for (let i = 0; i < 1_000; i++) {
      const topic = randomTopic()
      expect(parseTopic(formatTopic(topic))).toEqual(topic)
    }
  })

  it('are made of what they were parsed into, and garbage is not parsed', () => {
    const parts = [
      'muster',
      'v1',
      'v2',
      'lab-a',
      'agents',
      'coordinator',
      'session',
      'up',
      'down',
      'offer',
      'sync',
      '',
      '+',
      '#',
      'A',
      '-',
    ]
    let parsedCount = 0
    for (let i = 0; i < 20_000; i++) {
      const text =
        random.float() < 0.5
          ? Array.from({ length: Math.floor(random.float() * 9) }, () => pick(parts)).join('/')
          : formatTopic(randomTopic())
              .split('/')
              .map(part => (random.float() < 0.1 ? pick(parts) : part))
              .join('/')
      const parsed = parseTopic(text)
      if (!parsed) continue
      parsedCount += 1
      expect(formatTopic(parsed)).toBe(text)
    }
    expect(parsedCount).toBeGreaterThan(100)
  })

  it.each([
    '',
    '/',
    'muster/v1/lab-a',
    'muster/v1/lab-a/agents/furnace-pc/up',
    'muster/v1/lab-a/agents/furnace-pc/up/',
    'muster/v1/lab-a/agents/furnace-pc/up/offer',
    'muster/v1/lab-a/agents/furnace-pc/down/heartbeat',
    'muster/v1/lab-a/agents/furnace-pc/up/session/x',
    '/muster/v1/lab-a/agents/furnace-pc/up/session',
    'muster/v1/lab-a/agents/Furnace/up/session',
    'muster/v1/lab-a/agents/+/up/session',
    'muster/v1//agents/furnace-pc/up/session',
    'muster/v1/lab-a/coordinator/session/x',
    'muster/v1/lab-a/coordinator/sync',
    'muster/v1/lab-a/agents/furnace-pc/up/toString',
    'muster/v1/lab-a/agents/furnace-pc/up/__proto__',
    'MUSTER/v1/lab-a/coordinator/session',
  ])('"%s" is none of ours', text => {
    expect(parseTopic(text)).toBeUndefined()
  })

  it.each(['', 'A', 'a/b', '+', '#', '-a', 'a-', 'a'.repeat(64), 'ä', 'a b'])('are not made of "%s"', id => {
    expect(isId(id)).toBe(false)
    expect(() => siteRoot(id)).toThrow(InvariantError)
    expect(() => upPrefix('lab-a', id)).toThrow(InvariantError)
  })

  it('are found by the filters of those they are for', () => {
    for (const kind of UP_KINDS) {
      const topic = upTopic('lab-a', 'furnace-pc', kind)
      expect(matchesFilter(allUpFilter('lab-a'), topic)).toBe(true)
      expect(matchesFilter(downFilter('lab-a', 'furnace-pc'), topic)).toBe(false)
    }
    for (const kind of DOWN_KINDS) {
      const topic = downTopic('lab-a', 'furnace-pc', kind)
      expect(matchesFilter(downFilter('lab-a', 'furnace-pc'), topic)).toBe(true)
      expect(matchesFilter(downFilter('lab-a', 'furnace'), topic)).toBe(false)
      expect(matchesFilter(allUpFilter('lab-a'), topic)).toBe(false)
    }
  })

  it('are listed, each one once, with retained ones at QoS 1', () => {
    expect(TOPIC_TABLE).toHaveLength(UP_KINDS.length + DOWN_KINDS.length + 1)
    expect(new Set(TOPIC_TABLE.map(row => row.topic)).size).toBe(TOPIC_TABLE.length)
    expect(TOPIC_TABLE.filter(row => row.retained).every(row => row.qos === 1)).toBe(true)
  })
})
