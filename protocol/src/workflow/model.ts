import { type Static, Type } from '@sinclair/typebox'
import { ID_PATTERN } from '../identifiers.ts'
import { AWAY_POLICIES, FAILURE_CATEGORIES } from '../messages.ts'
import { StepBatch } from './batch.ts'
import { StepCommon, StepKinds } from './control.ts'
import { StepResources } from './resources.ts'
import {
  durationText,
  Expression,
  LABEL_PATTERN,
  orTemplate,
  StepId,
  type Steps,
  strict,
  Template,
  Templates,
  TextTemplate,
  Uses,
  VARIABLE_PATTERN,
  words,
} from './words.ts'

/**
 * The workflow model: a versioned definition, a DAG of steps. A single activity submitted alone is one too.
 * The same schema serves YAML files, the API and the client. What the form of one step can't show is in validate.ts.
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
const ABOUT_OTHERS = ['after', 'waits', 'sameInstrumentAs', 'otherInstrumentThan', 'together'] as const

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

/** In what order the steps of a job are begun that could all begin. */
export const STRATEGIES = ['parallel', 'sequential', 'priority'] as const
export type JobStrategy = (typeof STRATEGIES)[number]

/** What becomes of a job's other steps when one has failed. */
export const JOB_FAILURE_RULES = ['finish', 'stop', 'cancel'] as const
export type JobFailureRule = (typeof JOB_FAILURE_RULES)[number]

/** After which end of a job another is begun. */
const CHAINED_AFTER = ['success', 'failure', 'cancelled', 'always'] as const

/** What becomes of jobs with the same key. */
const CONCURRENCY_RULES = ['wait', 'newest-wins', 'refuse'] as const

const Named = <T extends Parameters<typeof Type.Record>[1]>(value: T, description: string) =>
  Type.Record(Type.String({ pattern: VARIABLE_PATTERN }), value, { maxProperties: 200, description })

const ValueSchema = Type.Record(Type.String(), Type.Unknown(), {
  description: 'A JSON Schema, such as {type: number, minimum: 0}.',
})

const Chained = Type.Object(
  {
    uses: Uses('A registered workflow.'),
    on: Type.Optional(words(CHAINED_AFTER, 'After which end; `success` where left out, `always` after any.')),
    when: Type.Optional(Expression('Only where this is true; `outputs`, `state` and `inputs` are known.')),
    inputs: Type.Optional(Templates('Its inputs.')),
  },
  strict,
)

export const WorkflowDefinition = Type.Object(
  {
    muster: Type.Literal(1, { description: 'The version of this form.' }),
    name: Type.String({ pattern: ID_PATTERN }),
    version: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'Given by the coordinator when it is registered; where it is written, it must be the next.',
      }),
    ),
    title: Type.Optional(Type.String({ maxLength: 200 })),
    inputs: Type.Optional(
      Named(
        ValueSchema,
        'What a job gives, each with the JSON Schema of its value; one with a `default` may be left out.',
      ),
    ),
    variables: Type.Optional(
      Named(
        Type.Object(
          { schema: Type.Optional(ValueSchema), initial: Template('What it is at first.') },
          strict,
        ),
        'What steps set on the way (`set`); read as `vars`.',
      ),
    ),
    outputs: Type.Optional(
      Named(
        Type.Object({ value: Template('A value.'), schema: Type.Optional(ValueSchema) }, strict),
        'What comes of the job, worked out when all else has succeeded.',
      ),
    ),
    strategy: Type.Optional(
      words(
        STRATEGIES,
        '`parallel` (the default): whatever can begin does; `sequential`: one at a time, in the order written; `priority`: none while one of higher `priority` could go on.',
      ),
    ),
    onFailure: Type.Optional(
      words(
        JOB_FAILURE_RULES,
        'When a step has failed: `finish` (the default) what does not need it, `stop`: begin nothing more, `cancel`: ask what runs to stop as well.',
      ),
    ),
    concurrency: Type.Optional(
      Type.Object(
        {
          key: TextTemplate(
            'Jobs of this workflow with the same key are not under way at the same time; `inputs` and `labels` are known. 1 to 200 characters.',
          ),
          rule: Type.Optional(
            words(
              CONCURRENCY_RULES,
              '`wait` (the default): one after another, by priority, then as they were submitted; `newest-wins`: those that have not begun are cancelled; `refuse`: the new one is refused.',
            ),
          ),
        },
        strict,
      ),
    ),
    // oxlint-disable-next-line unicorn/no-thenable -- data, and no function
    then: Type.Optional(
      Type.Array(Chained, { maxItems: 20, description: 'Jobs that are begun when it has ended.' }),
    ),
    steps: Type.Unsafe<Steps>({
      type: 'object',
      minProperties: 1,
      maxProperties: 10_000,
      description: 'Steps by their ids.',
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

/** Fields of a step that an activity submitted alone can't have. */
const NOT_ALONE = [
  ...(Object.keys(StepKinds) as (keyof typeof StepKinds)[]),
  'when',
  'set',
  'onFailure',
  'fallback',
  'undo',
  'undoWhen',
  'priority',
] as const

/** What is submitted: a workflow, or a single activity, with what is the job's own. */
export const JobSubmission = Type.Object(
  {
    workflow: Type.Optional(WorkflowDefinition),
    uses: Type.Optional(Uses('A registered workflow.')),
    inputs: Type.Optional(Templates('Values of the inputs of the workflow; nothing in them is evaluated.')),
    activity: Type.Optional(
      Type.Omit(Step, [...ABOUT_OTHERS, ...NOT_ALONE], {
        ...strict,
        description: 'A workflow of this one step.',
      }),
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
export function singleActivity(
  step: Omit<Step, (typeof ABOUT_OTHERS)[number] | (typeof NOT_ALONE)[number]>,
): WorkflowDefinition {
  return { muster: 1, name: 'single-activity', version: 1, steps: { run: step } }
}
