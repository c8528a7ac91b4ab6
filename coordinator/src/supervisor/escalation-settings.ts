import { type Fault, InvariantError, parseDuration } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { SEVERITIES, type Severity } from '../model/records.ts'
import { type ClockWindow, DAYS, isTimeZone } from './calendar.ts'
import { DETECTION_KINDS, isDetectionKind } from './catalogue.ts'
import type { LadderRules, Policy } from './ladder.ts'
import { PLACEHOLDERS, strangePlaceholders } from './template.ts'

/** Who is told, by which way, and after how long: the part of the configuration under `escalation`, but for the channels. */

const strict = { additionalProperties: false } as const
const words = <T extends string>(all: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...all] })
const Time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'Such as "18:00".' })
const Days = Type.Optional(
  Type.Array(words(DAYS), { minItems: 1, uniqueItems: true, description: 'Every day where left out.' }),
)
const Duration = (description: string) => Type.String({ format: 'duration-text', description })

const Person = Type.Object(
  {
    mail: Type.Optional(Type.String({ format: 'email' })),
    ntfy: Type.Optional(Type.String({ minLength: 1, description: 'A topic of their own.' })),
  },
  strict,
)

const Step = Type.Object(
  {
    after: Type.String({
      format: 'duration-text',
      default: '0 s',
      description: 'Counted from the escalation.',
    }),
    channel: Type.String({ description: 'The name of a channel.' }),
    to: Type.Array(Type.String(), {
      default: [],
      description: 'Names of people; `on-call` is whoever is on call then.',
    }),
  },
  strict,
)

export const ESCALATION_RULES = {
  people: Type.Record(Type.String({ pattern: '^[A-Za-z0-9._-]{1,63}$' }), Person, {
    default: {},
    description: 'Who can be told, by name.',
  }),
  timeZone: Type.String({ default: 'UTC', description: 'Of the hours below, such as "Europe/Berlin".' }),
  onCall: Type.Array(
    Type.Object(
      { days: Days, from: Type.Optional(Time), to: Type.Optional(Time), people: Type.Array(Type.String()) },
      strict,
    ),
    { default: [], description: 'Who is on call when; the first that fits counts.' },
  ),
  quietHours: Type.Optional(
    Type.Object(
      {
        from: Time,
        to: Time,
        days: Days,
        below: Type.Unsafe<Severity>({
          type: 'string',
          enum: [...SEVERITIES],
          default: 'critical',
          description: 'What is less severe than this waits for the end of the quiet hours.',
        }),
      },
      strict,
    ),
  ),
  policies: Type.Array(
    Type.Object(
      {
        kinds: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
        severities: Type.Optional(Type.Array(words(SEVERITIES), { minItems: 1 })),
        steps: Type.Array(Step, { minItems: 1 }),
        repeat: Type.Optional(Duration('How often the last step is repeated until somebody acknowledges.')),
      },
      strict,
    ),
    {
      default: [],
      description:
        'The first that fits an escalation counts; without any, every channel is told at once and each hour.',
    },
  ),
  templates: Type.Array(
    Type.Object(
      {
        kinds: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
        title: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
        text: Type.Optional(Type.String({ minLength: 1, maxLength: 10_000 })),
      },
      strict,
    ),
    {
      default: [],
      description: `Messages in words of your own; the first that fits counts. In braces: ${PLACEHOLDERS.join(', ')}.`,
    },
  ),
  link: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'Where people reach the API or console; goes into messages.',
    }),
  ),
  runbooks: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'Where docs/runbooks are served; goes into messages.',
    }),
  ),
}
const EscalationRules = Type.Object(ESCALATION_RULES)
export type EscalationRules = Static<typeof EscalationRules>

