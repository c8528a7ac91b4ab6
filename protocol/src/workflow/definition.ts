import { type Static, Type } from '@sinclair/typebox'
import { ID_PATTERN } from '../identifiers.ts'
import {
  Expression,
  type Steps,
  strict,
  Template,
  Templates,
  TextTemplate,
  Uses,
  VARIABLE_PATTERN,
  words,
} from './words.ts'

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
