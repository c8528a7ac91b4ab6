import { days, hours, minutes, seconds } from '@muster/runtime'
import { beforeEach, describe, expect, test } from 'vitest'
import { anAgent } from '../../testing/store-fixtures.ts'
import {
  aScene,
  findingsOf,
  hear,
  kindsOf,
  look,
  pass,
  type Scene,
  unsureOf,
  willOf,
} from '../testing/view.ts'

const AGENT = 'agent:hall-2' as const
const LINKS = { agentId: 'hall-2' }

let scene: Scene

beforeEach(() => {
  scene = aScene({ agents: [anAgent()] })
})

test('an agent that is not known has no findings, whatever is heard of it', () => {
  hear(scene, 'stranger', { lateMs: hours(1), outboxDepth: 100_000, skewMs: days(1) })
  willOf(scene, 'stranger')
  pass(scene, days(1))
  expect(look(scene, 'agent:stranger')).toEqual({ found: [] })
})

test('of an agent that is in contact and well there is nothing to find, at no time', () => {
  hear(scene, 'hall-2')
  expect(look(scene, AGENT)).toEqual({ found: [] })
  pass(scene, hours(1))
  expect(look(scene, AGENT)).toEqual({ found: [] })
})

describe('silence', () => {
  test('is found a minute after the last that was heard of an agent whose will came', () => {
    willOf(scene, 'hall-2')
    expect(look(scene, AGENT)).toEqual({ found: [], again: seconds(60) })
    pass(scene, seconds(60) - 1)
    expect(look(scene, AGENT)).toEqual({ found: [], again: 1 })
    pass(scene, 1)
    expect(look(scene, AGENT)).toEqual({
      found: [{ kind: 'agent-silent', message: 'Nothing was heard of hall-2 for 1 min.', links: LINKS }],
    })
  })

  test('lasts until the agent is heard', () => {
    willOf(scene, 'hall-2')
    pass(scene, days(3))
    expect(kindsOf(scene, AGENT)).toEqual(['agent-silent'])
    hear(scene, 'hall-2', { contactLostSince: undefined })
    expect(look(scene, AGENT)).toEqual({ found: [] })
  })

  test('has the configured limit', () => {
    scene = aScene({ agents: [anAgent()] }, { silentAfter: '5 min' })
    willOf(scene, 'hall-2')
    expect(look(scene, AGENT)).toEqual({ found: [], again: minutes(5) })
  })

  test.each([['an agent of which nothing was ever heard'], ['an agent that was heard before']])(
    'of %s is counted from when this coordinator began to listen',
    which => {
      if (which.endsWith('before')) {
        willOf(scene, 'hall-2')
        pass(scene, hours(1))
      }
      scene.leadSince = scene.monotonic
      pass(scene, seconds(59))
      expect(look(scene, AGENT)).toEqual({ found: [], again: seconds(1) })
      pass(scene, seconds(1))
      expect(kindsOf(scene, AGENT)).toEqual(['agent-silent'])
    },
  )

  test('is not found while the broker is gone', () => {
    willOf(scene, 'hall-2')
    scene.state.brokerLostAt = scene.monotonic
    pass(scene, days(1))
    expect(look(scene, AGENT)).toEqual({ found: [] })
    expect(unsureOf(scene, AGENT)).toContain('agent-silent')
  })

  test('is counted anew from when the broker was back, and what was found before stands until then', () => {
    willOf(scene, 'hall-2')
    pass(scene, hours(1))
    scene.state.brokerBackAt = scene.monotonic
    expect(look(scene, AGENT)).toEqual({ found: [], again: seconds(60) })
    expect(unsureOf(scene, AGENT)).toContain('agent-silent')
    pass(scene, seconds(60))
    expect(findingsOf(scene, AGENT)).toEqual([
      expect.objectContaining({ kind: 'agent-silent', message: 'Nothing was heard of hall-2 for 1 min.' }),
    ])
  })
})

