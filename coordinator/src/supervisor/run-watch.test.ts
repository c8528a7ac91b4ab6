import { hours, minutes, seconds } from '@muster/runtime'
import { beforeEach, expect, test } from 'vitest'
import { newRunWatch, type RunWatch } from '../model/live.ts'
import { silencesOf, watchRun } from './run-watch.ts'
import { aRun } from './testing/view.ts'

let now: number
let watch: RunWatch

beforeEach(() => {
  now = hours(1)
  watch = newRunWatch(now)
})

/** So long after the last that was told, this is. */
function told(after: number, run: Parameters<typeof aRun>[0]): void {
  now += after
  watchRun(watch, aRun(run), now)
}

const sinceProgress = (): number => now - watch.progressAt

test('a higher percentage is progress, the same one is none', () => {
  told(0, { phase: 'print', percent: 10 })
  told(seconds(20), { phase: 'print', percent: 10 })
  expect(sinceProgress()).toBe(seconds(20))
  told(seconds(20), { phase: 'print', percent: 10.1 })
  expect(sinceProgress()).toBe(0)
})

test('another phase is progress, with a percentage that begins anew', () => {
  told(0, { phase: 'heat', percent: 100 })
  told(seconds(20), { phase: 'print', percent: 0 })
  expect(watch).toMatchObject({ phase: 'print', percent: 0, lie: undefined, progressAt: now })
})

test('a phase that tells no percentage does not keep the one of the phase before', () => {
  told(0, { phase: 'heat', percent: 100 })
  told(seconds(20), { phase: 'print' })
  expect(watch.percent).toBeUndefined()
  told(seconds(20), { phase: 'print', percent: 3 })
  expect(watch).toMatchObject({ percent: 3, lie: undefined, progressAt: now })
})

test('the first percentage of a phase is progress, and none any more is not', () => {
  told(0, { phase: 'print' })
  told(seconds(5), { phase: 'print', percent: 0 })
  expect(sinceProgress()).toBe(0)
  told(seconds(5), { phase: 'print' })
  expect(sinceProgress()).toBe(seconds(5))
  expect(watch.percent).toBe(0)
})

test('a run that tells neither phase nor percentage makes no progress', () => {
  told(seconds(5), {})
  told(seconds(5), {})
  expect(sinceProgress()).toBe(seconds(10))
})

test.each([
  { to: 40.5, isLie: false },
  { to: 40, isLie: false },
  { to: 39.9, isLie: true },
  { to: 0, isLie: true },
])('from 41 % to $to % within a phase: contradicts itself = $isLie', ({ to, isLie }) => {
  told(0, { phase: 'print', percent: 41 })
  told(seconds(20), { phase: 'print', percent: to })
  expect(watch.lie !== undefined).toBe(isLie)
  expect(sinceProgress()).toBe(seconds(20))
})

test('a contradiction says from where to where', () => {
  told(0, { phase: 'print', percent: 41.4 })
  told(seconds(20), { phase: 'print', percent: 7.6 })
  expect(watch.lie).toBe('its progress went back from 41 % to 8 %')
})

test('small steps back add up: each is compared with the highest', () => {
  told(0, { phase: 'print', percent: 41 })
  told(seconds(1), { phase: 'print', percent: 40.4 })
  told(seconds(1), { phase: 'print', percent: 39.8 })
  expect(watch.lie).toBeDefined()
})

test('what it made up for is no progress: only what is higher than ever is', () => {
  told(0, { phase: 'print', percent: 41 })
  told(seconds(10), { phase: 'print', percent: 20 })
  told(seconds(10), { phase: 'print', percent: 30 })
  expect(sinceProgress()).toBe(seconds(20))
})

test('a contradiction stands when the run goes on', () => {
  told(0, { phase: 'print', percent: 41 })
  told(seconds(10), { phase: 'print', percent: 20 })
  told(seconds(10), { phase: 'print', percent: 50 })
  told(seconds(10), { phase: 'cool', percent: 0 })
  expect(watch.lie).toBe('its progress went back from 41 % to 20 %')
})

