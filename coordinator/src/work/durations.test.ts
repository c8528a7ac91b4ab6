import { type AttemptReport, type AttemptState, pathTo } from '@muster/protocol'
import { hours, minutes, seconds } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, test } from 'vitest'
import { Draft } from '../model/draft.ts'
import { anActivity, anAgentWith, aRunningScene, type Scene, watch } from '../supervisor/testing/view.ts'
import { applyWay, endAttempt } from './attempts.ts'

interface Lab {
  readonly scene: Scene
  /** What is wrong with the agent's clock. */
  skew: number
}

/** A run that was allowed just now and is watched from its start on. */
function begin({ isWatched = true, skew = 0 } = {}): Lab {
  const scene = aRunningScene()
  const { startedAt: _, ...granted } = attemptOf(scene)
  scene.state.put('attempts', { ...granted, state: 'granted', offeredAt: scene.wall })
  if (isWatched) watch(scene)
  const lab = { scene, skew }
  report(lab, 'running')
  return lab
}

function attemptOf({ state }: Scene) {
  const attempt = state.attempts.get('job-1-run-1')
  if (!attempt) throw new Error('there is no attempt')
  return attempt
}

const draftOf = ({ state, wall, monotonic }: Scene): Draft =>
  new Draft(state, 'test', 'agent:hall-2', wall, seededRandom(1), monotonic)

let revision = 0
/** The agent tells that it went into this state some time ago. */
function report({ scene, skew }: Lab, state: AttemptState, ago = 0): void {
  const told: AttemptReport = {
    attemptId: 'job-1-run-1',
    revision: ++revision,
    state,
    atWallMs: scene.wall - ago + skew,
  }
  const attempt = attemptOf(scene)
  applyWay(draftOf(scene), attempt, pathTo(attempt.state, state) ?? [], told)
}

const pass = ({ scene }: Lab, time: number): void => {
  scene.wall += time
  scene.monotonic += time
}

const learned = ({ scene }: Lab) => scene.state.instruments.get('printer')?.durations?.['print']?.runs

describe('a run that succeeded', () => {
  test('is remembered with its time and the class of its parameters', () => {
    const lab = begin()
    pass(lab, hours(4))
    report(lab, 'succeeded')
    expect(lab.scene.state.instruments.get('printer')?.durations).toEqual({
      print: { runs: [hours(4)], classes: [{ key: 'layers=2^8', runs: [hours(4)] }] },
    })
    expect(lab.scene.state.durations.at('printer', 'print')).toMatchObject({ expected: hours(4), runs: 1 })
  })

  test('counts without the time for which nothing was heard after its end', () => {
    const lab = begin()
    pass(lab, hours(9))
    report(lab, 'succeeded', hours(5))
    expect(learned(lab)).toEqual([hours(4)])
  })

  test('counts without its pauses', () => {
    const lab = begin()
    pass(lab, hours(1))
    report(lab, 'paused')
    pass(lab, hours(30))
    report(lab, 'running')
    pass(lab, hours(2))
    watch(lab.scene, { seenAt: seen(lab, hours(33)), progressAt: lab.scene.monotonic })
    report(lab, 'succeeded')
    expect(learned(lab)).toEqual([hours(3)])
  })

  test('counts from its first start on where it was in doubt for a while', () => {
    const lab = begin()
    pass(lab, hours(1))
    report(lab, 'verifying')
    pass(lab, hours(1))
    report(lab, 'running')
    pass(lab, hours(2))
    report(lab, 'succeeded')
    expect(learned(lab)).toEqual([hours(4)])
  })

  test('counts where no heartbeat came in its time, and where its agent has its own idea of the day', () => {
    const lab = begin({ isWatched: false })
    pass(lab, seconds(2))
    report(lab, 'succeeded')
    expect(learned(lab)).toEqual([seconds(2)])
    const other = begin({ skew: hours(-40) })
    pass(other, hours(1))
    report(other, 'succeeded')
    expect(learned(other)).toEqual([hours(1)])
  })

  test('is taken as it was seen here where its agent did not tell when it began', () => {
    const lab = begin()
    const { ran: _, ...attempt } = attemptOf(lab.scene)
    lab.scene.state.put('attempts', attempt)
    pass(lab, hours(4))
    report(lab, 'succeeded')
    expect(learned(lab)).toEqual([hours(4)])
  })

  test('makes what the instrument no longer does forgotten', () => {
    const lab = begin()
    const { state } = lab.scene
    const old = { runs: [1], classes: [] }
    const row = state.instruments.get('printer')
    if (row) state.put('instruments', { ...row, durations: { gone: old, scan: old } })
    state.put('agents', anAgentWith([anActivity(), anActivity({ name: 'scan' })]))
    pass(lab, hours(4))
    report(lab, 'succeeded')
    expect(Object.keys(state.instruments.get('printer')?.durations ?? {})).toEqual(['scan', 'print'])
  })
})

describe('nothing is learned', () => {
  test('from what failed', () => {
    const lab = begin()
    pass(lab, hours(4))
    report(lab, 'failed')
    expect(learned(lab)).toBeUndefined()
  })

  test('from what a person says', () => {
    const lab = begin()
    pass(lab, hours(4))
    endAttempt(draftOf(lab.scene), attemptOf(lab.scene), 'succeeded', { settledBy: 'person:Ann' })
    expect(learned(lab)).toBeUndefined()
  })

  test.each([
    ['forward', hours(24)],
    ['back', hours(-24)],
    ['back a little', hours(-3)],
  ])("where the agent's clock was set %s", (_way, by) => {
    const lab = begin()
    pass(lab, hours(4))
    watch(lab.scene, { seenAt: seen(lab, hours(4)) })
    lab.skew = by
    report(lab, 'succeeded')
    expect(learned(lab)).toBeUndefined()
  })

  test.each([
    ['forward', hours(24)],
    ['back', hours(-3)],
  ])('where the clock here was set %s, and nothing else is known', (_way, by) => {
    const lab = begin()
    const { ran: _, ...attempt } = attemptOf(lab.scene)
    lab.scene.state.put('attempts', attempt)
    const seenAt = seen(lab, 0)
    pass(lab, hours(4))
    watch(lab.scene, { seenAt })
    lab.scene.wall += by
    report(lab, 'succeeded')
    expect(learned(lab)).toBeUndefined()
  })

  test('where it was found to run long after it was allowed: nobody knows since when', () => {
    const scene = aRunningScene()
    const { startedAt: _, ...granted } = attemptOf(scene)
    scene.state.put('attempts', { ...granted, state: 'granted', offeredAt: scene.wall - minutes(11) })
    const lab = { scene, skew: 0 }
    report(lab, 'running')
    pass(lab, hours(4))
    report(lab, 'succeeded')
    expect(learned(lab)).toBeUndefined()
  })

  test('where the start and the end are told at once', () => {
    const scene = aRunningScene()
    const { startedAt: _, ...granted } = attemptOf(scene)
    scene.state.put('attempts', { ...granted, state: 'granted', offeredAt: scene.wall })
    const lab = { scene, skew: 0 }
    pass(lab, minutes(5))
    report(lab, 'succeeded')
    expect(learned(lab)).toBeUndefined()
  })
})

/** When it was first seen: so long ago. */
const seen = ({ scene }: Lab, ago: number) => ({ wall: scene.wall - ago, monotonic: scene.monotonic - ago })