describe('a connection without heartbeats', () => {
  const loseHeartbeats = (): void => {
    hear(scene, 'hall-2')
    pass(scene, 3 * scene.state.heartbeatMs)
    hear(scene, 'hall-2', {
      heardAt: scene.monotonic - 3 * scene.state.heartbeatMs,
      contactLostSince: scene.wall,
    })
  }

  test('is an agent that is stuck, once six heartbeats are missing and no will has come', () => {
    loseHeartbeats()
    expect(look(scene, AGENT)).toEqual({ found: [], again: seconds(15) })
    pass(scene, seconds(15) - 1)
    expect(look(scene, AGENT)).toEqual({ found: [], again: 1 })
    pass(scene, 1)
    expect(look(scene, AGENT)).toEqual({
      found: [{ kind: 'agent-stuck', message: expect.stringContaining('no heartbeat comes'), links: LINKS }],
    })
  })

  test('is counted in the heartbeats that are configured', () => {
    scene.state.heartbeatMs = seconds(20)
    loseHeartbeats()
    expect(look(scene, AGENT)).toEqual({ found: [], again: seconds(60) })
  })

  test('stays stuck and does not become silence, until the will comes', () => {
    loseHeartbeats()
    pass(scene, hours(1))
    expect(kindsOf(scene, AGENT)).toEqual(['agent-stuck'])
    scene.state.liveOf('hall-2').online = false
    expect(kindsOf(scene, AGENT)).toEqual(['agent-silent'])
  })

  test('says nothing while the broker is gone', () => {
    loseHeartbeats()
    scene.state.brokerLostAt = scene.monotonic
    pass(scene, hours(1))
    expect(look(scene, AGENT)).toEqual({ found: [] })
  })

  test('says nothing of a connection that may have ended while the broker was gone', () => {
    loseHeartbeats()
    pass(scene, hours(1))
    scene.state.brokerBackAt = scene.monotonic
    expect(look(scene, AGENT)).toEqual({ found: [], again: seconds(60) })
    expect(unsureOf(scene, AGENT)).toContain('agent-stuck')
    pass(scene, seconds(60))
    expect(kindsOf(scene, AGENT)).toEqual(['agent-silent'])
  })
})

describe('a work loop that is late by its own word', () => {
  test.each([
    [seconds(10) - 1, []],
    [seconds(10), ['agent-stuck']],
    [minutes(3), ['agent-stuck']],
  ])('by %d ms gives %j', (lateMs, kinds) => {
    hear(scene, 'hall-2', { lateMs })
    expect(kindsOf(scene, AGENT)).toEqual(kinds)
  })

  test('is told with how late it was', () => {
    hear(scene, 'hall-2', { lateMs: seconds(42) })
    expect(look(scene, AGENT)).toEqual({
      found: [{ kind: 'agent-stuck', message: 'The work loop of hall-2 was 42 s late.', links: LINKS }],
    })
  })

  test('has the configured limit', () => {
    scene = aScene({ agents: [anAgent()] }, { lateAfter: '1 min' })
    hear(scene, 'hall-2', { lateMs: seconds(59) })
    expect(kindsOf(scene, AGENT)).toEqual([])
  })

  test('is one cause with the heartbeats that are missing then', () => {
    hear(scene, 'hall-2', { lateMs: seconds(42), contactLostSince: scene.wall })
    expect(kindsOf(scene, AGENT)).toEqual([])
    pass(scene, minutes(1))
    expect(findingsOf(scene, AGENT)).toEqual([
      { kind: 'agent-stuck', message: expect.stringContaining('no heartbeat comes'), links: LINKS },
    ])
  })

  test('counts no more for an agent that is silent: it may have ended', () => {
    willOf(scene, 'hall-2')
    scene.state.liveOf('hall-2').lateMs = seconds(42)
    pass(scene, minutes(1))
    expect(kindsOf(scene, AGENT)).toEqual(['agent-silent'])
  })
})

