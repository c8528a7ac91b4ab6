import { Type } from '@sinclair/typebox'
import {
  durationText,
  Expression,
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

/** Kinds of steps that are not activities. Each is one field of a step; a step has exactly one kind. */

/** Steps within a step: each is read by the same form as the outer ones (see validate.ts), so that this form does not hold itself. */
export const NestedSteps = (description: string) =>
  Type.Unsafe<Steps>({ type: 'object', minProperties: 1, maxProperties: 10_000, description })

const Outputs = Type.Optional(
  Templates('What comes of each time through, by name, from the results of the steps within.'),
)

const PromptStep = Type.Object(
  {
    question: TextTemplate('What is asked.'),
    known: Type.Optional(TextTemplate('What the person should know.')),
    fields: Type.Optional(
      Type.Record(
        Type.String({ pattern: VARIABLE_PATTERN }),
        Type.Record(Type.String(), Type.Unknown(), { description: 'A JSON Schema, such as {type: number}.' }),
        {
          maxProperties: 50,
          description: 'What is to be entered or scanned: each with the JSON Schema of its value.',
        },
      ),
    ),
    optional: Type.Optional(
      Type.Array(Type.String({ pattern: VARIABLE_PATTERN }), {
        uniqueItems: true,
        description: 'Fields that may be left out.',
      }),
    ),
    answers: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: StepId,
            title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
            leadsTo: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
            fails: Type.Optional(
              Type.Boolean({ default: false, description: 'The step fails where this is answered.' }),
            ),
          },
          strict,
        ),
        {
          minItems: 1,
          maxItems: 20,
          description: 'What can be answered; `done` where left out.',
        },
      ),
    ),
    onTimeout: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 63,
        description:
          'When its `timeLimit` is over: the id of the answer that is taken, or `fail`. Where left out, somebody is told, and it stays open.',
      }),
    ),
  },
  { ...strict, description: 'A question to a person. Its result: {answer, by, comment, fields, at}.' },
)

const WaitStep = Type.Object(
  {
    for: Type.Optional(TextTemplate('So long, such as "20 min".')),
    until: Type.Optional(TextTemplate('Until this time, such as "2027-01-31T08:00:00+01:00".')),
    signal: Type.Optional(TextTemplate('Until a signal of this name is sent to the job.')),
    file: Type.Optional(
      TextTemplate(
        'Until such a file is there and complete: FOLDER/NAME or NAME, in a folder that the coordinator is set to watch; `*` stands for any part of a name.',
      ),
    ),
    onTimeout: Type.Optional(
      words(['fail', 'continue'], 'When its `timeLimit` is over before it comes; `fail` where left out.'),
    ),
  },
  {
    ...strict,
    description:
      'One of for, until, signal, file. Its result: {at}, with {payload} of a signal, {file, folder, name, size, modifiedAt} of a file.',
  },
)

const CallStep = Type.Object(
  {
    kind: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'What is called: `http`, or a kind that the coordinator was given in its settings.',
    }),
    with: Type.Optional(
      Type.Record(Type.String(), Template('A value.'), {
        description:
          'What it is called with, as its kind says. {secret: name} stands for a secret of the coordinator. For `http`: url, method, headers, body.',
      }),
    ),
    result: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'The JSON Schema that its result must have: what does not is a failure.',
      }),
    ),
  },
  {
    ...strict,
    description:
      'Asks something outside, such as an optimiser for the next experiment. It may be called again after a crash, with the same Idempotency-Key.',
  },
)

const SwitchStep = Type.Array(
  Type.Object(
    {
      when: Type.Optional(
        Expression('Taken if this is true; the last may leave it out, and is taken if no other is.'),
      ),
      steps: NestedSteps('The steps of this branch.'),
      outputs: Outputs,
    },
    strict,
  ),
  {
    minItems: 1,
    maxItems: 100,
    description: 'The first branch whose condition is true is gone through. Its result: {branch, …outputs}.',
  },
)

