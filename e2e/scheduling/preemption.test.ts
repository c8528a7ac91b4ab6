import { type AuditEvent, type TaskRecord, whyWaiting } from '@muster/coordinator/testing'
import type { ActivityDescription } from '@muster/protocol'
import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { activity } from '../simulation/world.ts'
import { Hall } from './hall.ts'

const SIMULATE = activity('simulate', 'safe', hours(1))
const FIXED: Partial<ActivityDescription> = { canPause: false, canCheckpoint: false }
const SINTER = { ...activity('sinter', 'safe-until-started', hours(10)), ...FIXED }
const ACTIVITIES = [
  SIMULATE,
  SINTER,
  activity('look', 'safe', minutes(2)),
  activity('model', 'safe', minutes(10)),
  { ...activity('mill', 'safe', hours(1)), canCheckpoint: false },
  activity('anneal', 'safe-until-started', hours(1)),
]

async function open(...ids: readonly string[]): Promise<Hall & { readonly events: AuditEvent[] }> {
  const events: AuditEvent[] = []
  const machines = ids.map(id => ({
    agentId: `${id}-pc`,
    instruments: [{ id, keepsIds: true, activities: ACTIVITIES }],
  }))
  const hall = await Hall.open({
    machines,
    heartbeat: seconds(20),
    onCommit: change => void events.push(...change.events),
  })
  return Object.assign(hall, { events })
}

const run = (name: string, more: object = {}) => ({ run: { activity: name, ...more } })
const CRITICAL = { priority: 'critical' }

function fakeOf(hall: Hall, id: string) {
  const machine = hall.world.machines.get(`${id}-pc`)
  const instrument = machine?.instruments.get(id)
  if (!machine || !instrument) throw new Error(`there is no ${id}`)
  return { machine, instrument, driver: () => machine.drivers.get(id) }
}

const reasons = (hall: Hall, task: TaskRecord) => whyWaiting(hall.state, task).map(({ message }) => message)

