import type { WorkflowDefinition } from '../definition.ts'
import type { Steps } from '../model.ts'
import { nestedIn } from '../nested.ts'

/**
 * What a definition says, in a form in which only the order counts that means something: two that say the same are the same but for the
 * order of their keys. Steps are lists, as the order of steps is that of a job whose strategy is `sequential`. Its version is not in it.
 */
export function contentOf(definition: WorkflowDefinition): unknown {
  const { version: _, steps, ...rest } = definition
  return { ...rest, steps: listOf(steps) }
}

/** The steps within a step are beside what else it says, by the field that they stand in. */
function listOf(steps: Steps): unknown {
  return Object.entries(steps).map(([id, step]) => {
    const { steps: _, fallback: __, undo: ___, forEach, repeat, switch: branches, ...rest } = step
    return {
      ...rest,
      id,
      ...(forEach && { forEach: { ...forEach, steps: undefined } }),
      ...(repeat && { repeat: { ...repeat, steps: undefined } }),
      ...(branches && { switch: branches.map(branch => ({ ...branch, steps: undefined })) }),
      within: nestedIn(step).map(({ field, steps: nested }) => [field, listOf(nested)]),
    }
  })
}
