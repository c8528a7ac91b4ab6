import type { Step } from '@muster/protocol/workflow'
import type { Condition, Expr, Ref, Value } from './expressions.ts'

/** Any activity, with any parameters. */
export interface AnyActivities {
  readonly [name: string]: {
    readonly parameters: Readonly<Record<string, unknown>>
    readonly result: unknown
  }
}

/** What there is to refer to at a place in a workflow. */
export interface Scope {
  readonly inputs: object
  readonly variables: object
  /** What a loop gives its steps: the item under its name, `index`, `iteration`, `last`. */
  readonly given: object
  /** Results of the steps of the maps around it, by id. */
  readonly outer: object
  /** Of the steps of the same map: what `after` can name. */
  readonly own: object
}

/** The results of steps that can be referred to: those of the same map stand before those around it. */
type Results<S extends Scope> = Omit<S['outer'], keyof S['own']> & S['own']

/** A step as expressions see it. */
export interface StepRef<Result> {
  readonly state: Ref<string>
  readonly result: Ref<Result>
  readonly failure: Ref<{ readonly code: string; readonly message: string; readonly category: string }>
  readonly instrument: Ref<string>
}
export type StepRefs<S extends Scope> = { readonly [Id in keyof Results<S>]: StepRef<Results<S>[Id]> }

/** What can be referred to besides steps. */
export type Known<S extends Scope> = {
  readonly inputs: { readonly [Name in keyof S['inputs']]: Ref<S['inputs'][Name]> }
  readonly vars: { readonly [Name in keyof S['variables']]: Ref<S['variables'][Name]> }
  readonly job: Ref<{ readonly id: string; readonly labels: Readonly<Record<string, string>> }>
} & { readonly [Name in keyof S['given']]: Ref<S['given'][Name]> }

/** As it stands, or made from what can be referred to: `(s, { inputs }) => ({ … })`. */
export type Given<T, S extends Scope> = T | ((steps: StepRefs<S>, known: Known<S>) => T)

/** A name that is not taken yet. */
export type NewName<Name extends string, Taken> = Name extends keyof Taken ? never : Name

/** Fields of a step that are written here in another way. */
type Written =
  | 'when'
  | 'set'
  | 'after'
  | 'waits'
  | 'sameInstrumentAs'
  | 'otherInstrumentThan'
  | 'undo'
  | 'fallback'
type NotCommon =
  | Written
  | 'activity'
  | 'parameters'
  | 'prompt'
  | 'wait'
  | 'call'
  | 'switch'
  | 'forEach'
  | 'repeat'
  | 'uses'
  | 'inputs'
  | 'steps'
  | 'stepsFrom'
  | 'outputs'

type OwnStep<S extends Scope> = keyof S['own'] & string

/** What every step may have besides its kind. */
export interface Common<S extends Scope> extends Omit<Step, NotCommon> {
  /** Also by `.when(…)`. */
  readonly when?: Condition
  /** Variables that are set when it has succeeded; from its result by `.set(…)`. */
  readonly set?: Settings<S>
  readonly waits?: { readonly [Id in OwnStep<S>]?: { readonly atLeast?: string; readonly atMost?: string } }
  readonly sameInstrumentAs?: OwnStep<S>
  readonly otherInstrumentThan?: readonly OwnStep<S>[]
}
export type Settings<S extends Scope> = {
  readonly [Name in keyof S['variables']]?: Value<S['variables'][Name]>
}

/** An activity, with parameters as its schema has them. */
export type ActivityStep<Acts, Name extends keyof Acts, S extends Scope> = Common<S> & {
  readonly activity: Name
} & ParametersOf<Acts, Name>

export type ResultOf<Acts, Name extends keyof Acts> = Acts[Name] extends { readonly result: infer R }
  ? R
  : unknown

type ParametersOf<Acts, Name extends keyof Acts> = Acts[Name] extends {
  readonly parameters: infer P extends object
}
  ? IsOptional<P> extends true
    ? { readonly parameters?: ValuesOf<P> }
    : { readonly parameters: ValuesOf<P> }
  : never
