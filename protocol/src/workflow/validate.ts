import { compileSchema, type Fault, type Parsed, type Timestamp } from '@muster/runtime'
import { jobKey } from './concurrency.ts'
import { definitionFaults } from './definition-faults.ts'
import { below, coded, fault } from './fault-codes.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { Step } from './model.ts'
import { JobSubmission, singleActivity } from './submission.ts'
import { everyStep } from './nested.ts'
import { readForm } from './read-steps.ts'
import { checkInputs, type PinnedWorkflow, pinUses, splitUses, type WorkflowLookup } from './uses.ts'

const parseForm = compileSchema<JobSubmission>(JobSubmission)

/** A submission whose form and graph are right: the workflow it means, whichever way it was written. */
export interface CheckedSubmission extends PinnedWorkflow {
  readonly submission: JobSubmission
  /** The workflow; without a lookup one that is named has no steps here. */
  readonly definition: WorkflowDefinition
  /** Values of the workflow's inputs, with defaults filled in. */
  readonly inputs: Readonly<Record<string, unknown>>
  /** What the `concurrency` of the workflow comes to for this job. */
  readonly key?: string
  /** Where a step of the workflow stands in the submission: `workflow.steps.x`, `activity`, or `uses`. */
  fieldOfStep(step: string): string
}

export interface ReadOptions {
  /** Finds registered workflows. Without it what is used by name is not looked at. */
  readonly workflow?: WorkflowLookup
}

/** Checks form, graph, expressions, inputs and used workflows: all that can be checked without knowing the laboratory. */
export function parseSubmission(value: unknown, options: ReadOptions = {}): Parsed<CheckedSubmission> {
  const form = parseForm(value)
  const forms = [...(form.ok ? [] : coded('form', form.faults)), ...innerFormFaults(value)]
  if (!form.ok || forms.length > 0) return { ok: false, faults: unlikeEachOther(forms) }
  const submission = form.value
  const { workflow, activity, uses } = submission
  if ([workflow, activity, uses].filter(one => one !== undefined).length !== 1) {
    const message = 'give either a workflow, the name of one (uses) or an activity, and not more than one'
    return { ok: false, faults: [fault('submission-kind', 'workflow', message)] }
  }
  if (uses !== undefined) return readUse(submission, uses, options)
  if (workflow !== undefined)
    return read(
      submission,
      workflow,
      options,
      field => `workflow.${field}`,
      step => `workflow.steps.${step}`,
    )
  const alone = singleActivity(activity ?? {})
  return read(
    submission,
    alone,
    options,
    field => `activity${field.slice('steps.run'.length)}`,
    () => 'activity',
  )
}

/** The form of a submission knows nothing of steps. */
function innerFormFaults(value: unknown): Fault[] {
  if (typeof value !== 'object' || value === null || !('workflow' in value)) return []
  const form = readForm(value.workflow)
  return form.ok ? [] : below('workflow', form.faults)
}

function unlikeEachOther(faults: readonly Fault[]): Fault[] {
  const kept = new Map(faults.map(one => [`${one.field}\0${one.message}`, one]))
  return [...kept.values()]
}

function readUse(
  submission: JobSubmission,
  uses: string,
  { workflow }: ReadOptions,
): Parsed<CheckedSubmission> {
  const { name, version } = splitUses(uses)
  const given = submission.inputs ?? {}
  const fieldOfStep = () => 'uses'
  if (!workflow) {
    const definition: WorkflowDefinition = { muster: 1, name, steps: {} }
    return { ok: true, value: { submission, definition, uses: {}, inputs: given, fieldOfStep } }
  }
  const definition = workflow(name, version)
  if (!definition)
    return { ok: false, faults: [fault('workflow-unknown', 'uses', `there is no workflow "${uses}"`)] }
  const pin = pinUses(definition, workflow)
  const { inputs, faults } = checkInputs(definition, given)
  const { key, faults: keyFaults } = keyOf(submission, definition, inputs, faults)
  const all = [
    ...[...pin.faults, ...keyFaults].map(one => ({
      ...one,
      field: 'uses',
      message: `${one.field}: ${one.message}`,
    })),
    ...below('inputs', faults),
  ]
  if (all.length > 0) return { ok: false, faults: all }
  return { ok: true, value: { submission, ...pin.pinned, inputs, ...key, fieldOfStep } }
}

