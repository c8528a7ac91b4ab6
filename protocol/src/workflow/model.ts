import { type Static, Type } from '@sinclair/typebox'
import { ID_PATTERN } from '../identifiers.ts'
import { AWAY_POLICIES, FAILURE_CATEGORIES } from '../messages.ts'
import { StepBatch } from './batch.ts'
import { StepCommon, StepKinds } from './control.ts'
import { StepResources } from './resources.ts'
import { durationText, LABEL_PATTERN, orTemplate, StepId, strict, words } from './words.ts'

/**
 * The workflow model: a versioned definition, a DAG of steps. A single activity submitted alone is one too.
 * The same schema serves YAML files, the API and the client. What the form of one step can't show is in validate.ts. Here stands what
 * a step is; the whole is in definition.ts, what is submitted in submission.ts.
 */

/** What agents are customarily for. Any other word is as good. */
export const ROLES = [
  'observer',
  'compressor',
  'validator',
  'orchestrator',
  'analyzer',
  'optimizer',
  'monitor',
  'aggregator',
  'executor',
  'coordinator',
] as const

/** Fields of a step that are about other steps of its job. */
export const ABOUT_OTHERS = ['after', 'waits', 'sameInstrumentAs', 'otherInstrumentThan', 'together'] as const

declare module './words.ts' {
  interface Steps {
    readonly [id: string]: Step
  }
}
export type { Steps } from './words.ts'

export const Step = Type.Object(
  {
    activity: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'What an instrument is to do: the name of an activity.',
      }),
    ),
    ...StepKinds,
    ...StepCommon,
    instrument: Type.Optional(
      Type.String({
        pattern: orTemplate(ID_PATTERN),
        maxLength: 4_000,
        description:
          'On this instrument only; without it, on any that has the activity. May hold ${ … } with CEL.',
      }),
    ),
    fallbackInstruments: Type.Optional(
      Type.Array(Type.String({ pattern: ID_PATTERN }), {
        minItems: 1,
        maxItems: 20,
        uniqueItems: true,
        description:
          'In the place of `instrument`, one after the other: when no attempt is left there, or it has waited there as long as `queueLimit` says. Each begins with as many attempts.',
      }),
    ),
    requires: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Labels that the instrument or its agent must have. Values may hold ${ … } with CEL.',
      }),
    ),
    parameters: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          'Parameters of the activity, as its schema says. Strings may hold ${ … } with CEL, over `inputs`, `vars`, `steps`.',
      }),
    ),
    after: Type.Optional(
      Type.Array(StepId, {
        uniqueItems: true,
        description: 'Steps of the same group that must have succeeded before.',
      }),
    ),
    notBefore: Type.Optional(
      Type.String({ format: 'date-time', description: 'Not to be started before this time.' }),
    ),
    waits: Type.Optional(
      Type.Record(
        Type.String({ pattern: ID_PATTERN }),
        Type.Object(
          {
            atLeast: Type.Optional(durationText('From the end of that step on, such as for cooling.')),
            atMost: Type.Optional(
              durationText(
                'Started no later than so long after the end of that step, which is not started before an instrument for this one can be kept free.',
              ),
            ),
          },
          { ...strict, minProperties: 1 },
        ),
        { description: 'How long to wait after steps named in `after`.' },
      ),
    ),
    sameInstrumentAs: Type.Optional(
      Type.String({
        pattern: ID_PATTERN,
        description: 'On the instrument that an earlier step was done on.',
      }),
    ),
    otherInstrumentThan: Type.Optional(
      Type.Array(Type.String({ pattern: ID_PATTERN }), {
        uniqueItems: true,
        description: 'On none of the instruments that these earlier steps were done on.',
      }),
    ),
    preferLastOf: Type.Optional(
      Type.String({
        pattern: LABEL_PATTERN,
        description:
          'If it is free, on the instrument that did this activity last for a job with the same value of this label, such as `experiment`.',
      }),
    ),
    together: Type.Optional(
      Type.String({
        pattern: ID_PATTERN,
        description: 'Steps of one job with the same name here are started together, or not at all.',
      }),
    ),
    role: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: `Role that the agent must have. Any word; customary: ${ROLES.join(', ')}.`,
      }),
    ),
    strategy: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description:
          'How to choose among instruments that are free: least-busy, round-robin, random, pack, fastest.',
      }),
    ),
    ...StepResources,
    batch: Type.Optional(StepBatch),
    title: Type.Optional(Type.String({ maxLength: 200 })),
    retry: Type.Optional(
      Type.Object(
        {
          attempts: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 100,
              default: 3,
              description: 'Attempts that failed, counted together, before the task fails.',
            }),
          ),
          delay: Type.Optional(durationText('Before the next attempt; 5 s where left out.')),
          factor: Type.Optional(
            Type.Number({
              minimum: 1,
              maximum: 10,
              default: 2,
              description: 'Each delay is so many times the one before.',
            }),
          ),
          longest: Type.Optional(durationText('No delay is longer; 5 min where left out.')),
          jitter: Type.Optional(
            Type.Number({
              minimum: 0,
              maximum: 1,
              default: 0,
              description:
                'Each delay is shortened by up to this part of it, so that not all come back at once.',
            }),
          ),
          within: Type.Optional(
            durationText('No other attempt once so long has passed since the first began.'),
          ),
          categories: Type.Optional(
            Type.Array(words(FAILURE_CATEGORIES), {
              uniqueItems: true,
              description: 'Only failures of these categories; what a category never allows stays so.',
            }),
          ),
        },
        { ...strict, description: 'Never overrides the repeatability of the activity.' },
      ),
    ),
    reuse: Type.Optional(
      words(
        ['allowed', 'never'],
        'When the job is begun again with `reuse`: whether the result of this step may be taken over where nothing before it has changed. Where left out: if its activity is `safe`.',
      ),
    ),
    preemptible: Type.Optional(
      Type.Boolean({
        default: true,
        description:
          'Whether critical work may have its instrument: an offer is taken back, a run stopped at a checkpoint.',
      }),
    ),
    startLimit: Type.Optional(
      durationText(
        'How long an instrument may take to begin a run that it was told to begin, before somebody is told. It may have begun, so nothing else follows.',
      ),
    ),
    checkpointEvery: Type.Optional(
      durationText(
        'How often a run is asked how far it has come, where its activity can tell: another attempt goes on from there.',
      ),
    ),
    timeLimit: Type.Optional(
      durationText(
        'How long a run may take. Then one that may be repeated is cancelled and tried again; for any other somebody is told. Any other kind of step fails when it has taken so long, and what is under way in it is asked to end.',
      ),
    ),
    staleAfter: Type.Optional(
      durationText(
        'How long a run may show no progress before the instrument is asked, and then somebody told.',
      ),
    ),
    lostAfter: Type.Optional(
      durationText('How long a run may be out of contact before somebody is told. It goes on all the same.'),
    ),
    away: Type.Optional(
      Type.Object(
        {
          policy: words(AWAY_POLICIES),
          after: Type.Optional(durationText()),
        },
        {
          ...strict,
          description:
            'What a running activity does while the coordinator is away: go on (the default), or stop after a time.',
        },
      ),
    ),
  },
  strict,
)
export type Step = Static<typeof Step>

/** The field of a step that says what kind it is, for each kind. */
export const STEP_KINDS = [
  'activity',
  'prompt',
  'wait',
  'call',
  'switch',
  'forEach',
  'repeat',
  'uses',
  'steps',
  'stepsFrom',
] as const
export type StepKind = (typeof STEP_KINDS)[number]
