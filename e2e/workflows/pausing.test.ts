import { hours, millis, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Hall } from '../scheduling/hall.ts'
import { activity } from '../simulation/world.ts'

const ACTIVITIES = [
  activity('look', 'safe', hours(1)),
  { ...activity('mill', 'safe', hours(1)), canPause: false },
]

async function open(): Promise<Hall> {
  const machines = ['a', 'b', 'c'].map(id => ({
    agentId: `${id}-pc`,
    instruments: [{ id, keepsIds: true, activities: ACTIVITIES }],
  }))
  return Hall.open({ machines, heartbeat: seconds(20) })
}

const ANN = { by: 'Ann', reason: 'a visitor' }

const decided = async <T>(hall: Hall, doing: Promise<T>): Promise<T> =>
  (await Promise.all([doing, hall.pass(seconds(5))]))[0]

const at = (instrument: string, name = 'look') => ({ activity: name, instrument })
const statesOf = async (hall: Hall, ids: readonly string[]) =>
  Promise.all(ids.map(async id => (await hall.store.attempt(id))?.state))

describe('a job that is paused through to its instruments', () => {
  it('has those pause that can, begins nothing, and goes on with all of it', async () => {
    const hall = await open()
    const job = await hall.submit({
      can: at('a'),
      not: at('b', 'mill'),
      next: { ...at('b'), after: ['can'] },
    })
    await hall.pass(minutes(10))
    await decided(hall, hall.operations.pauseJob(job, ANN, true))
    await hall.pass(minutes(1))
    expect(await statesOf(hall, [`${job}-can-1`, `${job}-not-1`])).toEqual(['paused', 'running'])
    await hall.pass(hours(2))
    expect(await statesOf(hall, [`${job}-can-1`, `${job}-not-1`, `${job}-next-1`])).toEqual([
      'paused',
      'succeeded',
      undefined,
    ])
    await decided(hall, hall.operations.resumeJob(job, ANN))
    await hall.pass(hours(2))
    expect((await hall.store.job(job))?.state).toBe('succeeded')
    expect(await hall.store.job(job)).not.toHaveProperty('pausesRuns')
  })

  it('has a run pause that was only on its way', async () => {
    const hall = await open()
    const submitted = hall.operations.submit({ activity: at('a') }, { by: 'ada' })
    // It is offered, and its start is not told of yet.
    await hall.pass(millis(12))
    const { id } = (await submitted).job
    expect(hall.state.tasks.get(`${id}-run`)?.state).toBe('dispatched')
    const pausing = hall.operations.pauseJob(id, ANN, true)
    await hall.pass(minutes(2))
    await pausing
    expect(await statesOf(hall, [`${id}-run-1`])).toEqual(['paused'])
    await decided(hall, hall.operations.resumeJob(id, ANN))
    await hall.pass(hours(1.1))
    expect((await hall.store.job(id))?.state).toBe('succeeded')
  })

  it('lets a run go on that had not heard yet that it was to pause', async () => {
    const hall = await open()
    const job = await hall.submit({ can: at('a') })
    await hall.pass(minutes(1))
    const pausing = hall.operations.pauseJob(job, ANN, true)
    const resuming = hall.operations.resumeJob(job, ANN)
    await hall.pass(hours(1.1))
    await Promise.all([pausing, resuming])
    expect((await hall.store.job(job))?.state).toBe('succeeded')
  })
})
