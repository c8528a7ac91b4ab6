import { compileSchema, type Fault, type Parsed } from '@muster/runtime'
import { ID_PATTERN } from '../identifiers.ts'
import { below, coded, fault, MOST_FAULTS } from './fault-codes.ts'
import { WorkflowDefinition } from './definition.ts'
import { Step, type Steps } from './model.ts'
import { DEEPEST_STEPS, MOST_STEPS, nestedIn } from './nested.ts'
import { LONGEST_PATH } from './paths.ts'

const parseDefinitionForm = compileSchema<WorkflowDefinition>(WorkflowDefinition)
const parseStepForm = compileSchema<Step>(Step)
const STEP_ID = new RegExp(ID_PATTERN)

/** Whether a definition and all its steps, those within others too, have the form that they must have. Not yet whether they make sense. */
export function readForm(value: unknown): Parsed<WorkflowDefinition> {
  const form = parseDefinitionForm(value)
  if (!form.ok) return { ok: false, faults: coded('form', form.faults) }
  const faults = stepFormFaults(form.value.steps)
  return faults.length === 0 ? form : { ok: false, faults }
}

/** What is wrong with the form of steps, their number, their depth and the length of their paths. */
function stepFormFaults(steps: Steps): Fault[] {
  const reader: Reader = { count: 0, faults: [] }
  readSteps(reader, steps, 'steps', 1, 0)
  return reader.faults
}

interface Reader {
  count: number
  readonly faults: Fault[]
}

/** @param around how long paths are so far */
function readSteps(reader: Reader, steps: Steps, field: string, depth: number, around: number): void {
  const { faults } = reader
  if (depth > DEEPEST_STEPS) {
    faults.push(fault('steps-too-deep', field, `stands ${depth} levels deep; ${DEEPEST_STEPS} is the most`))
    return
  }
  for (const [id, step] of Object.entries(steps)) {
    if (faults.length >= MOST_FAULTS) return
    reader.count += 1
    if (reader.count > MOST_STEPS) {
      if (reader.count === MOST_STEPS + 1)
        faults.push(
          fault(
            'steps-too-many',
            field,
            `there are more than ${MOST_STEPS.toLocaleString('en')} steps in all`,
          ),
        )
      return
    }
    readStep(reader, id, step, `${field}.${id}`, depth, around + id.length)
  }
}

function readStep(
  reader: Reader,
  id: string,
  step: Step,
  field: string,
  depth: number,
  length: number,
): void {
  const { faults } = reader
  if (!STEP_ID.test(id))
    faults.push(
      fault(
        'step-id',
        field,
        `"${id}" is no id: small letters, digits and dashes, 63 at the most, no dash at an end`,
      ),
    )
  else if (length > LONGEST_PATH)
    faults.push(
      fault('path-too-long', field, `ids make a path of ${length} characters; ${LONGEST_PATH} is the most`),
    )
  const form = parseStepForm(step)
  if (!form.ok) {
    faults.push(...coded('form', below(field, form.faults)))
    return
  }
  for (const nested of nestedIn(form.value)) {
    const inner = `${field}.${nested.field}`
    const faultsBefore = faults.length
    if (!isMap(nested.steps)) faults.push(fault('form', inner, 'must be an object of steps by their ids'))
    else if (Object.keys(nested.steps).length === 0) faults.push(fault('form', inner, 'must have a step'))
    if (faults.length === faultsBefore)
      readSteps(reader, nested.steps, inner, depth + 1, length + nested.longestScope.length + 2)
  }
}

const isMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
