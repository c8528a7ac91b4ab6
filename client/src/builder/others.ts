import type { WorkflowDefinition } from '@muster/protocol/workflow'
import { type Condition, type Expr, type Ref, refTo, templateOf, textOf, type Value } from './expressions.ts'
import type { Scope } from './types.ts'

/** What a workflow says of other jobs: which it excludes, and which it begins when it has ended. */

type Concurrency = NonNullable<WorkflowDefinition['concurrency']>
type Chained = NonNullable<WorkflowDefinition['then']>[number]

/** What the key of a job can be made of. */
export interface KnownAtFirst<S extends Scope> {
  readonly inputs: { readonly [Name in keyof S['inputs']]: Ref<S['inputs'][Name]> }
  readonly labels: Readonly<Record<string, Ref<string>>>
}

/** What is known of a job that has ended. */
export interface KnownAtLast<S extends Scope, Out> {
  readonly inputs: { readonly [Name in keyof S['inputs']]: Ref<S['inputs'][Name]> }
  /** There where it has succeeded. */
  readonly outputs: { readonly [Name in keyof Out]: Ref<Out[Name]> }
  readonly state: Ref<'succeeded' | 'failed' | 'cancelled'>
}

/** What is begun, and after which end. */
export interface ChainOptions<Inputs> {
  /** `success` where left out. */
  readonly on?: NonNullable<Chained['on']>
  /** Only where this is true. */
  readonly when?: Condition
  readonly inputs?: { readonly [Name in keyof Inputs]?: Value<Inputs[Name]> }
}

const byName = (of: string): unknown =>
  new Proxy(
    {},
    {
      get: (_, name) => (typeof name === 'symbol' ? undefined : (refTo(of) as Record<string, unknown>)[name]),
    },
  )

/** `concurrency`, with its key made from inputs and labels. */
export function concurrencyOf<S extends Scope>(
  key: string | ((known: KnownAtFirst<S>) => Expr<string | number | boolean> | string),
  rule: Concurrency['rule'],
): Concurrency {
  const known = { inputs: byName('inputs'), labels: byName('labels') }
  const made = typeof key === 'string' ? key : key(known as KnownAtFirst<S>)
  return { key: String(templateOf(made)), ...(rule === undefined ? {} : { rule }) }
}

/** One of `then`, with what it is given made from what the job came to. */
export function chainedOf<S extends Scope, Out, Inputs>(
  uses: string,
  options: ChainOptions<Inputs> | ((known: KnownAtLast<S, Out>) => ChainOptions<Inputs>),
): Chained {
  const known = { inputs: byName('inputs'), outputs: byName('outputs'), state: refTo('state') }
  const { on, when, inputs } = typeof options === 'function' ? options(known as KnownAtLast<S, Out>) : options
  return {
    uses,
    ...(on === undefined ? {} : { on }),
    ...(when === undefined ? {} : { when: textOf(when) }),
    ...(inputs === undefined ? {} : { inputs: templateOf(inputs) as NonNullable<Chained['inputs']> }),
  }
}
