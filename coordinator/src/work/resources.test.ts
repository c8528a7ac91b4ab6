import type { AttemptState, Failure } from '@muster/protocol'
import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { Draft } from '../model/draft.ts'
import type { AttemptRecord, Hold, ResourceRecord } from '../model/records.ts'
import { State } from '../model/state.ts'
import { aJob, anAttempt, aResource, aTask } from '../testing/store-fixtures.ts'
import {
  defineResource,
  expireLeases,
  giveBack,
  holdsAfter,
  lend,
  parametersOf,
  placeSample,
  refill,
  resourceDue,
  seedResources,
} from './resources.ts'

const NOW = 1_000_000
const POWDER = aResource('powder', { kind: 'consumable', unit: 'g', capacity: 1_000, remaining: 600 })
const TRAY = aResource('tray', { kind: 'named', names: ['1', '2', '3'], recycle: 60_000 })

function bench(...rows: readonly ResourceRecord[]) {
  const state = new State()
  for (const row of rows) state.put('resources', row)
  const at = (now: number) => new Draft(state, 'test', 'person:ada', now, seededRandom(now))
  const record = (id: string) => {
    const found = state.resources.records.get(id)
    if (!found) throw new Error(`there is no ${id}`)
    return found
  }
  return { state, draft: at(NOW), at, record }
}

/** Moves an attempt as attempts.ts does. */
function move(
  draft: Draft,
  attempt: AttemptRecord,
  to: AttemptState,
  more: Partial<AttemptRecord> = {},
): AttemptRecord {
  const holds = holdsAfter(draft, attempt, to, more.failure)
  const startedAt = to === 'running' && attempt.startedAt === undefined ? { startedAt: draft.now } : {}
  return draft.update('attempts', attempt, { state: to, ...startedAt, ...more, ...(holds ? { holds } : {}) })
}

const HOLDS: readonly Hold[] = [
  { resource: 'powder', amount: 500 },
  { resource: 'tray', amount: 2, names: ['1', '2'] },
]
const held = (draft: Draft, state: AttemptState = 'granted') =>
  draft.insert('attempts', anAttempt(aTask(aJob(1)), 1, { state, holds: HOLDS, offeredAt: NOW - 5_000 }))

const failure = (started: Failure['started']): Failure => ({
  code: 'x',
  message: 'x',
  category: 'instrument',
  started,
})

describe('what an attempt holds', () => {
  it('is reserved until the run begins, and then what is used up is gone', () => {
    const { state, draft, record } = bench(POWDER, TRAY)
    const attempt = held(draft)
    expect([state.resources.free('powder'), state.resources.free('tray')]).toEqual([100, 1])
    const running = move(draft, attempt, 'running')
    expect(record('powder')).toMatchObject({ remaining: 100, usedUp: 500 })
    expect(state.resources.free('powder')).toBe(100)
    const paused = move(draft, running, 'paused')
    move(draft, move(draft, paused, 'running'), 'succeeded')
    expect(record('powder')).toMatchObject({ remaining: 100, usedUp: 500, taken: 500 })
    expect(record('tray')).toMatchObject({ taken: 2, heldMs: 10_000 })
  })

  it.each<[AttemptState, AttemptState, Partial<AttemptRecord>, boolean]>([
    ['offered', 'expired', {}, false],
    ['claimed', 'cancelled', {}, false],
    ['granted', 'not-started', {}, false],
    ['granted', 'cancelled', {}, false],
    ['starting', 'failed', { failure: failure('no') }, false],
    ['starting', 'cancelled', { failure: failure('no') }, false],
    ['verifying', 'not-started', {}, false],
    ['starting', 'failed', { failure: failure('unknown') }, true],
    ['starting', 'cancelled', {}, true],
    ['verifying', 'failed', { failure: failure('yes') }, true],
    ['verifying', 'succeeded', {}, true],
    ['starting', 'stopped-locally', {}, true],
  ])('after %s → %s, with %j, is used up: %s', (from, to, more, isUsed) => {
    const { state, draft, record } = bench(POWDER, TRAY)
    move(draft, held(draft, from), to, more)
    expect(record('powder').remaining).toBe(isUsed ? 100 : 600)
    expect(state.resources.held('powder')).toBe(0)
    // What was not used need not rest.
    expect(state.resources.free('tray')).toBe(isUsed ? 1 : 3)
    expect(record('tray').recycling).toHaveLength(isUsed ? 1 : 0)
  })

  it('stays held while nobody knows whether it runs', () => {
    const { state, draft } = bench(POWDER, TRAY)
    move(draft, held(draft, 'starting'), 'verifying')
    expect([state.resources.held('powder'), state.resources.free('tray')]).toEqual([500, 1])
  })

  it('rests for as long as its resource says, and is there again', () => {
    const { state, draft, at, record } = bench(POWDER, TRAY)
    move(draft, move(draft, held(draft), 'running'), 'succeeded')
    expect(resourceDue(record('tray'))).toBe(NOW + 60_000)
    expireLeases(at(NOW + 59_999), record('tray'))
    expect(state.resources.free('tray')).toBe(1)
    expireLeases(at(NOW + 60_000), record('tray'))
    expect(state.resources.free('tray')).toBe(3)
    expect(resourceDue(record('tray'))).toBeUndefined()
  })
})

