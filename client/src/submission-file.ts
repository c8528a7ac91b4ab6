import { parseSubmission } from '@muster/protocol'
import type { JobSubmission } from '@muster/protocol/workflow'
import { type Fault, InvalidInputError, parseYaml } from '@muster/runtime'
import { type CommandFlags, inputsOf, labelsOf, readText } from './command-call.ts'
import { ApiError } from './errors.ts'

interface SubmissionFile {
  readonly submission: JobSubmission
  /** What a coordinator has against it is told with its place in the file. */
  placed<T>(ask: () => Promise<T>): Promise<T>
}

/**
 * Reads a submission, or a workflow alone, which is then the submission. Inputs and labels of the command line take the
 * place of the file's.
 * @throws InvalidInputError with the place of each fault
 */
export async function readSubmissionFile(
  path: string,
  { input = [], label = [] }: CommandFlags,
): Promise<SubmissionFile> {
  const yaml = parseYaml(await readText(path), path)
  const isAlone = isRecord(yaml.value) && 'muster' in yaml.value && 'steps' in yaml.value
  const locate = (faults: readonly Fault[]) => yaml.locate(isAlone ? faults.map(withoutWorkflow) : faults)
  const written: unknown = isAlone ? { workflow: yaml.value } : yaml.value
  const parsed = parseSubmission(
    withMore(withMore(written, 'inputs', inputsOf(input)), 'labels', labelsOf(label)),
  )
  if (!parsed.ok) throw new InvalidInputError(`${path} is not right`, locate(parsed.faults))
  return {
    submission: parsed.value.submission,
    async placed(ask) {
      try {
        return await ask()
      } catch (error) {
        if (error instanceof ApiError && error.faults.length > 0)
          throw new InvalidInputError(error.message, locate(error.faults))
        throw error
      }
    },
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function withMore(submission: unknown, name: string, more: Readonly<Record<string, unknown>>): unknown {
  if (!isRecord(submission) || Object.keys(more).length === 0) return submission
  const { [name]: before } = submission
  return { ...submission, [name]: { ...(isRecord(before) ? before : {}), ...more } }
}

const withoutWorkflow = ({ field, message }: Fault): Fault => ({
  field: field.replace(/^workflow(\.|$)/, ''),
  message,
})
