import { days, hours, millis, minutes, seconds } from '@muster/runtime'
import { beforeEach, describe, expect, test } from 'vitest'
import { newRunWatch, type RunWatch } from '../model/live.ts'
import type { AttemptRecord } from '../model/records.ts'
import { type LadderRules, NO_LADDER } from '../supervisor/ladder.ts'
import { anActivity, anAgentWith, type Step } from '../supervisor/testing/view.ts'
import {
  aBreaker,
  aJob,
  anAgent,
  anAttempt,
  anInstrument,
  aPrompt,
  aTask,
} from '../testing/store-fixtures.ts'
import { cancelAttempt, endAttempt } from './attempts.ts'
import { acknowledge, resolve } from './escalations.ts'
import { closePrompt } from './prompts.ts'
import { type Desk, FakeChannel, openDesk } from './testing/desk.ts'

/** More than the time for which is gathered what happens together. */
const SOON = 150

const LADDER: LadderRules = {
  ...NO_LADDER,
  channels: ['mail', 'chat'],
  policies: [
    {
      kinds: undefined,
      severities: undefined,
      steps: [
        { after: seconds(0), channel: 'mail', to: ['ann'] },
        { after: minutes(10), channel: 'chat', to: ['ben'] },
      ],
      repeat: minutes(30),
    },
  ],
}

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})

/** The agent is in contact, or its will has just come. */
function contact(agentId: string, isThere: boolean, on = desk): void {
  const live = on.state.liveOf(agentId)
  Object.assign(live, { online: isThere, synced: isThere, heardAt: on.clock.monotonic() })
  if (isThere) live.heartbeatAt = on.clock.monotonic()
  live.contactLostSince = isThere ? undefined : on.clock.wall()
  on.supervision.live(agentId)
}
const addAgent = (id = 'hall-2') =>
  desk.decide(draft => void draft.insert('agents', anAgent({ id, instruments: [] })))

/** `hall-2` is in contact and runs the one step of a job. */
async function beginRun(step: Partial<Step> = {}, attempt: Partial<AttemptRecord> = {}): Promise<void> {
  const steps = { run: { activity: 'print', ...step } }
  const job = aJob(1, { state: 'running', definition: { muster: 1, name: 'x', version: 1, steps } })
  const task = aTask(job, 'run', { state: 'running', attempts: 1, attemptId: 'job-1-run-1' })
  const startedAt = desk.clock.wall()
  contact('hall-2', true)
  await desk.decide(draft => {
    draft.insert('agents', anAgentWith([anActivity()]))
    draft.insert('instruments', anInstrument(1))
    draft.insert('jobs', job)
    draft.insert('attempts', anAttempt(task, 1, { state: 'running', startedAt, ...attempt }))
    draft.insert('tasks', task)
  })
  await desk.pass(SOON)
}
const controls = (on = desk) => on.sent.flatMap(({ kind, message }) => (kind === 'control' ? [message] : []))
const attemptNow = () => desk.state.attempts.get('job-1-run-1')

