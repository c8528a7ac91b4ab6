import { expect, test } from 'vitest'
import { aJob, aTask } from '../testing/store-fixtures.ts'
import { Ages } from './ages.ts'
import { bandOf, latestStart, type RankRules, risesAt } from './ranking.ts'

const rules: RankRules = {
  ageing: 100,
  margin: 7,
  allowances: [
    [100, 0],
    [50, 1_000],
    [0, 5_000],
  ],
}

test('a priority rises by one each time it has waited so long, up to right below what is critical', () => {
  expect([0, 99, 100, 250, 1e9].map(waited => bandOf(50, 1_000, 1_000 + waited, rules))).toEqual([
    50, 50, 51, 52, 99,
  ])
  // A clock that was set back takes nothing away.
  expect(bandOf(50, 1_000, 0, rules)).toBe(50)
  expect([bandOf(99, 0, 1e9, rules), bandOf(100, 0, 1e9, rules)]).toEqual([99, 100])
  expect(bandOf(0, 0, 1e9, { ...rules, ageing: 0 })).toBe(0)
})

test('it rises right when it says that it does', () => {
  for (const band of [50, 51, 98]) {
    const at = risesAt(50, 1_000, band, rules) ?? 0
    expect([bandOf(50, 1_000, at - 1, rules), bandOf(50, 1_000, at, rules)]).toEqual([band, band + 1])
  }
  expect(risesAt(50, 0, 99, rules)).toBeUndefined()
  expect(risesAt(50, 0, 50, { ...rules, ageing: 0 })).toBeUndefined()
})

test('what waits is found when it has risen, and not where it began to wait anew or is forgotten', () => {
  const ages = new Ages<{ priority: number; since: number; band: number }>(rules)
  const [low, high, gone] = [0, 98, 50].map(priority => ({ priority, since: 0, band: priority }))
  if (!low || !high || !gone) throw new Error('there are three')
  for (const one of [low, high, gone]) ages.watch(one)
  ages.forget(gone)
  expect(ages.rise(99)).toEqual([])
  low.since = 50
  expect(ages.rise(100)).toEqual([high])
  expect([low.band, high.band, gone.band]).toEqual([0, 99, 50])
  expect(ages.rise(360)).toEqual([low])
  expect(low.band).toBe(3)
  low.since = 360
  ages.watch(low)
  expect(low.band).toBe(0)
  expect(ages.rise(1e9)).toEqual([low])
  expect([low.band, high.band]).toEqual([99, 99])
})

test('what should start latest is told by the deadline, or by what its priority allows', () => {
  const task = (priority: number) => aTask(aJob(1), 'run', { priority, queuedAt: 10_000 })
  expect(latestStart(task(50), 20_000, 300, rules)).toBe(20_000 - 300 - 7)
  expect([100, 75, 50, 49, 0].map(priority => latestStart(task(priority), undefined, 300, rules))).toEqual([
    10_000, 11_000, 11_000, 15_000, 15_000,
  ])
})