type ValuesOf<P> = { readonly [K in keyof P]: Value<Exclude<P[K], undefined>> }
/** Whether parameters may be left out: none of them has to be given. */
type IsOptional<P> = string extends keyof P ? true : Partial<P> extends P ? true : false

type Kind<Name extends 'prompt' | 'wait' | 'call'> = NonNullable<Step[Name]>
/** Texts that may be expressions. */
type Texts<T, K extends keyof T> = Omit<T, K> & { readonly [Name in K]?: Expr<string> | string }

export type PromptOptions<S extends Scope> = Common<S> & Kind<'prompt'>
export interface PromptResult {
  readonly answer: string
  readonly by: string
  readonly comment: string
  readonly fields: unknown
  readonly at: string
}
export type WaitOptions<S extends Scope> = Common<S> &
  Texts<Kind<'wait'>, 'for' | 'until' | 'signal' | 'file'>
export interface WaitResult {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly payload: unknown
  readonly file: unknown
}
export type CallOptions<S extends Scope, Form> = Common<S> &
  Omit<Kind<'call'>, 'result'> & { readonly result?: Form }

export interface ForEachOptions<S extends Scope, Item, Name extends string>
  extends Common<S>,
    Pick<NonNullable<Step['forEach']>, 'concurrency' | 'gather'> {
  readonly items?: Expr<readonly Item[]> | readonly Item[]
  readonly range?: { readonly from: Value<number>; readonly to: Value<number>; readonly by?: Value<number> }
  readonly as?: Name
}
/** The result of `forEach`. */
export interface GatheredResult<Made> {
  readonly items: readonly {
    readonly index: number
    readonly state: string
    readonly outputs: Made
    readonly failure: { readonly code: string; readonly message: string; readonly category: string }
  }[]
  readonly succeeded: number
  readonly failed: number
}

export interface RepeatOptions<S extends Scope> extends Common<S> {
  readonly atMost: number
  readonly onLimit?: 'fail' | 'continue'
}

/** Values by name, from which the types of a result are known. */
export type Outputs = Readonly<Record<string, unknown>>
export type OutputTypes<O> = { readonly [Name in keyof O]: TypeOf<O[Name]> }
type TypeOf<V> = V extends Expr<infer T> ? ([T] extends [never] ? unknown : T) : V

/** A branch of a switch, or what else is made of steps. */
export type ScopeWithin<S extends Scope, More extends object> = {
  readonly inputs: S['inputs']
  readonly variables: S['variables']
  readonly given: Omit<S['given'], keyof More> & More
  readonly outer: Results<S>
  readonly own: object
}
/** With one more step of the same map. */
export type WithStep<S extends Scope, Id extends string, Result> = Omit<S, 'own'> & {
  readonly own: S['own'] & { readonly [Name in Id]: Result }
}
export type WithInput<S extends Scope, Name extends string, T> = Omit<S, 'inputs'> & {
  readonly inputs: S['inputs'] & { readonly [N in Name]: T }
}
export type WithVariable<S extends Scope, Name extends string, T> = Omit<S, 'variables'> & {
  readonly variables: S['variables'] & { readonly [N in Name]: T }
}
/** Steps of a segment, by the names that they get where it is included. */
export type Prefixed<Own, Prefix extends string> = {
  readonly [Id in keyof Own & string as `${Prefix}-${Id}`]: Own[Id]
}

export type Schema = Readonly<Record<string, unknown>>
/** The type of what a JSON Schema accepts, as far as it is a simple one. */
export type FromSchema<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly type: 'string' }
      ? string
      : S extends { readonly type: 'number' | 'integer' }
        ? number
        : S extends { readonly type: 'boolean' }
          ? boolean
          : S extends { readonly type: 'array'; readonly items: infer Items }
            ? readonly FromSchema<Items>[]
            : S extends { readonly type: 'object'; readonly properties: infer P }
              ? { readonly [Name in keyof P]: FromSchema<P[Name]> }
              : unknown

/** The type that a constant is of. */
export type Widened<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T
