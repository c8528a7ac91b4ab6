import type { ActivityDescription } from '@muster/protocol'
import { type Duration, hours, millis, minutes, seconds } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { Draft } from '../model/draft.ts'
import type { AttemptRecord, AuditEvent, TaskRecord } from '../model/records.ts'
import type { Transactor } from '../model/transactor.ts'
import { schedulerRules } from '../scheduler/rules.ts'
import { STANDARD_SCHEDULER } from '../scheduler/settings.ts'
import { Floor } from '../scheduler/testing/floor.ts'
import { grantAttempt } from './attempts.ts'
import { Moves } from './moving.ts'

const GRANT = { journalId: 'journal-1', bootId: 'boot-1', nonce: 'nonce', journalWrites: 1 }

/** A floor on virtual time, whose agents answer no offer unless the test does for them. */
class Hall extends Floor {
  readonly time = new VirtualTime()
  readonly clock = new ManualClock(this.time)
  readonly events: AuditEvent[] = []
  readonly moves: Moves
  looks = 0

  constructor(count: number, moveAfter = '5 s', more: Partial<ActivityDescription> = {}) {
    super(schedulerRules({ ...STANDARD_SCHEDULER, moveAfter }))
    this.now = this.clock.wall()
    for (let at = 1; at <= count; at += 1) {
      const instruments = [{ id: `oven-${at}`, activities: [{ name: 'bake', more }] }]
      this.agent({ id: `pc-${at}`, instruments })
    }
    const transactor = {
      decideAndGoOn: (_intent: string, actor: string, act: (draft: Draft) => void) => this.take(act, actor),
      requestFlush: () => this.clock.endOfTurn(() => this.flush()),
    } as unknown as Transactor
    this.moves = new Moves(this.clock, this.state, transactor)
  }

  take(act: (draft: Draft) => void, actor = 'rule:test'): void {
    this.now = this.clock.wall()
    const draft = new Draft(this.state, 'test', actor, this.now, seededRandom(1))
    act(draft)
    const change = draft.toChange()
    this.events.push(...change.events)
    this.moves.committed(change)
    draft.runAfterCommit()
  }

  override decide(act: (draft: Draft) => void): void {
    this.take(act)
  }

  /** As at the end of each turn. */
  flush(): void {
    this.now = this.clock.wall()
    this.looks += 1
    this.dispatch()
    if (this.moves.look()) this.dispatch()
  }

  async pass(time: Duration): Promise<void> {
    await this.time.advance(time)
    this.flush()
  }

  /** A task that is offered, at the first oven. */
  offered(more: Partial<TaskRecord> = {}): TaskRecord {
    const task = this.submit({ activity: 'bake', ...more })
    this.flush()
    if (this.attemptOf(task).instrumentId !== 'oven-1') throw new Error('it is elsewhere')
    return task
  }

  /** The one that is under way. */
  attemptOf({ id }: TaskRecord): AttemptRecord {
    const attempt = this.state.attempts.get(this.state.tasks.get(id)?.attemptId ?? '')
    if (!attempt) throw new Error(`${id} has no attempt`)
    return attempt
  }

  where(task: TaskRecord): string {
    const { state, instrumentId } = this.attemptOf(task)
    return `${state} at ${instrumentId}`
  }

  get moved() {
    return this.events.flatMap(({ kind, details }) => (kind === 'task.moved' ? [details] : []))
  }
}

