import { isDeepStrictEqual } from 'node:util'
import type { WorkflowDefinition } from '../definition.ts'

/** A field that is not as it was. */
export interface FieldChange {
  /** Dotted: `parameters.temperature`, `forEach.steps.weigh.activity`. */
  readonly field: string
  /** Left out where it was not there. */
  readonly from?: unknown
  /** Left out where it is not there any more. */
  readonly to?: unknown
}

/** What has changed among things that have names. */
export interface NamedChanges {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly { readonly id: string; readonly fields: readonly FieldChange[] }[]
}

/** How one definition differs from another. */
export interface WorkflowDifference {
  readonly steps: NamedChanges
  readonly inputs: NamedChanges
  readonly outputs: NamedChanges
  readonly variables: NamedChanges
  /** All else: title, strategy, `onFailure`, `concurrency`, `then`. */
  readonly settings: readonly FieldChange[]
  /** The steps that both have stand in another order. */
  readonly isReordered: boolean
}

/** What has to be changed in one definition to get another. Their names and versions are not compared. */
export function diffWorkflows(from: WorkflowDefinition, to: WorkflowDefinition): WorkflowDifference {
  const common = (a: WorkflowDefinition, b: WorkflowDefinition) =>
    Object.keys(a.steps).filter(id => Object.hasOwn(b.steps, id))
  return {
    steps: namedChanges(from.steps, to.steps),
    inputs: namedChanges(from.inputs, to.inputs),
    outputs: namedChanges(from.outputs, to.outputs),
    variables: namedChanges(from.variables, to.variables),
    settings: fieldChanges(settingsOf(from), settingsOf(to)),
    isReordered: !isDeepStrictEqual(common(from, to), common(to, from)),
  }
}

function settingsOf(definition: WorkflowDefinition): object {
  const {
    name: _,
    version: __,
    steps: ___,
    inputs: ____,
    outputs: _____,
    variables: ______,
    ...settings
  } = definition
  return settings
}

type Named = Readonly<Record<string, unknown>>

function namedChanges(from: Named = {}, to: Named = {}): NamedChanges {
  const both = Object.keys(from).filter(id => Object.hasOwn(to, id))
  const changed = both.map(id => ({ id, fields: fieldChanges(from[id], to[id]) }))
  return {
    added: Object.keys(to).filter(id => !Object.hasOwn(from, id)),
    removed: Object.keys(from).filter(id => !Object.hasOwn(to, id)),
    changed: changed.filter(({ fields }) => fields.length > 0),
  }
}

/** Objects are compared field by field, lists of objects place by place, all else as a whole. */
function fieldChanges(from: unknown, to: unknown, field = ''): FieldChange[] {
  if (isDeepStrictEqual(from, to)) return []
  const [before, after] = [partsOf(from), partsOf(to)]
  if (!before || !after || Array.isArray(from) !== Array.isArray(to))
    return [{ field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap(name =>
    fieldChanges(before[name], after[name], field === '' ? name : `${field}.${name}`),
  )
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const isList = Array.isArray(value)
  if (isList && !value.some(item => typeof item === 'object' && item !== null)) return undefined
  return Object.fromEntries(Object.entries(value))
}