describe('restarts', () => {
  const bootedAgo = (...ago: number[]): void => {
    hear(scene, 'hall-2', { boots: ago.map(time => scene.monotonic - time) })
  }

  test('of two processes within ten minutes are not found, of three they are', () => {
    bootedAgo(minutes(2), minutes(1))
    expect(look(scene, AGENT)).toEqual({ found: [] })
    bootedAgo(minutes(3), minutes(2), minutes(1))
    expect(findingsOf(scene, AGENT)).toEqual([
      {
        kind: 'agent-restarting',
        message: expect.stringContaining('hall-2 was started 3 times within 10 min'),
        links: LINKS,
      },
    ])
  })

  test('are over when the first of them is ten minutes ago, and are looked at again then', () => {
    bootedAgo(minutes(9), minutes(2), minutes(1))
    const { found, again = Number.NaN } = look(scene, AGENT)
    expect(found).toHaveLength(1)
    expect(again).toBeGreaterThanOrEqual(minutes(1))
    expect(again).toBeLessThan(minutes(1) + seconds(1))
    pass(scene, minutes(1) - 1)
    expect(kindsOf(scene, AGENT)).toEqual(['agent-restarting'])
    scene.monotonic += again - minutes(1) + 1
    expect(look(scene, AGENT)).toEqual({ found: [] })
  })

  test('of long ago are not counted', () => {
    bootedAgo(hours(3), hours(2), minutes(10), minutes(9), minutes(2), minutes(1))
    const { found, again } = look(scene, AGENT)
    expect(found).toEqual([expect.objectContaining({ message: expect.stringContaining('3 times') })])
    expect(again).toBeLessThan(minutes(2))
  })

  test('have the configured count and time', () => {
    scene = aScene({ agents: [anAgent()] }, { restarts: { count: 2, within: '1 h' } })
    bootedAgo(minutes(59), minutes(1))
    expect(kindsOf(scene, AGENT)).toEqual(['agent-restarting'])
  })
})

describe('room', () => {
  const load = (disk: number) => ({ cpu: 0, memory: 0, residentBytes: 0, disk })

  test.each([
    [{ outboxDepth: 999 }, []],
    [{ outboxDepth: 1_000 }, ['outbox-filling']],
    [{ load: load(0.899) }, []],
    [{ load: load(0.9) }, ['disk-filling']],
    [{ skewMs: seconds(30) - 1 }, []],
    [{ skewMs: seconds(30) }, ['clock-skew']],
    [{ skewMs: -seconds(30) + 1 }, []],
    [{ skewMs: -seconds(30) }, ['clock-skew']],
    [
      { outboxDepth: 5_000, load: load(1), skewMs: days(1) },
      ['outbox-filling', 'disk-filling', 'clock-skew'],
    ],
  ])('an agent that tells %j gives %j', (told, kinds) => {
    hear(scene, 'hall-2', told)
    expect(kindsOf(scene, AGENT)).toEqual(kinds)
    expect(findingsOf(scene, AGENT).map(({ links }) => links)).toEqual(kinds.map(() => LINKS))
  })

  test.each([
    [{ outboxDepth: 1_234 }, 'hall-2 holds 1234 events that it could not yet hand over.'],
    [{ load: load(0.934) }, 'The disk of hall-2 is 93 % full; its journal needs room.'],
    [{ skewMs: minutes(2) }, "The clock of hall-2 is 2 min ahead of the coordinator's."],
    [{ skewMs: -minutes(2) }, "The clock of hall-2 is 2 min behind the coordinator's."],
  ])('the message of %j has what is known', (told, message) => {
    hear(scene, 'hall-2', told)
    expect(findingsOf(scene, AGENT).map(finding => finding.message)).toEqual([message])
  })

  test.each([
    [{ outboxDepth: 10 }, { outboxDepth: 10 }, 'outbox-filling'],
    [{ diskShare: 0.5 }, { load: load(0.5) }, 'disk-filling'],
    [{ clockSkew: '1 s' }, { skewMs: -seconds(1) }, 'clock-skew'],
  ])('of the configuration %j counts', (settings, told, kind) => {
    scene = aScene({ agents: [anAgent()] }, settings)
    hear(scene, 'hall-2', told)
    expect(kindsOf(scene, AGENT)).toEqual([kind])
  })
})

test('an agent that can not write its disk is told of with its reason, however much room there seems to be', () => {
  hear(scene, 'hall-2', { storageFault: 'EROFS: read-only file system' })
  expect(look(scene, AGENT).found).toMatchObject([
    { kind: 'disk-filling', message: expect.stringContaining('starts nothing until it can: EROFS') },
  ])
})
