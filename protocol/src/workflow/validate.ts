import { compileSchema, type Fault, type Parsed } from '@muster/runtime'
import { findRing } from './graph.ts'
import { JobSubmission, singleActivity, type Step, type WorkflowDefinition } from './model.ts'

const parseForm = compileSchema<JobSubmission>(JobSubmission)

/** A submission whose form and graph are right: the workflow it means, whichever way it was written. */
export interface CheckedSubmission {
  readonly submission: JobSubmission
  readonly definition: WorkflowDefinition
  /** Where the definition's fields stand in the submission: `workflow.steps.x`, or `activity`. */
  fieldOfStep(step: string): string
}

/** Checks form and graph: unknown fields, wrong types, unknown steps, rings. All faults at once. */
export function parseSubmission(value: unknown): Parsed<CheckedSubmission> {
  const form = parseForm(value)
  if (!form.ok) return form
  const { workflow, activity } = form.value
  if ((workflow === undefined) === (activity === undefined)) {
    return {
      ok: false,
      faults: [{ field: 'workflow', message: 'give either a workflow or an activity, and not both' }],
    }
  }
  if (activity !== undefined) {
    return {
      ok: true,
      value: { submission: form.value, definition: singleActivity(activity), fieldOfStep: () => 'activity' },
    }
  }
  if (workflow === undefined) return { ok: false, faults: [{ field: 'workflow', message: 'is missing' }] }
  const faults = graphFaults(workflow).map(fault => ({ ...fault, field: `workflow.${fault.field}` }))
  if (faults.length > 0) return { ok: false, faults }
  const fieldOfStep = (step: string) => `workflow.steps.${step}`
  return { ok: true, value: { submission: form.value, definition: workflow, fieldOfStep } }
}

/** What is wrong with the order of steps. Fields are relative to the definition. */
export function graphFaults(definition: WorkflowDefinition): Fault[] {
  const known = Object.keys(definition.steps)
  const faults: Fault[] = []
  for (const [id, step] of Object.entries(definition.steps)) {
    for (const [index, needed] of (step.after ?? []).entries()) {
      if (needed in definition.steps) continue
      faults.push({
        field: `steps.${id}.after.${index}`,
        message: `"${needed}" is not a step; steps: ${listSome(known)}`,
      })
    }
  }
  const ring = findRing(definition)
  if (ring)
    faults.push({
      field: `steps.${ring[0] ?? ''}.after`,
      message: `steps wait for each other: ${ring.join(' → ')}`,
    })
  return faults
}

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
  }[]
}

/** What is wrong with a workflow's steps, given what instruments there are. */
export function catalogueFaults(checked: CheckedSubmission, catalogue: Catalogue): Fault[] {
  return Object.entries(checked.definition.steps).flatMap(([id, step]) =>
    stepFaults(step, catalogue).map(fault => ({
      ...fault,
      field: `${checked.fieldOfStep(id)}.${fault.field}`,
    })),
  )
}

function stepFaults(step: Step, catalogue: Catalogue): Fault[] {
  const all = catalogue.offering(step.activity)
  if (all.length === 0) {
    const known = `known: ${listSome(catalogue.activities)}`
    return [{ field: 'activity', message: `no instrument has the activity "${step.activity}"; ${known}` }]
  }
  const pinned = step.instrument === undefined ? all : all.filter(one => one.instrumentId === step.instrument)
  if (pinned.length === 0) {
    const exists = catalogue.instruments.includes(step.instrument ?? '')
    const having = `instruments that have it: ${listSome(all.map(one => one.instrumentId))}`
    const message = exists
      ? `"${step.instrument}" does not have the activity "${step.activity}"`
      : `there is no instrument "${step.instrument}"`
    return [{ field: 'instrument', message: `${message}; ${having}` }]
  }
  const labelled = pinned.filter(one => hasLabels(one.labels, step.requires))
  if (labelled.length === 0) {
    return [
      { field: 'requires', message: `no instrument with the activity "${step.activity}" has these labels` },
    ]
  }
  const results = labelled.map(one => one.parse(step.parameters ?? {}))
  if (results.some(result => result.ok)) return []
  const first = results.find(result => !result.ok)
  if (first === undefined || first.ok) return []
  return first.faults.map(fault => ({
    ...fault,
    field: fault.field === '' ? 'parameters' : `parameters.${fault.field}`,
  }))
}

export function hasLabels(
  labels: Readonly<Record<string, string>>,
  required: Readonly<Record<string, string>> | undefined,
): boolean {
  return Object.entries(required ?? {}).every(([name, value]) => labels[name] === value)
}

function listSome(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const shown = names.slice(0, 20).join(', ')
  return names.length > 20 ? `${shown}, and ${names.length - 20} more` : shown
}
