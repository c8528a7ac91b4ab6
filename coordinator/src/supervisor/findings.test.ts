import { minutes } from '@muster/runtime'
import { expect, test } from 'vitest'
import { combine, type Finding, lasting, monotonicOf, NOTHING, subjectOf } from './findings.ts'
import { aScene } from './testing/view.ts'

const finding = (message: string): Finding => ({ kind: 'broker-gone', message, links: {} })

test('a subject is written with its kind before its id', () => {
  expect(subjectOf('breaker', 'agent:hall-2')).toBe('breaker:agent:hall-2')
})

test('several looks are one look: all findings in order, and the earliest time', () => {
  const looks = [
    { findings: [finding('a')], again: 30 },
    NOTHING,
    { findings: [finding('b'), finding('c')], again: 20 },
    { findings: [], again: 40 },
  ]
  const combined = combine(looks)
  expect(combined.findings.map(({ message }) => message)).toEqual(['a', 'b', 'c'])
  expect(combined.again).toBe(20)
})

test('looks without a time give none', () => {
  expect(combine([NOTHING, { findings: [finding('a')] }])).toEqual({ findings: [finding('a')] })
  expect(combine([])).toEqual({ findings: [] })
})

test('what has to last is found from the millisecond on at which it has lasted', () => {
  const scene = aScene()
  const since = 1_000
  scene.monotonic = since + minutes(5) - 1
  expect(lasting(scene, since, minutes(5), () => finding('x'))).toEqual({
    findings: [],
    again: since + minutes(5),
  })
  scene.monotonic++
  expect(lasting(scene, since, minutes(5), () => finding('x'))).toEqual({ findings: [finding('x')] })
})

test('a wall time is as long ago on the monotonic clock as it is on the wall clock', () => {
  const scene = aScene()
  expect(monotonicOf(scene, scene.wall - minutes(7))).toBe(scene.monotonic - minutes(7))
})

test('a wall time that a clock set back has moved into the future is taken for now', () => {
  const scene = aScene()
  expect(monotonicOf(scene, scene.wall + minutes(7))).toBe(scene.monotonic)
})
