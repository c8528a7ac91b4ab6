import type { Fault, JsonSchema } from '@muster/runtime'
import { compileExpression } from '../expressions/index.ts'
import { batchFaults } from './batch.ts'
import { conditionFaults, expressionFaults, templateFaults } from './expression-faults.ts'
import { below, coded, fault, MOST_FAULTS } from './fault-codes.ts'
import { graphFaults } from './graph-faults.ts'
import { kindFaults, requirementsOf, WAITS } from './kind-faults.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { Step, Steps } from './model.ts'
import { type Level, type Place, RESERVED_NAMES } from './places.ts'
import { needsFaults } from './resources.ts'
import { schemaParser, valueFaults } from './value-schemas.ts'

/** What is wrong with a definition whose form is right, in all its steps. Fields are relative to the definition. */
export function definitionFaults(definition: WorkflowDefinition): Fault[] {
  const { inputs = {}, variables = {}, outputs = {} } = definition
  const before: Place = { definition, roots: new Set(['inputs', 'job']) }
  const faults: Fault[] = []
  for (const [name, schema] of Object.entries(inputs)) {
    faults.push(...nameFaults(name, `inputs.${name}`), ...schemaFaults(schema, `inputs.${name}`))
    if (Object.hasOwn(schema, 'default')) faults.push(...defaultFaults(schema, `inputs.${name}.default`))
  }
  for (const [name, { schema, initial }] of Object.entries(variables)) {
    const field = `variables.${name}`
    faults.push(...nameFaults(name, field), ...(schema ? schemaFaults(schema, `${field}.schema`) : []))
    faults.push(...templateFaults(initial, before, `${field}.initial`, schema).faults)
  }
  const root: Place = { definition, roots: new Set(['inputs', 'vars', 'job']) }
  faults.push(...below('steps', mapFaults(definition.steps, root, undefined)))
  const after: Place = { ...root, level: { steps: definition.steps } }
  for (const [name, { value, schema }] of Object.entries(outputs)) {
    const field = `outputs.${name}`
    faults.push(...nameFaults(name, field), ...(schema ? schemaFaults(schema, `${field}.schema`) : []))
    faults.push(...templateFaults(value, after, `${field}.value`, schema).faults)
  }
  return [...faults, ...chainFaults(definition)]
}

/** What is wrong with steps that are added to a running job, which stand beside those that it has. */
export function addedStepsFaults(definition: WorkflowDefinition, has: Steps, added: Steps): Fault[] {
  const twice = Object.keys(added).filter(id => Object.hasOwn(has, id))
  const place: Place = { definition, roots: new Set(['inputs', 'vars', 'job']) }
  const faults = mapFaults({ ...has, ...added }, place, undefined)
  return [
    ...twice.map(id => fault('step-id', id, `there is a step "${id}" already`)),
    ...faults.filter(({ field }) => Object.hasOwn(added, field.split('.')[0] ?? '')),
  ]
}

const nameFaults = (name: string, field: string): Fault[] =>
  name === '__proto__' ? [fault('name-reserved', field, `"${name}" can not be a name`)] : []

function schemaFaults(schema: JsonSchema, field: string): Fault[] {
  const parser = schemaParser(schema)
  return parser.ok ? [] : below(field, parser.faults).map(one => ({ ...one, code: 'schema' }))
}

const defaultFaults = (schema: JsonSchema, field: string): Fault[] =>
  below(field, valueFaults(schema, schema['default'])).map(one => ({ ...one, code: 'default-value' }))

/** What a definition says about other jobs. */
function chainFaults(definition: WorkflowDefinition): Fault[] {
  const { concurrency, then = [] } = definition
  const atFirst: Place = { definition, roots: new Set(['inputs', 'labels']) }
  const atLast: Place = { definition, roots: new Set(['inputs', 'outputs', 'state']) }
  return [
    ...(concurrency ? templateFaults(concurrency.key, atFirst, 'concurrency.key').faults : []),
    ...then.flatMap(({ when, inputs = {} }, at) => [
      ...(when === undefined ? [] : conditionFaults(when, atLast, `then.${at}.when`).faults),
      ...templateFaults(inputs, atLast, `then.${at}.inputs`).faults,
    ]),
  ]
}

