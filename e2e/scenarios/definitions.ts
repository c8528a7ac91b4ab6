import { readFile } from 'node:fs/promises'
import { parseWorkflow, type WorkflowDefinition } from '@muster/protocol'
import { InvalidInputError, parseYaml } from '@muster/runtime'

/** The workflow in a YAML file. @throws InvalidInputError with all that is wrong with it */
export async function readWorkflow(url: URL): Promise<WorkflowDefinition> {
  const parsed = parseWorkflow(parseYaml(await readFile(url, 'utf8'), url.pathname).value)
  if (parsed.ok) return parsed.value.definition
  throw new InvalidInputError('the workflow is not right', parsed.faults)
}

/**
 * A definition with its expressions written in one way: the builder writes `steps["weigh"]` where people write `steps.weigh`, and has no
 * line breaks. All else has to be the same.
 */
export function normalised(definition: WorkflowDefinition): unknown {
  return JSON.parse(JSON.stringify(definition).replaceAll(/steps\[\\"(\w+)\\"\]/g, 'steps.$1'))
}
