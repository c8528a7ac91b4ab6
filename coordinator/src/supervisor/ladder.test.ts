import { type Duration, hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import type { EscalationRecord, Severity } from '../model/records.ts'
import type { ClockWindow } from './calendar.ts'
import {
  climb,
  firstRung,
  isDue,
  type LadderRules,
  longestWait,
  NO_LADDER,
  onCall,
  type Policy,
  policyFor,
  type Step,
  standIn,
} from './ladder.ts'

/** A Thursday, 12:00 in UTC and 13:00 in Berlin. */
const NOON = Date.UTC(2026, 0, 1, 12)
const WORKS = () => false

const step = (after: Duration, channel = 'mail', to: readonly string[] = ['ann']): Step => ({
  after,
  channel,
  to,
})
const policy = (steps: readonly Step[], more: Partial<Policy> = {}): Policy => ({
  kinds: undefined,
  severities: undefined,
  steps,
  repeat: undefined,
  ...more,
})
const rules = (policies: readonly Policy[], more: Partial<LadderRules> = {}): LadderRules => ({
  ...NO_LADDER,
  channels: ['mail', 'chat', 'phone'],
  policies,
  ...more,
})

type Climber = Parameters<typeof climb>[1]
const raised = (more: Partial<Climber> = {}): Climber => ({
  kind: 'agent-silent',
  severity: 'warning',
  state: 'open',
  occurrences: 1,
  raisedAt: NOON,
  rung: 0,
  nextRungAt: NOON + seconds(5),
  ...more,
})

const THREE = rules([
  policy([step(seconds(0)), step(minutes(10), 'chat', ['ben']), step(hours(1), 'phone', ['cleo'])], {
    repeat: minutes(30),
  }),
])
const channelsOf = (taken: ReturnType<typeof climb>) => taken.send.map(({ channel }) => channel)

describe('the first step', () => {
  test.each([
    [seconds(0), seconds(5)],
    [seconds(4), seconds(5)],
    [seconds(5), seconds(5)],
    [minutes(10), minutes(10)],
  ])('that is to come after %d ms comes after %d ms: what fails together is gathered first', (after, due) => {
    expect(firstRung(rules([policy([step(after)])]), raised(), NOON)).toBe(NOON + due)
  })

  test('of no policy never comes', () => {
    expect(firstRung(NO_LADDER, raised(), NOON)).toBeUndefined()
    expect(climb(NO_LADDER, raised(), NOON + hours(1), WORKS)).toEqual({
      send: [],
      rung: 0,
      nextRungAt: undefined,
    })
  })

  test('is not taken a millisecond early', () => {
    expect(climb(THREE, raised(), NOON + seconds(5) - 1, WORKS)).toEqual({
      send: [],
      rung: 0,
      nextRungAt: NOON + seconds(5),
    })
  })

  test('tells its people, and the next follows at its time', () => {
    expect(climb(THREE, raised(), NOON + seconds(5), WORKS)).toEqual({
      send: [{ channel: 'mail', to: ['ann'] }],
      rung: 1,
      nextRungAt: NOON + minutes(10),
    })
  })
})

describe('a ladder', () => {
  /** Climbs whenever it is time to, and notes when which channel was used. */
  function climbUntil(given: LadderRules, from: Climber, end: number): [after: number, channel: string][] {
    const told: [number, string][] = []
    let climber = from
    for (let at = climber.nextRungAt; at !== undefined && at <= end; at = climber.nextRungAt) {
      const { send, rung, nextRungAt } = climb(given, climber, at, WORKS)
      if (nextRungAt !== undefined) expect(nextRungAt).toBeGreaterThan(at)
      for (const { channel } of send) told.push([at - NOON, channel])
      climber = { ...climber, rung, ...(nextRungAt === undefined ? {} : { nextRungAt }) }
      if (nextRungAt === undefined) break
    }
    return told
  }

  test('takes each step at its time and then repeats the last', () => {
    expect(climbUntil(THREE, raised(), NOON + hours(2))).toEqual([
      [seconds(5), 'mail'],
      [minutes(10), 'chat'],
      [minutes(60), 'phone'],
      [minutes(90), 'phone'],
      [minutes(120), 'phone'],
    ])
  })

  test('ends with its last step where nothing is to be repeated', () => {
    const once = rules([policy([step(seconds(0)), step(minutes(10), 'chat')])])
    expect(climbUntil(once, raised(), NOON + hours(100))).toEqual([
      [seconds(5), 'mail'],
      [minutes(10), 'chat'],
    ])
  })

  test('takes all steps that came due while the coordinator was away, once each', () => {
    const taken = climb(THREE, raised(), NOON + minutes(20), WORKS)
    expect(channelsOf(taken)).toEqual(['mail', 'chat'])
    expect(taken).toMatchObject({ rung: 2, nextRungAt: NOON + hours(1) })
    const late = climb(THREE, raised({ rung: 1, nextRungAt: NOON + minutes(10) }), NOON + hours(8), WORKS)
    expect(channelsOf(late)).toEqual(['chat', 'phone'])
    expect(late).toMatchObject({ rung: 3, nextRungAt: NOON + hours(8) + minutes(30) })
  })

  test('repeats once after a long time away, not once for each time it missed', () => {
    const taken = climb(THREE, raised({ rung: 3, nextRungAt: NOON + minutes(90) }), NOON + hours(50), WORKS)
    expect(channelsOf(taken)).toEqual(['phone'])
    expect(taken).toMatchObject({ rung: 4, nextRungAt: NOON + hours(50) + minutes(30) })
  })

  test.each<[string, Partial<Climber>]>([
    ['is acknowledged', { acknowledged: { by: 'ann', at: NOON } }],
    ['is resolved', { state: 'resolved' }],
  ])('stops where the escalation %s', (_why, more) => {
    expect(climb(THREE, raised({ rung: 1, ...more }), NOON + hours(9), WORKS)).toEqual({
      send: [],
      rung: 1,
      nextRungAt: undefined,
    })
  })

  test('waits while it is snoozed, and goes on where it was', () => {
    const until = NOON + minutes(45)
    const snoozed = raised({ rung: 1, nextRungAt: NOON + minutes(10), snoozedUntil: until })
    expect(climb(THREE, snoozed, until - 1, WORKS)).toEqual({ send: [], rung: 1, nextRungAt: until })
    const after = climb(THREE, { ...snoozed, nextRungAt: until }, until, WORKS)
    expect(channelsOf(after)).toEqual(['chat'])
    expect(after).toMatchObject({ rung: 2, nextRungAt: NOON + hours(1) })
  })

  test('that was snoozed until before its next step takes that one at its time', () => {
    const until = NOON + minutes(3)
    const snoozed = raised({ rung: 1, nextRungAt: until, snoozedUntil: until })
    expect(climb(THREE, snoozed, until, WORKS)).toEqual({ send: [], rung: 1, nextRungAt: NOON + minutes(10) })
  })
})

describe('a clock that was set back', () => {
  const back = NOON - hours(48)

  test.each<[string, Partial<Climber>, number, number]>([
    ['its first step', {}, NOON, minutes(5)],
    ['a later step', { rung: 2 }, NOON, minutes(65)],
    ['a repeat', { rung: 3 }, NOON, minutes(35)],
    ['what came back and was told not long ago', { occurrences: 2 }, NOON, minutes(65)],
    ['what is snoozed', { rung: 1, snoozedUntil: NOON + hours(9) }, NOON, hours(9) + minutes(5)],
  ])('has %s wait no longer than it may have to', (_what, more, now, longest) => {
    expect(longestWait(THREE, raised(more), now)).toBe(longest)
    const due = (wait: number) => isDue(THREE, raised({ ...more, nextRungAt: now + wait }), now)
    expect([due(0), due(1), due(longest), due(longest + 1)]).toEqual([true, false, false, true])
  })

  test('has what no policy is for wait no more', () => {
    expect(isDue(NO_LADDER, raised(), back)).toBe(true)
    expect(climb(NO_LADDER, raised(), back, WORKS).nextRungAt).toBeUndefined()
  })

  test('leaves quiet hours their time', () => {
    const quietHours = { days: undefined, from: 22 * 60, to: 6 * 60, below: 'critical' } as const
    const quiet = { ...THREE, quietHours }
    const begins = Date.UTC(2026, 0, 1, 22)
    const ends = Date.UTC(2026, 0, 2, 6)
    for (let now = begins; now < ends; now += minutes(7) + 1)
      expect(isDue(quiet, raised({ raisedAt: begins, nextRungAt: ends }), now)).toBe(false)
  })

  test('takes one step at a time, with their times between them', () => {
    let climber = raised()
    const told: [number, string[]][] = []
    for (let now = back; now < back + hours(2); now += minutes(1)) {
      const taken = climb(THREE, climber, now, WORKS)
      if (taken.send.length > 0) told.push([(now - back) / minutes(1), channelsOf(taken)])
      climber = raised({ rung: taken.rung, nextRungAt: taken.nextRungAt ?? Number.NaN })
    }
    expect(told).toEqual([
      [0, ['mail']],
      [10, ['chat']],
      [60, ['phone']],
      [90, ['phone']],
    ])
  })
})

describe('quiet hours', () => {
  const night = (below: Severity, more: Partial<ClockWindow> = {}) => ({
    days: undefined,
    from: 22 * 60,
    to: 6 * 60,
    below,
    ...more,
  })
  const within = Date.UTC(2026, 0, 1, 23, 15)
  const quiet = (below: Severity) => rules(THREE.policies, { quietHours: night(below) })
  const at = (severity: Severity, time: number): Climber =>
    raised({ severity, raisedAt: time, nextRungAt: time })

  test.each<[Severity, Severity, boolean]>([
    ['info', 'warning', false],
    ['warning', 'warning', true],
    ['critical', 'warning', true],
    ['info', 'critical', false],
    ['warning', 'critical', false],
    ['critical', 'critical', true],
    ['info', 'info', true],
  ])('what is %s is told in hours that are quiet below %s: %s', (severity, below, isTold) => {
    const taken = climb(quiet(below), at(severity, within), within, WORKS)
    if (isTold) expect(taken.send).toHaveLength(1)
    else expect(taken).toEqual({ send: [], rung: 0, nextRungAt: Date.UTC(2026, 0, 2, 6) })
  })

  test.each([
    ['21:59', true],
    ['22:00', false],
    ['05:59', false],
    ['06:00', true],
  ])('at %s a warning is told: %s', (time, isTold) => {
    const now = Date.parse(`2026-01-02T${time}:00Z`)
    expect(climb(quiet('critical'), at('warning', now), now, WORKS).send).toHaveLength(isTold ? 1 : 0)
  })

  test('take no step away: what came due meanwhile is told when they end', () => {
    const morning = Date.UTC(2026, 0, 2, 6)
    const taken = climb(quiet('critical'), { ...at('warning', within), nextRungAt: morning }, morning, WORKS)
    expect(channelsOf(taken)).toEqual(['mail', 'chat', 'phone'])
  })

  test('are those of the time zone', () => {
    const berlin = { ...quiet('critical'), timeZone: 'Europe/Berlin' }
    const now = Date.UTC(2026, 0, 1, 21, 30)
    expect(climb(berlin, at('warning', now), now, WORKS).nextRungAt).toBe(Date.UTC(2026, 0, 2, 5))
    expect(climb(quiet('critical'), at('warning', now), now, WORKS).send).toHaveLength(1)
  })

  test.each(['2026-03-28T21:30:00Z', '2026-10-24T21:30:00Z', '2026-06-10T21:30:00Z'])(
    'of the night after %s keep everybody asleep until 6, and end an hour late at the most',
    evening => {
      const berlin = { ...quiet('critical'), timeZone: 'Europe/Berlin' }
      const open = ({ now }: { now: number }) => climb(berlin, at('warning', now), now, WORKS)
      let now = Date.parse(evening)
      for (let taken = open({ now }); taken.send.length === 0; taken = open({ now })) {
        expect(taken.nextRungAt).toBeGreaterThan(now)
        now = taken.nextRungAt ?? Number.NaN
      }
      const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit' }).format(
        now,
      )
      expect(['06', '07']).toContain(hour)
    },
  )
})

