import { describe, expect, it } from 'vitest'
import { State } from '../model/state.ts'
import { aJob, anAttempt, aResource, aSample, aTask, next } from '../testing/store-fixtures.ts'
import { mergePatch } from './merge-patch.ts'
import { placeOf } from './resource-views.ts'
import { documentOf } from './stream-document.ts'

function aState(): State {
  const state = new State()
  state.put('resources', aResource('crucibles'))
  state.put('resources', aResource('tray', { kind: 'named', names: ['1', '2'] }))
  state.put('samples', aSample('s-1', { place: { resource: 'tray', name: '2' } }))
  return state
}

const holding = anAttempt(aTask(aJob(1)), 1, {
  holds: [
    { resource: 'crucibles', amount: 5 },
    { resource: 'sample:s-1', amount: 1 },
  ],
})

describe('the stream', () => {
  it('tells what of the resources has changed, and who has a sample', () => {
    const state = aState()
    const before = documentOf(state, undefined)
    state.put('attempts', holding)
    expect(mergePatch(before, documentOf(state, undefined))).toEqual({
      resources: {
        crucibles: {
          free: 3,
          held: 5,
          holders: [{ attempt: holding.id, task: holding.taskId, amount: 5 }],
        },
      },
      samples: { 's-1': { task: holding.taskId } },
    })
    state.put('attempts', next(holding, { state: 'failed' }))
    expect(mergePatch(before, documentOf(state, undefined))).toBeUndefined()
  })

  it('tells which positions are free and what lies in them, where they are not too many to tell again and again', () => {
    const state = aState()
    const names = Array.from({ length: 1_001 }, (_, at) => `p/${at}`)
    state.put('resources', aResource('store', { kind: 'named', names }))
    const { resources } = documentOf(state, undefined)
    expect(resources['tray']).toMatchObject({
      names: [
        { name: '1', free: true },
        { name: '2', free: false, sample: 's-1' },
      ],
    })
    expect(resources['store']).toMatchObject({ free: 1_001 })
    expect(resources['store']).not.toHaveProperty('names')
  })

  it('of one job tells no resources', () => {
    expect(documentOf(aState(), 'job-1')).toMatchObject({ resources: {}, samples: {} })
  })
})

it('a place is a position or a text, and not half of one or both', () => {
  const place = (given: object) => placeOf({ by: 'Ada', place: given })
  expect(place({ text: 'fridge' })).toEqual({ text: 'fridge' })
  expect(place({ resource: 'tray', name: '1' })).toEqual({ resource: 'tray', name: '1' })
  expect(placeOf({ by: 'Ada' })).toBeUndefined()
  for (const half of [{ resource: 'tray' }, { name: '1' }, { resource: 'tray', name: '1', text: 'x' }, {}])
    expect(() => place(half)).toThrow('the body is not right')
})