describe('critical work', () => {
  it('has a run stopped at its checkpoint, and that goes on from there to one result', async () => {
    const hall = await open('node')
    const low = await hall.submit(run('simulate'), { priority: 'low' })
    await hall.pass(minutes(33))
    const critical = await hall.submit(run('simulate'), CRITICAL)
    await hall.pass(minutes(1))
    expect((await hall.task(critical, 'run')).state).toBe('running')
    const displaced = await hall.task(low, 'run')
    expect(displaced).toMatchObject({
      state: 'queued',
      failures: 0,
      checkpoint: { attemptId: `${low}-run-1`, json: '{"step":5}' },
      displaced: { times: 1, last: [{ by: `${critical}-run`, instrument: 'node', kind: 'run' }] },
    })
    await hall.pass(minutes(62))
    expect((await hall.task(critical, 'run')).state).toBe('succeeded')
    await hall.pass(minutes(32))
    const { ledger } = fakeOf(hall, 'node').instrument
    expect(ledger.map(({ attemptId, checkpoint }) => [attemptId, checkpoint])).toEqual([
      [`${low}-run-1`, undefined],
      [`${critical}-run-1`, undefined],
      [`${low}-run-2`, { step: 5 }],
    ])
    expect(await hall.task(low, 'run')).toMatchObject({ state: 'succeeded', attempts: 2, failures: 0 })
    const store = hall.world.coordinator?.store
    expect(await store?.attempt(`${low}-run-1`)).toMatchObject({
      state: 'cancelled',
      note: `displaced at its checkpoint by step run of ${critical}`,
    })
    expect(await store?.attempt(`${low}-run-2`)).toMatchObject({ resumesFrom: `${low}-run-1` })
    expect(hall.state.breakers.size).toBe(0)
    const told = hall.events.filter(({ kind }) => kind.startsWith('task.displace'))
    expect(told.map(({ kind, subject, jobId, details }) => [kind, subject, jobId, details])).toEqual([
      ['task.displaced', `${low}-run`, low, { by: `${critical}-run`, instrument: 'node', kind: 'run' }],
      [
        'task.displaces',
        `${critical}-run`,
        critical,
        { task: `${low}-run`, instrument: 'node', kind: 'run' },
      ],
    ])
  })

  it('leaves what goes on from a checkpoint and fails to begin from the beginning', async () => {
    const hall = await open('node')
    const low = await hall.submit(run('model'), { priority: 'low' })
    await hall.pass(minutes(4.5))
    await hall.submit(run('look'), CRITICAL)
    await hall.pass(minutes(3))
    const { instrument } = fakeOf(hall, 'node')
    instrument.failRun({ code: 'nan', message: 'no number', category: 'instrument', started: 'yes' })
    await hall.pass(minutes(11))
    const starts = instrument.ledger.filter(({ attemptId }) => attemptId.startsWith(low))
    expect(starts.map(({ checkpoint }) => checkpoint)).toEqual([undefined, { step: 4 }, undefined])
    expect(await hall.task(low, 'run')).toMatchObject({ state: 'succeeded', failures: 1 })
  })

  it('waits for a run that can neither be paused nor checkpointed, and says until when', async () => {
    const hall = await open('furnace')
    const sinter = await hall.submit(run('sinter'), { priority: 'background' })
    await hall.pass(hours(1))
    const critical = await hall.submit(run('simulate'), CRITICAL)
    await hall.pass(hours(1))
    const [reason = '', ...others] = reasons(hall, await hall.task(critical, 'run'))
    expect(others).toEqual([])
    expect(reason).toContain(
      `furnace runs sinter (step run of ${sinter}), which can neither be paused nor checkpointed, until about `,
    )
    expect(hall.state.urgent.displacing.size).toBe(0)
    await hall.pass(hours(10))
    expect((await hall.task(sinter, 'run')).state).toBe('succeeded')
    expect((await hall.task(critical, 'run')).state).toBe('succeeded')
    expect(hall.world.ledger.map(({ attemptId }) => attemptId)).toEqual([
      `${sinter}-run-1`,
      `${critical}-run-1`,
    ])
  })

  it.each([
    [
      'mill',
      {},
      'which can be paused, but not checkpointed: paused it would hold the instrument all the same',
    ],
    ['anneal', {}, 'which may not be started a second time'],
    ['simulate', { preemptible: false }, 'which is not to be displaced, as its step says'],
  ])('leaves %s %j alone', async (name, more, why) => {
    const hall = await open('node')
    const low = await hall.submit(run(name, more), { priority: 'low' })
    await hall.pass(minutes(30))
    const critical = await hall.submit(run('simulate'), CRITICAL)
    await hall.pass(minutes(5))
    expect(reasons(hall, await hall.task(critical, 'run'))).toEqual([expect.stringContaining(why)])
    expect((await hall.task(low, 'run')).state).toBe('running')
    await hall.pass(hours(2))
    expect(hall.startsOf(low, 'run').length).toBe(1)
    expect((await hall.task(critical, 'run')).state).toBe('succeeded')
  })

  it('has an offer taken back at once, and nothing was started by it', async () => {
    const hall = await open('node')
    const { operations, world } = hall
    const submit = (more: object) =>
      operations.submit({ activity: { activity: 'sinter' }, ...more }, { by: 'ada' })
    const submitted = [submit({ priority: 'low' })]
    await world.time.until(() => [...hall.state.attempts.values()].some(({ state }) => state === 'offered'))
    submitted.push(submit(CRITICAL))
    await hall.pass(seconds(5))
    const [low = '', critical = ''] = (await Promise.all(submitted)).map(({ job }) => job.id)
    expect(world.ledger.map(({ attemptId }) => attemptId)).toEqual([`${critical}-run-1`])
    expect(await hall.task(low, 'run')).toMatchObject({
      state: 'queued',
      failures: 0,
      displaced: { times: 1, last: [{ kind: 'offer' }] },
    })
    expect(await hall.world.coordinator?.store.attempt(`${low}-run-1`)).toMatchObject({
      state: 'cancelled',
      settledBy: 'rule:preempted',
    })
    expect(hall.state.breakers.size).toBe(0)
    await hall.pass(hours(21))
    expect((await hall.task(low, 'run')).state).toBe('succeeded')
    expect(world.ledger.map(({ attemptId }) => attemptId)).toEqual([`${critical}-run-1`, `${low}-run-2`])
    expect([...hall.state.prompts.values()]).toEqual([])
  })

  it('displaces nothing where an instrument is free, and what loses least where none is', async () => {
    const hall = await open('node-1', 'node-2', 'node-3')
    const on = (id: string) => run('simulate', { instrument: id })
    const old = await hall.submit(on('node-1'), { priority: 'low' })
    await hall.pass(minutes(20))
    const young = await hall.submit(on('node-2'), { priority: 'low' })
    const first = await hall.submit(run('simulate'), CRITICAL)
    await hall.pass(minutes(1))
    expect(hall.startsOf(first, 'run').map(({ instrument }) => instrument)).toEqual(['node-3'])
    const second = await hall.submit(run('simulate'), CRITICAL)
    await hall.pass(minutes(1))
    expect(hall.startsOf(second, 'run').map(({ instrument }) => instrument)).toEqual(['node-2'])
    expect((await hall.task(old, 'run')).displaced).toBeUndefined()
    expect((await hall.task(young, 'run')).displaced?.times).toBe(1)
  })

  it('leaves alone for a while what it displaced before', async () => {
    const hall = await open('node')
    const low = await hall.submit(run('simulate'), { priority: 'low' })
    await hall.pass(minutes(13))
    // Two steps, and a minute between them in which the displaced task goes on.
    const short = { activity: 'look' }
    const critical = await hall.submit(
      { a: short, b: { ...short, after: ['a'], waits: { a: { atLeast: '1 min' } } } },
      CRITICAL,
    )
    await hall.pass(minutes(8))
    expect((await hall.task(critical, 'a')).state).toBe('succeeded')
    expect((await hall.task(low, 'run')).state).toBe('running')
    const [reason] = reasons(hall, await hall.task(critical, 'b'))
    expect(reason).toMatch('which made room for this job before and is left alone until')
    await hall.pass(minutes(3))
    expect((await hall.task(low, 'run')).displaced?.times).toBe(2)
    expect((await hall.task(critical, 'b')).state).toBe('running')
  })

  it('goes on waiting where no checkpoint comes, and that is said on both sides', async () => {
    const hall = await open('node')
    const low = await hall.submit(run('simulate'), { priority: 'low' })
    await hall.pass(minutes(10))
    fakeOf(hall, 'node').driver()?.failNext('checkpoint', 'throw')
    const critical = await hall.submit(run('simulate'), CRITICAL)
    const [asked] = reasons(hall, await hall.task(critical, 'run'))
    expect(asked).toMatch(`waits for the checkpoint of simulate (step run of ${low}) at node, until`)
    await hall.pass(minutes(3))
    const [waits] = reasons(hall, await hall.task(critical, 'run'))
    expect(waits).toMatch('which gave no checkpoint and is not asked again before')
    const told = hall.events.filter(({ kind }) => kind.includes('displace')).map(({ kind }) => kind)
    expect(told).toEqual(['task.displaces-not', 'task.not-displaced'])
    expect((await hall.task(low, 'run')).state).toBe('running')
    await hall.pass(minutes(10))
    expect(hall.startsOf(critical, 'run').length).toBe(1)
    expect((await hall.task(low, 'run')).displaced?.times).toBe(1)
  })
})

