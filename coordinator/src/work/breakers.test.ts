import type { AttemptEnd, FailureCategory } from '@muster/protocol'
import { minutes, seconds } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { Draft } from '../model/draft.ts'
import type { AttemptRecord, BreakerState } from '../model/records.ts'
import { State } from '../model/state.ts'
import { anActivity, anAgentWith } from '../supervisor/testing/view.ts'
import { aJob, anAttempt, aTask } from '../testing/store-fixtures.ts'
import { countForBreakers, resetBreaker, tryBreaker } from './breakers.ts'

let state: State
let now: number
beforeEach(() => {
  state = new State()
  now = Date.UTC(2026, 2, 1)
})

const draft = () => new Draft(state, 'test', 'rule:test', now, seededRandom(1))
const eventsOf = (done: Draft) => done.toChange().events.map(({ kind, subject }) => `${kind} ${subject}`)

/** An attempt at this instrument of `hall-2` has ended. */
function end(
  how: AttemptEnd,
  category: FailureCategory = 'instrument',
  more: Partial<AttemptRecord> = {},
  code = 'jam',
): Draft {
  const done = draft()
  const failure = { code, message: 'the recoater jammed', category, started: 'yes' } as const
  const ended = anAttempt(aTask(aJob(1)), 1, {
    state: how,
    ...(how === 'failed' ? { failure } : {}),
    ...more,
  })
  countForBreakers(done, ended, how)
  return done
}
const stateOf = (id: string): BreakerState | undefined => state.breakers.get(id)?.state
function trial(id: string): void {
  const breaker = state.breakers.get(id)
  if (breaker) tryBreaker(draft(), breaker)
}
function fail(count: number): void {
  for (let at = 0; at < count; at += 1) end('failed')
}

test('five failures in a row at an instrument keep work away from it and from its activity, not from its agent', () => {
  fail(4)
  expect(stateOf('instrument:printer')).toBe('closed')
  const fifth = end('failed')
  expect([...state.breakers.keys()].toSorted()).toEqual(['activity:print', 'instrument:printer'])
  expect(state.breakers.get('instrument:printer')).toMatchObject({
    state: 'open',
    retryAt: now + seconds(30),
    reason: '5 failures in a row, the last: jam: the recoater jammed',
  })
  expect(eventsOf(fifth)).toEqual(['breaker.open instrument:printer', 'breaker.open activity:print'])
})

test('a failure of the task itself counts for nobody', () => {
  for (const category of ['parameters', 'safety', 'operator', 'resource'] as const)
    expect(end('failed', category).isEmpty).toBe(true)
  expect(state.breakers.size).toBe(0)
})

test('offers that nobody claims count against an agent that is in contact, and not against one that is not', () => {
  for (let at = 0; at < 5; at += 1) end('expired')
  expect([...state.breakers.keys()]).toEqual([])
  state.liveOf('hall-2').online = true
  for (let at = 0; at < 5; at += 1) end('expired')
  expect([...state.breakers.keys()]).toEqual(['agent:hall-2'])
  expect(stateOf('agent:hall-2')).toBe('open')
})

test('an offer that a person took back says nothing of the agent', () => {
  expect(end('expired', 'instrument', { settledBy: 'person:ann' }).isEmpty).toBe(true)
})

test('a trial is made once the wait is over, and two of them that go well close it again', () => {
  fail(5)
  trial('instrument:printer')
  expect(state.breakers.get('instrument:printer')).toMatchObject({ state: 'half-open', opened: 1 })
  expect(state.breakers.get('instrument:printer')?.retryAt).toBeUndefined()
  end('succeeded')
  expect(stateOf('instrument:printer')).toBe('half-open')
  expect(eventsOf(end('succeeded'))).toEqual(['breaker.closed instrument:printer'])
})

test('each trial that fails is followed by a wait of twice the length', () => {
  fail(5)
  const waits: number[] = []
  for (let at = 0; at < 9; at += 1) {
    waits.push(((state.breakers.get('instrument:printer')?.retryAt ?? 0) - now) / 1_000)
    trial('instrument:printer')
    end('failed')
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600])
})

test('a trial is made of nothing but a breaker that is open and has a time for it', () => {
  fail(4)
  trial('instrument:printer')
  expect(stateOf('instrument:printer')).toBe('closed')
  fail(1)
  trial('instrument:printer')
  const before = state.breakers.get('instrument:printer')
  trial('instrument:printer')
  expect(state.breakers.get('instrument:printer')).toBe(before)
})

