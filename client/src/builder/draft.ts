import type { Step, Steps } from '@muster/protocol/workflow'
import type { Fault } from '@muster/runtime'
import { isExpression, refTo, templateOf, textOf } from './expressions.ts'

/** What a builder holds: values that never change. A builder with one more step shares all else with the one before. */
export interface Draft {
  /** The last that was added, and those before it. */
  readonly last: Link | undefined
  /** Of the next step. */
  readonly after: readonly string[]
  readonly when: string | undefined
  /** Of steps that have nothing that they come after: a segment's, where it is included. */
  readonly entry: { readonly after: readonly string[]; readonly when: string | undefined }
  /** Of the ids of steps. */
  readonly prefix: string
  /** The steps that those of this draft are within. */
  readonly around: Draft | undefined
  readonly outputs: Readonly<Record<string, unknown>> | undefined
  readonly until: string | undefined
}

/** A step that was added, or fields that were added to one. */
interface Link {
  readonly id: string
  readonly step: Step
  readonly isMore: boolean
  /** Relative to the step. */
  readonly faults: readonly Fault[]
  readonly before: Link | undefined
}

export const EMPTY: Draft = {
  last: undefined,
  after: [],
  when: undefined,
  entry: { after: [], when: undefined },
  prefix: '',
  around: undefined,
  outputs: undefined,
  until: undefined,
}

/** A step without what comes from the draft: where it stands, and under which condition. */
export interface NewStep {
  readonly step: Step
  readonly faults?: readonly Fault[]
}

/** With a step more. What it comes after and its condition are those that were said before it. */
export function withStep(draft: Draft, id: string, { step, faults = [] }: NewStep): Draft {
  const isEntry = draft.after.length === 0
  const after = isEntry ? draft.entry.after : draft.after.map(name => fullId(draft, name))
  const when = step.when ?? draft.when ?? (isEntry ? draft.entry.when : undefined)
  const placed: Step = {
    ...step,
    ...(after.length > 0 ? { after: [...after] } : {}),
    ...(when === undefined ? {} : { when }),
  }
  const last = { id: draft.prefix + id, step: placed, isMore: false, faults, before: draft.last }
  return { ...draft, last, after: [], when: undefined }
}

/** With more fields of a step that is there. */
export function withMore(draft: Draft, id: string, { step, faults = [] }: NewStep): Draft {
  return { ...draft, last: { id: fullId(draft, id), step, isMore: true, faults, before: draft.last } }
}

/** With all steps of another. */
export function withAll(draft: Draft, other: Draft): Draft {
  let { last } = draft
  for (const { id, step, isMore, faults } of linksOf(other)) last = { id, step, isMore, faults, before: last }
  return { ...draft, last, after: [], when: undefined }
}

function linksOf({ last }: Draft): Link[] {
  const links: Link[] = []
  for (let link = last; link; link = link.before) links.push(link)
  return links.reverse()
}

/** The id of a step as it is in the end: of this draft, or of one around it. */
export function fullId(draft: Draft, id: string): string {
  const own = draft.prefix + id
  if (!draft.around || draft.last === undefined) return draft.around ? fullId(draft.around, id) : own
  return linksOf(draft).some(link => link.id === own) ? own : fullId(draft.around, id)
}

/** The steps of a draft, and what is wrong with them. Fields are relative to what they stand in. */
export function stepsOf(draft: Draft): { readonly steps: Steps; readonly faults: readonly Fault[] } {
  const steps: Record<string, Step> = {}
  const faults: Fault[] = []
  for (const { id, step, isMore, faults: own } of linksOf(draft)) {
    const known = Object.hasOwn(steps, id) ? steps[id] : undefined
    if (known && !isMore) faults.push({ field: id, message: 'is there twice' })
    else if (!known && isMore) faults.push({ field: id, message: 'is not a step' })
    else steps[id] = { ...known, ...step, ...settingsOf(known, step) }
    faults.push(...own.map(fault => ({ ...fault, field: `${id}.${fault.field}` })))
  }
  return { steps, faults }
}

/** Variables that were said to be set in more than one place: all of them are. */
const settingsOf = (known: Step | undefined, { set }: Step): Pick<Step, 'set'> =>
  known?.set && set ? { set: { ...known.set, ...set } } : {}

/** Steps within a step: what is wrong with them is told by the field that they stand in. */
export function within(
  draft: Draft,
  field: string,
): { readonly steps: Steps; readonly faults: readonly Fault[] } {
  const { steps, faults } = stepsOf(draft)
  return { steps, faults: faults.map(fault => ({ ...fault, field: `${field}.${fault.field}` })) }
}

/** What can be referred to: steps by their ids, and all else by its name. */
function scopeOf(draft: Draft): readonly [steps: object, known: object] {
  const byName = (make: (name: string) => unknown) =>
    new Proxy({}, { get: (_, name) => (typeof name === 'symbol' ? undefined : make(name)) })
  return [byName(id => refTo(`steps[${JSON.stringify(fullId(draft, id))}]`)), byName(name => refTo(name))]
}

/** A value as it stands, or made from what can be referred to. */
export function resolve<T>(draft: Draft, given: T | ((steps: never, known: never) => T)): T {
  if (typeof given !== 'function') return given
  const make = given as (steps: object, known: object) => T
  return make(...scopeOf(draft))
}

/** Fields of a step that are the same for all kinds. */
export interface CommonFields {
  readonly when?: unknown
  readonly set?: unknown
  readonly sameInstrumentAs?: string | undefined
  readonly otherInstrumentThan?: readonly string[] | undefined
  readonly waits?: object
}

/** A step of what was given: expressions become text, names of steps are those that they have in the end. */
export function stepOf(draft: Draft, given: CommonFields, kind: object): Step {
  const { when, set, sameInstrumentAs, otherInstrumentThan, waits, ...rest } = given
  const full = (id: string) => fullId(draft, id)
  const entries = Object.entries(waits ?? {}).map(([id, wait]): [string, unknown] => [full(id), wait])
  const step: unknown = templateOf({
    ...rest,
    ...kind,
    ...(isExpression(when) || typeof when === 'string' ? { when: textOf(when) } : {}),
    ...(set === undefined ? {} : { set }),
    ...(sameInstrumentAs === undefined ? {} : { sameInstrumentAs: full(sameInstrumentAs) }),
    ...(otherInstrumentThan === undefined ? {} : { otherInstrumentThan: otherInstrumentThan.map(full) }),
    ...(waits === undefined ? {} : { waits: Object.fromEntries(entries) }),
  })
  // It has the fields that its type says; what they hold is looked at when the workflow is built.
  return step as Step
}