/** What is wrong with a map of steps and all in them. Fields are relative to the map. */
function mapFaults(steps: Steps, around: Place, outer: Level | undefined): Fault[] {
  const graph = graphFaults({ steps })
  const faults = [...graph.faults]
  for (const [id, step] of Object.entries(steps)) {
    if (faults.length >= MOST_FAULTS) break
    const level: Level = {
      steps,
      at: id,
      ...(graph.precedence ? { precedence: graph.precedence } : {}),
      ...(outer ? { outer } : {}),
    }
    const own = stepFaults(step, { ...around, level }, level)
    if (own.length > 0) faults.push(...below(id, own))
  }
  return faults
}

/** Fields are relative to the step. */
function stepFaults(step: Step, place: Place, level: Level): Fault[] {
  const faults = kindFaults(step)
  const add = (more: readonly Fault[]) => {
    for (const one of more) faults.push(one)
  }
  if (step.resources ?? step.degraded) add(coded('resource-request', needsFaults(step)))
  if (step.batch) add(coded('batch', batchFaults(step)))
  if (step.when !== undefined) add(whenFaults(step.when, place))
  for (const [field, value, schema] of templatesOf(step))
    add(templateFaults(value, place, field, schema).faults)
  if (step.call?.result) add(schemaFaults(step.call.result, 'call.result'))
  if (step.set) add(setFaults(step.set, withRoots(place, 'result')))
  if (step.forEach) add(forEachFaults(step.forEach, place, level))
  if (step.repeat) add(repeatFaults(step.repeat, place, level))
  if (step.switch) add(switchFaults(step.switch, place, level))
  if (step.steps) add(within('steps', step.steps, place, level))
  if (step.stepsFrom !== undefined) add(expressionFaults(step.stepsFrom, place, 'stepsFrom'))
  if (step.outputs) add(templateFaults(step.outputs, inside(place, step.steps, level), 'outputs').faults)
  if (step.fallback) add(within('fallback', step.fallback, place, level))
  if (step.undo) add(within('undo', step.undo, withRoots(place, 'result', 'instrument'), level))
  return faults
}

const withRoots = (place: Place, ...names: readonly string[]): Place => ({
  ...place,
  roots: new Set([...place.roots, ...names]),
})

const within = (field: string, steps: Steps, place: Place, level: Level): Fault[] =>
  below(field, mapFaults(steps, place, level))

/** Where all steps of a scope have been done; of `stepsFrom` none is known. */
function inside(place: Place, steps: Steps | undefined, outer: Level): Place {
  if (steps) return { ...place, level: { steps, outer } }
  return { definition: place.definition, roots: new Set([...place.roots, 'steps']) }
}

function whenFaults(when: string, place: Place): Fault[] {
  const { faults, always } = conditionFaults(when, place, 'when')
  if (always === false) return [fault('step-unreachable', 'when', 'is never true: the step can never begin')]
  return [...faults]
}

type Templated = readonly [field: string, value: unknown, schema?: JsonSchema]

