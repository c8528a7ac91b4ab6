import type { Fate } from '@muster/protocol/testing'
import { hours, minutes, seconds, type Duration } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { activity } from '../simulation/world.ts'
import { Hall } from './hall.ts'

const MIXER = [activity('mix', 'safe-until-started', minutes(30))]
const CASTER = [
  activity('cast', 'safe-until-started', minutes(60)),
  activity('coat', 'safe-until-started', hours(3)),
]
const FURNACE = [activity('sinter', 'never', hours(4)), activity('measure', 'safe', minutes(10))]

const instrument = (id: string, activities: typeof MIXER) => ({
  agentId: `${id}-pc`,
  instruments: [{ id, keepsIds: true, activities }],
})

const open = () =>
  Hall.open({
    machines: [
      instrument('mixer', MIXER),
      instrument('caster', CASTER),
      instrument('furnace-1', FURNACE),
      instrument('furnace-2', FURNACE),
    ],
  })

/** A slurry has to be cast within 20 minutes after it is mixed. */
const SLURRY = {
  mix: { activity: 'mix' },
  cast: { activity: 'cast', after: ['mix'], waits: { mix: { atMost: '20 min' } } },
}

/** Virtual milliseconds between the end of a step and the start of another. */
async function between(hall: Hall, jobId: string, first: string, then: string): Promise<number> {
  const ended = (await hall.task(jobId, first)).endedAt ?? Number.NaN
  const started = (await hall.task(jobId, then)).startedAt ?? Number.NaN
  return started - ended
}

async function passUntil(hall: Hall, isSo: () => Promise<boolean>, limit: Duration): Promise<void> {
  for (let waited = 0; waited < limit && !(await isSo()); waited += minutes(1)) await hall.pass(minutes(1))
}

describe('a step that has to follow another within a time', () => {
  it('is followed in time where its instrument is free', async () => {
    const hall = await open()
    const job = await hall.submit(SLURRY)
    await hall.pass(hours(2))
    expect((await hall.task(job, 'cast')).state).toBe('succeeded')
    expect(await between(hall, job, 'mix', 'cast')).toBeLessThan(minutes(1))
  })

  it('keeps the one before from being started until its instrument will be free in time', async () => {
    const hall = await open()
    const coating = await hall.submit({ coat: { activity: 'coat' } })
    const job = await hall.submit(SLURRY)
    await hall.pass(hours(1))
    const mix = await hall.task(job, 'mix')
    expect(mix.state).toBe('queued')
    expect(hall.whyWaiting(mix)).toContain('follower-not-in-time')
    await passUntil(hall, async () => (await hall.task(job, 'cast')).endedAt !== undefined, hours(8))
    expect((await hall.task(coating, 'coat')).state).toBe('succeeded')
    expect((await hall.task(job, 'cast')).state).toBe('succeeded')
    expect(await between(hall, job, 'mix', 'cast')).toBeLessThanOrEqual(minutes(20))
  })

  it('has its instrument kept free, also against what is more important', async () => {
    const hall = await open()
    const job = await hall.submit(SLURRY)
    const other = await hall.submit({ coat: { activity: 'coat' } }, { priority: 'high' })
    await hall.pass(minutes(20))
    const coat = await hall.task(other, 'coat')
    expect(coat.state).toBe('queued')
    expect(hall.whyWaiting(coat)).toContain('instrument-reserved')
    await hall.pass(hours(6))
    expect(await between(hall, job, 'mix', 'cast')).toBeLessThanOrEqual(minutes(20))
    expect((await hall.task(other, 'coat')).state).toBe('succeeded')
  })

  it('has it kept free over a restart of the coordinator', async () => {
    const hall = await open()
    const job = await hall.submit(SLURRY)
    await hall.pass(minutes(2))
    hall.world.coordinatorGate?.kill('test')
    await hall.world.startCoordinator()
    await hall.pass(minutes(1))
    const other = await hall.submit({ coat: { activity: 'coat' } })
    expect((await hall.task(other, 'coat')).state).toBe('queued')
    await hall.pass(hours(6))
    expect(await between(hall, job, 'mix', 'cast')).toBeLessThanOrEqual(minutes(20))
  })
})

