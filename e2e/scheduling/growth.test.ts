import type { ActivityDescription } from '@muster/protocol'
import { hours, minutes, seconds } from '@muster/runtime'
import { expect, it } from 'vitest'
import { activity } from '../simulation/world.ts'
import { sizesOf, type Sizes } from './growth.ts'
import { Hall } from './hall.ts'

const RUNS_ON: Partial<ActivityDescription> = { canCheckpoint: true, canPause: true }
const OVEN = [
  activity('mix', 'safe-until-started', minutes(5)),
  activity('bake', 'never', minutes(10)),
  { ...activity('model', 'safe', minutes(20)), ...RUNS_ON },
]

const machine = (id: string, activities: readonly ActivityDescription[]) => ({
  agentId: `${id}-pc`,
  instruments: [{ id, keepsIds: true, activities }],
})

/** What has a bound of its own, that a day does not reach. */
const BOUNDED: readonly RegExp[] = [
  // The last hundred ends, kept up to twice as many.
  /backlog\.#ends$/,
  // The last runs of each activity at each instrument.
  /durations/,
  // Outdated places of heaps of times.
  /#due\.#heap$/,
  // Those that were resolved lately.
  /escalations|#resolved|resolvedByCause/,
]
const isBounded = (path: string): boolean => BOUNDED.some(bound => bound.test(path))

/** What is not the coordinator's own. */
const OUTSIDE: ReadonlySet<string> = new Set(['store', 'network', 'time', 'clock', 'port', 'world'])

const sizes = (hall: Hall): Sizes => {
  const { coordinator } = hall.world
  if (!coordinator) throw new Error('there is no coordinator')
  return sizesOf(coordinator, name => OUTSIDE.has(name))
}

const run = (name: string, more: object = {}) => ({ run: { activity: name, ...more } })

/** Some hours in which something of everything is done, and all of it ends. */
async function shift(hall: Hall, at: number): Promise<void> {
  const rack = (more: object) => ({ resources: [{ resource: 'rack', ...more }], samples: [`s-${at}`] })
  const low = await hall.submit(run('model'), { priority: 'low' })
  await hall.submit(run('model'), { labels: { experiment: 'a' } })
  await hall.pass(minutes(3))
  await hall.submit(run('mix'), { priority: 'critical' })
  await hall.submit({
    a: { activity: 'mix', ...rack({ amount: 1 }) },
    b: { activity: 'bake', after: ['a'], waits: { a: { atMost: '30 min' } } },
    c: {
      activity: 'model',
      after: ['a'],
      preferLastOf: 'experiment',
      notBefore: new Date(hall.now + minutes(15)).toISOString(),
    },
  })
  for (let count = 0; count < 3; count += 1)
    await hall.submit(run('bake', { batch: { size: 2, hold: '2 min' }, ...rack({ names: ['a'] }) }))
  await hall.submit({
    left: { activity: 'mix', together: 'pair' },
    right: { activity: 'mix', together: 'pair' },
  })
  const cancelled = await hall.submit(run('bake'), {
    deadline: new Date(hall.now + minutes(1)).toISOString(),
  })
  await Promise.all([hall.operations.cancel(cancelled, 'ada'), hall.pass(seconds(10))])
  // A run that fails for good, an offer that is lost, and an agent that is out of contact.
  const failure = { code: 'bad', message: 'bad', category: 'parameters', started: 'no' } as const
  hall.world.machines.get('kiln-pc')?.instruments.get('kiln')?.failNextStart({ kind: 'refuse', failure })
  const failed = await hall.submit(run('fire'))
  hall.world.network.intercept = hop =>
    hop.topic.endsWith('oven-1-pc/down/offer') ? { copies: [] } : undefined
  await hall.submit(run('mix'))
  await hall.pass(minutes(1))
  hall.world.network.intercept = undefined
  hall.world.network.partition('oven-2-pc')
  await hall.pass(minutes(1))
  hall.world.network.heal()
  await hall.pass(hours(3))
  expect((await hall.task(low, 'run')).state).toBe('succeeded')
  expect((await hall.task(failed, 'run')).state).toBe('failed')
}

it('what the coordinator keeps does not grow with the jobs that it has done', async () => {
  const hall = await Hall.open({
    machines: [
      machine('oven-1', OVEN),
      machine('oven-2', OVEN),
      machine('kiln', [activity('fire', 'safe', minutes(5))]),
    ],
    resources: [{ id: 'rack', kind: 'named', names: ['a', 'b'] }],
  })
  for (let at = 0; at < 3; at += 1) await shift(hall, at)
  expect(hall.state.jobs.size).toBe(0)
  const before = sizes(hall)
  for (let at = 3; at < 11; at += 1) await shift(hall, at)
  expect(hall.state.jobs.size).toBe(0)
  const grown = [...sizes(hall)].flatMap(([path, size]) => {
    const was = before.get(path) ?? 0
    return size > was && !isBounded(path) ? [`${path}: ${was} → ${size}`] : []
  })
  expect(grown).toEqual([])
  expect(before.size).toBeGreaterThan(80)
}, 180_000)