describe('a fleet of four', () => {
  beforeEach(() => {
    for (const name of ['a', 'b', 'c', 'd'])
      state.put('agents', anAgentWith([anActivity()], name, `hall-${name}`))
  })
  const failAt = (instrumentId: string, code?: string) => end('failed', 'instrument', { instrumentId }, code)

  test('is stopped by the same failure at three, until a person says otherwise', () => {
    failAt('a')
    failAt('b')
    expect(stateOf('activity:print')).toBe('closed')
    failAt('c')
    const stopped = state.breakers.get('activity:print')
    expect(stopped).toMatchObject({
      state: 'open',
      reason: 'print failed with jam at 3 of 4 instruments: a, b, c',
    })
    expect(stopped?.retryAt).toBeUndefined()
    trial('activity:print')
    end('succeeded')
    failAt('d')
    expect(state.breakers.get('activity:print')).toBe(stopped)
  })

  test('is not stopped by three failures that differ, are at one instrument, or are far apart', () => {
    for (const code of ['jam', 'heat', 'door']) failAt('a', code)
    for (const [name, code] of [
      ['b', 'laser'],
      ['c', 'gas'],
    ] as const)
      failAt(name, code)
    now += minutes(11)
    for (const breaker of state.breakers.values()) resetBreaker(draft(), breaker, 'ann: new')
    failAt('a')
    now += minutes(11)
    failAt('b')
    now += minutes(11)
    failAt('c')
    expect(stateOf('activity:print')).toBe('closed')
  })

  test('that is stopped while its breaker already waited for a trial has none any more', () => {
    for (let at = 0; at < 5; at += 1) failAt('a')
    expect(state.breakers.get('activity:print')?.retryAt).toBeDefined()
    failAt('b')
    failAt('c')
    expect(stateOf('activity:print')).toBe('open')
    expect(state.breakers.get('activity:print')?.retryAt).toBeUndefined()
  })

  test('goes on when a person resets the breaker', () => {
    for (const name of ['a', 'b', 'c']) failAt(name)
    const stopped = state.breakers.get('activity:print')
    const done = draft()
    if (stopped) resetBreaker(done, stopped, 'ann: new powder')
    expect(state.breakers.get('activity:print')).toMatchObject({ state: 'closed', reason: 'ann: new powder' })
    expect(eventsOf(done)).toEqual(['breaker.closed activity:print'])
  })
})

test('a breaker that is closed forgets by a reset what it has counted, and one that has counted nothing stays as it is', () => {
  fail(3)
  for (const isChanged of [true, false]) {
    const before = state.breakers.get('instrument:printer')
    const done = draft()
    if (before) resetBreaker(done, before, 'ann: cleaned')
    expect(done.isEmpty).toBe(!isChanged)
    expect(state.breakers.get('instrument:printer')).toMatchObject({
      state: 'closed',
      failures: 0,
      version: 4,
    })
  }
  fail(4)
  expect(stateOf('instrument:printer')).toBe('closed')
})

/** The states of a breaker, written out a second time on purpose. */
const MOVES = ['closed open', 'open half-open', 'open closed', 'half-open open', 'half-open closed']

test.each([1, 2, 3, 4, 5, 6])('whatever happens, breakers move as the table says (seed %d)', seed => {
  const random = seededRandom(seed)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random.float() * all.length)] as T
  for (const name of ['a', 'b', 'c', 'd']) state.put('agents', anAgentWith([anActivity()], name, 'hall-2'))
  const seen = new Set<string>()
  for (let turn = 0; turn < 1_000; turn += 1) {
    const before = new Map(state.breakers)
    now += Math.floor(random.float() * minutes(2))
    const what = random.float()
    const some = pick([...state.breakers.values(), undefined])
    if (what < 0.5)
      end(
        'failed',
        pick(['instrument', 'transient', 'timeout', 'parameters']),
        {
          instrumentId: pick(['a', 'b', 'c', 'd']),
        },
        pick(['jam', 'heat', 'door', 'gas']),
      )
    else if (what < 0.7) end('succeeded', 'instrument', { instrumentId: pick(['a', 'b', 'c', 'd']) })
    else if (what < 0.8) end('expired')
    else if (some && what < 0.97) tryBreaker(draft(), some)
    else if (some) resetBreaker(draft(), some, 'ann')
    for (const { id, state: to, retryAt, failures, successes, opened, version } of state.breakers.values()) {
      const from = before.get(id)?.state ?? 'closed'
      if (from !== to) seen.add(`${from} ${to}`)
      if (before.get(id) !== state.breakers.get(id))
        expect(version).toBeGreaterThan(before.get(id)?.version ?? 0)
      if (to !== 'open') expect(retryAt).toBeUndefined()
      if (to === 'closed') expect([opened, successes]).toEqual([0, 0])
      expect(failures).toBeLessThan(5)
      expect(successes).toBeLessThan(2)
    }
  }
  expect([...seen].toSorted()).toEqual(MOVES.toSorted())
})
