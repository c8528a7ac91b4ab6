import { parseWorkflow, type WorkflowDefinition } from '@muster/protocol'
import { type Fault, InvalidInputError, parseYaml } from '@muster/runtime'
import { readText } from './command-call.ts'
import { ApiError } from './errors.ts'

/** A workflow from a file, that has been checked as far as that goes without a coordinator. */
export interface WorkflowFile {
  readonly definition: WorkflowDefinition
  /** The same faults with line and column. @param field that the definition's fields are relative to, such as `definition` */
  locate(faults: readonly Fault[], field?: string): Fault[]
}

/** Reads a definition, or a submission with one under `workflow`. @throws InvalidInputError with the place of each fault */
export async function readWorkflowFile(path: string): Promise<WorkflowFile> {
  const yaml = parseYaml(await readText(path), path)
  const { value } = yaml
  const isSubmission = typeof value === 'object' && value !== null && 'workflow' in value
  const locate = (faults: readonly Fault[], field = '') =>
    yaml.locate(faults.map(fault => moved(fault, field, isSubmission)))
  const parsed = parseWorkflow(isSubmission ? value.workflow : value)
  if (!parsed.ok) throw new InvalidInputError(`${path} is not right`, locate(parsed.faults))
  return { definition: parsed.value.definition, locate }
}

function moved({ field, message }: Fault, from: string, isSubmission: boolean): Fault {
  const inner = field === from ? '' : field.startsWith(`${from}.`) ? field.slice(from.length + 1) : field
  const outer = isSubmission ? ['workflow'] : []
  return { field: [...outer, ...(inner === '' ? [] : [inner])].join('.'), message }
}

/** What a coordinator has against a file is told with its place in it. */
export async function placed<T>(file: WorkflowFile, field: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ApiError && error.faults.length > 0)
      throw new InvalidInputError(error.message, file.locate(error.faults, field))
    throw error
  }
}