describe('who is on call', () => {
  const shifts = rules([policy([step(seconds(0), 'mail', ['on-call'])])], {
    onCall: [
      { days: ['sat', 'sun'], from: 0, to: 0, people: ['wendy'] },
      { days: undefined, from: 8 * 60, to: 18 * 60, people: ['ann', 'ben'] },
      { days: undefined, from: 0, to: 0, people: ['nora'] },
    ],
  })

  test.each([
    ['2026-01-01T07:59:00Z', ['nora']],
    ['2026-01-01T08:00:00Z', ['ann', 'ben']],
    ['2026-01-01T18:00:00Z', ['nora']],
    ['2026-01-03T12:00:00Z', ['wendy']],
    ['2026-01-04T23:59:00Z', ['wendy']],
    ['2026-01-05T00:00:00Z', ['nora']],
  ])('at %s is the first shift that fits: %j', (time, people) => {
    expect(onCall(shifts, Date.parse(time))).toEqual(people)
  })

  test('is nobody where no shift fits', () => {
    expect(onCall({ ...shifts, onCall: shifts.onCall.slice(0, 2) }, Date.UTC(2026, 0, 1, 3))).toEqual([])
  })

  test('is asked when the step is taken, not when it was raised', () => {
    const evening = Date.UTC(2026, 0, 1, 18)
    const due = raised({ raisedAt: evening - seconds(1), nextRungAt: evening })
    expect(climb(shifts, due, evening, WORKS).send).toEqual([{ channel: 'mail', to: ['nora'] }])
  })

  test('is told once, also where named besides', () => {
    const both = { ...shifts, policies: [policy([step(seconds(0), 'mail', ['ben', 'on-call', 'ben'])])] }
    expect(climb(both, raised(), NOON + seconds(5), WORKS).send).toEqual([
      { channel: 'mail', to: ['ben', 'ann'] },
    ])
  })
})

