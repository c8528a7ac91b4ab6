import { type Static, Type } from '@sinclair/typebox'
import { ID_PATTERN } from '../identifiers.ts'
import { AWAY_POLICIES } from '../messages.ts'
import { StepBatch } from './batch.ts'
import { StepResources } from './resources.ts'

/**
 * The workflow model: a versioned definition, a DAG of steps. A single activity submitted alone is one too.
 * The same schema serves YAML files, the API and the client.
 */

const strict = { additionalProperties: false } as const
const words = <T extends string>(all: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...all] })

const durationText = (description = 'Such as "30 s", "15 min", "18 h".') =>
  Type.String({ format: 'duration-text', description })

const LABEL_PATTERN = '^[A-Za-z][A-Za-z0-9_.-]{0,62}$'

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
const ABOUT_OTHERS = ['after', 'waits', 'sameInstrumentAs', 'otherInstrumentThan', 'together'] as const

export const Step = Type.Object(
  {
    activity: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'What to do: the name of an activity.',
    }),
    instrument: Type.Optional(
      Type.String({
        pattern: ID_PATTERN,
        description: 'On this instrument only; without it, on any that has the activity.',
      }),
    ),
    requires: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Labels that the instrument or its agent must have.',
      }),
    ),
    parameters: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Parameters of the activity, as its schema says.',
      }),
    ),
    after: Type.Optional(
      Type.Array(Type.String({ pattern: ID_PATTERN }), {
        uniqueItems: true,
        description: 'Steps that must have succeeded before.',
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
          delay: Type.Optional(durationText()),
        },
        { ...strict, description: 'Never overrides the repeatability of the activity.' },
      ),
    ),
    preemptible: Type.Optional(
      Type.Boolean({
        default: true,
        description:
          'Whether critical work may have its instrument: an offer is taken back, a run stopped at a checkpoint.',
      }),
    ),
    timeLimit: Type.Optional(
      durationText(
        'How long a run may take. Then one that may be repeated is cancelled and tried again; for any other somebody is told.',
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

export const WorkflowDefinition = Type.Object(
  {
    muster: Type.Literal(1, { description: 'The version of this form.' }),
    name: Type.String({ pattern: ID_PATTERN }),
    version: Type.Integer({ minimum: 1, default: 1 }),
    title: Type.Optional(Type.String({ maxLength: 200 })),
    steps: Type.Record(Type.String({ pattern: ID_PATTERN }), Step, {
      minProperties: 1,
      maxProperties: 10_000,
    }),
  },
  strict,
)
export type WorkflowDefinition = Static<typeof WorkflowDefinition>

/** Names for priorities; a number from 0 (background) to 100 (critical) says the same. */
export const PRIORITY_NAMES = { critical: 100, high: 75, normal: 50, low: 25, background: 0 } as const
export type PriorityName = keyof typeof PRIORITY_NAMES

export const Priority = Type.Union(
  [Type.Integer({ minimum: 0, maximum: 100 }), words(Object.keys(PRIORITY_NAMES) as PriorityName[])],
  { description: '0 to 100, or critical, high, normal, low, background.', default: 50 },
)

/** What is submitted: a workflow, or a single activity, with what is the job's own. */
export const JobSubmission = Type.Object(
  {
    workflow: Type.Optional(WorkflowDefinition),
    activity: Type.Optional(
      Type.Omit(Step, [...ABOUT_OTHERS], { ...strict, description: 'A workflow of this one step.' }),
    ),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    priority: Type.Optional(Priority),
    deadline: Type.Optional(Type.String({ format: 'date-time' })),
    labels: Type.Optional(
      Type.Record(Type.String({ pattern: LABEL_PATTERN }), Type.String({ maxLength: 200 }), {
        maxProperties: 50,
        description: 'Free, for finding jobs again; `experiment`, `workOrder` and `user` are customary.',
      }),
    ),
  },
  strict,
)
export type JobSubmission = Static<typeof JobSubmission>

export function priorityNumber(priority: number | PriorityName | undefined): number {
  if (priority === undefined) return PRIORITY_NAMES.normal
  return typeof priority === 'number' ? priority : PRIORITY_NAMES[priority]
}

/** The workflow that a single activity is. */
export function singleActivity(step: Omit<Step, (typeof ABOUT_OTHERS)[number]>): WorkflowDefinition {
  return { muster: 1, name: 'single-activity', version: 1, steps: { run: step } }
}