describe('steps that have to follow a batch within a time', () => {
  const batched = (next: string, atMost: string) => ({
    mix: { activity: 'mix', batch: { size: 2, hold: '30 min' } },
    next: { activity: next, after: ['mix'], waits: { mix: { atMost } } },
  })

  it('are all looked at: no more are begun than can be followed in time', async () => {
    const hall = await open()
    const jobs = [await hall.submit(batched('cast', '20 min')), await hall.submit(batched('cast', '20 min'))]
    await hall.pass(minutes(10))
    const [first = '', second = ''] = jobs
    expect(hall.whyWaiting(await hall.task(first, 'mix'))).toContain('follower-not-in-time')
    expect(hall.world.ledger).toEqual([])
    await hall.pass(hours(6))
    for (const job of [first, second]) {
      expect((await hall.task(job, 'next')).state).toBe('succeeded')
      expect(await between(hall, job, 'mix', 'next')).toBeLessThanOrEqual(minutes(20))
    }
    expect(hall.startsOf(first, 'mix').length + hall.startsOf(second, 'mix').length).toBe(2)
  })

  it('go one after the other on one instrument, where that is in time', async () => {
    const hall = await Hall.open({
      machines: [instrument('mixer', MIXER), instrument('gauge', [activity('measure', 'safe', minutes(10))])],
    })
    const jobs = [
      await hall.submit(batched('measure', '30 min')),
      await hall.submit(batched('measure', '30 min')),
    ]
    const other = await hall.submit({ run: { activity: 'measure' } }, { priority: 'high' })
    await hall.pass(hours(2))
    expect(hall.world.ledger.filter(({ attemptId }) => attemptId.includes('-mix-'))).toHaveLength(1)
    for (const job of jobs) {
      expect((await hall.task(job, 'next')).state).toBe('succeeded')
      expect(await between(hall, job, 'mix', 'next')).toBeLessThanOrEqual(minutes(30))
    }
    expect((await hall.task(other, 'run')).state).toBe('succeeded')
  })
})

describe('a step that waits for a time', () => {
  it('is not started before the one before has cooled', async () => {
    const hall = await open()
    const job = await hall.submit({
      sinter: { activity: 'sinter' },
      measure: { activity: 'measure', after: ['sinter'], waits: { sinter: { atLeast: '2 h' } } },
    })
    await hall.pass(hours(5))
    expect((await hall.task(job, 'measure')).state).toBe('queued')
    await hall.pass(hours(3))
    expect(await between(hall, job, 'sinter', 'measure')).toBeGreaterThanOrEqual(hours(2))
  })

  it('is not started while its instrument is kept free for maintenance, and then at once', async () => {
    const hall = await open()
    const to = hall.now + hours(3)
    const request = { instrument: 'mixer', from: undefined, to, reason: 'belts', by: 'ada' }
    const added = hall.operations.addMaintenance(request)
    await Promise.all([added, hall.pass(seconds(10))])
    const job = await hall.submit({ mix: { activity: 'mix' } })
    await hall.pass(minutes(170))
    expect(hall.startsOf(job, 'mix')).toEqual([])
    await hall.pass(minutes(15))
    const { startedAt = Number.NaN } = await hall.task(job, 'mix')
    expect(startedAt - to).toBeLessThan(minutes(1))
  })

  it('is not started before the day that it names, however far off that is', async () => {
    const hall = await open()
    const notBefore = new Date(hall.now + hours(30)).toISOString()
    const job = await hall.submit({ mix: { activity: 'mix', notBefore } })
    await hall.pass(hours(29))
    expect(hall.startsOf(job, 'mix')).toEqual([])
    await hall.pass(hours(2))
    expect((await hall.task(job, 'mix')).state).toBe('succeeded')
  })
})

