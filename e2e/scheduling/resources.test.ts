import { hours, minutes } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { activity } from '../simulation/world.ts'
import { Hall } from './hall.ts'

const CRUCIBLES = { id: 'crucibles', kind: 'countable' as const, unit: 'pieces', capacity: 8 }
const OVENS = ['oven-1', 'oven-2', 'oven-3'].map(id => ({
  agentId: `${id}-pc`,
  instruments: [{ id, keepsIds: true, activities: [activity('calcine', 'safe-until-started', hours(2))] }],
}))

const calcine = (amount: number) => ({
  run: { activity: 'calcine', resources: [{ resource: 'crucibles', amount }] },
})

describe('a task that needs much of a resource', () => {
  it('is not passed for ever by those that need little of it', async () => {
    const hall = await Hall.open({ machines: OVENS, resources: [CRUCIBLES] })
    for (let begun = 0; begun < 2; begun += 1) {
      await hall.submit(calcine(3))
      await hall.pass(minutes(30))
    }
    const large = await hall.submit(calcine(8), { labels: { user: 'grace' } })
    // Each of these could start at once, and would keep the large one waiting.
    const small = []
    for (let more = 0; more < 6; more += 1) {
      small.push(await hall.submit(calcine(2)))
      await hall.pass(minutes(20))
    }
    await hall.pass(hours(1))
    expect((await hall.task(large, 'run')).state).toBe('running')
    await hall.pass(hours(8))
    const states = await Promise.all(small.map(async job => (await hall.task(job, 'run')).state))
    expect(states).toEqual(small.map(() => 'succeeded'))
  })
})

describe('a task that waits for one thing', () => {
  it('does not keep from others what there is enough of besides', async () => {
    const hall = await Hall.open({ machines: OVENS, resources: [CRUCIBLES] })
    const withSample = { ...calcine(2).run, samples: ['S-1'] }
    const first = await hall.submit({ run: withSample })
    const second = await hall.submit({ run: withSample }, { priority: 'high' })
    expect((await hall.task(first, 'run')).state).toBe('running')
    expect(hall.whyWaiting(await hall.task(second, 'run'))).toContain('sample-held')
    const other = await hall.submit(calcine(2))
    expect((await hall.task(other, 'run')).state).toBe('running')
  })

  it('tells for whom it is kept where there is not enough for both', async () => {
    const hall = await Hall.open({
      machines: OVENS,
      resources: [CRUCIBLES, { ...CRUCIBLES, id: 'gloves', capacity: 2 }],
    })
    const gloves = { resource: 'gloves', amount: 2 }
    await hall.submit({ run: { activity: 'calcine', samples: ['S-1'] } })
    await hall.submit(
      { run: { activity: 'calcine', samples: ['S-1'], resources: [gloves] } },
      { priority: 'high' },
    )
    await hall.pass(hours(1))
    // The sample comes back in an hour, and these would not be.
    const late = await hall.submit({ run: { activity: 'calcine', resources: [gloves] } })
    expect(hall.whyWaiting(await hall.task(late, 'run'))).toEqual(['resource-kept'])
    await hall.pass(hours(6))
    expect((await hall.task(late, 'run')).state).toBe('succeeded')
  })
})
