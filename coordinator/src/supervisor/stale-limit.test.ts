import { hours, minutes, seconds } from '@muster/runtime'
import { expect, test } from 'vitest'
import { quietestKey, staleLimit } from './stale-limit.ts'
import { aRunningScene, type RunOptions } from './testing/view.ts'

function limitOf(options: RunOptions, phase?: string): number {
  const scene = aRunningScene(options)
  const attempt = scene.state.attempts.get('job-1-run-1')
  if (!attempt) throw new Error('the scene has no attempt')
  return staleLimit(scene, attempt, phase)
}

const ofStep = { step: { staleAfter: '2 min' } }
const ofActivity = { activity: { staleAfterMs: minutes(4) } }
const ofRuns = { quietest: { 'print/heat': minutes(9), 'print/': minutes(2) } }

test.each<[string, RunOptions, number]>([
  ['the step says', { ...ofStep, ...ofActivity, ...ofRuns }, minutes(2)],
  ['the activity says, where the step does not', { ...ofActivity, ...ofRuns }, minutes(4)],
  ['three times what was learned, where neither says', ofRuns, minutes(27)],
  ['the configured one, where nothing is known', {}, minutes(30)],
])('the limit is what %s', (_, options, limit) => {
  expect(limitOf(options, 'heat')).toBe(limit)
})

test('what was learned counts for its phase only', () => {
  expect(limitOf(ofRuns, 'heat')).toBe(minutes(27))
  expect(limitOf(ofRuns, undefined)).toBe(minutes(6))
  expect(limitOf(ofRuns, 'cool')).toBe(minutes(30))
})

test('what was learned of another activity does not count', () => {
  expect(limitOf({ quietest: { 'weigh/heat': minutes(9) } }, 'heat')).toBe(minutes(30))
})

test.each([
  [seconds(0), seconds(60)],
  [seconds(20), seconds(60)],
  [seconds(21), seconds(63)],
  [hours(5), hours(15)],
])('a silence of %d ms teaches a limit of %d ms', (quietest, limit) => {
  expect(limitOf({ quietest: { 'print/heat': quietest } }, 'heat')).toBe(limit)
})

test('without anything learned, a phase may be as silent as a whole run is expected to take', () => {
  expect(limitOf({ activity: { expectedDurationMs: hours(18) } })).toBe(hours(18))
  expect(limitOf({ activity: { expectedDurationMs: minutes(29) } })).toBe(minutes(30))
})

test('the limit of the configuration is the configured one', () => {
  expect(limitOf({ settings: { staleAfter: '7 min' } })).toBe(minutes(7))
})

test('a run whose job is no longer in memory has the limit of its activity', () => {
  const scene = aRunningScene({ ...ofStep, ...ofActivity })
  const attempt = scene.state.attempts.get('job-1-run-1')
  scene.state.forgetJob('job-1')
  expect(attempt && staleLimit(scene, attempt, undefined)).toBe(minutes(4))
})

test('silences are learned by activity and phase', () => {
  expect(quietestKey('print', 'heat')).toBe('print/heat')
  expect(quietestKey('print', undefined)).toBe('print/')
})