describe('an offer that is not answered', () => {
  it('goes to an instrument that is idle and suits as well, once the grace is over', async () => {
    const hall = new Hall(2)
    const task = hall.offered()
    await hall.pass(millis(4_999))
    expect(hall.where(task)).toBe('offered at oven-1')
    await hall.pass(millis(1))
    expect(hall.where(task)).toBe('offered at oven-2')
    expect(hall.moved).toEqual([
      { from: 'oven-1', to: 'oven-2', attempt: `${task.id}-1`, why: 'pc-1 did not answer for 5 s' },
    ])
    expect(hall.state.attempts.get(`${task.id}-1`)).toMatchObject({
      state: 'expired',
      settledBy: 'rule:moved',
      note: 'moved from oven-1 to oven-2, since pc-1 did not answer for 5 s',
    })
  })

  it('goes there as soon as one falls idle, within the same second', async () => {
    const hall = new Hall(2)
    const busy = hall.submit({ activity: 'bake', instrument: 'oven-2' })
    const task = hall.offered()
    hall.begin(hall.attemptOf(busy))
    await hall.pass(seconds(20))
    expect(hall.where(task)).toBe('offered at oven-1')
    hall.end(hall.attemptOf(busy), 'succeeded')
    await hall.pass(seconds(1))
    expect(hall.where(task)).toBe('offered at oven-2')
  })

  it('can not be granted any more once it has gone elsewhere, and what it has gone to can', async () => {
    const hall = new Hall(2)
    const task = hall.offered()
    const before = hall.attemptOf(task)
    await hall.pass(seconds(5))
    expect(() =>
      hall.take(draft => grantAttempt(draft, hall.state.attempts.get(before.id) ?? before, GRANT)),
    ).toThrow()
    expect(hall.attemptOf(task).fence).toBe(1)
    hall.begin(hall.attemptOf(task))
    expect(hall.where(task)).toBe('running at oven-2')
  })

  it('stays where others wait for what is idle: these go first', async () => {
    const hall = new Hall(2)
    const busy = hall.submit({ activity: 'bake', instrument: 'oven-2' })
    const task = hall.offered()
    hall.begin(hall.attemptOf(busy))
    const waiting = hall.submit({ activity: 'bake' })
    await hall.pass(seconds(10))
    hall.end(hall.attemptOf(busy), 'succeeded')
    await hall.pass(seconds(2))
    expect([hall.where(task), hall.where(waiting)]).toEqual(['offered at oven-1', 'offered at oven-2'])
    expect(hall.moved).toEqual([])
  })

  it('goes round once and no further, and not back for ten minutes', async () => {
    const hall = new Hall(3)
    const task = hall.offered()
    const places: string[] = []
    for (let second = 0; second < 60; second += 1) {
      await hall.pass(seconds(1))
      const { instrumentId } = hall.attemptOf(task)
      if (places.at(-1) !== instrumentId) places.push(instrumentId)
    }
    expect(places).toEqual(['oven-1', 'oven-2', 'oven-3'])
    await hall.pass(minutes(10))
    expect(hall.where(task)).toBe('offered at oven-1')
  })

  it('is moved three times in ten minutes at the most, however much is idle', async () => {
    const hall = new Hall(9)
    const task = hall.offered()
    await hall.pass(minutes(9))
    expect([hall.moved.length, hall.where(task)]).toEqual([3, 'offered at oven-4'])
  })

  it('leaves where it has to go on from a checkpoint, if that can be done elsewhere', async () => {
    for (const [canCheckpoint, place] of [
      [true, 'oven-2'],
      [false, 'oven-1'],
    ] as const) {
      const hall = new Hall(1, '5 s', { canCheckpoint: true })
      const activities = [{ name: 'bake', more: { canCheckpoint } }]
      const task = hall.offered({ checkpoint: { attemptId: 'before', json: '{}' } })
      hall.agent({ id: 'pc-2', instruments: [{ id: 'oven-2', activities }] })
      await hall.pass(seconds(5))
      expect(hall.where(task)).toBe(`offered at ${place}`)
    }
  })

  it.each<[string, Partial<TaskRecord>]>([
    ['names its instrument', { instrument: 'oven-1' }],
    ['is begun with others', { together: 'pair' }],
    ['is done in a batch', { batch: { size: 2, atLeast: 1, hold: 0 } }],
    ['is to be done elsewhere than there', { avoids: ['oven-2'] }],
  ])('stays where its task %s', async (_, more) => {
    const hall = new Hall(2)
    const task = hall.offered(more)
    await hall.pass(hours(1))
    expect(hall.where(task)).toBe('offered at oven-1')
  })

  it('stays where all that is idle has the same agent', async () => {
    const hall = new Hall(0)
    const instruments = ['oven-1', 'oven-2'].map(id => ({ id, activities: [{ name: 'bake' }] }))
    hall.agent({ id: 'pc-1', instruments })
    const task = hall.offered()
    await hall.pass(minutes(1))
    expect(hall.where(task)).toBe('offered at oven-1')
  })

  it('goes to no agent that was silent itself, until that claims something', async () => {
    const hall = new Hall(3)
    const tasks = [hall.submit({ activity: 'bake' }), hall.submit({ activity: 'bake' })]
    hall.flush()
    await hall.pass(minutes(1))
    // The first is moved; the other stays, rather than go where the first was not answered.
    expect(tasks.map(task => hall.where(task))).toEqual(['offered at oven-3', 'offered at oven-2'])
    const claimed = hall.submit({ activity: 'bake' })
    hall.flush()
    expect(hall.where(claimed)).toBe('offered at oven-1')
    hall.take(draft => grantAttempt(draft, hall.attemptOf(claimed), GRANT))
    hall.end(hall.attemptOf(claimed), 'cancelled')
    await hall.pass(seconds(1))
    expect(hall.where(tasks[1] ?? claimed)).toBe('offered at oven-1')
  })

  it('goes no further than an agent has room', async () => {
    const hall = new Hall(2)
    const instruments = ['oven-3', 'oven-4'].map(id => ({ id, activities: [{ name: 'bake' }] }))
    const tasks = [hall.submit({ activity: 'bake' }), hall.submit({ activity: 'bake' })]
    hall.flush()
    hall.agent({ id: 'pc-3', instruments, maxConcurrentTasks: 1 })
    await hall.pass(minutes(1))
    expect(tasks.map(task => hall.where(task))).toEqual(['offered at oven-3', 'offered at oven-2'])
    expect(tasks.map(({ id }) => hall.state.tasks.get(id)?.attempts)).toEqual([2, 1])
  })

  it('does not go back, also where that agent has claimed something meanwhile', async () => {
    const hall = new Hall(2)
    const task = hall.offered()
    await hall.pass(seconds(5))
    const claimed = hall.submit({ activity: 'bake' })
    hall.flush()
    hall.take(draft => grantAttempt(draft, hall.attemptOf(claimed), GRANT))
    hall.end(hall.attemptOf(claimed), 'cancelled')
    await hall.pass(minutes(9))
    expect(hall.where(task)).toBe('offered at oven-2')
    await hall.pass(minutes(1))
    expect(hall.where(task)).toBe('offered at oven-1')
  })

  it('stays for ever where that is configured', async () => {
    const hall = new Hall(2, '0 s')
    const task = hall.offered()
    await hall.pass(hours(1))
    expect(hall.where(task)).toBe('offered at oven-1')
  })

  it('counts as one for its agent, which gets no more after a few', async () => {
    const hall = new Hall(2)
    hall.offered()
    await hall.pass(seconds(5))
    expect(hall.state.breakers.get('agent:pc-1')).toMatchObject({ failures: 1 })
  })
})

it('nothing that was granted is moved, however long it takes to begin', async () => {
  const hall = new Hall(2)
  const task = hall.offered()
  hall.take(draft => grantAttempt(draft, hall.attemptOf(task), GRANT))
  await hall.pass(hours(10))
  expect([hall.where(task), hall.moved]).toEqual(['granted at oven-1', []])
})

it('nothing is looked at while offers are answered, or nothing is idle', async () => {
  const hall = new Hall(2)
  const tasks = [hall.offered(), hall.submit({ activity: 'bake' })]
  hall.flush()
  for (const task of tasks) hall.begin(hall.attemptOf(task))
  hall.looks = 0
  await hall.time.advance(hours(1))
  expect(hall.looks).toBe(0)
})