const ForEachStep = Type.Object(
  {
    items: Type.Optional(Template('The list: as it stands, or an expression that gives one.')),
    range: Type.Optional(
      Type.Object(
        {
          from: Template('The first number.'),
          to: Template('The last number, included.'),
          by: Type.Optional(Template('The step; 1 where left out.')),
        },
        strict,
      ),
    ),
    as: Type.Optional(
      Type.String({
        pattern: VARIABLE_PATTERN,
        default: 'item',
        description: 'The name that its steps know the item by; `index` is its place, from 0.',
      }),
    ),
    concurrency: Type.Optional(
      Type.Unsafe<number | 'auto'>({
        anyOf: [
          { type: 'integer', minimum: 1, maximum: 10_000 },
          { type: 'string', enum: ['auto'] },
        ],
        description:
          'How many are under way at a time; `auto`: as many as instruments could do their first activity. All where left out.',
      }),
    ),
    gather: Type.Optional(
      Type.Unsafe<'all' | 'collect' | { readonly first: number } | { readonly quorum: number }>({
        anyOf: [
          { type: 'string', enum: ['all', 'collect'] },
          {
            type: 'object',
            properties: { first: { type: 'integer', minimum: 1 } },
            required: ['first'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { quorum: { type: 'number', exclusiveMinimum: 0 } },
            required: ['quorum'],
            additionalProperties: false,
          },
        ],
        description:
          '`all` (the default): each must succeed, and the first failure keeps more from beginning; `collect`: all are done, and failures are in the result; {first: n}: done when n succeeded, the rest is cancelled where it has not begun; {quorum: n}: all are done, n (below 1: that part of them) must succeed.',
      }),
    ),
    steps: NestedSteps('Done for each item.'),
    outputs: Outputs,
  },
  {
    ...strict,
    description:
      'Fan-out over a list or a range, and fan-in. Its result: {items: [{index, state, outputs, failure}], succeeded, failed}.',
  },
)

const RepeatStep = Type.Object(
  {
    steps: NestedSteps('Done again and again.'),
    until: Expression('Asked after each time through; it ends when this is true. `iteration` counts from 1.'),
    atMost: Type.Integer({ minimum: 1, maximum: 10_000, description: 'No more times than this.' }),
    onLimit: Type.Optional(
      words(
        ['fail', 'continue'],
        'When it was done `atMost` times and `until` is still false; `fail` where left out.',
      ),
    ),
    outputs: Outputs,
  },
  {
    ...strict,
    description:
      'A loop with a bound. Its steps see the outputs of the time before as `last`. Its result: {iterations, …outputs of the last}.',
  },
)

/** The kinds of steps besides activities. */
export const StepKinds = {
  prompt: Type.Optional(PromptStep),
  wait: Type.Optional(WaitStep),
  call: Type.Optional(CallStep),
  switch: Type.Optional(SwitchStep),
  forEach: Type.Optional(ForEachStep),
  repeat: Type.Optional(RepeatStep),
  uses: Type.Optional(Uses('A registered workflow as a step.')),
  inputs: Type.Optional(Templates('Of `uses`: its inputs.')),
  steps: Type.Optional(NestedSteps('A group of steps, which is a step itself.')),
  stepsFrom: Type.Optional(
    Expression(
      'Steps that are known only as it runs, such as from the result of a call: an object like `steps`.',
    ),
  ),
  outputs: Type.Optional(Templates('Of `steps` and `stepsFrom`: what comes of it.')),
} as const

export type PromptStep = typeof PromptStep
export type ForEachStep = typeof ForEachStep

/** How a step that has ended without success is dealt with, and other things that all kinds have. */
export const StepCommon = {
  when: Type.Optional(
    Expression('Skipped where this is false when it would begin; what comes after it goes on.'),
  ),
  set: Type.Optional(
    Templates('Variables of the workflow that are set when it has succeeded; `result` is what it gave.'),
  ),
  onFailure: Type.Optional(
    words(
      ['fail', 'continue', 'ask'],
      '`fail` (the default): what comes after it is skipped, and the job fails; `continue`: what comes after it goes on; `ask`: a person says.',
    ),
  ),
  fallback: Type.Optional(
    Type.Unsafe<Steps>({
      type: 'object',
      minProperties: 1,
      maxProperties: 1_000,
      description:
        'Steps to do in its place when it has failed, such as the same at another instrument; it succeeds if they do.',
    }),
  ),
  undo: Type.Optional(
    Type.Unsafe<Steps>({
      type: 'object',
      minProperties: 1,
      maxProperties: 1_000,
      description:
        'What undoes it: done when the job fails or is cancelled after it, the last first. `result` is what it gave, `instrument` the one it was done on.',
    }),
  ),
  undoWhen: Type.Optional(
    words(
      ['succeeded', 'started'],
      'Undone only if it had succeeded (the default), or as soon as it may have started.',
    ),
  ),
  queueLimit: Type.Optional(
    durationText('How long it may wait for an instrument; then it fails (category `timeout`, not started).'),
  ),
  priority: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100,
      description: 'Among the steps of the job, where its strategy is `priority`; 50 where left out.',
    }),
  ),
} as const
