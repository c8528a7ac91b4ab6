import { describe, expect, it } from 'vitest'
import { judgeRun, type Reader } from './run.ts'
import type { NodesActivity, Scalar } from './settings.ts'
import { NonsenseError, NoValueError } from './value.ts'

const activity = {
  name: 'fire',
  state: {
    node: 'state',
    running: [1, 'busy'],
    paused: [2],
    succeeded: [3],
    failed: [4],
    stopped: [5],
    cancelled: [6],
    stoppedLocally: [7],
    none: [0],
  },
  percent: { node: 'percent' },
  phase: { node: 'phase', names: { 1: 'heating' } },
  message: { node: 'message' },
  values: [{ name: 'temperature', node: 'temperature' }],
  result: [
    { name: 'peak', node: 'peak', unit: '°C' },
    { name: 'note', node: 'note' },
  ],
} as unknown as NodesActivity

/** Nodes by name; an error is thrown. */
const reader =
  (values: Readonly<Record<string, Scalar | Error>>): Reader =>
  ({ node }) => {
    const value = values[node] ?? new NonsenseError(`${node} is NaN, which is no number`)
    if (value instanceof Error) throw value
    return value
  }

const judged = (values: Readonly<Record<string, Scalar | Error>>, wasStopAsked = false) =>
  judgeRun(reader(values), activity, wasStopAsked)

describe('a run, by what the nodes say', () => {
  it('goes on, with what is known of it', () => {
    expect(judged({ state: 1, percent: 40, phase: 1, temperature: 900 })).toEqual({
      kind: 'progress',
      percent: 40,
      phase: 'heating',
      values: { temperature: 900 },
    })
    expect(judged({ state: 'busy', percent: 40, phase: 9 })).toEqual({
      kind: 'progress',
      percent: 40,
      phase: '9',
    })
    expect(judged({ state: '2' })).toEqual({ kind: 'progress', paused: true })
  })

  it('leaves nonsense among its progress out', () => {
    const later = new NoValueError('temperature: BadNoCommunication')
    expect(judged({ state: 1, temperature: later })).toEqual({ kind: 'progress' })
  })

  it('succeeds with its result and units', () => {
    expect(judged({ state: 3, peak: 1_220, note: 'ok' })).toEqual({
      kind: 'succeeded',
      result: { peak: { value: 1_220, unit: '°C' }, note: 'ok' },
    })
  })

  it('fails where its result is nonsense, and waits where it may still come', () => {
    expect(judged({ state: 3, note: 'ok' })).toMatchObject({
      kind: 'failed',
      failure: {
        code: 'result-unreadable',
        message: "the run is done and peak can't be read: peak is NaN, which is no number",
      },
    })
    const later = new NoValueError('peak: BadWaitingForInitialData')
    expect(() => judged({ state: 3, peak: later })).toThrow(later)
  })

  it('fails with what the instrument says, or else with its state', () => {
    expect(judged({ state: 4, message: 'door open' })).toMatchObject({
      kind: 'failed',
      failure: { message: 'door open (state is 4)', started: 'yes' },
    })
    expect(judged({ state: 4 })).toMatchObject({ failure: { message: 'state is 4' } })
  })

  it('is stopped by us or at the instrument', () => {
    expect(judged({ state: 6 })).toEqual({ kind: 'cancelled' })
    expect(judged({ state: 7 })).toEqual({ kind: 'stopped-locally', note: 'state is 7' })
    expect(judged({ state: 5 }, true)).toEqual({ kind: 'cancelled' })
    expect(judged({ state: 5 })).toEqual({ kind: 'stopped-locally', note: 'state is 5' })
  })

  it('is lost where the instrument knows of none', () => {
    expect(judged({ state: 0 })).toEqual({
      kind: 'lost',
      reason: 'the instrument knows of no run: state is 0',
    })
  })

  it.each([
    ['NaN', {}, 'state is NaN'],
    [
      'a state that nobody declared',
      { state: 99 },
      'state is 99, which is none of the states that are declared',
    ],
    ['a text for a number', { state: 'kaputt' }, 'state is kaputt, which is none of the states'],
  ] as const)('can not be judged by %s', (_, values, message) => {
    expect(() => judged(values)).toThrow(message)
  })
})