/** All that may hold `${ … }` and needs no more than the place of its step. */
function templatesOf(step: Step): Templated[] {
  const { prompt, wait, call, resources, degraded = [] } = step
  const templates: Templated[] = []
  const add = (field: string, value: unknown, schema?: JsonSchema) => {
    if (value !== undefined) templates.push(schema ? [field, value, schema] : [field, value])
  }
  add('parameters', step.parameters)
  add('instrument', step.instrument, TEXT)
  add('requires', step.requires)
  add('samples', step.samples)
  add('inputs', step.inputs)
  if (prompt) {
    add('prompt.question', prompt.question)
    add('prompt.known', prompt.known)
  }
  if (wait) for (const one of WAITS) add(`wait.${one}`, wait[one], TEXT)
  if (call) add('call.with', call.with)
  for (const [at, variant] of degraded.entries()) add(`degraded.${at}.parameters`, variant.parameters)
  if (resources ?? step.degraded)
    for (const [field, list] of requirementsOf(step))
      for (const [at, { names, anyOf = [] }] of list.entries()) {
        add(`${field}.${at}.names`, names)
        for (const [index, one] of anyOf.entries()) add(`${field}.${at}.anyOf.${index}.names`, one.names)
      }
  return templates
}

const TEXT: JsonSchema = { type: 'string' }
const LIST: JsonSchema = { type: 'array' }
const NUMBER: JsonSchema = { type: 'number' }

function setFaults(set: NonNullable<Step['set']>, place: Place): Fault[] {
  const variables = place.definition.variables ?? {}
  return Object.entries(set).flatMap(([name, value]) => {
    if (!Object.hasOwn(variables, name)) {
      const known = Object.keys(variables)
      const message = `there is no variable "${name}"; variables: ${known.length === 0 ? 'none' : known.join(', ')}`
      return [fault('expression-variable-unknown', `set.${name}`, message)]
    }
    return templateFaults(value, place, `set.${name}`, variables[name]?.schema).faults
  })
}

function forEachFaults(forEach: NonNullable<Step['forEach']>, place: Place, level: Level): Fault[] {
  const { items, range, as = 'item', steps, outputs } = forEach
  const faults: Fault[] = []
  if ((RESERVED_NAMES as readonly string[]).includes(as) || !compileExpression(as).ok)
    faults.push(fault('name-reserved', 'forEach.as', `"${as}" is a word of the language; take another`))
  if (items !== undefined) {
    faults.push(...templateFaults(items, place, 'forEach.items', LIST).faults)
    if (Array.isArray(items) && items.length === 0)
      faults.push(fault('step-unreachable', 'forEach.items', 'is empty: its steps can never begin'))
  }
  for (const [name, value] of Object.entries(range ?? {}))
    faults.push(...templateFaults(value, place, `forEach.range.${name}`, NUMBER).faults)
  const inner = withRoots(place, as, 'index')
  faults.push(...within('forEach.steps', steps, inner, level))
  if (outputs) faults.push(...templateFaults(outputs, inside(inner, steps, level), 'forEach.outputs').faults)
  return faults
}

function repeatFaults(repeat: NonNullable<Step['repeat']>, place: Place, level: Level): Fault[] {
  const { until, steps, outputs } = repeat
  const inner = withRoots(place, 'iteration', 'last')
  const after = inside(inner, steps, level)
  return [
    ...within('repeat.steps', steps, inner, level),
    ...conditionFaults(until, after, 'repeat.until').faults,
    ...(outputs ? templateFaults(outputs, after, 'repeat.outputs').faults : []),
  ]
}

function switchFaults(branches: NonNullable<Step['switch']>, place: Place, level: Level): Fault[] {
  const faults: Fault[] = []
  let taken: number | undefined
  for (const [at, { when, steps, outputs }] of branches.entries()) {
    const field = `switch.${at}`
    const condition =
      when === undefined ? { faults: [], always: true } : conditionFaults(when, place, `${field}.when`)
    faults.push(...condition.faults)
    if (taken !== undefined)
      faults.push(
        fault('branch-unreachable', field, `can never be taken: branch ${taken} always is, before it`),
      )
    else if (condition.always === false)
      faults.push(
        fault('branch-unreachable', `${field}.when`, 'is never true: the branch can never be taken'),
      )
    if (condition.always === true) taken ??= at
    faults.push(...within(`${field}.steps`, steps, place, level))
    if (outputs)
      faults.push(...templateFaults(outputs, inside(place, steps, level), `${field}.outputs`).faults)
  }
  return faults
}
