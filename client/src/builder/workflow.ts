import { Builder, type Segment } from './builder.ts'
import type { WorkflowSettings } from './definition.ts'
import { EMPTY } from './draft.ts'
import type { AnyActivities, Scope } from './types.ts'

/** Where builders begin. */

interface EmptyScope {
  readonly inputs: object
  readonly variables: object
  readonly given: object
  readonly outer: object
  readonly own: object
}

/** Begins a workflow. @typeParam Acts what activities there are: as `muster workflow types` writes them; any where left out */
export function workflow<Acts = AnyActivities>(
  name: string,
  settings: WorkflowSettings = {},
): Builder<Acts, EmptyScope, object, 'workflow'> {
  return new Builder(EMPTY, { name, settings, inputs: {}, variables: {}, outputs: {} }, 'workflow')
}

/** Steps to be included in workflows: `segment(b => b.step('weigh', …).after('weigh').step('shake', …))`. */
export function segment<Inner extends Scope, Acts = AnyActivities>(
  body: (builder: Builder<Acts, EmptyScope, object, 'body'>) => Builder<Acts, Inner, object, 'body'>,
): Segment<Inner['own']> {
  const head = { name: '', settings: {}, inputs: {}, variables: {}, outputs: {} }
  return { draftFor: around => body(new Builder(around, head, 'body')).draft }
}

/** `workflow` and `segment` of a site whose activities are known: `const { workflow, segment } = withActivities<Activities>()`. */
export function withActivities<Acts>() {
  return {
    workflow: (name: string, settings: WorkflowSettings = {}) => workflow<Acts>(name, settings),
    segment: <Inner extends Scope>(
      body: (builder: Builder<Acts, EmptyScope, object, 'body'>) => Builder<Acts, Inner, object, 'body'>,
    ): Segment<Inner['own']> => segment<Inner, Acts>(body),
  }
}
