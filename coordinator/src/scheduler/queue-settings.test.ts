import { ConfigurationError } from '@muster/runtime'
import { expect, test } from 'vitest'
import { coordinatorSettings } from '../config.ts'
import { STRATEGY_NAMES } from './queue-settings.ts'
import { schedulerRules, STANDARD_RULES } from './rules.ts'
import { STRATEGIES, type Strategy } from './strategies.ts'

const HOUR = 3_600_000

function faultsOf(scheduler: unknown, strategies: readonly string[] = []): readonly string[] {
  try {
    coordinatorSettings({ scheduler }, strategies)
    return []
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.faults.map(({ field, message }) => `${field} ${message}`)
  }
}

test('nothing configured is the standard order, shares and limits', () => {
  expect(STANDARD_RULES).toMatchObject({
    shares: { weights: {}, halfLife: 24 * HOUR, longestLag: 24 * HOUR },
    rank: {
      ageing: HOUR / 2,
      margin: HOUR / 4,
      allowances: [
        [100, 0],
        [75, 4 * HOUR],
        [50, 24 * HOUR],
        [25, 72 * HOUR],
        [0, 168 * HOUR],
      ],
    },
    shareBy: 'user',
    strategy: 'least-busy',
    limits: { queued: 100_000 },
  })
  expect(STANDARD_RULES.limits.perUser).toBeUndefined()
})

test('every strategy that there is can be chosen by its name', () => {
  expect(STRATEGIES.map(({ name }) => name)).toEqual([...STRATEGY_NAMES])
})

test('what is configured is what the scheduler goes by', () => {
  const { scheduler } = coordinatorSettings({
    scheduler: {
      shares: { by: 'experiment', weights: { 'experiment-x': 0.5 }, halfLife: '2 h' },
      ageing: '0 s',
      margin: '1 h',
      allowances: { normal: '3 h' },
      strategy: 'fastest',
      limits: { queued: 10, perUser: 3 },
    },
  })
  const rules = schedulerRules(scheduler)
  expect(rules).toMatchObject({
    shares: { weights: { 'experiment-x': 0.5 }, halfLife: 2 * HOUR, longestLag: 24 * HOUR },
    rank: { ageing: 0, margin: HOUR },
    shareBy: 'experiment',
    strategy: 'fastest',
    limits: { queued: 10, perUser: 3 },
  })
  expect(rules.rank.allowances).toContainEqual([50, 3 * HOUR])
})

test('every fault is named with its field, all at once where they are of one kind', () => {
  expect(faultsOf({ strategy: 'cheapest', shares: { halfLife: '0 s' } })).toEqual([
    'scheduler.strategy "cheapest" is no strategy: there are least-busy, round-robin, random, pack, fastest',
    'scheduler.shares.halfLife must be longer than 0 s',
  ])
  const wrong = faultsOf({
    shares: { weights: { ada: -2, ben: 0 }, halfLife: 'soon' },
    ageing: -1,
    limits: { queued: 0, perUser: 1.5 },
    speed: 'high',
  })
  for (const field of [
    'shares.weights.ada',
    'shares.weights.ben',
    'shares.halfLife',
    'ageing',
    'limits.queued',
    'limits.perUser',
    'speed',
  ])
    expect(wrong).toContainEqual(expect.stringContaining(`scheduler.${field}`))
})

test('a strategy that the program adds can be chosen, and one of the same name goes in the place of the standard one', () => {
  const mine: Strategy = { name: 'nearest', score: () => 0 }
  const other: Strategy = { name: 'pack', score: () => 1 }
  expect(faultsOf({ strategy: 'nearest' }, ['nearest'])).toEqual([])
  const { scheduler } = coordinatorSettings({ scheduler: { strategy: 'nearest' } }, ['nearest'])
  const rules = schedulerRules(scheduler, [mine, other])
  expect(rules.strategies.get(rules.strategy)).toBe(mine)
  expect(rules.strategies.get('pack')).toBe(other)
  expect(() => schedulerRules(scheduler)).toThrow(ConfigurationError)
})