describe('what is found', () => {
  test('is an escalation, on disk, and is over when it is no longer found', async () => {
    await addAgent()
    contact('hall-2', false)
    await desk.pass(seconds(60) - 1)
    expect(desk.escalations()).toEqual([])
    await desk.pass(1)
    expect(desk.open()).toEqual(['agent-silent'])
    const [found] = desk.escalations()
    expect(desk.disk.database?.row('escalations', found?.id ?? '')).toEqual(found)
    await desk.pass(days(1))
    expect(desk.escalations()).toHaveLength(1)
    contact('hall-2', true)
    await desk.pass(SOON)
    expect(desk.escalations()).toMatchObject([{ state: 'resolved', resolvedBy: 'rule:supervisor' }])
  })

  test('is looked at soon after it changed, and together with what changed then', async () => {
    await addAgent()
    contact('hall-2', true)
    await desk.pass(SOON)
    const before = desk.changes.length
    Object.assign(desk.state.liveOf('hall-2'), { outboxDepth: 5_000, skewMs: days(1) })
    desk.supervision.live('hall-2')
    await desk.pass(99)
    expect(desk.open()).toEqual([])
    await desk.pass(1)
    expect(desk.open()).toEqual(['outbox-filling', 'clock-skew'])
    expect(desk.changes.slice(before).map(({ intent }) => intent)).toEqual(['supervise'])
  })

  test('comes back within a day as the same escalation', async () => {
    await addAgent()
    for (let time = 0; time < 3; time += 1) {
      contact('hall-2', false)
      await desk.pass(minutes(2))
      contact('hall-2', true)
      await desk.pass(minutes(2))
    }
    expect(desk.escalations()).toMatchObject([{ state: 'resolved', occurrences: 3, entries: [{ count: 3 }] }])
  })

  test('and still so is raised again after a person resolved it', async () => {
    await addAgent()
    contact('hall-2', false)
    await desk.pass(minutes(2))
    expect(desk.supervision.isFound('agent:hall-2', 'agent-silent')).toBe(true)
    await desk.decide(draft => {
      for (const one of desk.escalations()) resolve(draft, one, 'ann', 'it is off')
    })
    desk.supervision.live('hall-2')
    await desk.pass(SOON)
    expect(desk.escalations()).toMatchObject([{ state: 'open', occurrences: 2 }])
    contact('hall-2', true)
    expect(desk.supervision.isFound('agent:hall-2', 'agent-silent')).toBe(false)
  })
})

test('a thousand agents that fall silent at once are one escalation and one message', async () => {
  const mail = new FakeChannel('mail')
  desk = await openDesk({ channels: [mail], rules: { ...LADDER, channels: ['mail'] } })
  const ids = Array.from({ length: 1_000 }, (_, index) => `hall-${index}`)
  await desk.decide(draft => {
    for (const id of ids) draft.insert('agents', anAgent({ id, instruments: [] }))
  })
  for (const id of ids) contact(id, false)
  await desk.pass(seconds(59))
  const before = desk.changes.length
  await desk.pass(seconds(7))
  expect(desk.escalations()).toMatchObject([{ kind: 'agent-silent', rung: 1 }])
  expect(desk.escalations()[0]?.entries).toHaveLength(1_000)
  expect(mail.titles).toEqual(['raised: An agent is not in contact: 1000 times'])
  // Raised, told, delivered.
  expect(desk.changes.length - before).toBe(3)
  for (const id of ids) contact(id, true)
  await desk.pass(seconds(10))
  expect(desk.open()).toEqual([])
  expect(mail.taken).toHaveLength(2)
})

describe('while the broker is gone', () => {
  test('it alone is told, and not each agent behind it', async () => {
    for (const id of ['a', 'b', 'c']) await addAgent(id)
    await beginRun()
    for (const id of ['a', 'b', 'c', 'hall-2']) contact(id, true)
    await desk.pass(minutes(1))
    desk.state.brokerLostAt = desk.clock.monotonic()
    for (const id of ['a', 'b', 'c', 'hall-2']) contact(id, false)
    desk.supervision.broker()
    await desk.pass(hours(1))
    expect(desk.open()).toEqual(['broker-gone'])
  })

  test('an agent that had been silent before is not said to be back', async () => {
    await addAgent()
    contact('hall-2', false)
    await desk.pass(minutes(2))
    desk.state.brokerLostAt = desk.clock.monotonic()
    desk.supervision.broker()
    await desk.pass(minutes(2))
    expect(desk.open()).toEqual(['agent-silent', 'broker-gone'])
  })

  test('and once it is back, agents have their full time to be heard', async () => {
    for (const id of ['a', 'b']) await addAgent(id)
    desk.state.brokerLostAt = desk.clock.monotonic()
    for (const id of ['a', 'b']) contact(id, false)
    desk.supervision.broker()
    await desk.pass(hours(1))
    desk.state.brokerLostAt = undefined
    desk.state.brokerBackAt = desk.clock.monotonic()
    desk.supervision.broker()
    await desk.pass(seconds(30))
    expect(desk.open()).toEqual([])
    contact('a', true)
    await desk.pass(seconds(31))
    expect(desk.escalations().map(({ kind, state, entries }) => [kind, state, entries[0]?.subject])).toEqual([
      ['broker-gone', 'resolved', 'broker:mqtt'],
      ['agent-silent', 'open', 'agent:b'],
    ])
  })
})

