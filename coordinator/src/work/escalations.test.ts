import { hours, type MusterError, minutes, seconds } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { Draft } from '../model/draft.ts'
import type { Delivery, EscalationRecord } from '../model/records.ts'
import { State } from '../model/state.ts'
import type { Finding, Subject } from '../supervisor/findings.ts'
import { type LadderRules, NO_LADDER } from '../supervisor/ladder.ts'
import {
  acknowledge,
  assign,
  clearFinding,
  climbEscalation,
  comment,
  noteDelivery,
  raiseFinding,
  resolve,
  snooze,
} from './escalations.ts'

const RULES: LadderRules = {
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

let state: State
let now: number
let ids: ReturnType<typeof seededRandom>
beforeEach(() => {
  state = new State()
  now = Date.UTC(2026, 2, 1, 8)
  ids = seededRandom(1)
})

const draft = (actor = 'rule:supervisor') => new Draft(state, 'test', actor, now, ids)
const finding = (kind: Finding['kind'] = 'agent-silent', more: Partial<Finding> = {}): Finding => ({
  kind,
  message: `${kind} is so`,
  links: {},
  ...more,
})
function raise(subject: Subject, found = finding()): Draft {
  const done = draft()
  raiseFinding(done, RULES, subject, found)
  return done
}
const all = (): EscalationRecord[] => [...state.escalations.values()]
function only(): EscalationRecord {
  const [first, ...others] = all()
  if (!first || others.length > 0) throw new Error(`there are ${all().length} escalations`)
  return first
}
function clear(subject: Subject, escalation = only()): Draft {
  const done = draft()
  clearFinding(done, escalation, subject)
  return done
}
function climb(): Draft {
  const done = draft()
  climbEscalation(done, RULES, only())
  return done
}
/** The channels take all that is to be sent. */
function deliverAll(): void {
  for (const { id, state: how } of only().deliveries)
    if (how === 'pending') noteDelivery(draft(), only(), id, { state: 'delivered' })
}
const kindsOf = (done: Draft) => done.toChange().events.map(({ kind }) => kind)

describe('what is found', () => {
  test('is raised once, with its severity, its first step and an event', () => {
    const done = raise(
      'agent:hall-2',
      finding('agent-silent', { links: { jobId: 'job-1', agentId: 'hall-2' } }),
    )
    expect(only()).toEqual({
      id: expect.stringMatching(/^escalation-/),
      version: 1,
      kind: 'agent-silent',
      severity: 'warning',
      state: 'open',
      entries: [
        {
          subject: 'agent:hall-2',
          message: 'agent-silent is so',
          links: { jobId: 'job-1', agentId: 'hall-2' },
          since: now,
          count: 1,
        },
      ],
      occurrences: 1,
      firstRaisedAt: now,
      raisedAt: now,
      comments: [],
      rung: 0,
      nextRungAt: now + seconds(6),
      deliveries: [],
    })
    expect(done.toChange().events).toEqual([
      expect.objectContaining({ kind: 'escalation.raised', subject: only().id, jobId: 'job-1' }),
    ])
    expect(state.escalated.get('agent:hall-2')).toEqual(new Map([['agent-silent', only().id]]))
  })

  test('has its own severity where it has one', () => {
    raise('attempt:a', finding('run-overdue', { severity: 'warning' }))
    expect(only().severity).toBe('warning')
  })

  test('has no step where no policy fits', () => {
    raiseFinding(draft(), NO_LADDER, 'agent:hall-2', finding())
    expect(only().nextRungAt).toBeUndefined()
  })
})

describe('what is found alike', () => {
  test.each([
    [seconds(0), 1],
    [seconds(60), 1],
    [seconds(60) + 1, 2],
  ])('%d ms later makes this many escalations: %d', (later, count) => {
    raise('agent:a')
    now += later
    raise('agent:b')
    expect(all()).toHaveLength(count)
  })

  test('is counted from the last that joined', () => {
    for (const name of ['a', 'b', 'c', 'd'] as const) {
      raise(`agent:${name}`)
      now += seconds(50)
    }
    expect(only().entries.map(({ subject }) => subject)).toEqual(['agent:a', 'agent:b', 'agent:c', 'agent:d'])
    expect(only()).toMatchObject({ occurrences: 1, rung: 0 })
    now += seconds(11)
    raise('agent:e')
    expect(all().map(({ entries }) => entries.length)).toEqual([4, 1])
  })

  test('joins nothing that is over already', () => {
    raise('agent:a')
    now += seconds(6)
    clear('agent:a')
    now += seconds(6)
    raise('agent:b')
    expect(all().map(({ state: how, entries }) => [how, entries.length])).toEqual([
      ['resolved', 1],
      ['open', 1],
    ])
  })

  test('is told by one event for each that joins', () => {
    raise('agent:a')
    expect(kindsOf(raise('agent:b'))).toEqual(['escalation.entry-added'])
  })

  test('makes the severity grow, and never less', () => {
    raise('agent:a')
    raise('agent:b', finding('agent-silent', { severity: 'critical' }))
    expect(only().severity).toBe('critical')
    raise('agent:c', finding('agent-silent', { severity: 'info' }))
    expect(only().severity).toBe('critical')
  })

  test('is one each where its kind is not told together, or it is of different kinds', () => {
    raise('prompt:a', finding('prompt-open'))
    raise('prompt:b', finding('prompt-open'))
    raise('agent:a')
    raise('agent:a', finding('clock-skew'))
    expect(all().map(({ kind }) => kind)).toEqual([
      'prompt-open',
      'prompt-open',
      'agent-silent',
      'clock-skew',
    ])
  })

  test('again of one that had gone counts up its entry', () => {
    raise('agent:a')
    raise('agent:b')
    clear('agent:a')
    now += seconds(6)
    raise('agent:a')
    const [entry] = only().entries
    expect(entry).toEqual({
      subject: 'agent:a',
      message: 'agent-silent is so',
      links: {},
      since: now,
      count: 2,
    })
  })
})

describe('what is found after', () => {
  const ladder = () => all().map(({ entries, rung, nextRungAt }) => [entries.length, rung, nextRungAt])

  test('its first message was sent is told by a new one', () => {
    raise('agent:a')
    now += seconds(6)
    climb()
    raise('agent:b')
    raise('agent:c')
    expect(ladder()).toEqual([
      [1, 1, now + minutes(10) - seconds(6)],
      [2, 0, now + seconds(6)],
    ])
  })

  test.each<[string, () => void]>([
    ['acknowledged', () => acknowledge(draft(), only(), { by: 'ann' })],
    ['snoozed', () => snooze(draft(), only(), now + hours(1))],
  ])('it was %s is told by a new one', (_what, act) => {
    raise('agent:a')
    act()
    raise('agent:b')
    expect(all().map(({ entries }) => entries.length)).toEqual([1, 1])
    expect(all()[1]?.nextRungAt).toBe(now + seconds(6))
  })

  test('it was told, of one of its own that had gone, is told by a new one', () => {
    raise('agent:a')
    raise('agent:b')
    now += seconds(6)
    climb()
    clear('agent:b')
    raise('agent:b')
    expect(all().map(({ entries, state: how }) => [entries.length, how])).toEqual([
      [2, 'open'],
      [1, 'open'],
    ])
    expect(state.escalated.get('agent:b')).toEqual(new Map([['agent-silent', all()[1]?.id]]))
  })

  test('and is so severe that another policy is for it has its first step then', () => {
    const critical = {
      ...RULES,
      policies: RULES.policies.map(one => ({ ...one, severities: ['critical' as const] })),
    }
    raiseFinding(draft(), critical, 'agent:a', finding())
    expect(only().nextRungAt).toBeUndefined()
    raiseFinding(draft(), critical, 'agent:b', finding('agent-silent', { severity: 'critical' }))
    expect(only()).toMatchObject({ severity: 'critical', nextRungAt: now + seconds(6) })
  })
})

describe('a great many at once', () => {
  const subjects = Array.from({ length: 20_000 }, (_, index): Subject => `agent:${index}`)
  const raiseAll = () => {
    const done = draft()
    for (const subject of subjects) raiseFinding(done, RULES, subject, finding())
    return done
  }

  test('make rows of two thousand entries at the most, and each entry is in one', () => {
    const done = raiseAll()
    expect(all().map(({ entries }) => entries.length)).toEqual(Array.from({ length: 10 }, () => 2_000))
    expect(new Set(all().flatMap(({ entries }) => entries.map(({ subject }) => subject))).size).toBe(20_000)
    expect(state.escalated.size).toBe(20_000)
    expect(done.toChange().rows.escalations).toHaveLength(10)
  })

  test('are not looked for among all escalations, neither what is open nor what comes back', () => {
    raiseAll()
    let looks = 0
    const values = state.escalations.values.bind(state.escalations)
    state.escalations.values = () => {
      looks += 1
      return values()
    }
    const done = draft()
    for (let index = 0; index < 2_000; index += 1)
      raiseFinding(done, RULES, `prompt:${index}`, finding('prompt-open'))
    expect(looks).toBe(0)
  })

  test('that end and come back are the same again', () => {
    raiseAll()
    const over = draft()
    for (const { id, entries } of all())
      for (const { subject } of entries) {
        const escalation = state.escalations.get(id)
        if (escalation) clearFinding(over, escalation, subject as Subject)
      }
    expect(all().every(({ state: how }) => how === 'resolved')).toBe(true)
    expect([state.escalated.size, state.gathering.size, state.resolvedByCause.size]).toEqual([0, 0, 20_000])
    raiseAll()
    expect(all().map(({ occurrences, entries }) => [occurrences, entries.length])).toEqual(
      Array.from({ length: 10 }, () => [2, 2_000]),
    )
    expect(state.resolvedByCause.size).toBe(0)
  })

  test('in one row of long ago are no harm', () => {
    const entries = Array.from({ length: 200_000 }, (_, index) => ({
      subject: `agent:${index}`,
      message: '',
      since: now,
      count: 1,
      links: {},
    }))
    raise('agent:x')
    draft().update('escalations', only(), { entries })
    raise('agent:y')
    expect(all().map(({ entries: found }) => found.length)).toEqual([200_000, 1])
  })

  test('of those that are resolved, the newest five hundred at least are at hand with what they were of', () => {
    for (let index = 0; index < 3_000; index += 1) {
      now += 1
      raise(`prompt:${index}`, finding('prompt-open'))
      const escalation = state.escalations.get(
        state.escalated.get(`prompt:${index}`)?.get('prompt-open') ?? '',
      )
      if (escalation) clear(`prompt:${index}`, escalation)
    }
    expect(state.escalations.size).toBeGreaterThanOrEqual(500)
    expect(state.escalations.size).toBeLessThan(1_000)
    expect(state.resolvedByCause.size).toBe(state.escalations.size)
    raise('prompt:2999', finding('prompt-open'))
    expect(all().filter(({ occurrences }) => occurrences === 2)).toHaveLength(1)
  })
})

describe('what is over', () => {
  test('for one of several leaves the escalation open', () => {
    raise('agent:a')
    raise('agent:b')
    now += minutes(1)
    expect(kindsOf(clear('agent:a'))).toEqual(['escalation.entry-cleared'])
    expect(only()).toMatchObject({ state: 'open', entries: [{ clearedAt: now }, {}] })
    expect([...state.escalated.keys()]).toEqual(['agent:b'])
  })

  test('for the last resolves it, by the rule that saw it', () => {
    raise('agent:a')
    raise('agent:b')
    clear('agent:b')
    expect(kindsOf(clear('agent:a'))).toEqual(['escalation.resolved'])
    expect(only()).toMatchObject({ state: 'resolved', resolvedAt: now, resolvedBy: 'rule:supervisor' })
    expect(only().nextRungAt).toBeUndefined()
    expect(state.escalated.size).toBe(0)
  })

  test('before anybody was told is told to nobody', () => {
    raise('agent:a')
    clear('agent:a')
    expect(only().deliveries).toEqual([])
  })

  test('is told once to each of those who were told, and to nobody else', () => {
    raise('agent:a')
    for (const later of [seconds(6), minutes(10), minutes(30), minutes(30)]) {
      now += later
      climb()
      deliverAll()
    }
    expect(only().deliveries.map(({ channel }) => channel)).toEqual(['mail', 'chat', 'chat', 'chat'])
    clear('agent:a')
    const resolved = only().deliveries.filter(({ reason }) => reason === 'resolved')
    expect(resolved.map(({ channel, to, state: how }) => ({ channel, to, how }))).toEqual([
      { channel: 'mail', to: ['ann'], how: 'pending' },
      { channel: 'chat', to: ['ben'], how: 'pending' },
    ])
  })

  test('goes by the channel that had stood in, and not to those whose message was given up', () => {
    raise('agent:a')
    now += minutes(10)
    climb()
    const [mail, chat] = only().deliveries
    noteDelivery(draft(), only(), mail?.id ?? '', { state: 'given-up', error: 'refused' })
    noteDelivery(draft(), only(), chat?.id ?? '', { state: 'delivered', channel: 'phone' })
    clear('agent:a')
    const resolved = only().deliveries.filter(({ reason }) => reason === 'resolved')
    expect(resolved.map(({ channel, to }) => [channel, ...to])).toEqual([['phone', 'ben']])
  })

  test('is not told to those whose message was still to be sent: that is withdrawn', () => {
    raise('agent:a')
    now += seconds(6)
    climb()
    deliverAll()
    now += minutes(10)
    climb()
    clear('agent:a')
    expect(
      only().deliveries.map(({ channel, reason, state: how, error }) => [channel, reason, how, error]),
    ).toEqual([
      ['mail', 'raised', 'delivered', undefined],
      ['chat', 'repeated', 'given-up', 'it was over before'],
      ['mail', 'resolved', 'pending', undefined],
    ])
    const [, late] = only().deliveries
    const failed = draft()
    noteDelivery(failed, only(), late?.id ?? '', { state: 'pending', error: 'refused' })
    expect(failed.isEmpty).toBe(true)
    noteDelivery(draft(), only(), late?.id ?? '', { state: 'delivered', channel: 'chat' })
    expect(only().deliveries.map(({ channel, reason, state: how }) => [channel, reason, how])).toEqual([
      ['mail', 'raised', 'delivered'],
      ['chat', 'repeated', 'delivered'],
      ['mail', 'resolved', 'pending'],
      ['chat', 'resolved', 'pending'],
    ])
  })

  test('is not told to those who were told of an earlier time alone', () => {
    raise('agent:a')
    now += seconds(6)
    climb()
    clear('agent:a')
    deliverAll()
    now += hours(1)
    raise('agent:a')
    now += seconds(1)
    clear('agent:a')
    expect(only().deliveries.filter(({ state: how }) => how === 'pending')).toEqual([])
  })
})

describe('what comes back', () => {
  const comeBackAfter = (
    later: number,
    subject: Subject = 'prompt:a',
    kind: Finding['kind'] = 'prompt-open',
  ) => {
    raise('prompt:a', finding('prompt-open'))
    now += minutes(10)
    climb()
    acknowledge(draft('person:ann'), only(), { by: 'ann' })
    comment(draft('person:ann'), only(), 'ann', 'seen')
    clear('prompt:a')
    now += later
    raise(subject, finding(kind))
  }

  test('within a day is the same one again, and its ladder begins anew', () => {
    comeBackAfter(hours(24))
    expect(only()).toMatchObject({
      state: 'open',
      occurrences: 2,
      raisedAt: now,
      firstRaisedAt: now - hours(24) - minutes(10),
      rung: 0,
      nextRungAt: now + seconds(5),
      entries: [{ subject: 'prompt:a', count: 2, since: now }],
      comments: [{ text: 'seen' }],
    })
    for (const gone of ['acknowledged', 'snoozedUntil', 'resolvedAt', 'resolvedBy'])
      expect(only()).not.toHaveProperty(gone)
    expect(only().entries[0]).not.toHaveProperty('clearedAt')
    expect(state.escalated.has('prompt:a')).toBe(true)
  })

  test.each<[string, number, Subject, Finding['kind']]>([
    ['after more than a day', hours(24) + 1, 'prompt:a', 'prompt-open'],
    ['of another subject', 1, 'prompt:b', 'prompt-open'],
    ['of another kind', 1, 'prompt:a', 'agent-silent'],
  ])('%s is a new one', (_what, later, subject, kind) => {
    comeBackAfter(later, subject, kind)
    expect(all().map(({ state: how, occurrences }) => [how, occurrences])).toEqual([
      ['resolved', 1],
      ['open', 1],
    ])
  })

  test('has the severity that it has this time', () => {
    raise('attempt:a', finding('run-overdue'))
    clear('attempt:a')
    raise('attempt:a', finding('run-overdue', { severity: 'warning' }))
    expect(only()).toMatchObject({ severity: 'warning', occurrences: 2 })
  })

  test('joins what is open of its kind rather than one of its own that is over', () => {
    raise('agent:a')
    clear('agent:a')
    now += minutes(5)
    raise('agent:b')
    raise('agent:a')
    expect(all().map(({ state: how, entries }) => [how, entries.length])).toEqual([
      ['resolved', 1],
      ['open', 2],
    ])
  })
})

describe('what comes and goes', () => {
  const toldAt = () =>
    only()
      .deliveries.filter(({ reason }) => reason !== 'resolved')
      .map(({ at }) => at)
  const flap = (after: number, found = finding()) => {
    now += after
    raise('agent:a', found)
  }
  beforeEach(() => {
    raise('agent:a')
    now += seconds(6)
    climb()
    deliverAll()
  })

  test('is told again no sooner than an hour after it was told', () => {
    const first = now
    clear('agent:a')
    deliverAll()
    for (let time = 0; time < 5; time += 1) {
      flap(minutes(5))
      expect(only().nextRungAt).toBe(first + hours(1))
      now += minutes(5)
      climb()
      clear('agent:a')
      expect(only().deliveries.map(({ reason, state: how }) => [reason, how])).toEqual([
        ['raised', 'delivered'],
        ['resolved', 'delivered'],
      ])
    }
    flap(0)
    now = first + hours(1)
    climb()
    expect(toldAt()).toEqual([first, now, now])
  })

  test.each<[string, number, Partial<Finding>, number]>([
    ['an hour later', hours(1), {}, seconds(6)],
    ['almost an hour later', hours(1) - 1, {}, seconds(6)],
    ['and is worse', minutes(5), { severity: 'critical' }, seconds(6)],
    ['and is less severe', minutes(5), { severity: 'info' }, minutes(55)],
  ])('%s has its first step at the later of both', (_what, later, more, wait) => {
    clear('agent:a')
    flap(later, finding('agent-silent', more))
    expect(only().nextRungAt).toBe(now + wait)
  })

  test('is told soon where its message was not sent', () => {
    now += minutes(10)
    const [done] = only().deliveries
    draft().update('escalations', only(), { deliveries: done ? [{ ...done, state: 'given-up' }] : [] })
    clear('agent:a')
    flap(minutes(5))
    expect(only().nextRungAt).toBe(now + seconds(6))
  })

  test('is told soon where the clock was set back behind the last message', () => {
    clear('agent:a')
    flap(-hours(5))
    expect(only().nextRungAt).toBe(now + seconds(6))
  })

  test('stays snoozed, and after that it is told', () => {
    const until = now + hours(4)
    snooze(draft(), only(), until)
    clear('agent:a')
    flap(hours(2), finding('agent-silent', { severity: 'critical' }))
    expect(only()).toMatchObject({ state: 'open', rung: 0, snoozedUntil: until, nextRungAt: until })
    now = until - 1
    expect(climb().isEmpty).toBe(true)
    clear('agent:a')
    flap(2)
    expect(only()).toMatchObject({ nextRungAt: now + seconds(6) })
    expect(only()).not.toHaveProperty('snoozedUntil')
  })

  test('takes in what it was of, and leaves to a new one what it was not of: that is told', () => {
    clear('agent:a')
    now += hours(2)
    raise('agent:a')
    raise('agent:b')
    now += seconds(6)
    climb()
    deliverAll()
    clear('agent:a')
    clear('agent:b')
    now += minutes(5)
    raise('agent:a')
    raise('agent:b')
    expect(only().nextRungAt).toBe(now + minutes(55))
    raise('agent:c')
    expect(all().map(({ entries, nextRungAt }) => [entries.length, (nextRungAt ?? 0) - now])).toEqual([
      [2, minutes(55)],
      [1, seconds(6)],
    ])
  })
})

describe('a person', () => {
  const by = { by: 'ann' }
  beforeEach(() => void raise('agent:a'))

  test('acknowledges once: the ladder stops, and the escalation stays open', () => {
    acknowledge(draft('person:ann'), only(), by)
    expect(only()).toMatchObject({ state: 'open', acknowledged: { by: 'ann', at: now } })
    expect(only().nextRungAt).toBeUndefined()
    const again = draft('person:ben')
    acknowledge(again, only(), { by: 'ben' })
    expect(again.isEmpty).toBe(true)
    now += hours(9)
    expect(climb().isEmpty).toBe(true)
  })

  test('snoozes: nobody is told until then, also where it was acknowledged; then the ladder goes on', () => {
    now += seconds(6)
    climb()
    acknowledge(draft(), only(), by)
    const until = now + hours(2)
    snooze(draft('person:ann'), only(), until)
    expect(only()).toMatchObject({ snoozedUntil: until, nextRungAt: until, rung: 1 })
    expect(only()).not.toHaveProperty('acknowledged')
    now = until - 1
    expect(climb().isEmpty).toBe(true)
    now = until
    climb()
    expect(only().deliveries.map(({ channel }) => channel)).toEqual(['mail', 'chat'])
  })

  test('assigns it to somebody, and to nobody again', () => {
    assign(draft(), only(), 'ben')
    expect(only().assignee).toBe('ben')
    assign(draft(), only(), undefined)
    expect(only()).not.toHaveProperty('assignee')
  })

  test('resolves it with a reason', () => {
    raise('agent:b')
    const done = draft('person:ann')
    resolve(done, only(), 'ann', 'both are switched off')
    expect(only()).toMatchObject({
      state: 'resolved',
      resolvedBy: 'person:ann',
      entries: [{ clearedAt: now }, { clearedAt: now }],
    })
    expect(done.toChange().events).toEqual([
      expect.objectContaining({ details: { kind: 'agent-silent', reason: 'both are switched off' } }),
    ])
  })

  test.each<[string, (done: Draft) => void]>([
    ['acknowledge', done => acknowledge(done, only(), by)],
    ['assign', done => assign(done, only(), 'ben')],
    ['snooze', done => snooze(done, only(), now + 1)],
    ['resolve', done => resolve(done, only(), 'ann', 'x')],
  ])('can not %s what is resolved: nothing changes', (_what, act) => {
    clear('agent:a')
    const done = draft('person:ann')
    expect(() => act(done)).toThrow(
      expect.objectContaining<Partial<MusterError>>({ code: 'escalation-resolved', category: 'conflict' }),
    )
    expect(done.isEmpty).toBe(true)
  })

  test('comments, also on what is resolved', () => {
    comment(draft(), only(), 'ann', 'I go and look')
    clear('agent:a')
    comment(draft(), only(), 'ben', 'It was the fuse')
    expect(only().comments.map(({ by: who, text }) => `${who}: ${text}`)).toEqual([
      'ann: I go and look',
      'ben: It was the fuse',
    ])
  })
})

describe('deliveries', () => {
  beforeEach(() => void raise('agent:a'))
  const climbTimes = (count: number, then: () => void) => {
    for (let at = 0; at < count; at += 1) {
      now += minutes(30)
      climb()
      then()
    }
  }

  test('say why somebody is told: at first that it was raised', () => {
    now += seconds(6)
    expect(kindsOf(climb())).toEqual(['escalation.told'])
    now += minutes(10)
    climb()
    expect(only().deliveries.map(({ reason, channel, state: how }) => [reason, channel, how])).toEqual([
      ['raised', 'mail', 'pending'],
      ['repeated', 'chat', 'pending'],
    ])
  })

  test('that are done are kept up to twenty and those of the newest climb: the oldest go', () => {
    climbTimes(100, deliverAll)
    expect(only().deliveries.length).toBeLessThanOrEqual(21)
    const times = only().deliveries.map(({ at }) => at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times.at(-1)).toBe(now)
  })

  test('that are pending are never dropped', () => {
    climbTimes(60, () => undefined)
    expect(only().deliveries).toHaveLength(61)
    const [oldest] = only().deliveries
    for (const { id } of only().deliveries.slice(1)) noteDelivery(draft(), only(), id, { state: 'delivered' })
    climbTimes(3, deliverAllButFirst)
    expect(only().deliveries[0]).toEqual(oldest)
    expect(only().deliveries.length).toBeLessThanOrEqual(22)
  })
  function deliverAllButFirst(): void {
    for (const { id, state: how } of only().deliveries.slice(1))
      if (how === 'pending') noteDelivery(draft(), only(), id, { state: 'delivered' })
  }

  test('count their tries and keep what went wrong', () => {
    now += seconds(6)
    climb()
    const id = only().deliveries[0]?.id ?? ''
    const tried = draft()
    noteDelivery(tried, only(), id, { state: 'pending', error: 'refused' })
    expect(only().deliveries[0]).toMatchObject({ state: 'pending', tries: 1, error: 'refused' })
    expect(kindsOf(tried)).toEqual([])
    const done = draft()
    noteDelivery(done, only(), id, { state: 'delivered', channel: 'chat' })
    expect(only().deliveries[0]).toMatchObject<Partial<Delivery>>({
      state: 'delivered',
      tries: 2,
      channel: 'chat',
    })
    expect(kindsOf(done)).toEqual(['escalation.delivered'])
  })

  test('go by another channel while the one that is wanted is down', () => {
    raise('channel:mail', finding('channel-down'))
    state.channels.set('mail', { failures: 3, isHopeless: false, error: 'x', retryAt: 1 })
    now += seconds(6)
    const [escalation] = all()
    if (escalation) climbEscalation(draft(), RULES, escalation)
    expect(all()[0]?.deliveries.map(({ channel }) => channel)).toEqual(['chat'])
  })
})

test('what was told is told to be over where the clock was set back before its first message', () => {
  raise('agent:a')
  now -= hours(2)
  climb()
  deliverAll()
  clear('agent:a')
  expect(only().deliveries.map(({ reason, to }) => [reason, to])).toEqual([
    ['raised', ['ann']],
    ['resolved', ['ann']],
  ])
})