function read(
  submission: JobSubmission,
  definition: WorkflowDefinition,
  { workflow }: ReadOptions,
  fieldOf: (field: string) => string,
  fieldOfStep: (step: string) => string,
): Parsed<CheckedSubmission> {
  const pin = workflow ? pinUses(definition, workflow) : { pinned: { definition, uses: {} }, faults: [] }
  const { inputs, faults } = checkInputs(definition, submission.inputs ?? {})
  const own = [...definitionFaults(definition), ...pin.faults]
  const { key, faults: keyFaults } = keyOf(submission, definition, inputs, [...own, ...faults])
  const all = [
    ...[...own, ...keyFaults].map(one => ({ ...one, field: fieldOf(one.field) })),
    ...below('inputs', faults),
  ]
  if (all.length > 0) return { ok: false, faults: all }
  return { ok: true, value: { submission, ...pin.pinned, inputs, ...key, fieldOfStep } }
}

/** Where the rest is right: the key of the job. */
function keyOf(
  { labels = {} }: JobSubmission,
  definition: WorkflowDefinition,
  inputs: Readonly<Record<string, unknown>>,
  wrong: readonly Fault[],
): { readonly key: { readonly key?: string }; readonly faults: readonly Fault[] } {
  if (wrong.length > 0) return { key: {}, faults: [] }
  const { key, faults } = jobKey(definition, inputs, labels)
  return { key: key === undefined ? {} : { key }, faults }
}

/** Checks a definition by itself, as it is when it is registered. Fields are relative to it. */
export function parseWorkflow(value: unknown, { workflow }: ReadOptions = {}): Parsed<PinnedWorkflow> {
  const form = readForm(value)
  if (!form.ok) return form
  const definition = form.value
  const pin = workflow ? pinUses(definition, workflow) : { pinned: { definition, uses: {} }, faults: [] }
  const faults = [...definitionFaults(definition), ...pin.faults]
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: pin.pinned }
}

/** Each step that a job may do, those within others and those of used workflows too, with its field in the submission. */
export function* submittedSteps(
  checked: CheckedSubmission,
): Generator<{ readonly step: Step; readonly field: string; readonly definition: WorkflowDefinition }> {
  const { definition, uses } = checked
  for (const [id, top] of Object.entries(definition.steps)) {
    const field = checked.fieldOfStep(id)
    for (const placed of everyStep({ [id]: top }))
      yield { step: placed.step, definition, field: `${field}${placed.field.slice(`steps.${id}`.length)}` }
  }
  for (const [name, used] of Object.entries(uses))
    for (const { step, field } of everyStep(used.steps))
      yield { step, definition: used, field: `${name}.${field}` }
}

/** What is wrong with the times of a submission. @param now wall time */
export function timeFaults(checked: CheckedSubmission, now: Timestamp): Fault[] {
  const { submission } = checked
  const faults: Fault[] = []
  const deadline = submission.deadline === undefined ? undefined : Date.parse(submission.deadline)
  if (deadline !== undefined && deadline <= now)
    faults.push(fault('form', 'deadline', `${submission.deadline ?? ''} is over; it is ${isoTime(now)} here`))
  for (const { step, field } of submittedSteps(checked)) {
    const { notBefore } = step
    if (notBefore === undefined || deadline === undefined || Date.parse(notBefore) < deadline) continue
    const message = `${notBefore} is not before the deadline, ${submission.deadline ?? ''}`
    faults.push(fault('form', `${field}.notBefore`, message))
  }
  return faults
}

const isoTime = (at: Timestamp): string => new Date(at).toISOString()