describe('a step that names the instruments of others', () => {
  it('is done on the same, or on another', async () => {
    const hall = await open()
    const job = await hall.submit({
      first: { activity: 'measure' },
      same: { activity: 'measure', after: ['first'], sameInstrumentAs: 'first' },
      other: { activity: 'measure', after: ['first'], otherInstrumentThan: ['first'] },
    })
    await hall.pass(hours(1))
    const [first] = hall.startsOf(job, 'first')
    const [same] = hall.startsOf(job, 'same')
    const [other] = hall.startsOf(job, 'other')
    expect(same?.instrument).toBe(first?.instrument)
    expect(other).toBeDefined()
    expect(other?.instrument).not.toBe(first?.instrument)
  })

  it('goes to the one that was last used for its experiment, if that is free', async () => {
    const hall = await open()
    const submit = (experiment: string) =>
      hall.submit({ run: { activity: 'measure', preferLastOf: 'experiment' } }, { labels: { experiment } })
    const first = await submit('a')
    await hall.pass(minutes(15))
    const [before] = hall.startsOf(first, 'run')
    const again = []
    for (let turn = 0; turn < 3; turn += 1) {
      again.push(await submit('a'))
      await hall.pass(minutes(15))
    }
    const where = again.map(job => hall.startsOf(job, 'run')[0]?.instrument)
    expect(where).toEqual([before?.instrument, before?.instrument, before?.instrument])
  })
})

describe('steps that are started together', () => {
  const PAIR = {
    left: { activity: 'sinter', together: 'pair' },
    right: { activity: 'sinter', together: 'pair' },
  }

  it('are, each on an instrument of its own', async () => {
    const hall = await open()
    const job = await hall.submit(PAIR)
    const [left] = hall.startsOf(job, 'left')
    const [right] = hall.startsOf(job, 'right')
    expect(new Set([left?.instrument, right?.instrument])).toEqual(new Set(['furnace-1', 'furnace-2']))
  })

  it('go on without one that is not needed any more', async () => {
    const hall = await open()
    await hall.submit({ run: { activity: 'sinter' } })
    const job = await hall.submit(PAIR)
    await hall.pass(minutes(10))
    expect(hall.startsOf(job, 'left')).toEqual([])
    const request = { action: 'skip' as const, by: 'ada', reason: 'the sample is gone' }
    const skipped = hall.operations.recover(`${job}-right`, request)
    await Promise.all([skipped, hall.pass(minutes(1))])
    expect(hall.startsOf(job, 'left')).toHaveLength(1)
  })

  it('are not where one of them would have to wait', async () => {
    const hall = await open()
    const busy = await hall.submit({ run: { activity: 'sinter' } })
    const job = await hall.submit(PAIR)
    await hall.pass(hours(1))
    expect([...hall.startsOf(job, 'left'), ...hall.startsOf(job, 'right')]).toEqual([])
    await passUntil(hall, async () => (await hall.task(busy, 'run')).endedAt !== undefined, hours(5))
    await hall.pass(seconds(30))
    expect([hall.startsOf(job, 'left').length, hall.startsOf(job, 'right').length]).toEqual([1, 1])
  })
})

describe('what is kept for a step that has to follow', () => {
  it('waits for an agent that is not back after a restart of the coordinator', async () => {
    const hall = await open()
    const job = await hall.submit(SLURRY)
    await hall.pass(minutes(2))
    hall.world.machines.get('caster-pc')?.gate?.kill('test')
    hall.world.coordinatorGate?.kill('test')
    await hall.world.startCoordinator()
    await hall.pass(minutes(5))
    hall.world.startAgent('caster-pc')
    await hall.pass(hours(2))
    expect((await hall.task(job, 'cast')).state).toBe('succeeded')
  })
})

