import { coerceNodeId, DataType, DataValue, StatusCodes } from 'node-opcua-client'
import { describe, expect, it } from 'vitest'
import { isPaused, numberOf, progressOf, stateOf, textOf, timeOf } from './readings.ts'

const value = (dataType: DataType, content: unknown) => new DataValue({ value: { dataType, value: content } })
const node = (text: string) => value(DataType.NodeId, coerceNodeId(text))
const text = (content: string) => value(DataType.LocalizedText, { text: content })
const bad = new DataValue({
  statusCode: StatusCodes.BadStateNotActive,
  value: { dataType: DataType.Double, value: 1 },
})

const progress = (runtime?: number, estimatedRuntime?: number, step?: number, steps?: number) =>
  progressOf({ runtime, estimatedRuntime, step, steps })

describe('what a functional unit says', () => {
  it('is in a state by the node of it, whatever its text; by its text where there is no node', () => {
    expect(stateOf(node('ns=4;i=5099'), text('läuft'), 4)).toBe('Running')
    expect(stateOf(node('ns=3;i=5099'), text('Aborted'), 4)).toBe('Aborted')
    expect(stateOf(undefined, text('Stopped'), 4)).toBe('Stopped')
    expect(stateOf(bad, text('Sleeping'), 4)).toBeUndefined()
    expect(isPaused(node('ns=4;i=5124'), text('gehalten'), 4)).toBe(true)
    expect(isPaused(undefined, text('Suspended'), 4)).toBe(true)
    expect(isPaused(node('ns=4;i=5168'), text('Execute'), 4)).toBe(false)
  })

  it('counts only where it makes sense: no NaN, no infinity, no value with a bad status, no time before all times', () => {
    expect(numberOf(value(DataType.Double, Number.NaN))).toBeUndefined()
    expect(numberOf(value(DataType.Double, Number.POSITIVE_INFINITY))).toBeUndefined()
    expect(numberOf(bad)).toBeUndefined()
    expect(numberOf(value(DataType.Double, -3))).toBe(-3)
    expect(textOf(value(DataType.String, ''))).toBeUndefined()
    expect(timeOf(value(DataType.DateTime, new Date(Date.UTC(1601, 0, 1))))).toBeUndefined()
    expect(timeOf(value(DataType.DateTime, new Date(Date.UTC(2026, 0, 1))))).toEqual(
      new Date(Date.UTC(2026, 0, 1)),
    )
  })

  it('is progress by time, else by steps, and none where neither makes sense', () => {
    expect(progress(30_000, 120_000)).toEqual({ percent: 25, remaining: 90_000 })
    expect(progress(130_000, 120_000)).toEqual({ percent: 100, remaining: 0 })
    expect(progress(30_000, 0, 2, 4)).toEqual({ percent: 25, remaining: undefined })
    expect(progress(-1, 120_000, 5, 4)).toEqual({ percent: undefined, remaining: undefined })
    expect(progress(undefined, undefined, 0, 0)).toEqual({ percent: undefined, remaining: undefined })
  })
})
