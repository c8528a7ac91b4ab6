import { compileSchema, type Fault, type Parsed, parseDuration, type Timestamp } from '@muster/runtime'
import { batchFaults } from './batch.ts'
import { findRing, stepsBefore } from './graph.ts'
import { needsFaults, variantParameters } from './resources.ts'
import { JobSubmission, singleActivity, type Step, type WorkflowDefinition } from './model.ts'

const parseForm = compileSchema<JobSubmission>(JobSubmission)

/** A submission whose form and graph are right: the workflow it means, whichever way it was written. */
export interface CheckedSubmission {
  readonly submission: JobSubmission
  readonly definition: WorkflowDefinition
  readonly uses?: Readonly<Record<string, WorkflowDefinition>>
  readonly inputs?: Readonly<Record<string, unknown>>
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
    const needs = [...needsFaults(activity), ...batchFaults(activity)].map(fault => ({
      ...fault,
      field: `activity.${fault.field}`,
    }))
    if (needs.length > 0) return { ok: false, faults: needs }
    return {
      ok: true,
      value: { submission: form.value, definition: singleActivity(activity), fieldOfStep: () => 'activity' },
    }
  }
  if (workflow === undefined) return { ok: false, faults: [{ field: 'workflow', message: 'is missing' }] }
  const needs = Object.entries(workflow.steps).flatMap(([id, step]) =>
    [...needsFaults(step), ...batchFaults(step)].map(fault => ({
      ...fault,
      field: `steps.${id}.${fault.field}`,
    })),
  )
  const faults = [...graphFaults(workflow), ...needs].map(fault => ({
    ...fault,
    field: `workflow.${fault.field}`,
  }))
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
    return [
      ...faults,
      {
        field: `steps.${ring[0] ?? ''}.after`,
        message: `steps wait for each other: ${ring.join(' → ')}`,
      },
    ]
  return [...faults, ...placeFaults(definition), ...waitFaults(definition)]
}

/** What is wrong with steps that name the instruments of others: these have to be done before. */
function placeFaults(definition: WorkflowDefinition): Fault[] {
  return Object.entries(definition.steps).flatMap(([id, { sameInstrumentAs, otherInstrumentThan = [] }]) => {
    const named: [string, string][] = otherInstrumentThan.map((step, index) => [
      `otherInstrumentThan.${index}`,
      step,
    ])
    if (sameInstrumentAs !== undefined) named.push(['sameInstrumentAs', sameInstrumentAs])
    const earlier = named.length === 0 ? new Set<string>() : stepsBefore(definition, id)
    return named
      .filter(([, step]) => !earlier.has(step))
      .map(([field, step]) => ({
        field: `steps.${id}.${field}`,
        message: `"${step}" is not a step that comes before; those are: ${listSome([...earlier])}`,
      }))
  })
}

function waitFaults(definition: WorkflowDefinition): Fault[] {
  return Object.entries(definition.steps).flatMap(([id, { waits = {}, after = [] }]) =>
    Object.entries(waits).flatMap(([needed, { atLeast, atMost }]) => {
      const field = `steps.${id}.waits.${needed}`
      if (!after.includes(needed))
        return [
          {
            field,
            message: `"${needed}" has to be named in \`after\` as well; there is: ${listSome(after)}`,
          },
        ]
      const [least = 0, most = Number.POSITIVE_INFINITY] = [atLeast, atMost].map(text =>
        text === undefined ? undefined : parseDuration(text),
      )
      if (least <= most) return []
      return [{ field, message: `atLeast (${atLeast ?? ''}) is longer than atMost (${atMost ?? ''})` }]
    }),
  )
}

/** What is wrong with the times of a submission. @param now wall time */
export function timeFaults(checked: CheckedSubmission, now: Timestamp): Fault[] {
  const { submission, definition } = checked
  const faults: Fault[] = []
  const deadline = submission.deadline === undefined ? undefined : Date.parse(submission.deadline)
  if (deadline !== undefined && deadline <= now)
    faults.push({
      field: 'deadline',
      message: `${submission.deadline ?? ''} is over; it is ${isoTime(now)} here`,
    })
  for (const [id, { notBefore }] of Object.entries(definition.steps)) {
    if (notBefore === undefined || deadline === undefined || Date.parse(notBefore) < deadline) continue
    faults.push({
      field: `${checked.fieldOfStep(id)}.notBefore`,
      message: `${notBefore} is not before the deadline, ${submission.deadline ?? ''}`,
    })
  }
  return faults
}

const isoTime = (at: Timestamp): string => new Date(at).toISOString()

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
  /** What is wrong with the resources that a step asks for. Fields are relative to the step. */
  readonly resourceFaults?: (step: Step) => readonly Fault[]
}

/** What is wrong with a workflow's steps, given what instruments there are. */
export function catalogueFaults(checked: CheckedSubmission, catalogue: Catalogue): Fault[] {
  return Object.entries(checked.definition.steps).flatMap(([id, step]) =>
    [
      ...stepFaults(step, catalogue),
      ...variantFaults(step, catalogue),
      ...(catalogue.resourceFaults?.(step) ?? []),
    ].map(fault => ({ ...fault, field: `${checked.fieldOfStep(id)}.${fault.field}` })),
  )
}

/** What is wrong with the parameters of lesser ways to do a step, where the step itself is right. */
function variantFaults(step: Step, catalogue: Catalogue): Fault[] {
  if (!step.degraded || stepFaults(step, catalogue).length > 0) return []
  return step.degraded.flatMap((variant, at) => {
    const parameters = variantParameters(step, variant)
    if (!parameters) return []
    return stepFaults({ ...step, parameters }, catalogue).map(fault => ({
      ...fault,
      field: `degraded.${at}.${fault.field}`,
    }))
  })
}

function stepFaults(step: Step, catalogue: Catalogue): Fault[] {
  if (step.activity === undefined) return []
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
