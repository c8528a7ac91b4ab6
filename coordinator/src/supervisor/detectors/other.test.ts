import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { aBreaker, aPrompt } from '../../testing/store-fixtures.ts'
import type { Subject } from '../findings.ts'
import { aScene, findingsOf, kindsOf, look, pass } from '../testing/view.ts'

describe('a prompt', () => {
  test('is found at once, with the question, what is known, and the answers', () => {
    const answers = [
      { id: 'started', title: 'It runs', leadsTo: '' },
      { id: 'not-started', title: 'It does not', leadsTo: '' },
    ]
    const scene = aScene({ prompts: [aPrompt('p-1', { answers })] })
    expect(look(scene, 'prompt:p-1')).toEqual({
      found: [
        {
          kind: 'prompt-open',
          message:
            'Did it start? The printer rebooted at layer 150 of 333. Answers: started (It runs), not-started (It does not).',
          links: { promptId: 'p-1' },
        },
      ],
    })
  })

  test('links to all that it is about', () => {
    const about = { jobId: 'job-1', taskId: 'job-1-run', attemptId: 'job-1-run-1', agentId: 'hall-2' }
    const scene = aScene({ prompts: [aPrompt('p-1', about)] })
    expect(findingsOf(scene, 'prompt:p-1').map(({ links }) => links)).toEqual([{ promptId: 'p-1', ...about }])
  })

  test.each(['answered', 'withdrawn'] as const)('is found until it is %s', state => {
    const scene = aScene({ prompts: [aPrompt('p-1')] })
    pass(scene, hours(100))
    expect(kindsOf(scene, 'prompt:p-1')).toEqual(['prompt-open'])
    scene.state.put('prompts', aPrompt('p-1', { version: 2, state }))
    expect(look(scene, 'prompt:p-1')).toEqual({ found: [] })
  })

  test('that is gone has no findings', () => {
    expect(look(aScene(), 'prompt:p-1')).toEqual({ found: [] })
  })
})

describe('a breaker', () => {
  const reason = '5 failures in a row: jam'

  test.each([
    ['open', { retryAt: 1 }, ['breaker-open']],
    ['half-open', { retryAt: 1 }, ['breaker-open']],
    ['half-open', {}, ['breaker-open']],
    ['open', {}, ['cascade-stop']],
    ['closed', {}, []],
    ['closed', { retryAt: 1 }, []],
  ] as const)('that is %s with %j gives %j', (state, patch, kinds) => {
    const scene = aScene({ breakers: [aBreaker('activity:print', { state, reason, ...patch })] })
    expect(kindsOf(scene, 'breaker:activity:print')).toEqual(kinds)
  })

  test('is told with its state and with what made it open', () => {
    const scene = aScene({ breakers: [aBreaker('agent:hall-2', { state: 'half-open', reason })] })
    expect(findingsOf(scene, 'breaker:agent:hall-2')).toEqual([
      {
        kind: 'breaker-open',
        message: 'The breaker agent:hall-2 is half-open: 5 failures in a row: jam.',
        links: { agentId: 'hall-2' },
      },
    ])
  })

  test('is given a trial when its wait is over', () => {
    const retryAt = aScene().wall + seconds(30)
    const scene = aScene({ breakers: [aBreaker('agent:hall-2', { state: 'open', reason, retryAt })] })
    const finding = {
      kind: 'breaker-open',
      message: 'The breaker agent:hall-2 is open: 5 failures in a row: jam.',
      links: { agentId: 'hall-2' },
    }
    expect(look(scene, 'breaker:agent:hall-2')).toEqual({ found: [finding], again: seconds(30) })
    pass(scene, seconds(30) - 1)
    expect(look(scene, 'breaker:agent:hall-2')).toEqual({ found: [finding], again: 1 })
    pass(scene, 1)
    expect(look(scene, 'breaker:agent:hall-2')).toEqual({ found: [{ ...finding, remedy: 'trial' }] })
  })

  test.each(['half-open', 'open'] as const)('that is %s and has no wait is given no trial', state => {
    const scene = aScene({ breakers: [aBreaker('agent:hall-2', { state, reason })] })
    pass(scene, hours(100))
    const { found, again } = look(scene, 'breaker:agent:hall-2')
    expect([found.map(({ remedy }) => remedy), again]).toEqual([[undefined], undefined])
  })

  test('that only a person closes says so', () => {
    const scene = aScene({
      breakers: [aBreaker('activity:print', { state: 'open', reason: 'it fails everywhere' })],
    })
    expect(findingsOf(scene, 'breaker:activity:print')).toEqual([
      {
        kind: 'cascade-stop',
        message:
          'it fails everywhere. Nothing of it is dispatched until a person resets the breaker activity:print.',
        links: {},
      },
    ])
  })

  test.each([
    ['agent:hall-2', { agentId: 'hall-2' }],
    ['instrument:printer', { instrumentId: 'printer' }],
    ['activity:print', {}],
  ])('of %s links to %j', (id, links) => {
    for (const patch of [{}, { retryAt: 1 }]) {
      const scene = aScene({ breakers: [aBreaker(id, { state: 'open', ...patch })] })
      expect(findingsOf(scene, `breaker:${id}`).map(finding => finding.links)).toEqual([links])
    }
  })

  test('that is gone has no findings', () => {
    expect(look(aScene(), 'breaker:agent:hall-2')).toEqual({ found: [] })
  })
})

