import { expect, test } from 'vitest'
import { mergePatch } from './merge-patch.ts'

test('says nothing where nothing has changed', () => {
  expect(mergePatch({ a: { b: [1, 2] } }, { a: { b: [1, 2] } })).toBeUndefined()
})

test('names what is new, what has changed and, as null, what is gone', () => {
  const before = { job: { state: 'queued', waiting: ['x'] }, old: {} }
  const after = { job: { state: 'running', waiting: [] }, young: { id: 1 } }
  expect(mergePatch(before, after)).toEqual({
    job: { state: 'running', waiting: [] },
    old: null,
    young: { id: 1 },
  })
})
