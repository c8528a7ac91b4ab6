import { expect, it } from 'vitest'
import { advance, restoreRun } from './index.ts'
import { act, begun, definitionOf } from './testing/runs.ts'

it('a move does the same, and in the same order, to a run that was restored with its rows in another order', () => {
  const { run } = begun(definitionOf({ a: act(), b: act(['a']), c: { steps: { d: act() }, after: ['a'] } }))
  const { plan, facts, status, nodes } = run
  const restored = restoreRun(plan, facts, status, [...nodes.values()].reverse())
  const moved = { ...plan, definition: definitionOf({ a: act(), f: act(['a']), e: act(['f']) }) }
  const change = advance(run, { at: 1, kind: 'move', plan: moved })
  expect(change.nodes.map(({ path, state }) => [path, state])).toEqual([
    ['f', 'pending'],
    ['e', 'pending'],
    ['b', 'skipped'],
    ['c', 'skipped'],
  ])
  expect(advance(restored, { at: 1, kind: 'move', plan: moved })).toEqual(change)
})
