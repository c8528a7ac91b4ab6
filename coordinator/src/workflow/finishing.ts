import { outcomeOf } from './book.ts'
import { valueIn } from './context.ts'
import type { Draft } from './draft.ts'
import { beginScope } from './ending.ts'
import { checkValue } from './expressions.ts'
import { failureFrom } from './failures.ts'
import { whatToUndo } from './memory.ts'
import { put } from './put.ts'
import type { RunOutcome, RunStatus } from './run.ts'

/** Nothing can be opened now: the run ends if all has, what is to be undone comes before that. @returns whether that opened the way for more */
export function finish(draft: Draft): boolean {
  if (draft.status.phase === 'running') return finishRunning(draft)
  return draft.status.phase === 'undoing' && undoNext(draft)
}

function finishRunning(draft: Draft): boolean {
  const scope = draft.scopes.get('')
  if (!scope || scope.left > 0) return false
  const isDone = outcomeOf(scope) === 'succeeded' && !draft.status.failure
  if (isDone) draft.status = { ...draft.status, ...outputsOf(draft) }
  const outcome = outcomeOfRun(draft, isDone && !draft.status.failure)
  draft.status = { ...draft.status, outcome }
  if (outcome === 'succeeded' || draft.status.cancel === 'force') return end(draft, outcome)
  draft.status = { ...draft.status, phase: 'undoing' }
  return undoNext(draft)
}

function outcomeOfRun(draft: Draft, isDone: boolean): RunOutcome {
  if (isDone) return 'succeeded'
  if (draft.status.cancel) return 'cancelled'
  const failed = draft.scopes.get('')?.failed ?? 0
  return failed > 0 || draft.status.failure ? 'failed' : 'cancelled'
}

function outputsOf(draft: Draft): Pick<RunStatus, 'outputs' | 'failure'> {
  const { outputs = {} } = draft.plan.definition
  try {
    const values = Object.entries(outputs).map(([name, { value, schema }]): [string, unknown] => {
      const worked = valueIn(draft, '', value)
      checkValue(schema, worked, `the output ${name}`)
      return [name, worked]
    })
    return { outputs: Object.fromEntries(values) }
  } catch (error) {
    return { failure: { ...failureFrom(error), started: 'yes' } }
  }
}

/** Begins what undoes the node that ended last among those left; when there is none, the run has ended. */
function undoNext(draft: Draft): boolean {
  if (isUndoing(draft)) return false
  const path = nextToUndo(draft)
  const node = path === undefined ? undefined : draft.nodes.get(path)
  if (!node || draft.status.cancel === 'force') return end(draft, draft.status.outcome ?? 'failed')
  const begun = { ...node, undo: 'begun' } as const
  put(draft, begun)
  draft.status = { ...draft.status, undoing: node.path }
  beginScope(draft, begun, 'undo')
  return true
}

function isUndoing(draft: Draft): boolean {
  const { undoing } = draft.status
  return undoing !== undefined && draft.nodes.get(undoing)?.undo === 'begun'
}

function nextToUndo(draft: Draft): string | undefined {
  const kept = draft.run.undoing
  if (!kept)
    return (draft.undoing ??= whatToUndo(draft, draft.nodes.all())).findLast(path => isLeft(draft, path))
  for (let at = kept.length - 1; at >= 0; at -= 1) {
    const path = kept[at]
    if (path !== undefined && isLeft(draft, path)) return path
  }
  return undefined
}

const isLeft = (draft: Draft, path: string): boolean => draft.nodes.get(path)?.undo === undefined

function end(draft: Draft, outcome: RunOutcome): false {
  const { isPaused: _, isHeld: __, undoing: ___, ...status } = draft.status
  draft.status = { ...status, phase: 'ended', outcome }
  draft.effects.push({ kind: 'end', outcome })
  return false
}
