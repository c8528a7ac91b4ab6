import { compileSchema, type Duration, InvariantError, parseDuration } from '@muster/runtime'
import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'

/** What the supervisor goes by: the part of the configuration under `supervisor`. */

const strict = { additionalProperties: false } as const
const duration = (text: string, description: string) =>
  Type.String({ format: 'duration-text', default: text, description })
const group = <P extends TProperties>(properties: P, description: string): TObject<P> =>
  Type.Object(properties, { ...strict, default: {}, description })

export const SupervisorSettings = group(
  {
    silentAfter: duration('60 s', 'An agent that is not in contact for so long is an escalation.'),
    lostAfter: duration(
      '15 min',
      'A run that is out of contact for so long is one, where neither its step nor its activity says.',
    ),
    restarts: group(
      {
        count: Type.Integer({ minimum: 2, maximum: 10, default: 3 }),
        within: duration('10 min', 'So many starts of an agent in this time are an escalation.'),
      },
      'An agent that restarts again and again.',
    ),
    lateAfter: duration('10 s', 'An agent whose work loop runs so late is stuck.'),
    unhealthyChecks: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 3,
      description: 'Health checks that fail in a row before an instrument gets no more offers.',
    }),
    startAfter: duration('5 min', 'How long a start that was allowed may take before somebody is told.'),
    pausedAfter: duration('4 h', 'How long a run may be paused before somebody is told.'),
    pauseLimit: duration(
      '24 h',
      'How long the queue, an instrument, an agent or an activity may be paused before somebody is told.',
    ),
    unreachableAfter: duration('5 min', 'How long an agent may not reach its instrument.'),
    impossibleAfter: duration('5 min', 'How long a task may wait for what is not there any more.'),
    filesAfter: duration('2 h', 'How long the upload of what a run left behind may take.'),
    staleAfter: duration(
      '30 min',
      'A run without progress for so long is asked about, where nothing was stated and nothing learned.',
    ),
    staleGrace: duration('60 s', 'How long the instrument has to answer before somebody is told.'),
    waiting: group(
      {
        critical: duration('5 min', 'Priority 100.'),
        high: duration('30 min', 'Priority 75 to 99.'),
        normal: duration('4 h', 'Priority 50 to 74.'),
        low: duration('24 h', 'Priority 25 to 49.'),
        background: duration('7 d', 'Priority 0 to 24.'),
      },
      'How long a task may wait for an instrument before somebody is told.',
    ),
    outboxDepth: Type.Integer({
      minimum: 1,
      default: 1_000,
      description: 'Events that an agent could not yet hand over.',
    }),
    diskShare: Type.Number({
      minimum: 0.1,
      maximum: 1,
      default: 0.9,
      description: "Share of an agent's disk that is used.",
    }),
    clockSkew: duration('30 s', "Difference between an agent's wall clock and the coordinator's."),
    brokerAfter: duration('10 s', 'How long the broker may be away.'),
    offersPerMinute: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        description: 'Offers to one agent in a minute; without it there is no limit.',
      }),
    ),
    reconcileEvery: duration('10 min', 'How often each agent is asked for all it knows.'),
    breakers: group(
      {
        failures: Type.Integer({ minimum: 1, default: 5, description: 'In a row, to open.' }),
        successes: Type.Integer({ minimum: 1, default: 2, description: 'Trials in a row, to close.' }),
        openFor: duration('30 s', 'Until the first trial; doubled each time one fails.'),
        longest: duration('1 h', 'The longest wait for a trial.'),
      },
      'Circuit breakers, one for each agent, instrument and activity.',
    ),
    cascade: group(
      {
        instruments: Type.Integer({ minimum: 2, default: 3, description: 'At least so many fail alike.' }),
        share: Type.Number({
          minimum: 0,
          maximum: 1,
          default: 0.5,
          description: 'And at least this share of those that have the activity.',
        }),
        within: duration('10 min', 'Within this time.'),
      },
      'When a fleet fails alike, its activity pauses until a person says go on.',
    ),
  },
  'What is noticed, and how soon.',
)
export type SupervisorSettings = Static<typeof SupervisorSettings>

/** The settings with their times as numbers. */
export interface Limits {
  readonly silentAfter: Duration
  readonly lostAfter: Duration
  readonly restarts: { readonly count: number; readonly within: Duration }
  readonly lateAfter: Duration
  readonly unhealthyChecks: number
  readonly startAfter: Duration
  readonly pausedAfter: Duration
  readonly pauseLimit: Duration
  readonly unreachableAfter: Duration
  readonly impossibleAfter: Duration
  readonly filesAfter: Duration
  readonly staleAfter: Duration
  readonly staleGrace: Duration
  /** By the lowest priority that each is for, highest first. */
  readonly waiting: readonly (readonly [priority: number, limit: Duration])[]
  readonly outboxDepth: number
  readonly diskShare: number
  readonly clockSkew: Duration
  readonly brokerAfter: Duration
  readonly offersPerMinute: number | undefined
  readonly reconcileEvery: Duration
  readonly breakers: {
    readonly failures: number
    readonly successes: number
    readonly openFor: Duration
    readonly longest: Duration
  }
  readonly cascade: { readonly instruments: number; readonly share: number; readonly within: Duration }
}

export function limitsOf(settings: SupervisorSettings): Limits {
  const { waiting, breakers, cascade, restarts } = settings
  return {
    silentAfter: time(settings.silentAfter),
    lostAfter: time(settings.lostAfter),
    restarts: { count: restarts.count, within: time(restarts.within) },
    lateAfter: time(settings.lateAfter),
    unhealthyChecks: settings.unhealthyChecks,
    startAfter: time(settings.startAfter),
    pausedAfter: time(settings.pausedAfter),
    pauseLimit: time(settings.pauseLimit),
    unreachableAfter: time(settings.unreachableAfter),
    impossibleAfter: time(settings.impossibleAfter),
    filesAfter: time(settings.filesAfter),
    staleAfter: time(settings.staleAfter),
    staleGrace: time(settings.staleGrace),
    waiting: [
      [100, time(waiting.critical)],
      [75, time(waiting.high)],
      [50, time(waiting.normal)],
      [25, time(waiting.low)],
      [0, time(waiting.background)],
    ],
    outboxDepth: settings.outboxDepth,
    diskShare: settings.diskShare,
    clockSkew: time(settings.clockSkew),
    brokerAfter: time(settings.brokerAfter),
    offersPerMinute: settings.offersPerMinute,
    reconcileEvery: time(settings.reconcileEvery),
    breakers: { ...breakers, openFor: time(breakers.openFor), longest: time(breakers.longest) },
    cascade: { ...cascade, within: time(cascade.within) },
  }
}

/** The schema has let only durations through. */
function time(text: string): Duration {
  const parsed = parseDuration(text)
  if (parsed === undefined) throw new InvariantError(`${text} is not a duration`)
  return parsed
}

/** What holds where nothing is configured. */
export const STANDARD_LIMITS: Limits = standard()

function standard(): Limits {
  const whole = Type.Object({ supervisor: SupervisorSettings })
  const parsed = compileSchema<Static<typeof whole>>(whole, { defaults: true })({})
  if (!parsed.ok) throw new InvariantError('the standard settings of the supervisor are not right')
  return limitsOf(parsed.value.supervisor)
}