/** What one field alone does not show: names that nobody has. */
export function escalationFaults(rules: EscalationRules, channels: readonly string[]): Fault[] {
  const faults: Fault[] = []
  const fault = (field: string, message: string) => faults.push({ field: `escalation.${field}`, message })
  const people = Object.keys(rules.people)
  const known = (all: readonly string[]) =>
    all.length === 0 ? 'there are none' : `there are ${all.join(', ')}`
  const checkPeople = (field: string, names: readonly string[]) => {
    for (const [index, name] of names.entries()) {
      if (name !== 'on-call' && !people.includes(name))
        fault(`${field}.${index}`, `"${name}" is nobody under people: ${known(people)}`)
    }
  }
  if (!isTimeZone(rules.timeZone))
    fault('timeZone', `"${rules.timeZone}" is no time zone, such as Europe/Berlin`)
  for (const [index, { people: names }] of rules.onCall.entries())
    checkPeople(`onCall.${index}.people`, names)
  for (const [index, policy] of rules.policies.entries()) {
    for (const [at, kind] of (policy.kinds ?? []).entries()) {
      if (!isDetectionKind(kind))
        fault(`policies.${index}.kinds.${at}`, `"${kind}" is no kind: ${known(DETECTION_KINDS)}`)
    }
    if (policy.repeat !== undefined && time(policy.repeat) <= 0)
      fault(`policies.${index}.repeat`, 'must be longer than 0 s: it would be repeated without a pause')
    for (const [at, step] of policy.steps.entries()) {
      const field = `policies.${index}.steps.${at}`
      if (!channels.includes(step.channel))
        fault(`${field}.channel`, `"${step.channel}" is no channel: ${known(channels)}`)
      checkPeople(`${field}.to`, step.to)
    }
  }
  for (const [index, template] of rules.templates.entries()) {
    for (const part of ['title', 'text'] as const) {
      for (const name of strangePlaceholders(template[part] ?? ''))
        fault(
          `templates.${index}.${part}`,
          `{${name}} is nothing that can be filled in: ${known(PLACEHOLDERS)}`,
        )
    }
    for (const [at, kind] of (template.kinds ?? []).entries()) {
      if (!isDetectionKind(kind))
        fault(`templates.${index}.kinds.${at}`, `"${kind}" is no kind: ${known(DETECTION_KINDS)}`)
    }
  }
  return faults
}

/** The rules with their times as numbers. @param channels in the order in which one stands in for another */
export function ladderRules(rules: EscalationRules, channels: readonly string[]): LadderRules {
  const { timeZone, quietHours, onCall, people, templates } = rules
  return {
    templates,
    channels,
    people,
    timeZone,
    quietHours: quietHours && { ...windowOf(quietHours), below: quietHours.below },
    onCall: onCall.map(shift => ({ ...windowOf(shift), people: shift.people })),
    policies: rules.policies.length > 0 ? rules.policies.map(policyOf) : standardPolicies(channels),
  }
}

function policyOf(policy: EscalationRules['policies'][number]): Policy {
  const { kinds, severities, steps, repeat } = policy
  return {
    kinds,
    severities,
    steps: steps.map(step => ({ ...step, after: time(step.after) })).sort((a, b) => a.after - b.after),
    repeat: repeat === undefined ? undefined : time(repeat),
  }
}

function standardPolicies(channels: readonly string[]): Policy[] {
  if (channels.length === 0) return []
  const steps = channels.map(channel => ({ after: time('0 s'), channel, to: ['on-call'] }))
  return [{ kinds: undefined, severities: undefined, steps, repeat: time('1 h') }]
}

function windowOf(settings: { days?: ClockWindow['days']; from?: string; to?: string }): ClockWindow {
  return {
    days: settings.days,
    from: minuteOf(settings.from ?? '00:00'),
    to: minuteOf(settings.to ?? '00:00'),
  }
}

function minuteOf(text: string): number {
  const [hours, minutes] = text.split(':')
  return Number(hours) * 60 + Number(minutes)
}

/** The schema has let only durations through. */
function time(text: string) {
  const parsed = parseDuration(text)
  if (parsed === undefined) throw new InvariantError(`${text} is not a duration`)
  return parsed
}