describe('a run that makes no progress', () => {
  let watch: RunWatch
  beforeEach(async () => {
    await beginRun({ staleAfter: '10 min' })
    watch = newRunWatch(desk.clock.monotonic())
    desk.state.liveOf('hall-2').watches.set('job-1-run-1', watch)
    desk.supervision.live('hall-2')
  })

  test('has its instrument asked, once, and nobody is told yet', async () => {
    await desk.pass(minutes(10) - 1)
    expect(controls()).toEqual([])
    await desk.pass(seconds(30))
    expect(controls()).toMatchObject([{ attemptId: 'job-1-run-1', action: 'probe', version: 1 }])
    expect(watch.probedAt).toBeDefined()
    expect(desk.escalations()).toEqual([])
    for (let time = 0; time < 10; time += 1) {
      desk.supervision.live('hall-2')
      await desk.pass(seconds(2))
    }
    expect(controls()).toHaveLength(1)
    expect(desk.escalations()).toEqual([])
  })

  test('is told when the instrument had its time to answer, and not asked again', async () => {
    await desk.pass(minutes(10) + seconds(61))
    expect(desk.open()).toEqual(['run-stale'])
    await desk.pass(hours(5))
    expect(controls()).toHaveLength(1)
    expect(desk.escalations()).toHaveLength(1)
  })

  test('and was asked to stop is not asked anything else, and is told', async () => {
    await desk.decide(draft => {
      const attempt = attemptNow()
      if (attempt) cancelAttempt(draft, attempt, 'person:ann')
    })
    await desk.pass(minutes(10) + seconds(30))
    expect(attemptNow()?.control).toMatchObject({ action: 'cancel', version: 1, actor: 'person:ann' })
    expect(desk.escalations()).toEqual([])
    await desk.pass(minutes(1))
    expect(desk.open()).toEqual(['run-stale'])
  })

  test('is not told where the answer shows progress', async () => {
    await desk.pass(minutes(10) + seconds(30))
    Object.assign(watch, { progressAt: desk.clock.monotonic(), probedAt: undefined })
    desk.supervision.live('hall-2')
    await desk.pass(minutes(9))
    expect(desk.escalations()).toEqual([])
    await desk.pass(minutes(3))
    expect(controls()).toHaveLength(2)
    expect(desk.open()).toEqual(['run-stale'])
  })
})

describe('a run that takes longer than its limit', () => {
  const limit = { timeLimit: '1 h' }
  const overdue = () => desk.pass(hours(1) + seconds(1))

  test('is asked to stop once, where it is safe, and people know', async () => {
    await beginRun(limit, { repeatability: 'safe' })
    await desk.pass(minutes(59))
    expect(controls()).toEqual([])
    await overdue()
    for (let time = 0; time < 5; time += 1) {
      desk.supervision.live('hall-2')
      await desk.pass(minutes(1))
    }
    expect(controls()).toMatchObject([{ action: 'cancel', version: 1, actor: 'rule:overdue' }])
    expect(desk.escalations()).toMatchObject([{ kind: 'run-overdue', severity: 'warning', state: 'open' }])
  })

  test('is tried again after it has stopped, and the escalation is over', async () => {
    await beginRun(limit, { repeatability: 'safe' })
    await overdue()
    await desk.decide(draft => {
      const attempt = attemptNow()
      if (attempt) endAttempt(draft, attempt, 'cancelled')
    })
    await desk.pass(SOON)
    expect(desk.state.tasks.get('job-1-run')).toMatchObject({ state: 'queued', failures: 1 })
    expect(desk.open()).toEqual([])
  })

  test.each(['safe-until-started', 'never'] as const)(
    'goes on where it is %s, and people know',
    async repeatability => {
      await beginRun(limit, { repeatability })
      await overdue()
      await desk.pass(hours(10))
      expect(controls()).toEqual([])
      expect(desk.escalations()).toMatchObject([{ kind: 'run-overdue', severity: 'critical', state: 'open' }])
    },
  )
})

