import type { Fault, JsonSchema, Parsed } from '@muster/runtime'
import { compileTemplate } from '../expressions/index.ts'
import { isTemplated } from '../expressions/template.ts'
import { suggest } from '../suggest.ts'
import { below, coded, fault, listSome } from './fault-codes.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { Step } from './model.ts'
import { mismatch } from './places.ts'
import { variantParameters } from './resources.ts'
import { type CheckedSubmission, submittedSteps } from './validate.ts'
import { schemaAt } from './value-schemas.ts'

/** What a coordinator knows of instruments and their activities, for checking steps against it. */
export interface Catalogue {
  readonly activities: readonly string[]
  readonly instruments: readonly string[]
  /** Instruments with this activity, each with the parser of its parameters. */
  offering(activity: string): readonly {
    readonly instrumentId: string
    /** The instrument's labels over its agent's. */
    readonly labels: Readonly<Record<string, string>>
    readonly parse: (parameters: unknown) => Parsed<unknown>
    /** The schema of its parameters, as JSON; where it is given, references are held against it. */
    readonly schemaJson?: string
  }[]
  /** What is wrong with the resources that a step asks for. Fields are relative to the step. */
  readonly resourceFaults?: (step: Step) => readonly Fault[]
}

type Offer = ReturnType<Catalogue['offering']>[number]

/** What is wrong with a workflow's steps, given what instruments there are. What holds an expression is not known before it is done. */
export function catalogueFaults(checked: CheckedSubmission, catalogue: Catalogue): Fault[] {
  const faults: Fault[] = []
  for (const { step, field, definition } of submittedSteps(checked)) {
    if (step.activity === undefined) continue
    const needs = catalogue.resourceFaults?.(step) ?? []
    faults.push(
      ...below(field, [
        ...stepFaults(step, catalogue, definition),
        ...variantFaults(step, catalogue, definition),
        ...coded('resource-unmet', needs).filter(one => !isAboutTemplate(one, step)),
      ]),
    )
  }
  return faults
}

/** What is wrong with the parameters of lesser ways to do a step, where the step itself is right. */
function variantFaults(step: Step, catalogue: Catalogue, definition: WorkflowDefinition): Fault[] {
  if (!step.degraded || stepFaults(step, catalogue, definition).length > 0) return []
  return step.degraded.flatMap((variant, at) => {
    const parameters = variantParameters(step, variant)
    return parameters
      ? below(`degraded.${at}`, stepFaults({ ...step, parameters }, catalogue, definition))
      : []
  })
}

function stepFaults(step: Step, catalogue: Catalogue, definition: WorkflowDefinition): Fault[] {
  const { activity = '', instrument } = step
  const all = catalogue.offering(activity)
  if (all.length === 0) {
    const known = `known: ${listSome(catalogue.activities)}`
    const message = `no instrument has the activity "${activity}"${suggest(activity, catalogue.activities)}; ${known}`
    return [fault('activity-unknown', 'activity', message)]
  }
  const isOpen = instrument === undefined || isTemplated(instrument)
  const pinned = isOpen ? all : all.filter(one => one.instrumentId === instrument)
  if (pinned.length === 0) {
    const exists = catalogue.instruments.includes(instrument ?? '')
    const having = `instruments that have it: ${listSome(all.map(one => one.instrumentId))}`
    const message = exists
      ? `"${instrument}" does not have the activity "${activity}"`
      : `there is no instrument "${instrument}"`
    return [fault('instrument-unfit', 'instrument', `${message}; ${having}`)]
  }
  for (const [at, fallback] of (step.fallbackInstruments ?? []).entries())
    if (!all.some(one => one.instrumentId === fallback)) {
      const having = `instruments that have it: ${listSome(all.map(one => one.instrumentId))}`
      const message = `"${fallback}" does not have the activity "${activity}"; ${having}`
      return [fault('instrument-unfit', `fallbackInstruments.${at}`, message)]
    }
  const required = Object.entries(step.requires ?? {}).filter(([, value]) => !isTemplated(value))
  const labelled = pinned.filter(one => hasLabels(one.labels, Object.fromEntries(required)))
  if (labelled.length === 0)
    return [
      fault('labels-unmet', 'requires', `no instrument with the activity "${activity}" has these labels`),
    ]
  return parameterFaults(step.parameters ?? {}, labelled, definition)
}

/** One instrument that could do it with these is enough. */
function parameterFaults(
  parameters: Readonly<Record<string, unknown>>,
  offers: readonly Offer[],
  definition: WorkflowDefinition,
): Fault[] {
  const template = compileTemplate(parameters)
  if (!template.ok) return []
  const { isConstant, expressions } = template.value
  const value = isConstant ? template.value.evaluate({}) : parameters
  const places = expressions.map(({ place }) => place.split('.'))
  let first: Fault[] | undefined
  for (const { parse, schemaJson } of offers) {
    const result = parse(value)
    const faults = result.ok ? [] : result.faults.filter(one => !isOpenAt(one, places))
    if (schemaJson !== undefined && expressions.length > 0) {
      const schema = JSON.parse(schemaJson) as JsonSchema
      for (const { expression, isWhole, place } of expressions)
        if (isWhole)
          faults.push(
            ...mismatch(
              expression,
              { definition, roots: new Set() },
              schemaAt(schema, place.split('.')),
              place,
            ),
          )
    }
    if (faults.length === 0) return []
    first ??= faults
  }
  return coded('parameters', below('parameters', first ?? []))
}

/** Whether a fault can't be told yet, as it is about a value that an expression gives, about a part of one, or about the whole around one. */
function isOpenAt({ field, message }: Fault, places: readonly (readonly string[])[]): boolean {
  const at = field === '' ? [] : field.split('.')
  return places.some(place => {
    const common = Math.min(place.length, at.length)
    if (!place.slice(0, common).every((part, index) => part === at[index])) return false
    // How many fields or items there are is known, whatever they will be.
    return place.length <= at.length || !/^must NOT have (?:fewer|more) than/.test(message)
  })
}

/** Whether a fault is about names or samples of which some are not known yet. */
function isAboutTemplate({ field }: Fault, step: Step): boolean {
  const place = field.split('.')
  const at = place.indexOf('names')
  if (at < 0) return field === 'instrument' && isTemplated(step.instrument)
  let value: unknown = step
  for (const part of place.slice(0, at + 1)) value = (value as Record<string, unknown> | undefined)?.[part]
  return Array.isArray(value) && value.some(isTemplated)
}

export function hasLabels(
  labels: Readonly<Record<string, string>>,
  required: Readonly<Record<string, string>> | undefined,
): boolean {
  return Object.entries(required ?? {}).every(([name, value]) => labels[name] === value)
}
