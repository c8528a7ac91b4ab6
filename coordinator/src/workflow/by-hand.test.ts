import { expect, it } from 'vitest'
import { act, begun, definitionOf, FAILURE } from './testing/runs.ts'

it('a step that a person had under way again after it was undone is undone from the beginning, times through a list included', () => {
  const empty = { forEach: { items: [1, 2], concurrency: 1, steps: { rinse: act() } } }
  const run = begun(definitionOf({ fill: { steps: { pump: act() }, undo: { empty }, undoWhen: 'started' } }))
  run.failed('fill.0.pump')
  run.succeed('fill.undo.empty.0.rinse')
  run.succeed('fill.undo.empty.1.rinse')
  expect(run.run.status).toMatchObject({ phase: 'ended', outcome: 'failed' })
  run.send({ at: 5, kind: 'retry', path: 'fill.0.pump', withFollowers: false })
  expect(run.states()).toMatchObject({ fill: 'open', 'fill.undo.empty': 'pending' })
  run.failed('fill.0.pump')
  expect(run.opened().slice(-1)).toEqual(['fill.undo.empty.0.rinse'])
  run.succeed('fill.undo.empty.0.rinse')
  expect(run.opened().slice(-1)).toEqual(['fill.undo.empty.1.rinse'])
  run.succeed('fill.undo.empty.1.rinse')
  expect(run.run.status).toMatchObject({ phase: 'ended', outcome: 'failed' })
})

it('a step that was undone and that a person then did is undone once more when the job fails after all', () => {
  const fill = act([], { undo: { empty: act() }, undoWhen: 'started' })
  const run = begun(definitionOf({ fill, heat: act(['fill']) }))
  run.send({ at: 1, kind: 'ended', path: 'fill', end: 'failed', failure: FAILURE, mayHaveStarted: true })
  run.succeed('fill.undo.empty')
  expect(run.run.status).toMatchObject({ phase: 'ended', outcome: 'failed' })
  run.send({ at: 5, kind: 'done', path: 'fill' })
  expect(run.states()).toMatchObject({ fill: 'succeeded', heat: 'open', 'fill.undo.empty': 'pending' })
  run.failed('heat')
  expect(run.states()).toMatchObject({ 'fill.undo.empty': 'open' })
  run.succeed('fill.undo.empty')
  expect(run.run.status).toMatchObject({ phase: 'ended', outcome: 'failed' })
})
