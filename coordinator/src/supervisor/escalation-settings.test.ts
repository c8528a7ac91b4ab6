import { compileSchema, hours, minutes, seconds } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { describe, expect, test } from 'vitest'
import {
  ESCALATION_RULES,
  escalationFaults,
  type EscalationRules,
  ladderRules,
} from './escalation-settings.ts'

const Configuration = Type.Object({ escalation: Type.Object(ESCALATION_RULES, { default: {} }) })
const parse = compileSchema<Static<typeof Configuration>>(Configuration, { defaults: true })

/** The rules as they are where a configuration says only this. */
function rulesWith(given: unknown = {}): EscalationRules {
  const parsed = parse({ escalation: given })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value.escalation
}
const people = { ann: { mail: 'ann@lab.example' }, ben: {} }
const faultsOf = (given: unknown, channels: readonly string[] = ['mail']) =>
  escalationFaults(rulesWith(given), channels).map(({ field, message }) => `${field}: ${message}`)

describe('without policies', () => {
  test('every channel is told at once and each hour', () => {
    expect(ladderRules(rulesWith(), ['mail', 'chat']).policies).toEqual([
      {
        kinds: undefined,
        severities: undefined,
        steps: [
          { after: 0, channel: 'mail', to: ['on-call'] },
          { after: 0, channel: 'chat', to: ['on-call'] },
        ],
        repeat: hours(1),
      },
    ])
  })

  test('and without channels nobody is told', () => {
    expect(ladderRules(rulesWith(), [])).toMatchObject({
      policies: [],
      timeZone: 'UTC',
      quietHours: undefined,
    })
  })
})

test('times are read as numbers, and steps are in the order of their times', () => {
  const given = {
    people,
    policies: [
      {
        steps: [
          { after: '1 h', channel: 'phone', to: ['ben'] },
          { channel: 'mail' },
          { after: '10 min', channel: 'chat', to: ['ann'] },
        ],
        repeat: '90 s',
      },
    ],
    quietHours: { from: '22:05', to: '06:00' },
    onCall: [{ people: ['ann'] }, { days: ['sat'], from: '08:00', to: '18:30', people: ['ben'] }],
  }
  expect(ladderRules(rulesWith(given), ['mail'])).toEqual({
    templates: [],
    channels: ['mail'],
    people,
    timeZone: 'UTC',
    quietHours: { days: undefined, from: 1_325, to: 360, below: 'critical' },
    onCall: [
      { days: undefined, from: 0, to: 0, people: ['ann'] },
      { days: ['sat'], from: 480, to: 1_110, people: ['ben'] },
    ],
    policies: [
      {
        kinds: undefined,
        severities: undefined,
        steps: [
          { after: seconds(0), channel: 'mail', to: [] },
          { after: minutes(10), channel: 'chat', to: ['ann'] },
          { after: hours(1), channel: 'phone', to: ['ben'] },
        ],
        repeat: seconds(90),
      },
    ],
  })
})

describe('a fault is told for', () => {
  const steps = [{ channel: 'mail', to: ['on-call', 'ann'] }]

  test('nothing where all names are known', () => {
    const given = {
      people,
      onCall: [{ people: ['ann'] }],
      policies: [{ kinds: ['run-lost'], steps, repeat: '1 h' }],
    }
    expect(faultsOf(given)).toEqual([])
  })

  test.each([
    [
      'a time zone that there is not',
      { timeZone: 'Mars' },
      ['escalation.timeZone: "Mars" is no time zone, such as Europe/Berlin'],
    ],
    [
      'a person on call that nobody is',
      { people, onCall: [{ people: ['ann', 'zoe'] }] },
      ['escalation.onCall.0.people.1: "zoe" is nobody under people: there are ann, ben'],
    ],
    [
      'a person of a step that nobody is',
      { policies: [{ steps }] },
      ['escalation.policies.0.steps.0.to.1: "ann" is nobody under people: there are none'],
    ],
    [
      'a channel that there is not',
      { policies: [{ steps: [{ channel: 'pigeon' }] }] },
      ['escalation.policies.0.steps.0.channel: "pigeon" is no channel: there are mail'],
    ],
    [
      'a repetition without a pause',
      { people, policies: [{ steps, repeat: '0 s' }] },
      ['escalation.policies.0.repeat: must be longer than 0 s: it would be repeated without a pause'],
    ],
  ])('%s', (_what, given, expected) => {
    expect(faultsOf(given)).toEqual(expected)
  })

  test('a kind that there is not, with those that there are', () => {
    const [fault, ...others] = faultsOf({ people, policies: [{ kinds: ['run-lost', 'run-lots'], steps }] })
    expect(fault).toMatch(/^escalation\.policies\.0\.kinds\.1: "run-lots" is no kind: there are .*run-lost/)
    expect(others).toEqual([])
  })

  test('each of several', () => {
    expect(faultsOf({ timeZone: 'Mars', policies: [{ steps: [{ channel: 'x', to: ['y'] }] }] })).toHaveLength(
      3,
    )
  })
})
