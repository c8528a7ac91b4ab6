import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LearnedDurations } from '../model/records.ts'
import { Durations, learn, parameterClass } from './durations.ts'

const learnAll = (times: readonly number[], key = ''): LearnedDurations =>
  times.reduce<LearnedDurations>((known, time) => learn(known, time, key), { runs: [], classes: [] })

describe('the class of parameters', () => {
  test.each<[string, string]>([
    ['{}', ''],
    ['{"layers":333}', 'layers=2^8'],
    ['{"layers":300,"dry":true,"powder":"316L","note":null}', 'dry=true layers=2^8 note=null powder="316L"'],
    ['{"shift":-0.26,"none":0}', 'none=0 shift=-2^-2'],
    ['[1,2]', parameterClass('[1,2]')],
    ['7', '2^3'],
  ])('of %s is %s', (json, expected) => expect(parameterClass(json)).toBe(expected))

  test('does not depend on the order of names, at any depth, and tells what is nested apart', () => {
    const a = parameterClass('{"a":{"x":1,"y":[2]},"b":1}')
    expect(parameterClass('{"b":1,"a":{"y":[2],"x":1}}')).toBe(a)
    expect(parameterClass('{"b":1,"a":{"y":[3],"x":1}}')).not.toBe(a)
  })

  test('is short, however long the parameters are', () => {
    const of = (end: string) => parameterClass(JSON.stringify({ text: 'x'.repeat(500) + end }))
    expect(of('a')).toHaveLength(16)
    expect(of('a')).not.toBe(of('b'))
  })
})

describe('what is learned', () => {
  test('is the last 32 runs, and of each class the last 16', () => {
    const known = learnAll(
      Array.from({ length: 40 }, (_, n) => n + 0.4),
      'a',
    )
    expect(known.runs).toEqual(Array.from({ length: 32 }, (_, n) => n + 8))
    expect(known.classes).toEqual([{ key: 'a', runs: Array.from({ length: 16 }, (_, n) => n + 24) }])
  })

  test('is at most 20 classes: the one that was run least lately goes', () => {
    let known = learnAll([5], 'first')
    for (let n = 0; n < 19; n++) known = learn(known, n, `class-${n}`)
    known = learn(known, 6, 'first')
    known = learn(known, 7, 'last')
    expect(known.classes).toHaveLength(20)
    expect(known.classes.slice(-2)).toEqual([
      { key: 'first', runs: [5, 6] },
      { key: 'last', runs: [7] },
    ])
    expect(known.classes.map(({ key }) => key)).not.toContain('class-0')
  })

  test('without parameters is of no class', () => expect(learnAll([1, 2]).classes).toEqual([]))
})

describe('what was measured', () => {
  const durationsOf = (all: Readonly<Record<string, LearnedDurations>>): Durations => {
    const durations = new Durations()
    for (const [id, learned] of Object.entries(all)) durations.put({ id, durations: { fire: learned } })
    return durations
  }

  test('lies between the tenths and in the middle, and an outlier hardly counts', () => {
    const times = [100, 110, 90, 105, 95, 100, 100, 102, 98, 100, 5_000]
    expect(durationsOf({ a: learnAll(times) }).measured('fire', '', 'a')).toEqual({
      low: 95,
      expected: 100,
      high: 110,
      source: 'measured',
      runs: 11,
    })
  })

  test('is by class, then of the activity, then elsewhere by class, each from three runs on', () => {
    const durations = durationsOf({
      a: learn(learnAll([10, 10, 10], 'quick'), 90, 'slow'),
      b: learnAll([80, 80, 80], 'slow'),
      c: learnAll([70, 70], 'slow'),
    })
    const expected = (key: string, id?: string) => durations.measured('fire', key, id)
    expect(expected('quick', 'a')).toMatchObject({ expected: 10, source: 'measured', runs: 3 })
    expect(expected('slow', 'a')).toMatchObject({ expected: 10, source: 'measured', runs: 4 })
    expect(expected('slow', 'c')).toMatchObject({ expected: 80, source: 'other-instruments', runs: 6 })
    expect(expected('other', 'c')).toBeUndefined()
    expect(expected('quick', 'new')).toMatchObject({ expected: 10, source: 'other-instruments' })
    expect(expected('slow')).toMatchObject({ expected: 80, runs: 6 })
    expect(expected('other')).toMatchObject({ expected: 70, runs: 9 })
    expect(durations.measured('other', '', 'a')).toBeUndefined()
    expect(durations.rough('fire', 'c')).toMatchObject({ expected: 70, source: 'measured', runs: 2 })
  })

  test('is nothing once all of it is forgotten', () => {
    const durations = durationsOf({ a: learnAll([10, 10, 10], 'quick') })
    durations.put({ id: 'a' })
    expect(durations.measured('fire', 'quick')).toBeUndefined()
    expect(durations.rough('fire')).toBeUndefined()
    expect(durations.at('a', 'fire')).toBeUndefined()
  })

  test('names that every object has are activities and classes like others', () => {
    const durations = new Durations()
    expect(durations.measured('constructor', 'toString')).toBeUndefined()
    durations.put({ id: '__proto__', durations: { constructor: learnAll([1, 1, 1], '__proto__') } })
    expect(durations.measured('constructor', '__proto__', '__proto__')?.expected).toBe(1)
  })

  test('what changed, vanished or came back gives what a fresh look at the same records gives', () => {
    const record = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      activity: fc.constantFrom('fire', 'dry'),
      key: fc.constantFrom('', 'x', 'y'),
      time: fc.integer({ min: 1, max: 1_000 }),
      forget: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), steps => {
        const durations = new Durations()
        const rows = new Map<string, Readonly<Record<string, LearnedDurations>>>()
        for (const { id, activity, key, time, forget } of steps) {
          const known = rows.get(id) ?? {}
          const learned = learn(known[activity], time, key)
          const row = forget && time > 900 ? { [activity]: learned } : { ...known, [activity]: learned }
          rows.set(id, row)
          durations.put({ id, durations: row })
        }
        const fresh = new Durations()
        for (const [id, row] of [...rows].reverse()) fresh.put({ id, durations: structuredClone(row) })
        for (const id of ['a', 'b', 'c', 'd', undefined])
          for (const activity of ['fire', 'dry'])
            for (const key of ['', 'x', 'y']) {
              expect(durations.measured(activity, key, id)).toEqual(fresh.measured(activity, key, id))
              expect(durations.rough(activity, id)).toEqual(fresh.rough(activity, id))
            }
      }),
      { numRuns: 200 },
    )
  })
})

test('what is stated is the shortest and the longest of what agents state now', () => {
  const durations = new Durations()
  const stating = (...times: number[]) =>
    times.map(time => ({
      activities: [
        {
          name: 'fire',
          version: '1',
          title: 'Fire',
          parametersSchemaJson: '{}',
          repeatability: 'never' as const,
          phases: [],
          canPause: false,
          canCheckpoint: false,
          expectedDurationMs: time,
        },
      ],
    }))
  expect(durations.stated('fire')).toBeUndefined()
  durations.announce([], stating(5, 9, 9))
  durations.announce(stating(5, 9, 9), stating(9, 12))
  expect(durations.stated('fire')).toEqual({ shortest: 9, longest: 12 })
  durations.announce(stating(9, 12), [])
  expect(durations.stated('fire')).toBeUndefined()
})
