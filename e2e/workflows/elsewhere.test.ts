import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Hall } from '../scheduling/hall.ts'
import { activity } from '../simulation/world.ts'

const ACTIVITIES = [
  activity('look', 'safe', minutes(10)),
  activity('heat', 'safe-until-started', minutes(10)),
  activity('other', 'safe', hours(5)),
]
const BROKEN = { code: 'nan', message: 'no number', category: 'instrument', started: 'yes' } as const
const NAMES = ['a', 'b', 'c'] as const

function open(): Promise<Hall> {
  const machines = NAMES.map(id => ({
    agentId: `${id}-pc`,
    instruments: [{ id, keepsIds: true, activities: ACTIVITIES }],
  }))
  return Hall.open({ machines, heartbeat: seconds(20) })
}

function instrumentOf(hall: Hall, id: string) {
  const instrument = hall.world.machines.get(`${id}-pc`)?.instruments.get(id)
  if (!instrument) throw new Error(`there is no ${id}`)
  return instrument
}

const step = (more: object = {}) => ({
  run: {
    activity: 'look',
    instrument: 'a',
    fallbackInstruments: ['b', 'c'],
    retry: { attempts: 2, delay: '1 s' },
    ...more,
  },
})

const starts = (hall: Hall, job: string) => hall.startsOf(job, 'run').map(({ instrument }) => instrument)

describe('a step that names other instruments', () => {
  it('goes to the next where no attempt is left, and fails once none is', async () => {
    const hall = await open()
    const job = await hall.submit(step({ fallbackInstruments: ['c'] }))
    for (const id of ['a', 'a', 'c', 'c']) {
      await hall.pass(minutes(2))
      instrumentOf(hall, id).failRun(BROKEN)
    }
    await hall.pass(minutes(2))
    expect(starts(hall, job)).toEqual(['a', 'a', 'c', 'c'])
    expect(await hall.task(job, 'run')).toMatchObject({ state: 'failed', instrument: 'c', failure: BROKEN })
    const told = (await hall.store.events({ jobId: job, limit: 500 })).filter(
      ({ kind }) => kind === 'task.elsewhere',
    )
    expect(told.map(({ details }) => details)).toEqual([{ from: 'a', to: 'c', why: 'failed' }])
  })

  it('goes to the next where it has waited too long, and has as long there', async () => {
    const hall = await open()
    await hall.submit({ run: { activity: 'other', instrument: 'a' } })
    await hall.submit({ run: { activity: 'other', instrument: 'b' } })
    await hall.pass(minutes(1))
    const job = await hall.submit(step({ queueLimit: '30 min' }))
    await hall.pass(minutes(31))
    expect(await hall.task(job, 'run')).toMatchObject({ state: 'queued', instrument: 'b' })
    hall.world.coordinatorGate?.kill('by the test')
    await hall.world.startCoordinator()
    await hall.pass(minutes(28))
    expect(await hall.task(job, 'run')).toMatchObject({ state: 'queued', instrument: 'b' })
    await hall.pass(minutes(14))
    expect(await hall.task(job, 'run')).toMatchObject({ state: 'succeeded', doneOn: 'c' })
    expect(starts(hall, job)).toEqual(['c'])
  })

  it('is not begun elsewhere where it may have been started, and is not `safe`', async () => {
    const hall = await open()
    const job = await hall.submit(step({ activity: 'heat' }))
    await hall.pass(minutes(2))
    instrumentOf(hall, 'a').failRun(BROKEN)
    await hall.pass(minutes(5))
    expect(starts(hall, job)).toEqual(['a'])
    expect((await hall.task(job, 'run')).state).toBe('failed')
  })

  it('names only such as have the activity, besides one of its own', async () => {
    const hall = await open()
    const refused = (more: object) => hall.operations.submit({ activity: step(more).run }, { by: 'ada' })
    await expect(refused({ fallbackInstruments: ['b', 'd'] })).rejects.toMatchObject({
      faults: [{ field: 'activity.fallbackInstruments.1' }],
    })
    await expect(refused({ instrument: undefined })).rejects.toMatchObject({
      faults: [{ field: 'activity.fallbackInstruments' }],
    })
  })
})