describe('the broker', () => {
  const BROKER: Subject = 'broker:broker'

  test('that is there has no findings', () => {
    expect(look(aScene(), BROKER)).toEqual({ found: [] })
  })

  test('that is gone is found after ten seconds, until it is back', () => {
    const scene = aScene()
    scene.state.brokerLostAt = scene.monotonic
    expect(look(scene, BROKER)).toEqual({ found: [], again: seconds(10) })
    pass(scene, seconds(10) - 1)
    expect(look(scene, BROKER)).toEqual({ found: [], again: 1 })
    pass(scene, 1)
    expect(look(scene, BROKER)).toEqual({
      found: [{ kind: 'broker-gone', message: expect.stringContaining('no broker for 10 s.'), links: {} }],
    })
    scene.state.brokerLostAt = undefined
    expect(look(scene, BROKER)).toEqual({ found: [] })
  })

  test('has the configured limit', () => {
    const scene = aScene({}, { brokerAfter: '2 min' })
    scene.state.brokerLostAt = scene.monotonic
    expect(look(scene, BROKER).again).toBe(minutes(2))
  })
})

describe('a channel', () => {
  test.each([
    [{ failures: 0, isHopeless: false }, []],
    [{ failures: 2, isHopeless: false }, []],
    [{ failures: 3, isHopeless: false }, ['channel-down']],
    [{ failures: 20, isHopeless: false }, ['channel-down']],
    [{ failures: 1, isHopeless: true }, ['channel-down']],
  ])('of which is known %j gives %j', (health, kinds) => {
    const scene = aScene()
    scene.state.channels.set('mail', { ...health, error: 'the server refused', retryAt: 0 })
    expect(kindsOf(scene, 'channel:mail')).toEqual(kinds)
  })

  test('is told with its name and its error', () => {
    const scene = aScene()
    scene.state.channels.set('mail', {
      failures: 3,
      isHopeless: false,
      error: 'the server refused',
      retryAt: 0,
    })
    expect(look(scene, 'channel:mail')).toEqual({
      found: [
        {
          kind: 'channel-down',
          message: expect.stringMatching(/^The channel mail takes nothing: the server refused\./),
          links: {},
        },
      ],
    })
  })

  test('of which nothing is known has no findings', () => {
    expect(look(aScene(), 'channel:mail')).toEqual({ found: [] })
  })
})