describe('what is kept over a restart of the coordinator', () => {
  const restart = async (hall: Hall) => {
    hall.world.coordinatorGate?.kill('test')
    await hall.world.startCoordinator()
    await hall.pass(minutes(2))
  }

  it('is the instrument of a step that waits in the queue to follow another', async () => {
    const hall = await open()
    const coating = await hall.submit({ coat: { activity: 'coat' } })
    const job = await hall.submit({
      mix: { activity: 'mix' },
      cast: { activity: 'cast', after: ['mix'], waits: { mix: { atMost: '6 h' } } },
    })
    await hall.pass(hours(1))
    expect((await hall.task(job, 'cast')).state).toBe('queued')
    await restart(hall)
    // It would go first by its priority.
    const other = await hall.submit({ coat: { activity: 'coat' } }, { priority: 'high' })
    await passUntil(hall, async () => (await hall.task(coating, 'coat')).endedAt !== undefined, hours(3))
    await hall.pass(minutes(2))
    expect(hall.startsOf(job, 'cast')).toHaveLength(1)
    expect(hall.whyWaiting(await hall.task(other, 'coat'))).toEqual(['instrument-busy'])
  })

  it('is an instrument for steps that are started together, until there is one for each of them', async () => {
    const hall = await open()
    const first = await hall.submit({ run: { activity: 'sinter' } })
    await hall.pass(hours(2))
    const second = await hall.submit({ run: { activity: 'sinter' } })
    await hall.pass(minutes(1))
    const pair = await hall.submit({
      left: { activity: 'sinter', together: 'pair' },
      right: { activity: 'sinter', together: 'pair' },
    })
    await hall.pass(minutes(30))
    await restart(hall)
    // It would go first by its deadline.
    const deadline = new Date(hall.now + hours(6)).toISOString()
    const other = await hall.submit({ run: { activity: 'sinter' } }, { deadline })
    await passUntil(hall, async () => (await hall.task(first, 'run')).endedAt !== undefined, hours(3))
    await hall.pass(minutes(5))
    expect(hall.startsOf(other, 'run')).toEqual([])
    expect(hall.whyWaiting(await hall.task(other, 'run'))).toContain('instrument-reserved')
    await passUntil(hall, async () => (await hall.task(second, 'run')).endedAt !== undefined, hours(3))
    await hall.pass(minutes(2))
    expect([hall.startsOf(pair, 'left').length, hall.startsOf(pair, 'right').length]).toEqual([1, 1])
  })
})

describe('a submission', () => {
  it('that asks for what is over, or names steps that do not come before, is refused with each fault', async () => {
    const hall = await open()
    const submit = (steps: Readonly<Record<string, unknown>>, more = {}) => hall.submit(steps, more)
    await expect(submit({ mix: { activity: 'mix' } }, { deadline: '2020-01-01T00:00:00Z' })).rejects.toThrow()
    await expect(
      submit({
        mix: { activity: 'mix', sameInstrumentAs: 'cast' },
        cast: { activity: 'cast', after: ['mix'], waits: { coat: { atMost: '1 h' } } },
      }),
    ).rejects.toMatchObject({
      faults: [{ field: 'workflow.steps.mix.sameInstrumentAs' }, { field: 'workflow.steps.cast.waits.coat' }],
    })
  })
})

