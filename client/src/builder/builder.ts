import type { WorkflowDefinition } from '@muster/protocol/workflow'
import type { Fault } from '@muster/runtime'
import { definitionOf, type Head } from './definition.ts'
import {
  type CommonFields,
  type Draft,
  EMPTY,
  fullId,
  resolve,
  stepOf,
  withAll,
  within,
  withMore,
  withStep,
} from './draft.ts'
import { type Condition, type Expr, type Ref, refTo, templateOf, textOf, type Value } from './expressions.ts'
import { type ChainOptions, chainedOf, concurrencyOf, type KnownAtFirst, type KnownAtLast } from './others.ts'
import type * as types from './types.ts'

type Scope = types.Scope
/** Makes steps within a step. */
type Body<Acts, S extends Scope, More extends object, Inner extends Scope, Out> = (
  builder: Builder<Acts, types.ScopeWithin<S, More>, object, 'body'>,
  known: types.Known<types.ScopeWithin<S, More>>,
) => Builder<Acts, Inner, Out, 'body'>

/** A branch of a switch; the last may leave out its condition. */
interface Branch<Acts, S extends Scope> {
  readonly when?: types.Given<Condition, S>
  readonly steps: (builder: Builder<Acts, types.ScopeWithin<S, object>, object, 'body'>) => {
    readonly draft: Draft
  }
}

/**
 * Makes a workflow, step by step. Nothing of it ever changes: each call gives a new builder, so that what several workflows begin with is
 * written once. What the types can't show is told by `build`.
 */
export class Builder<Acts, S extends Scope, Out, Place extends 'workflow' | 'body'> {
  /** What has been said so far: for builders. */
  readonly draft: Draft
  readonly place: Place
  readonly #head: Head

  constructor(draft: Draft, head: Head, place: Place) {
    this.draft = draft
    this.place = place
    this.#head = head
  }

  /** What a job gives; its type is that of its schema. */
  input<Name extends string, const T extends types.Schema>(
    this: Builder<Acts, S, Out, 'workflow'>,
    name: types.NewName<Name, S['inputs']>,
    schema: T,
  ): Builder<Acts, types.WithInput<S, Name, types.FromSchema<T>>, Out, 'workflow'> {
    const head = this.#head
    return this.#with(this.draft, { ...head, inputs: { ...head.inputs, [name]: schema } })
  }

  /** What steps set on the way. Its type is that of its schema, or else that of what it is at first. */
  variable<Name extends string, T, const Form extends types.Schema | undefined = undefined>(
    this: Builder<Acts, S, Out, 'workflow'>,
    name: types.NewName<Name, S['variables']>,
    initial: T,
    schema?: Form,
  ): Builder<
    Acts,
    types.WithVariable<S, Name, Form extends types.Schema ? types.FromSchema<Form> : types.Widened<T>>,
    Out,
    'workflow'
  > {
    const variable = { initial: templateOf(initial), ...(schema === undefined ? {} : { schema }) }
    const head = this.#head
    return this.#with(this.draft, { ...head, variables: { ...head.variables, [name]: variable } })
  }

  /** What comes of the job. */
  output<Name extends string, V>(
    this: Builder<Acts, S, Out, 'workflow'>,
    name: types.NewName<Name, Out>,
    value: types.Given<V, S>,
    schema?: types.Schema,
  ): Builder<Acts, S, Out & { readonly [N in Name]: types.OutputTypes<{ of: V }>['of'] }, 'workflow'> {
    const output = {
      value: templateOf(resolve<unknown>(this.draft, value)),
      ...(schema === undefined ? {} : { schema }),
    }
    const head = this.#head
    return this.#with(this.draft, { ...head, outputs: { ...head.outputs, [name]: output } })
  }

  /** What comes of these steps each time that they are done: the result of the step that they are within. */
  outputs<const O extends types.Outputs>(
    this: Builder<Acts, S, Out, 'body'>,
    values: types.Given<O, S>,
  ): Builder<Acts, S, types.OutputTypes<O>, 'body'> {
    const outputs = templateOf(resolve<types.Outputs>(this.draft, values)) as types.Outputs
    return this.#with({ ...this.draft, outputs })
  }

  /** Of a loop: it ends when this is true, asked after each time through. */
  until(
    this: Builder<Acts, S, Out, 'body'>,
    condition: types.Given<Condition, S>,
  ): Builder<Acts, S, Out, 'body'> {
    return this.#with({ ...this.draft, until: textOf(resolve<Condition>(this.draft, condition)) })
  }

