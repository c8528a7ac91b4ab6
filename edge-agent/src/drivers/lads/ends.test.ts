import { describe, expect, it } from 'vitest'
import { readEnd, type ResultField, type RunOver } from './ends.ts'
import type { LadsSettings } from './settings.ts'

const ENDS: LadsSettings['ends'] = {
  succeeded: { Outcome: '^completed$' },
  stoppedLocally: { StoppedBy: '^panel$' },
  cancelled: { StoppedBy: '^client$' },
  message: 'Error',
}
const fieldsOf = (fields: Readonly<Record<string, unknown>>): ResultField[] =>
  Object.entries(fields).map(([name, value]) => ({ name, value }))
const over = (changes: Partial<RunOver>): RunOver => ({
  state: 'Stopped',
  fields: [],
  files: [],
  activity: undefined,
  wasStopAccepted: false,
  ...changes,
})

describe('the end of a LADS run', () => {
  it('is what the fields of the result say', () => {
    const kind = (fields: object) => readEnd(over({ fields: fieldsOf({ ...fields }) }), { ends: ENDS })?.kind
    expect(kind({ Outcome: 'completed' })).toBe('succeeded')
    expect(kind({ Outcome: 'stopped', StoppedBy: 'panel' })).toBe('stopped-locally')
    expect(kind({ Outcome: 'stopped', StoppedBy: 'client' })).toBe('cancelled')
    expect(kind({ Outcome: 'failed' })).toBe('failed')
    expect(kind({})).toBe('failed')
  })

  it('without such fields is a success only where the unit was seen Stopped and nobody here stopped it', () => {
    const kind = (changes: Partial<RunOver>) => readEnd(over(changes), { ends: { succeeded: {} } })?.kind
    expect(kind({})).toBe('succeeded')
    expect(kind({ wasStopAccepted: true })).toBe('cancelled')
    expect(kind({ state: 'Aborted' })).toBe('failed')
    expect(kind({ state: undefined })).toBeUndefined()
    expect(kind({ state: undefined, wasStopAccepted: true })).toBe('cancelled')
  })

  it('is no cancellation where the run was done before the stop came', () => {
    const fields = fieldsOf({ Outcome: 'completed' })
    expect(readEnd(over({ fields, wasStopAccepted: true }), { ends: ENDS })?.kind).toBe('succeeded')
  })

  it('says why a run failed', () => {
    const message = (changes: Partial<RunOver>) => {
      const end = readEnd(over({ state: 'Aborted', ...changes }), { ends: ENDS })
      return end?.kind === 'failed' ? end.failure.message : end
    }
    expect(message({ fields: fieldsOf({ Error: 'the lamp is out' }) })).toBe('the lamp is out')
    expect(message({})).toBe('the functional unit ended the run as Aborted')
  })

  it('keeps numbers with their units, lists of them, texts and files, and nothing that is no value', () => {
    const fields: ResultField[] = [
      { name: 'Outcome', value: 'completed' },
      { name: 'absorbance', value: 0.8, unit: 'AU' },
      { name: 'spectrum', value: new Float64Array([1, 2]) },
      { name: 'plate', value: 'P-1' },
      { name: 'broken', value: Number.NaN },
      { name: 'long', value: new Float64Array(1_001) },
      { name: 'missing', value: undefined },
    ]
    expect(readEnd(over({ fields, files: [{ name: 'a.csv' }] }), { ends: ENDS })).toEqual({
      kind: 'succeeded',
      result: {
        absorbance: { value: 0.8, unit: 'AU' },
        spectrum: { value: [1, 2] },
        plate: 'P-1',
        files: [{ name: 'a.csv' }],
      },
    })
  })
})
