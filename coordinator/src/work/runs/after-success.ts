import type { Draft } from '../../model/draft.ts'
import type { TaskRecord, WithheldEnd } from '../../model/records.ts'
import type { Passed } from '../../middleware/index.ts'
import { noteChange, refused, resultFacts } from './around.ts'
import { tell } from './tell.ts'

/** An activity has succeeded: what middleware makes of its result, and how the workflow hears of it. */

/** Middleware that answers at once looks at it now. */
export function tellSuccess(draft: Draft, task: TaskRecord, end: WithheldEnd): void {
  const job = draft.state.jobs.get(task.jobId)
  if (!job) return
  const chain = draft.state.middleware
  // What is long is not read twice for nothing.
  const passed = chain.hasOwn('after')
    ? chain.afterNow(resultFacts(job, task, resultOf(end), end.instrument))
    : undefined
  tellPassed(draft, task, end, passed)
}

/** Nothing hears of it before middleware has looked at it; see work/runs/gates.ts. */
export function withhold(draft: Draft, task: TaskRecord, end: WithheldEnd): void {
  draft.update('tasks', task, {
    state: 'running',
    heldBy: undefined,
    notBefore: undefined,
    atMiddleware: { end },
  })
}

/** @param passed nothing where nobody looked */
export function tellPassed(
  draft: Draft,
  task: TaskRecord,
  { resultJson: given, mayHaveStarted, instrument }: WithheldEnd,
  passed?: Passed<unknown>,
): void {
  const common = { kind: 'ended', path: task.step, ...(mayHaveStarted ? { mayHaveStarted } : {}) } as const
  const open = { heldBy: undefined, notBefore: undefined, atMiddleware: undefined }
  if (passed && !passed.ok) {
    draft.update('tasks', task, open)
    const failure = refused(draft, task, passed, 'yes')
    return tell(draft, task.jobId, { ...common, end: 'failed', failure })
  }
  const isChanged = passed !== undefined && passed.changedBy.length > 0
  if (isChanged)
    noteChange(draft, task, passed.changedBy, {
      result: resultOf({ ...(given === undefined ? {} : { resultJson: given }) }),
    })
  const resultJson = isChanged ? JSON.stringify(passed.value) : given
  draft.update('tasks', task, { ...open, resultJson })
  tell(draft, task.jobId, {
    ...common,
    end: 'succeeded',
    ...(resultJson === undefined ? {} : { result: JSON.parse(resultJson) as unknown }),
    ...(instrument === undefined ? {} : { instrument }),
  })
}

export const resultOf = ({ resultJson }: WithheldEnd): unknown =>
  resultJson === undefined ? {} : (JSON.parse(resultJson) as unknown)