it('an attempt that does a variant has the parameters of that', () => {
  const task = aTask(aJob(1), 'run', {
    degraded: [
      { name: 'half', after: 0, parametersJson: '{"count":4}' },
      { name: 'slow', after: 0 },
    ],
  })
  const parameters = (variant?: string) =>
    parametersOf(task, anAttempt(task, 1, variant === undefined ? {} : { variant }))
  expect([parameters('half'), parameters('slow'), parameters()]).toEqual([
    '{"count":4}',
    task.parametersJson,
    task.parametersJson,
  ])
})

describe('people', () => {
  it('take out what is free, for a time or until they give it back', () => {
    const { state, draft, at, record } = bench(TRAY, POWDER)
    lend(draft, record('tray'), { by: 'ada', reason: 'a visit', amount: 2, until: NOW + 5 })
    lend(draft, record('powder'), { by: 'ada', reason: 'a test', amount: 50 })
    expect(record('tray').leases).toMatchObject([{ by: 'ada', names: ['1', '2'], until: NOW + 5 }])
    expect([state.resources.free('tray'), state.resources.free('powder')]).toEqual([1, 550])
    expect(() => lend(draft, record('tray'), { by: 'bob', reason: 'r', names: ['2'] })).toThrow(
      '2 of tray is not free',
    )
    expect(() => lend(draft, record('tray'), { by: 'bob', reason: 'r', amount: 2 })).toThrow('1 are free')
    expect(() => lend(draft, record('powder'), { by: 'bob', reason: 'r', amount: 551 })).toThrow(
      "551 g of powder can't be had: 550 are free",
    )
    expireLeases(at(NOW + 5), record('tray'))
    expect(record('tray').leases).toEqual([])
    const [lease] = record('powder').leases
    giveBack(draft, record('powder'), lease?.id ?? '', 'not needed')
    expect(state.resources.free('powder')).toBe(600)
    expect(() => giveBack(draft, record('powder'), lease?.id ?? '', 'again')).toThrow('has no lease')
  })

  it('whose lease is over take nothing from an attempt', () => {
    const { state, draft, at, record } = bench(TRAY, POWDER)
    held(draft, 'verifying')
    lend(draft, record('tray'), { by: 'ada', reason: 'a visit', until: NOW + 5 })
    expireLeases(at(NOW * 100), record('tray'))
    expect([state.resources.free('tray'), state.resources.held('tray')]).toEqual([1, 2])
  })

  it('refill what is used up, as far as it fits and in its own unit', () => {
    const { draft, record } = bench(POWDER, TRAY)
    expect(refill(draft, record('powder'), { amount: 400, unit: 'g', reason: 'r' }).remaining).toBe(1_000)
    expect(() => refill(draft, record('powder'), { amount: 0.1, reason: 'r' })).toThrow(
      'powder has room for 0 g only: 1000 of 1000 are in it',
    )
    expect(() => refill(draft, record('powder'), { amount: 1, unit: 'kg', reason: 'r' })).toThrow(
      'powder is counted in g, not in kg',
    )
    expect(() => refill(draft, record('tray'), { amount: 1, reason: 'r' })).toThrow('it is not used up')
  })

  it('change what a resource is only as far as nobody uses it', () => {
    const { state, draft, record } = bench(TRAY, POWDER)
    const attempt = held(draft)
    const tray = (names: string[]) => () => defineResource(draft, 'tray', { kind: 'named', names }, 'rebuilt')
    expect(tray(['2', '3'])).toThrow("1 can't be taken out of tray")
    tray(['1', '2', '4'])()
    expect(state.resources.free('tray')).toBe(1)
    const powder = { kind: 'consumable', unit: 'kg', capacity: 1 } as const
    expect(() => defineResource(draft, 'powder', powder, 'r')).toThrow(
      "powder can't be counted in kg where it is in g: job-1-run-1 holds some",
    )
    expect(() => defineResource(draft, 'tray', { kind: 'countable', capacity: 3 }, 'r')).toThrow(
      "tray can't become countable from named",
    )
    move(draft, attempt, 'expired')
    expect(defineResource(draft, 'powder', { ...powder, fill: 1 }, 'r')).toMatchObject({
      unit: 'kg',
      remaining: 1,
    })
    const asking = aTask(aJob(2), 'run', {
      resources: [{ anyOf: [{ resource: 'powder', amount: 0.5 }] }],
    })
    draft.insert('tasks', asking)
    expect(() => defineResource(draft, 'powder', { kind: 'consumable', unit: 'g', fill: 1 }, 'r')).toThrow(
      'step run of job-2 asks for it',
    )
    expect(record('powder').unit).toBe('kg')
  })

  it('put a sample in one place, and no other into it', () => {
    const { state, draft } = bench(TRAY)
    const deed = { by: 'ada' }
    placeSample(draft, 's-1', { resource: 'tray', name: '1' }, deed)
    expect(() => placeSample(draft, 's-2', { resource: 'tray', name: '1' }, deed)).toThrow(
      's-1 lies in 1 of tray',
    )
    placeSample(draft, 's-1', { resource: 'tray', name: '2' }, deed)
    placeSample(draft, 's-2', { resource: 'tray', name: '1' }, deed)
    expect([state.resources.sampleAt('tray', '1'), state.resources.sampleAt('tray', '2')]).toEqual([
      's-2',
      's-1',
    ])
    placeSample(draft, 's-2', { text: 'fridge' }, deed)
    expect(placeSample(draft, 's-1', undefined, deed).place).toBeUndefined()
    expect(state.resources.free('tray')).toBe(3)
    expect(() => placeSample(draft, 's-1', { resource: 'tray', name: '9' }, deed)).toThrow(
      'has no position 9',
    )
    expect(() => placeSample(draft, 's-1', { resource: 'shelf', name: '1' }, deed)).toThrow(
      'there is no named resource shelf',
    )
  })
})

it('a configured resource is made once: after that the store says what there is', () => {
  const { state, draft, record } = bench(POWDER)
  seedResources(draft, [
    { id: 'powder', kind: 'consumable', unit: 'kg', capacity: 5 },
    { id: 'boats', kind: 'countable', capacity: 2, recycle: '2 h', title: 'Boats' },
    { id: 'staff', kind: 'named', names: ['ada', 'grace'], calendar: 'day-shift' },
    { id: 'binder', kind: 'consumable', unit: 'ml', fill: 20 },
  ])
  expect(record('powder')).toBe(POWDER)
  expect(record('boats')).toMatchObject({ capacity: 2, recycle: 7_200_000, unit: 'pieces', version: 1 })
  expect(record('staff')).toMatchObject({ calendar: 'day-shift', names: ['ada', 'grace'] })
  expect(record('binder')).toMatchObject({ remaining: 20 })
  expect('capacity' in record('binder')).toBe(false)
  expect(state.resources.free('staff')).toBe(2)
})
