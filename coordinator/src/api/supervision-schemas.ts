import { type TSchema, Type } from '@sinclair/typebox'
import { BREAKER_STATES, NOTIFICATION_REASONS, SEVERITIES } from '../model/records.ts'
import { Failure, optional, strict, Time, words } from './schema-parts.ts'

/** What the API answers about what was found, what was kept away, and what was left lying. */

const described = <T extends TSchema>(schema: T, description: string): T => ({ ...schema, description })

export const ESCALATION_STATES = ['open', 'resolved'] as const
export const DEAD_LETTER_STATES = ['open', 'replayed', 'dismissed'] as const
const BREAKER_OF = ['agent', 'instrument', 'activity'] as const

const LinksView = Type.Object(
  {
    jobId: optional(Type.String()),
    taskId: optional(Type.String()),
    attemptId: optional(Type.String()),
    agentId: optional(Type.String()),
    instrumentId: optional(Type.String()),
    promptId: optional(Type.String()),
  },
  strict,
)

const EntryView = Type.Object(
  {
    subject: Type.String({ description: 'Such as `agent:hall-2`.' }),
    message: Type.String(),
    since: Time,
    count: Type.Integer({ description: 'How often it came.' }),
    clearedAt: optional(described(Time, 'Since when it is no longer so.')),
    links: LinksView,
  },
  strict,
)

const DeliveryView = Type.Object(
  {
    id: Type.String(),
    channel: Type.String(),
    to: Type.Array(Type.String(), { description: 'Names of people.' }),
    reason: words(NOTIFICATION_REASONS),
    at: Time,
    state: words(['pending', 'delivered', 'given-up'] as const),
    tries: Type.Integer(),
    error: optional(Type.String({ description: 'Of the last try that failed.' })),
  },
  strict,
)

const Deed = Type.Object({ by: Type.String(), at: Time }, strict)
const Comment = Type.Object({ at: Time, by: Type.String(), text: Type.String() }, strict)

/** As the stream tells it: what only the time of day changes is not in it. */
export const StreamedEscalation = Type.Object(
  {
    id: Type.String(),
    kind: Type.String(),
    severity: words(SEVERITIES),
    state: words(ESCALATION_STATES),
    title: Type.String({ description: 'One line for people.' }),
    entries: Type.Array(EntryView, { description: 'What was found, by subject.' }),
    occurrences: Type.Integer({ description: 'How often it was raised.' }),
    firstRaisedAt: Time,
    raisedAt: described(Time, 'The last time.'),
    resolvedAt: optional(Time),
    resolvedBy: optional(Type.String({ description: '`person:<name>`, or the rule that saw the cause go.' })),
    acknowledged: optional(Deed),
    assignee: optional(Type.String()),
    snoozedUntil: optional(Time),
    comments: Type.Array(Comment),
    rung: Type.Integer({ description: 'Steps of its policy that were taken since it was raised.' }),
    nextStepAt: optional(described(Time, 'When the next step is due, where there is one.')),
    deliveries: Type.Array(DeliveryView, { description: 'Who was told, the last 20.' }),
    runbook: Type.String({ description: 'The page that says what to do, in the repository.' }),
  },
  strict,
)

export const EscalationView = Type.Object(
  {
    ...StreamedEscalation.properties,
    text: Type.String({ description: 'What is known, as it is told to people.' }),
  },
  strict,
)

export const BreakerView = Type.Object(
  {
    id: Type.String({ description: 'Such as `instrument:printer-1`.' }),
    of: words(BREAKER_OF),
    name: Type.String({ description: 'Of what work is kept away from.' }),
    state: words(BREAKER_STATES),
    failures: Type.Integer({ description: 'In a row, while closed.' }),
    successes: Type.Integer({ description: 'In a row, while half-open.' }),
    opened: Type.Integer({ description: 'Times it opened since it was last closed.' }),
    changedAt: Time,
    retryAt: optional(
      described(Time, 'When a trial may be made; where it is open without, it stays so until it is reset.'),
    ),
    reason: Type.String(),
  },
  strict,
)

export const DeadLetterView = Type.Object(
  {
    id: Type.String({ description: "The task's." }),
    jobId: Type.String(),
    step: Type.String(),
    activity: Type.String(),
    instrument: optional(Type.String({ description: 'Of its last attempt.' })),
    failure: Failure,
    attempts: Type.Integer(),
    state: words(DEAD_LETTER_STATES),
    raisedAt: Time,
    endedAt: optional(Time),
    endedBy: optional(Type.String()),
  },
  strict,
)

export const ChannelView = Type.Object(
  {
    name: Type.String(),
    isDown: Type.Boolean({ description: 'What was to go by it goes another way.' }),
    failures: Type.Integer({ description: 'In a row.' }),
    error: optional(Type.String({ description: 'Of the last try, where it failed.' })),
  },
  strict,
)
