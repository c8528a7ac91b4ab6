import type { ReportMessage } from '@muster/protocol'
import { expect, test } from 'vitest'
import { nextInOrder } from './reports.ts'

const events = (...sequences: number[]): ReportMessage['events'] =>
  sequences.map(sequence => ({
    sequence,
    report: { attemptId: 'a', revision: sequence, state: 'running', atWallMs: 0 },
  }))
const taken = (acked: number, ...sequences: number[]) =>
  nextInOrder(acked, events(...sequences)).map(event => event.sequence)

test('what follows is taken, what was taken is passed over', () => {
  expect(taken(0, 1, 2, 3)).toEqual([1, 2, 3])
  expect(taken(2, 1, 2, 3, 4)).toEqual([3, 4])
})

test('nothing is taken over a gap: it would be acknowledged with it, and what is missing would never come', () => {
  expect(taken(0, 2, 3)).toEqual([])
  expect(taken(1, 2, 4, 5)).toEqual([2])
})