test('progress is an answer to the probe; anything else is none', () => {
  told(0, { phase: 'print', percent: 10 })
  watch.probedAt = now
  told(seconds(5), { phase: 'print', percent: 10 })
  expect(watch.probedAt).toBe(now - seconds(5))
  told(seconds(5), { phase: 'print', percent: 11 })
  expect(watch.probedAt).toBeUndefined()
})

test('the longest silence of each phase is remembered', () => {
  told(0, { phase: 'heat', percent: 0 })
  told(minutes(5), { phase: 'heat', percent: 50 })
  told(minutes(2), { phase: 'heat', percent: 100 })
  // The last of a phase is ended by the next phase.
  told(minutes(7), { phase: 'print', percent: 0 })
  told(minutes(1), { phase: 'print', percent: 1 })
  told(minutes(3), { phase: 'print', percent: 2 })
  told(minutes(2), { phase: 'print', percent: 3 })
  expect(Object.fromEntries(watch.quietest)).toEqual({ heat: minutes(7), print: minutes(3) })
})

test('silence before any phase is told belongs to none', () => {
  told(minutes(4), { phase: 'print', percent: 0 })
  expect(Object.fromEntries(watch.quietest)).toEqual({ '': minutes(4) })
})

test('a run that tells its phase at once teaches nothing of runs without one', () => {
  told(0, { phase: 'print', percent: 0 })
  expect(watch.quietest.size).toBe(0)
})

test('a pause is progress for as long as it lasts, and no silence to learn from', () => {
  told(0, { phase: 'print', percent: 10 })
  told(minutes(1), { phase: 'print', percent: 20 })
  told(seconds(5), { phase: 'print', percent: 20, state: 'paused' })
  for (let beat = 0; beat < 3; beat++) {
    told(hours(1), { phase: 'print', percent: 20, state: 'paused' })
    expect(sinceProgress()).toBe(0)
  }
  told(minutes(2), { phase: 'print', percent: 20 })
  expect(sinceProgress()).toBe(minutes(2))
  told(seconds(1), { phase: 'print', percent: 21 })
  expect(watch.quietest.get('print')).toBe(minutes(2) + seconds(1))
})

test('a step back over a pause is a contradiction too', () => {
  told(0, { phase: 'print', percent: 50 })
  told(seconds(5), { phase: 'print', percent: 20, state: 'paused' })
  told(seconds(5), { phase: 'print', percent: 20 })
  expect(watch.lie).toBe('its progress went back from 50 % to 20 %')
})

test('the time before its end counts, and time in which nothing was heard does not', () => {
  told(0, { phase: 'print', percent: 10 })
  told(seconds(20), { phase: 'print', percent: 20 })
  expect(Object.fromEntries(silencesOf(watch, now + minutes(5)))).toEqual({ print: minutes(5) })
  expect(Object.fromEntries(silencesOf(watch, now + seconds(5)))).toEqual({ print: seconds(20) })
  now += hours(6)
  watchRun(watch, aRun({ phase: 'print', percent: 30 }), now, true)
  expect(Object.fromEntries(watch.quietest)).toEqual({ print: seconds(20) })
  told(seconds(30), { phase: 'print', percent: 40 })
  expect(Object.fromEntries(watch.quietest)).toEqual({ print: seconds(30) })
})

test('of a run that is first seen under way, the step it stands in teaches nothing', () => {
  watch = newRunWatch(now, 0, true)
  told(0, { phase: 'print', percent: 40 })
  told(seconds(20), { phase: 'print', percent: 41 })
  expect(silencesOf(watch, now).get('print')).toBeUndefined()
  told(minutes(5), { phase: 'print', percent: 42 })
  expect(silencesOf(watch, now).get('print')).toBe(minutes(5))
})
