import { seededRandom } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import { DueTimes } from './due-times.ts'

test('nothing is due where nothing was set', () => {
  const due = new DueTimes<string>()
  expect(due.next).toBeUndefined()
  expect(due.take(Number.MAX_SAFE_INTEGER)).toEqual([])
})

test('a time that was set anew counts alone, whether it is earlier or later', () => {
  const due = new DueTimes<string>()
  due.set('a', 10)
  due.set('b', 20)
  due.set('a', 30)
  due.set('b', 5)
  expect(due.next).toBe(5)
  expect(due.take(29)).toEqual(['b'])
  expect(due.take(30)).toEqual(['a'])
})

test('what was taken out is not due again, nor what is not due any more', () => {
  const due = new DueTimes<string>()
  due.set('a', 1)
  due.set('b', 2)
  due.set('b', undefined)
  expect(due.take(9)).toEqual(['a'])
  expect(due.next).toBeUndefined()
  due.set('a', 1)
  expect(due.take(9)).toEqual(['a'])
})

test('what was put back to a time that it had before is due once', () => {
  const due = new DueTimes<string>()
  for (const at of [1, 2, 1, 2, 1]) due.set('a', at)
  expect(due.take(2)).toEqual(['a'])
  expect(due.take(2)).toEqual([])
})

test('places that are outdated do not pile up under one that is due early', () => {
  const due = new DueTimes<string>()
  due.set('first', 0)
  for (let at = 1; at <= 10_000; at += 1) {
    due.set('a', at)
    due.set('b', 2 * at)
    expect(due.places).toBeLessThanOrEqual(2 * 3 + 64)
  }
  for (let key = 0; key < 1_000; key += 1) due.set(`k${key}`, key)
  for (let key = 0; key < 1_000; key += 1) due.set(`k${key}`, undefined)
  expect(due.places).toBeLessThanOrEqual(2 * 3 + 64)
  expect(due.take(20_000)).toEqual(['first', 'a', 'b'])
  expect(due.places).toBe(0)
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])('it does what a plain list would do, whatever comes (seed %d)', seed => {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random.float() * limit)
  const due = new DueTimes<string>()
  const model = new Map<string, number>()
  let now = 0
  for (let turn = 0; turn < 3_000; turn += 1) {
    const key = `k${below(40)}`
    const what = random.float()
    if (what < 0.6) {
      const at = now + below(50)
      due.set(key, at)
      model.set(key, at)
    } else if (what < 0.75) {
      due.set(key, undefined)
      model.delete(key)
    } else {
      now += below(6)
      const expected = [...model].filter(([, at]) => at <= now)
      const taken = due.take(now)
      expect(taken.toSorted()).toEqual(expected.map(([one]) => one).toSorted())
      const times = taken.map(one => model.get(one) ?? Number.NaN)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      for (const one of taken) model.delete(one)
    }
    expect(due.next).toBe(model.size === 0 ? undefined : Math.min(...model.values()))
  }
})