describe('an offer that its agent does not answer', () => {
  const MINUTES = [activity('measure', 'safe', minutes(10)), activity('sinter', 'never', hours(4))]
  const two = () => Hall.open({ machines: [instrument('gauge-1', MINUTES), instrument('gauge-2', MINUTES)] })

  /** From now on what is sent to this agent on a topic is lost, or held up; all else goes on. */
  function intercept(hall: Hall, agentId: string, topic: string, fate: Partial<Fate>): void {
    hall.world.network.intercept = hop => (hop.topic.endsWith(`${agentId}/${topic}`) ? fate : undefined)
  }

  it.each(['down/offer', 'up/claim'])(
    'goes to an instrument that is idle, as where %s is lost',
    async topic => {
      const hall = await two()
      intercept(hall, 'gauge-1-pc', topic, { copies: [] })
      const job = await hall.submit({ run: { activity: 'sinter', requires: {} } })
      expect(hall.startsOf(job, 'run').map(({ instrument: at }) => at)).toEqual(['gauge-2'])
      expect(await hall.world.coordinator?.store.attempt(`${job}-run-1`)).toMatchObject({
        state: 'expired',
        note: 'moved from gauge-1 to gauge-2, since gauge-1-pc did not answer for 5 s',
      })
      await hall.pass(hours(5))
      expect(await hall.task(job, 'run')).toMatchObject({ state: 'succeeded', attempts: 2, failures: 0 })
    },
  )

  it('goes there within a second of its falling idle', async () => {
    const hall = await two()
    const busy = await hall.submit({ run: { activity: 'measure', instrument: 'gauge-2' } })
    await hall.pass(seconds(570))
    intercept(hall, 'gauge-1-pc', 'down/offer', { copies: [] })
    const job = await hall.submit({ run: { activity: 'sinter' } })
    expect(hall.startsOf(job, 'run')).toEqual([])
    await hall.pass(seconds(15))
    const { endedAt = Number.NaN } = await hall.task(busy, 'run')
    const { startedAt = Number.NaN } = await hall.task(job, 'run')
    expect(hall.startsOf(job, 'run').map(({ instrument: at }) => at)).toEqual(['gauge-2'])
    expect(startedAt - endedAt).toBeLessThanOrEqual(seconds(1.5))
  })

  it.each([3, 5, 5.01, 6, 20, 29, 31])('is started once where it comes %s s late', async late => {
    const hall = await two()
    intercept(hall, 'gauge-1-pc', 'down/offer', { copies: [seconds(late)] })
    const job = await hall.submit({ run: { activity: 'sinter' } })
    await hall.pass(minutes(2))
    expect(hall.startsOf(job, 'run')).toHaveLength(1)
    await hall.pass(hours(5))
    expect(await hall.task(job, 'run')).toMatchObject({ state: 'succeeded' })
    expect([hall.startsOf(job, 'run').length, hall.state.prompts.size]).toEqual([1, 0])
  })

  it('stays once its start was allowed, however long the agent is silent', async () => {
    const hall = await two()
    intercept(hall, 'gauge-1-pc', 'down/grant', { copies: [] })
    const job = await hall.submit({ run: { activity: 'sinter' } })
    hall.world.network.partition('gauge-1-pc')
    await hall.pass(hours(1))
    expect(hall.startsOf(job, 'run')).toEqual([])
    expect(await hall.world.coordinator?.store.attempt(`${job}-run-1`)).toMatchObject({ state: 'granted' })
  })
})

describe('a run that a store which was put back does not know', () => {
  it('has its sample and its very position all the same', async () => {
    const rack = { id: 'rack', kind: 'named' as const, names: ['a', 'b', 'c'] }
    const hall = await Hall.open({
      machines: [instrument('furnace-1', FURNACE), instrument('furnace-2', FURNACE)],
      resources: [rack],
    })
    const needs = { samples: ['s-1'], resources: [{ resource: 'rack', names: ['b'] }] }
    const backup = hall.world.storeDisk.backup()
    const lost = await hall.submit({ run: { activity: 'sinter', instrument: 'furnace-1', ...needs } })
    hall.world.network.partition('furnace-1-pc')
    hall.world.coordinatorGate?.kill('while its store is put back')
    hall.world.storeDisk.restore(backup)
    await hall.world.startCoordinator()
    await hall.pass(minutes(1))
    // Nobody knows of it: the same sample goes to the other furnace.
    const later = await hall.submit({ run: { activity: 'sinter', instrument: 'furnace-2', ...needs } })
    expect(hall.startsOf(later, 'run')).toHaveLength(1)
    hall.world.network.heal()
    await hall.pass(minutes(5))
    const attempt = hall.state.attempts.get(`${lost}-run-1`)
    expect(attempt).toMatchObject({ state: 'running', grant: { nonce: 'adopted' } })
    expect(attempt?.holds).toEqual([
      { resource: 'rack', amount: 1, names: ['b'] },
      { resource: 'sample:s-1', amount: 1 },
    ])
    const [question] = [...hall.state.prompts.values()].filter(({ kind }) => kind === 'held-twice')
    expect(question).toMatchObject({
      subject: `${lost}-run-1`,
      known: expect.stringContaining(`${later}-run-1 at furnace-2 (running)`),
    })
    await hall.pass(hours(5))
    // Once the runs are over nothing holds it, and there is nothing to ask.
    expect([...hall.state.prompts.values()].filter(({ kind }) => kind === 'held-twice')).toEqual([])
    expect([hall.state.resources.holderOfSample('s-1'), hall.state.resources.free('rack')]).toEqual([
      undefined,
      3,
    ])
  })
})