/** Points at which a process dies, of those that it passes. */
const DEATHS = 12

/** Displaces a run, and lets the process of `victim` die at its nth point from then on; all is left to mend itself. */
async function displaceWithDeath(victim: 'coordinator' | 'node-pc', at: number | undefined) {
  const hall = await open('node')
  const low = await hall.submit(run('model'), { priority: 'low' })
  await hall.pass(minutes(5.5))
  const gate =
    victim === 'coordinator' ? hall.world.coordinatorGate : hall.world.machines.get('node-pc')?.gate
  let points = 0
  if (gate)
    gate.dies = () => {
      points += 1
      return points === at
    }
  const submitted = hall.operations
    .submit({ activity: { activity: 'model' }, ...CRITICAL }, { by: 'ada', idempotencyKey: 'once' })
    .then(({ job }) => job.id)
  submitted.catch(() => undefined)
  await hall.pass(seconds(20))
  const passed = points
  if (gate) gate.dies = () => false
  await hall.world.startCoordinator()
  hall.world.startAgent('node-pc')
  await hall.pass(minutes(45))
  return { hall, low, passed }
}

describe('a displacement in which a process dies', () => {
  it.each(['coordinator', 'node-pc'] as const)('is made by one who comes back: %s', async victim => {
    const { passed } = await displaceWithDeath(victim, undefined)
    expect(passed).toBeGreaterThan(20)
    const every = Math.ceil(passed / DEATHS)
    for (let at = 1; at <= passed; at += every) {
      const { hall, low } = await displaceWithDeath(victim, at)
      const { instrument } = fakeOf(hall, 'node')
      const where = `${victim} died at point ${at}`
      expect((await hall.task(low, 'run')).state, where).toBe('succeeded')
      const jobs = (await hall.world.coordinator?.store.jobs({ limit: 10 })) ?? []
      expect(new Set(jobs.map(({ state }) => state)), where).toEqual(new Set(['succeeded']))
      // One result of each, and a start of the displaced one more for each time that it was stopped.
      const ends = instrument.ledger.map(line => instrument.outcomeOf(line))
      const succeeded = ends.filter(end => typeof end === 'object' && end.kind === 'succeeded')
      expect(succeeded.length, where).toBe(jobs.length)
      expect(ends.length, where).toBeLessThanOrEqual(3)
      expect([...hall.state.prompts.values()], where).toEqual([])
    }
  })

  it('is not forgotten by a store that was put back from before it', async () => {
    const hall = await open('node')
    const low = await hall.submit(run('model'), { priority: 'low' })
    await hall.pass(minutes(5.5))
    const backup = hall.world.storeDisk.backup()
    await hall.submit(run('look'), CRITICAL)
    await hall.pass(minutes(1))
    expect((await hall.task(low, 'run')).state).toBe('queued')
    hall.world.coordinatorGate?.kill('while its store is put back')
    hall.world.storeDisk.restore(backup)
    await hall.world.startCoordinator()
    await hall.pass(minutes(20))
    const { ledger } = fakeOf(hall, 'node').instrument
    const starts = ledger.filter(({ attemptId }) => attemptId.startsWith(low))
    expect(starts.map(({ checkpoint }) => checkpoint)).toEqual([undefined, { step: 5 }])
    expect((await hall.task(low, 'run')).state).toBe('succeeded')
  })

  it('is made, or not, where the agent loses contact in it, and nobody is forgotten', async () => {
    for (const after of [0, 5, 10, 15, 20, 30, 50, 100, 1_000]) {
      const hall = await open('node')
      const low = await hall.submit(run('model'), { priority: 'low' })
      await hall.pass(minutes(5.5))
      const submitted = hall.operations.submit(
        { activity: { activity: 'model' }, ...CRITICAL },
        { by: 'ada' },
      )
      await hall.world.time.until(() => hall.state.urgent.displacing.size > 0)
      await hall.pass(seconds(after / 1_000))
      hall.world.network.partition('node-pc')
      await hall.pass(minutes(5))
      const critical = (await submitted).job.id
      hall.world.network.heal()
      await hall.pass(minutes(45))
      expect((await hall.task(low, 'run')).state, `${after} ms`).toBe('succeeded')
      expect((await hall.task(critical, 'run')).state, `${after} ms`).toBe('succeeded')
      expect(hall.startsOf(low, 'run').length, `${after} ms`).toBeLessThanOrEqual(2)
      expect(hall.startsOf(critical, 'run').length, `${after} ms`).toBe(1)
    }
  })
})
