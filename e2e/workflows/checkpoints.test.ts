import { type Duration, hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Hall } from '../scheduling/hall.ts'
import { activity } from '../simulation/world.ts'

const ACTIVITIES = [
  activity('simulate', 'safe', hours(1)),
  { ...activity('anneal', 'safe', hours(1)), checkpointEveryMs: minutes(20) },
  { ...activity('mill', 'safe', hours(1)), canCheckpoint: false },
]
const BROKEN = { code: 'nan', message: 'no number', category: 'instrument', started: 'yes' } as const

async function open(): Promise<Hall> {
  const instruments = [{ id: 'node', keepsIds: true, activities: ACTIVITIES }]
  return Hall.open({ machines: [{ agentId: 'node-pc', instruments }], heartbeat: seconds(20) })
}

function instrumentOf(hall: Hall) {
  const instrument = hall.world.machines.get('node-pc')?.instruments.get('node')
  if (!instrument) throw new Error('there is no node')
  return instrument
}

const begun = (hall: Hall, step: object) => hall.submit({ run: { retry: { delay: '1 s' }, ...step } }, {})

/** @returns how often its run was asked after each of these times */
async function asked(hall: Hall, ...times: readonly Duration[]): Promise<number[]> {
  const counts: number[] = []
  for (const time of times) {
    await hall.pass(time)
    counts.push(instrumentOf(hall).checkpoints)
  }
  return counts
}

async function ask(hall: Hall, task: string): Promise<void> {
  const { operations } = hall
  const asking = operations.checkpoint(task, 'ada')
  await Promise.all([asking, hall.pass(seconds(5))])
}

describe('a checkpoint', () => {
  it('is given when somebody asks for it, and the attempt after a failure goes on from there', async () => {
    const hall = await open()
    const job = await begun(hall, { activity: 'simulate' })
    await hall.pass(minutes(31))
    await ask(hall, `${job}-run`)
    const first = await hall.store.attempt(`${job}-run-1`)
    expect(first).toMatchObject({
      state: 'running',
      checkpoint: { json: '{"step":5}', version: 1 },
      control: { action: 'checkpoint', actor: 'person:ada' },
    })
    expect(
      (await hall.store.events({ jobId: job, limit: 500 })).map(({ kind, actor }) => [kind, actor]),
    ).toContainEqual(['attempt.checkpoint-requested', 'person:ada'])
    instrumentOf(hall).failRun(BROKEN)
    await hall.pass(minutes(5))
    expect(await hall.store.attempt(`${job}-run-2`)).toMatchObject({ resumesFrom: `${job}-run-1` })
    // It gave none of its own: what it went on from may be what it failed of.
    instrumentOf(hall).failRun(BROKEN)
    await hall.pass(hours(2))
    expect(await hall.task(job, 'run')).toMatchObject({ state: 'succeeded', attempts: 3, failures: 2 })
    const { ledger } = instrumentOf(hall)
    expect(ledger.map(({ checkpoint }) => checkpoint)).toEqual([undefined, { step: 5 }, undefined])
  })

  it('is refused where nothing runs, and where the instrument keeps none', async () => {
    const hall = await open()
    const [running, waiting] = [
      await begun(hall, { activity: 'mill' }),
      await begun(hall, { activity: 'simulate' }),
    ]
    await hall.pass(minutes(2))
    await expect(ask(hall, `${running}-run`)).rejects.toMatchObject({
      code: 'checkpoint-refused',
      message: 'node can not tell how far mill has come: it keeps no checkpoints.',
    })
    await expect(ask(hall, `${waiting}-run`)).rejects.toMatchObject({
      code: 'checkpoint-refused',
      message: 'Step run is queued: nothing of it runs.',
    })
    await expect(ask(hall, 'none')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is asked for as often as the activity says, or else the step', async () => {
    const hall = await open()
    await begun(hall, { activity: 'anneal' })
    expect(await asked(hall, minutes(19), minutes(3), minutes(20), minutes(30))).toEqual([0, 1, 2, 2])
    await begun(hall, { activity: 'anneal', checkpointEvery: '45 min' })
    expect(await asked(hall, minutes(43), minutes(5), minutes(30))).toEqual([2, 3, 3])
    await begun(hall, { activity: 'mill', checkpointEvery: '1 min' })
    expect(await asked(hall, minutes(30))).toEqual([3])
  })

  it('is asked for on, after a restart of the coordinator and where one was not given', async () => {
    const hall = await open()
    await begun(hall, { activity: 'anneal' })
    await hall.pass(minutes(5))
    hall.world.machines.get('node-pc')?.drivers.get('node')?.failNext('checkpoint', 'throw')
    hall.world.coordinatorGate?.kill('by the test')
    await hall.world.startCoordinator()
    expect(await asked(hall, minutes(16), minutes(20))).toEqual([0, 1])
  })
})