test('a question is an escalation until it is answered', async () => {
  await desk.decide(draft => void draft.insert('prompts', aPrompt('prompt-1')))
  await desk.pass(SOON)
  expect(desk.escalations()).toMatchObject([
    { kind: 'prompt-open', state: 'open', entries: [{ links: { promptId: 'prompt-1' } }] },
  ])
  await desk.decide(draft => {
    for (const prompt of desk.state.prompts.values()) closePrompt(draft, prompt, { answer: 'started' }, 'ann')
  })
  await desk.pass(SOON)
  expect(desk.escalations()).toMatchObject([{ state: 'resolved' }])
})

test('what is committed after its stop is looked at by nobody', async () => {
  desk.supervision.stop()
  await desk.decide(draft => void draft.insert('prompts', aPrompt('prompt-1')))
  await desk.pass(minutes(1))
  expect(desk.escalations()).toEqual([])
})

test('a breaker that is open is told, and tried when its wait is over', async () => {
  const retryAt = desk.clock.wall() + seconds(30)
  await desk.decide(draft => {
    draft.insert('breakers', aBreaker('instrument:printer', { state: 'open', opened: 1, retryAt }))
  })
  await desk.pass(seconds(30) - 1)
  expect(desk.open()).toEqual(['breaker-open'])
  expect(desk.state.breakers.get('instrument:printer')?.state).toBe('open')
  await desk.pass(1)
  expect(desk.state.breakers.get('instrument:printer')?.state).toBe('half-open')
  await desk.pass(hours(1))
  expect(desk.state.breakers.get('instrument:printer')?.version).toBe(2)
  expect(desk.open()).toEqual(['breaker-open'])
})

describe('the ladder', () => {
  const told = () => desk.escalations()[0]?.deliveries.map(({ channel, at }) => [channel, at - begun]) ?? []
  let begun: number
  const begin = async (rules = LADDER) => {
    desk = await openDesk({ rules })
    await desk.decide(draft => void draft.insert('prompts', aPrompt('prompt-1')))
    await desk.pass(SOON)
    begun = desk.escalations()[0]?.raisedAt ?? Number.NaN
  }

  test('is climbed at its times', async () => {
    await begin()
    expect(told()).toEqual([])
    await desk.pass(seconds(6))
    expect(told()).toEqual([['mail', seconds(5)]])
    await desk.pass(minutes(45))
    expect(told()).toEqual([
      ['mail', seconds(5)],
      ['chat', minutes(10)],
      ['chat', minutes(40)],
    ])
  })

  test('is climbed no more once somebody has acknowledged', async () => {
    await begin()
    await desk.pass(seconds(6))
    await desk.decide(draft => {
      for (const one of desk.escalations()) acknowledge(draft, one, { by: 'ann' })
    })
    await desk.pass(days(2))
    expect(told()).toHaveLength(1)
  })

  test('is climbed at its times also where the wall clock was set back by days', async () => {
    await begin()
    await desk.pass(SOON)
    desk.clock.jump(millis(-days(2)))
    await desk.pass(seconds(6))
    expect(told()).toEqual([['mail', seconds(5) - days(2)]])
    await desk.pass(minutes(45))
    expect(told()).toEqual([
      ['mail', seconds(5) - days(2)],
      ['chat', seconds(5) + minutes(10) - days(2)],
      ['chat', seconds(5) + minutes(40) - days(2)],
    ])
  })

  test('is climbed a little later, and each step once, where the wall clock was put right', async () => {
    await begin()
    await desk.pass(minutes(11))
    desk.clock.jump(minutes(-4))
    await desk.pass(minutes(32))
    expect(told()).toHaveLength(2)
    await desk.pass(minutes(2))
    expect(told()).toHaveLength(3)
  })

  test('is climbed at its next look where the wall clock was set forward', async () => {
    await begin()
    await desk.pass(seconds(6))
    desk.clock.jump(hours(3))
    await desk.pass(minutes(11))
    expect(told().map(([channel]) => channel)).toEqual(['mail', 'chat'])
  })

  test('waits for the end of quiet hours', async () => {
    // The clock of a desk begins at midnight.
    await begin({ ...LADDER, quietHours: { days: undefined, from: 22 * 60, to: 6 * 60, below: 'critical' } })
    await addAgent()
    contact('hall-2', false)
    await desk.pass(hours(5))
    const silent = () => desk.escalations().find(({ kind }) => kind === 'agent-silent')
    expect(silent()).toMatchObject({ state: 'open', rung: 0, deliveries: [] })
    await desk.pass(hours(1) + minutes(1))
    expect(silent()?.deliveries.map(({ channel }) => channel)).toEqual(['mail', 'chat'])
  })
})

