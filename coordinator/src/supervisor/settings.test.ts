import { days, hours, minutes, seconds } from '@muster/runtime'
import { expect, test } from 'vitest'
import { limitsOf } from './settings.ts'
import { settingsWith } from './testing/view.ts'

test('where nothing is configured, the limits are those of the catalogue', () => {
  expect(limitsOf(settingsWith())).toEqual({
    silentAfter: seconds(60),
    lostAfter: minutes(15),
    restarts: { count: 3, within: minutes(10) },
    lateAfter: seconds(10),
    unhealthyChecks: 3,
    startAfter: minutes(5),
    pausedAfter: hours(4),
    unreachableAfter: minutes(5),
    impossibleAfter: minutes(5),
    filesAfter: hours(2),
    pauseLimit: hours(24),
    staleAfter: minutes(30),
    staleGrace: seconds(60),
    waiting: [
      [100, minutes(5)],
      [75, minutes(30)],
      [50, hours(4)],
      [25, hours(24)],
      [0, days(7)],
    ],
    outboxDepth: 1_000,
    diskShare: 0.9,
    clockSkew: seconds(30),
    brokerAfter: seconds(10),
    offersPerMinute: undefined,
    reconcileEvery: minutes(10),
    breakers: { failures: 5, successes: 2, openFor: seconds(30), longest: hours(1) },
    cascade: { instruments: 3, share: 0.5, within: minutes(10) },
  })
})

test('what is configured counts, and what beside it is not keeps its limit', () => {
  const limits = limitsOf(
    settingsWith({ restarts: { count: 5 }, waiting: { low: '2 h' }, offersPerMinute: 9 }),
  )
  expect(limits.restarts).toEqual({ count: 5, within: minutes(10) })
  expect(limits.waiting.find(([priority]) => priority === 25)).toEqual([25, hours(2)])
  expect(limits.waiting.find(([priority]) => priority === 0)).toEqual([0, days(7)])
  expect(limits.offersPerMinute).toBe(9)
})