describe('a channel that is down', () => {
  test.each<[wanted: string, down: readonly string[], expected: string]>([
    ['mail', [], 'mail'],
    ['mail', ['chat'], 'mail'],
    ['mail', ['mail'], 'chat'],
    ['mail', ['mail', 'chat'], 'phone'],
    ['chat', ['chat'], 'phone'],
    ['chat', ['chat', 'phone'], 'mail'],
    ['phone', ['phone'], 'mail'],
    ['phone', ['phone', 'mail'], 'chat'],
    ['mail', ['mail', 'chat', 'phone'], 'mail'],
    ['phone', ['mail', 'chat', 'phone'], 'phone'],
    ['gone', ['gone'], 'mail'],
  ])('to %s with %j down goes by %s', (wanted, down, expected) => {
    expect(standIn(['mail', 'chat', 'phone'], wanted, name => down.includes(name))).toBe(expected)
  })

  test('has its step taken by the next', () => {
    const taken = climb(THREE, raised(), NOON + seconds(5), name => name === 'mail')
    expect(taken.send).toEqual([{ channel: 'chat', to: ['ann'] }])
  })
})

describe('a policy', () => {
  const named = (name: string, more: Partial<Policy>) => policy([step(seconds(0), name)], more)
  const all = rules([
    named('1', { kinds: ['prompt-open', 'run-lost'], severities: ['critical'] }),
    named('2', { kinds: ['prompt-open'] }),
    named('3', { severities: ['critical', 'warning'] }),
    named('4', { kinds: ['agent-silent'] }),
  ])

  test.each<[string, Severity, string | undefined]>([
    ['prompt-open', 'critical', '1'],
    ['run-lost', 'critical', '1'],
    ['prompt-open', 'info', '2'],
    ['prompt-open', 'warning', '2'],
    ['run-lost', 'warning', '3'],
    ['agent-silent', 'critical', '3'],
    ['agent-silent', 'info', '4'],
    ['run-lost', 'info', undefined],
  ])('for %s that is %s is the first that fits: %s', (kind, severity, expected) => {
    const escalation: Pick<EscalationRecord, 'kind' | 'severity'> = { kind, severity }
    expect(policyFor(all, escalation)?.steps[0]?.channel).toBe(expected)
  })
})