describe('a restart', () => {
  const restart = async (rules?: LadderRules) => {
    await desk.stop()
    desk = await openDesk({ after: desk, ...(rules ? { rules } : {}) })
  }

  test('neither doubles nor forgets what was open', async () => {
    await addAgent()
    contact('hall-2', false)
    await desk.decide(draft => void draft.insert('prompts', aPrompt('prompt-1')))
    await desk.pass(minutes(2))
    const before = desk.escalations()
    expect(desk.open().toSorted()).toEqual(['agent-silent', 'prompt-open'])
    await restart()
    const byId = () => new Map(desk.escalations().map(one => [one.id, one]))
    for (const time of [seconds(1), seconds(58), minutes(10)]) {
      await desk.pass(time)
      expect(byId()).toEqual(new Map(before.map(one => [one.id, one])))
    }
  })

  test('sees the end of what ended meanwhile, and of what is gone', async () => {
    await desk.decide(draft => void draft.insert('prompts', aPrompt('prompt-1')))
    await desk.pass(SOON)
    desk.supervision.stop()
    await desk.decide(draft => {
      for (const prompt of desk.state.prompts.values())
        closePrompt(draft, prompt, { answer: 'started' }, 'ann')
    })
    expect(desk.open()).toEqual(['prompt-open'])
    await restart()
    await desk.pass(SOON)
    expect(desk.escalations()).toMatchObject([{ state: 'resolved' }])
  })

  test('knows what comes back as the same again', async () => {
    await addAgent()
    contact('hall-2', false)
    await desk.pass(minutes(2))
    contact('hall-2', true)
    await desk.pass(SOON)
    await restart()
    contact('hall-2', false)
    await desk.pass(minutes(2))
    expect(desk.escalations()).toMatchObject([{ state: 'open', occurrences: 2 }])
  })

  test('goes on with the ladder where it was', async () => {
    desk = await openDesk({ rules: LADDER })
    await desk.decide(draft => void draft.insert('prompts', aPrompt('prompt-1')))
    await desk.pass(minutes(1))
    expect(desk.escalations()).toMatchObject([{ rung: 1 }])
    await restart(LADDER)
    await desk.pass(minutes(8))
    expect(desk.escalations()).toMatchObject([{ rung: 1 }])
    await desk.pass(minutes(2))
    expect(desk.escalations()).toMatchObject([{ rung: 2 }])
  })

  test('of a process that was away for long takes the steps that came due at once', async () => {
    desk = await openDesk({ rules: LADDER })
    await desk.decide(draft => void draft.insert('prompts', aPrompt('prompt-1')))
    await desk.pass(seconds(1))
    await desk.stop()
    await desk.time.advance(hours(8))
    desk = await openDesk({ after: desk, rules: LADDER })
    await desk.pass(SOON)
    expect(desk.escalations()[0]?.deliveries.map(({ channel }) => channel)).toEqual(['mail', 'chat'])
  })
})

test('offers are limited to so many in a minute, of which a sixth may come at once', async () => {
  desk = await openDesk()
  desk.state.limits = { ...desk.state.limits, offersPerMinute: 60 }
  desk.supervision.start()
  const live = desk.state.liveOf('hall-2')
  live.tokens = 0
  await desk.pass(seconds(3))
  expect(live.tokens).toBeCloseTo(3)
  await desk.pass(minutes(5))
  expect(live.tokens).toBe(10)
  desk.supervision.stop()
  live.tokens = 0
  await desk.pass(minutes(1))
  expect(live.tokens).toBe(0)
})