  /** Jobs with the same key, made from inputs and labels, are under way one after another: after the inputs that it names. */
  concurrency(
    this: Builder<Acts, S, Out, 'workflow'>,
    key: string | ((known: KnownAtFirst<S>) => Expr<string | number | boolean> | string),
    rule?: NonNullable<WorkflowDefinition['concurrency']>['rule'],
  ): Builder<Acts, S, Out, 'workflow'> {
    const head = this.#head
    return this.#with(this.draft, {
      ...head,
      settings: { ...head.settings, concurrency: concurrencyOf<S>(key, rule) },
    })
  }

  /** A job that is begun when this one has ended (`then`): after the outputs that it is made from. By its name, or its builder, as for `uses`. */
  chain<Inputs extends object = types.Outputs, Made = unknown>(
    this: Builder<Acts, S, Out, 'workflow'>,
    registered: string | UsableWorkflow<Inputs, Made>,
    options: ChainOptions<Inputs> | ((known: KnownAtLast<S, Out>) => ChainOptions<Inputs>) = {},
  ): Builder<Acts, S, Out, 'workflow'> {
    const uses = typeof registered === 'string' ? registered : registered.workflowName
    const { settings } = this.#head
    const all = [...(settings.then ?? []), chainedOf<S, Out, Inputs>(uses, options)]
    // oxlint-disable-next-line unicorn/no-thenable -- data, and no function
    const more = { ...settings, then: all }
    return this.#with(this.draft, { ...this.#head, settings: more })
  }

  /** The next step comes after these. */
  after(...steps: readonly (keyof S['own'] & string)[]): Builder<Acts, S, Out, Place> {
    return this.#with({ ...this.draft, after: steps })
  }

  /** The next step is skipped where this is false. */
  when(condition: types.Given<Condition, S>): Builder<Acts, S, Out, Place> {
    return this.#with({ ...this.draft, when: textOf(resolve<Condition>(this.draft, condition)) })
  }

  /** A reference to a step that is there, or to what it gave. */
  ref<Id extends keyof S['own'] & string>(id: Id): types.StepRef<S['own'][Id]> {
    const ref: unknown = refTo(`steps[${JSON.stringify(fullId(this.draft, id))}]`)
    return ref as types.StepRef<S['own'][Id]>
  }

  /** An activity, as instruments offer it. */
  step<Id extends string, Name extends keyof Acts>(
    id: types.NewName<Id, S['own']>,
    options: types.Given<types.ActivityStep<Acts, Name, S>, S>,
  ): Builder<Acts, types.WithStep<S, Id, types.ResultOf<Acts, Name>>, Out, Place> {
    return this.#add(id, resolve<CommonFields>(this.draft, options), {})
  }

  /** A question to a person. */
  prompt<Id extends string>(
    id: types.NewName<Id, S['own']>,
    options: types.Given<types.PromptOptions<S>, S>,
  ): Builder<Acts, types.WithStep<S, Id, types.PromptResult>, Out, Place> {
    const { question, known, fields, optional, answers, onTimeout, ...common } = resolve<
      types.PromptOptions<S>
    >(this.draft, options)
    return this.#add(id, common, { prompt: { question, known, fields, optional, answers, onTimeout } })
  }

  /** A wait for a time, a signal or a file. */
  wait<Id extends string>(
    id: types.NewName<Id, S['own']>,
    options: types.Given<types.WaitOptions<S>, S>,
  ): Builder<Acts, types.WithStep<S, Id, types.WaitResult>, Out, Place> {
    const given = resolve<types.WaitOptions<S>>(this.draft, options)
    const { for: time, until, signal, file, onTimeout, ...common } = given
    return this.#add(id, common, { wait: { for: time, until, signal, file, onTimeout } })
  }

  /** Asks something outside. What it gives is as the schema `result` says. */
  call<Id extends string, const Form extends types.Schema = types.Schema>(
    id: types.NewName<Id, S['own']>,
    options: types.Given<types.CallOptions<S, Form>, S>,
  ): Builder<Acts, types.WithStep<S, Id, types.FromSchema<Form>>, Out, Place> {
    const { kind, with: values, result, ...common } = resolve<types.CallOptions<S, Form>>(this.draft, options)
    return this.#add(id, common, { call: { kind, with: values, result } })
  }

  /** The first branch whose condition is true is gone through. */
  switch<Id extends string>(
    id: types.NewName<Id, S['own']>,
    branches: readonly Branch<Acts, S>[],
    common: types.Common<S> = {},
  ): Builder<Acts, types.WithStep<S, Id, unknown>, Out, Place> {
    const made = branches.map(({ when, steps }, at) => {
      const { draft } = steps(this.#body())
      const inner = within(draft, `switch.${at}.steps`)
      const condition = when === undefined ? undefined : textOf(resolve<Condition>(this.draft, when))
      return { branch: { when: condition, steps: inner.steps, outputs: draft.outputs }, faults: inner.faults }
    })
    const faults = made.flatMap(one => one.faults)
    return this.#add(id, common, { switch: made.map(({ branch }) => branch) }, faults)
  }

  /** Steps for each item of a list or a range. */
  forEach<Id extends string, Inner extends Scope, Made, Item = number, const Name extends string = 'item'>(
    id: types.NewName<Id, S['own']>,
    options: types.Given<types.ForEachOptions<S, Item, Name>, S>,
    body: Body<Acts, S, { readonly [N in Name]: Item } & { readonly index: number }, Inner, Made>,
  ): Builder<Acts, types.WithStep<S, Id, types.GatheredResult<Made>>, Out, Place> {
    const given = resolve<types.ForEachOptions<S, Item, Name>>(this.draft, options)
    const { items, range, as, concurrency, gather, ...common } = given
    const { steps, outputs, faults } = this.#within(body, 'forEach.steps')
    return this.#add(
      id,
      common,
      { forEach: { items, range, as, concurrency, gather, steps, outputs } },
      faults,
    )
  }

  /** Steps again and again, until what the body says with `until`. They see the outputs of the time before as `last`. */
  repeat<Id extends string, Inner extends Scope, Made>(
    id: types.NewName<Id, S['own']>,
    options: types.Given<types.RepeatOptions<S>, S>,
    body: Body<Acts, S, { readonly iteration: number; readonly last: unknown }, Inner, Made>,
  ): Builder<Acts, types.WithStep<S, Id, Made & { readonly iterations: number }>, Out, Place> {
    const { atMost, onLimit, ...common } = resolve<types.RepeatOptions<S>>(this.draft, options)
    const { steps, outputs, until, faults } = this.#within(body, 'repeat.steps')
    return this.#add(id, common, { repeat: { atMost, onLimit, until, steps, outputs } }, faults)
  }

  /** Steps that are one step together. */
  group<Id extends string, Inner extends Scope, Made>(
    id: types.NewName<Id, S['own']>,
    body: Body<Acts, S, object, Inner, Made>,
    common: types.Given<types.Common<S>, S> = {},
  ): Builder<Acts, types.WithStep<S, Id, Made>, Out, Place> {
    const { steps, outputs, faults } = this.#within(body, 'steps')
    return this.#add(id, resolve<CommonFields>(this.draft, common), { steps, outputs }, faults)
  }

  /** Steps that are known only as it runs: an expression that gives an object like `steps`. */
  stepsFrom<Id extends string>(
    id: types.NewName<Id, S['own']>,
    from: types.Given<Expr<object> | string, S>,
    common: types.Common<S> & { readonly outputs?: types.Outputs } = {},
  ): Builder<Acts, types.WithStep<S, Id, unknown>, Out, Place> {
    return this.#add(id, common, { stepsFrom: textOf(resolve<Expr<object> | string>(this.draft, from)) })
  }

  /**
   * A registered workflow as a step: by its name, such as `density@2`, or by its builder, which has to be registered as well: then its inputs
   * and outputs are known.
   */
  uses<Id extends string, Inputs extends object = types.Outputs, Made = unknown>(
    id: types.NewName<Id, S['own']>,
    registered: string | UsableWorkflow<Inputs, Made>,
    inputs: types.Given<{ readonly [Name in keyof Inputs]?: Value<Inputs[Name]> }, S> = {},
    common: types.Common<S> = {},
  ): Builder<Acts, types.WithStep<S, Id, Made>, Out, Place> {
    const uses = typeof registered === 'string' ? registered : registered.workflowName
    const values = resolve<object>(this.draft, inputs)
    return this.#add(id, common, { uses, ...(Object.keys(values).length > 0 ? { inputs: values } : {}) })
  }

  /** The steps of a segment; `weigh` of one that is included as `first` is `first-weigh`. */
  include<Prefix extends string, Own extends object>(
    prefix: Prefix,
    part: Segment<Own>,
  ): Builder<Acts, Omit<S, 'own'> & { readonly own: S['own'] & types.Prefixed<Own, Prefix> }, Out, Place> {
    const { draft } = this
    const after = draft.after.length > 0 ? draft.after.map(id => fullId(draft, id)) : draft.entry.after
    const entry = { after, when: draft.when ?? draft.entry.when }
    return this.#with(withAll(draft, part.draftFor({ ...EMPTY, entry, prefix: `${draft.prefix}${prefix}-` })))
  }

  /** What undoes a step when the job fails or is cancelled after it. It knows its `result`, and the `instrument` that it was done on. */
  undo<Id extends keyof S['own'] & string, Inner extends Scope, Made>(
    id: Id,
    body: Body<Acts, S, { readonly result: S['own'][Id]; readonly instrument: string }, Inner, Made>,
  ): Builder<Acts, S, Out, Place> {
    const { steps, faults } = this.#within(body, 'undo')
    return this.#with(withMore(this.draft, id, { step: { undo: steps }, faults }))
  }

  /** Variables that a step sets when it has succeeded, from what it gave. */
  set<Id extends keyof S['own'] & string>(
    id: Id,
    settings: (result: Ref<S['own'][Id]>) => types.Settings<S>,
  ): Builder<Acts, S, Out, Place> {
    const set = templateOf(settings(refTo('result'))) as types.Outputs
    return this.#with(withMore(this.draft, id, { step: { set } }))
  }

  /** What is done in the place of a step that has failed. */
  fallback<Inner extends Scope, Made>(
    id: keyof S['own'] & string,
    body: Body<Acts, S, object, Inner, Made>,
  ): Builder<Acts, S, Out, Place> {
    const { steps, faults } = this.#within(body, 'fallback')
    return this.#with(withMore(this.draft, id, { step: { fallback: steps }, faults }))
  }

  /** Its name, for workflows that use it. */
  get workflowName(): string {
    return this.#head.name
  }

  /** Only for types: what it takes and gives. */
  get contract(): { readonly inputs: S['inputs']; readonly outputs: Out } | undefined {
    return undefined
  }

  /** The definition, as it would be read from YAML. @throws InvalidInputError with all that is wrong with it */
  build(this: Builder<Acts, S, Out, 'workflow'>): WorkflowDefinition {
    return definitionOf(this.#head, this.draft)
  }

  #within<More extends object, Inner extends Scope, Made>(
    body: Body<Acts, S, More, Inner, Made>,
    field: string,
  ) {
    const known: unknown = new Proxy(
      {},
      { get: (_, name) => (typeof name === 'symbol' ? undefined : refTo(name)) },
    )
    const { draft } = body(this.#body(), known as types.Known<types.ScopeWithin<S, More>>)
    return { ...within(draft, field), outputs: draft.outputs, until: draft.until }
  }

  #body<More extends object>(): Builder<Acts, types.ScopeWithin<S, More>, object, 'body'> {
    return new Builder<Acts, types.ScopeWithin<S, More>, object, 'body'>(
      { ...EMPTY, around: this.draft },
      this.#head,
      'body',
    )
  }

  #add<After extends Scope>(
    id: string,
    common: CommonFields,
    kind: object,
    faults: readonly Fault[] = [],
  ): Builder<Acts, After, Out, Place> {
    return this.#with(withStep(this.draft, id, { step: stepOf(this.draft, common, kind), faults }))
  }

  #with<After extends Scope, Made, Where extends 'workflow' | 'body'>(
    draft: Draft,
    head = this.#head,
  ): Builder<Acts, After, Made, Where> {
    // Where it stands does not change by what is added.
    return new Builder<Acts, After, Made, Where>(draft, head, this.place as unknown as Where)
  }
}

/** A workflow that a step can be. */
export interface UsableWorkflow<Inputs, Made> {
  readonly workflowName: string
  readonly contract: { readonly inputs: Inputs; readonly outputs: Made } | undefined
}

/** Steps that can be put into several workflows, under several names. */
export interface Segment<Own> {
  readonly steps?: Own
  draftFor(around: Draft): Draft
}
