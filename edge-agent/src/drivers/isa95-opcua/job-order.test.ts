import { describe, expect, it } from 'vitest'
import { isActive, isDone, isStarted, readJobOrders, readResponse, readReturnStatus } from './job-order.ts'

const state = (stateNumber: number, elements: unknown = null) => ({ stateNumber, browsePath: { elements } })
const entry = (jobOrderID: unknown, states: unknown) => ({
  jobOrder: { jobOrderID, workMasterID: [{ ID: 'print' }] },
  state: states,
})

describe('the list of job orders', () => {
  it('takes the state whose browse path is empty, wherever it stands', () => {
    const substate = state(2, [{ targetName: 'EndedSubstates' }])
    expect(readJobOrders([entry('a', [substate, state(5)])])).toEqual([
      { id: 'a', workMaster: 'print', state: 'ended' },
    ])
  })

  it('is not known where one entry can not be read: then nothing is absent', () => {
    expect(readJobOrders(null)).toBeUndefined()
    expect(readJobOrders([entry('a', [state(3)]), { jobOrder: {} }])).toBeUndefined()
  })

  it('takes a state that nobody knows for one in which the instrument may be active', () => {
    const [order] = readJobOrders([entry('a', [state(17)])]) ?? []
    expect(order && [isStarted(order), isActive(order)]).toEqual([true, true])
  })

  it.each([
    [1, false, false],
    [2, true, true],
    [3, true, true],
    [4, true, true],
    [5, true, false],
    [6, true, false],
  ])('state %i: started %s, active %s', (number, started, active) => {
    const [order] = readJobOrders([entry('a', [state(number)])]) ?? []
    expect(order && [isStarted(order), isActive(order)]).toEqual([started, active])
  })
})

describe('a job response', () => {
  it('gives its fields with their units; a value that is no scalar is not one', () => {
    const fields = [
      { ID: 'mass', value: { value: 12.5 }, engineeringUnits: { displayName: { text: 'g' } } },
      { ID: 'list', value: { value: [1, 2] } },
    ]
    expect(readResponse({ jobResponseData: fields })).toEqual([
      { id: 'mass', value: 12.5, unit: 'g' },
      { id: 'list', value: undefined },
    ])
    expect(readResponse(null)).toBeUndefined()
    expect(readResponse({ jobResponseData: null })).toEqual([])
  })
})

describe('a return status', () => {
  it('is a UInt64 in two words', () => {
    expect(readReturnStatus([0, 1])).toBe(1n)
    expect(readReturnStatus([1, 0])).toBe(4_294_967_296n)
    expect(readReturnStatus(new Uint32Array([0, 8]))).toBe(8n)
    expect(readReturnStatus(undefined)).toBeUndefined()
  })

  it('means done as the dialect has it, and never when it is missing', () => {
    expect([0n, 1n, undefined].map(status => isDone(status, 'spec'))).toEqual([false, true, false])
    expect([0n, 1n, undefined].map(status => isDone(status, 'numbered'))).toEqual([true, false, false])
  })
})
