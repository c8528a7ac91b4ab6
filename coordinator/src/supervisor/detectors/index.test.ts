import { days, hours, minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import {
  aBreaker,
  aJob,
  anAgent,
  anAttempt,
  aPause,
  aPrompt,
  aSchedule,
  aTask,
  someResultFiles,
} from '../../testing/store-fixtures.ts'
import { DETECTION_KINDS, type DetectionKind } from '../catalogue.ts'
import { type Subject, SUBJECT_KINDS, type SubjectKind } from '../findings.ts'
import {
  anActivity,
  anAgentWith,
  ATTEMPT,
  aRunningScene,
  aScene,
  aStatus,
  findingsOf,
  hear,
  pass,
  type Scene,
  watch,
  willOf,
} from '../testing/view.ts'
import { detect } from './index.ts'

type Wrong = [scene: Scene, subject: Subject]

/** For each kind of detection something that is wrong in that way, and in that way only. */
const WRONG: { readonly [K in DetectionKind]: () => Wrong } = {
  'agent-silent': () => {
    const scene = anAgentThat()
    willOf(scene, 'hall-2')
    pass(scene, hours(1))
    return [scene, 'agent:hall-2']
  },
  'run-lost': () => {
    const scene = aRunningScene()
    willOf(scene, 'hall-2')
    pass(scene, hours(1))
    return [scene, ATTEMPT]
  },
  'agent-restarting': () => {
    const { monotonic } = aScene()
    return [anAgentThat({ boots: [monotonic - 3, monotonic - 2, monotonic - 1] }), 'agent:hall-2']
  },
  'agent-stuck': () => [anAgentThat({ lateMs: minutes(1) }), 'agent:hall-2'],
  'instrument-unhealthy': () => anInstrumentThat({ failedChecks: 9 }),
  'run-stale': () => {
    const scene = aRunningScene()
    watch(scene)
    pass(scene, hours(1))
    return [scene, ATTEMPT]
  },
  'run-overdue': () => {
    const scene = aRunningScene({ step: { timeLimit: '1 h' } })
    pass(scene, hours(1))
    return [scene, ATTEMPT]
  },
  'run-lying': () => {
    const scene = aRunningScene()
    watch(scene, { lie: 'x' })
    return [scene, ATTEMPT]
  },
  'foreign-run': () => anInstrumentThat({ foreignRun: 'job 17' }),
  'deadline-at-risk': () => [aScene({ jobs: [aJob(1, { deadline: 0 })] }), 'job:job-1'],
  'waiting-too-long': () => {
    const agents = [anAgentWith([anActivity()])]
    return [aScene({ agents, tasks: [aTask(aJob(1), 'run', { queuedAt: 0 })] }), 'task:job-1-run']
  },
  'impossible-task': () => {
    const { wall } = aScene()
    const scene = aScene({ tasks: [aTask(aJob(1), 'run', { queuedAt: wall, activity: 'levitate' })] })
    pass(scene, minutes(5))
    return [scene, 'task:job-1-run']
  },
  'follow-up-late': () => {
    const { wall } = aScene()
    const tasks = [aTask(aJob(1), 'run', { queuedAt: wall, startBy: 1 })]
    return [aScene({ agents: [anAgentWith([anActivity()])], tasks }), 'task:job-1-run']
  },
  'prompt-open': () => [aScene({ prompts: [aPrompt('p-1')] }), 'prompt:p-1'],
  'outbox-filling': () => [anAgentThat({ outboxDepth: 9_999 }), 'agent:hall-2'],
  'disk-filling': () => {
    const load = { cpu: 0, memory: 0, residentBytes: 0, disk: 1 }
    return [anAgentThat({ load }), 'agent:hall-2']
  },
  'clock-skew': () => [anAgentThat({ skewMs: days(1) }), 'agent:hall-2'],
  'broker-gone': () => {
    const scene = aScene()
    scene.state.brokerLostAt = scene.monotonic - hours(1)
    return [scene, 'broker:broker']
  },
  'breaker-open': () => {
    const breaker = aBreaker('agent:hall-2', { state: 'open', retryAt: 1 })
    return [aScene({ breakers: [breaker] }), 'breaker:agent:hall-2']
  },
  'cascade-stop': () => {
    const breaker = aBreaker('activity:print', { state: 'open' })
    return [aScene({ breakers: [breaker] }), 'breaker:activity:print']
  },
  'instrument-unreachable': () => {
    const scene = anAgentThat({ instruments: new Map([['printer', aStatus({ link: 'failed' })]]) })
    scene.state.linkLostAt.set('printer', scene.monotonic - hours(1))
    return [scene, 'instrument:printer']
  },
  'start-hanging': () => anAttemptThatIs('starting'),
  'result-files-missing': () => {
    const scene = aScene()
    scene.state.put('resultFiles', someResultFiles('job-1-run-1', { raisedAt: 0 }))
    return [scene, 'files:job-1-run-1']
  },
  'trigger-refused': () => {
    const scene = aScene()
    scene.state.put('schedules', aSchedule('nightly', { refusedInRow: 3 }))
    return [scene, 'schedule:nightly']
  },
  'paused-too-long': () => [aScene({ pauses: [aPause('queue', { at: 0 })] }), 'pause:queue'],
  'run-paused': () => anAttemptThatIs('paused'),
  'channel-down': () => {
    const scene = aScene()
    scene.state.channels.set('mail', { failures: 3, isHopeless: false, error: 'x', retryAt: 0 })
    return [scene, 'channel:mail']
  },
}

function anAttemptThatIs(state: 'starting' | 'paused'): [Scene, Subject] {
  const scene = anAgentThat()
  const movedAt = scene.wall - days(1)
  const job = aJob(1)
  const attempt = anAttempt(aTask(job), 1, { state, offeredAt: movedAt, movedAt })
  scene.state.put('jobs', job)
  scene.state.put('tasks', aTask(job))
  scene.state.put('attempts', attempt)
  return [scene, `attempt:${attempt.id}`]
}

function anAgentThat(told: Parameters<typeof hear>[2] = {}): Scene {
  const scene = aScene({ agents: [anAgent()] })
  hear(scene, 'hall-2', told)
  return scene
}

function anInstrumentThat(told: Parameters<typeof aStatus>[0]): Wrong {
  return [anAgentThat({ instruments: new Map([['printer', aStatus(told)]]) }), 'instrument:printer']
}

const kindOf = (subject: Subject): SubjectKind => subject.slice(0, subject.indexOf(':')) as SubjectKind

test.each(DETECTION_KINDS)('%s is found by a detector, and alone', kind => {
  const [scene, subject] = WRONG[kind]()
  expect(findingsOf(scene, subject).map(finding => finding.kind)).toEqual([kind])
})

test('every kind of subject has something that can be wrong with it', () => {
  // Of a trigger the same is found as of a schedule.
  const kinds = new Set<SubjectKind>([...DETECTION_KINDS.map(kind => kindOf(WRONG[kind]()[1])), 'trigger'])
  expect([...kinds].sort()).toEqual([...SUBJECT_KINDS].sort())
})

describe('whatever is wrong', () => {
  const WORLDS: readonly (() => Wrong)[] = DETECTION_KINDS.map(kind => WRONG[kind])

  test('the same view gives the same findings, and a look changes nothing', () => {
    for (const make of WORLDS) {
      const [scene, subject] = make()
      const before = structuredClone([...scene.state.live])
      expect(detect(scene, subject)).toEqual(detect(scene, subject))
      expect([...scene.state.live]).toEqual(before)
    }
  })

  test.each([-days(1), -1, 0, 1, minutes(1), hours(1), days(30)])(
    'the next look is to come and not past, %d ms from when it was found',
    by => {
      for (const make of WORLDS) {
        const [scene, subject] = make()
        scene.monotonic += by
        const { again = Number.POSITIVE_INFINITY } = detect(scene, subject) ?? {}
        expect(again).toBeGreaterThan(scene.monotonic)
      }
    },
  )

  test('a subject has no two findings of a kind, also where all is wrong with it at once', () => {
    const scene = aRunningScene({ step: { timeLimit: '1 h' } })
    watch(scene, { lie: 'x' })
    hear(scene, 'hall-2', {
      lateMs: hours(1),
      outboxDepth: 9_999,
      skewMs: days(1),
      boots: [1, 2, 3].map(n => scene.monotonic + hours(1) - n),
      instruments: new Map([['printer', aStatus({ failedChecks: 9, foreignRun: 'x' })]]),
    })
    pass(scene, hours(1))
    const live = scene.state.liveOf('hall-2')
    for (const contactLostSince of [undefined, scene.wall]) {
      for (const online of [true, false]) {
        Object.assign(live, { contactLostSince, online })
        for (const subject of ['agent:hall-2', 'instrument:printer', ATTEMPT] as const) {
          const kinds = (detect(scene, subject)?.findings ?? []).map(({ kind }) => kind)
          expect(kinds).toEqual([...new Set(kinds)])
        }
      }
    }
  })

  test.each(SUBJECT_KINDS)('a subject of the kind %s that never was has no findings', kind => {
    expect(detect(aScene(), `${kind}:none`).findings).toEqual([])
  })
})
