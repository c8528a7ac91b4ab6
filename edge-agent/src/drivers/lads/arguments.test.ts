import { describe, expect, it } from 'vitest'
import { writeArguments } from './arguments.ts'
import type { LadsActivity } from './settings.ts'

const activity = (settings: Partial<LadsActivity>): LadsActivity => ({
  name: 'read',
  version: '1',
  repeatability: 'never',
  phases: [],
  parameters: {
    properties: { wells: {}, shake: {}, plate: {}, samples: {} },
  },
  canPause: false,
  samples: [],
  result: [],
  ...settings,
})
const none = { containerId: '', sampleId: '', position: '', customData: '' }

describe('the arguments of StartProgram', () => {
  it('are texts: each parameter that no sample names, by its own name', () => {
    const samples = [{ ...none, containerId: '{plate}', position: 'A1' }]
    expect(
      writeArguments(activity({ samples, samplesFrom: 'samples' }), { wells: 8, shake: true, plate: 'P-1' }),
    ).toEqual({
      ok: true,
      value: {
        properties: [
          { key: 'wells', value: '8' },
          { key: 'shake', value: 'true' },
        ],
        samples: [{ ...none, containerId: 'P-1', position: 'A1' }],
      },
    })
  })

  it('are what the settings make of the parameters; what was not given is left out', () => {
    const properties = { Wells: '{wells}', Mode: 'fast', Shake: '{shake}' }
    expect(writeArguments(activity({ properties }), { wells: 0.5 })).toMatchObject({
      value: {
        properties: [
          { key: 'Wells', value: '0.5' },
          { key: 'Mode', value: 'fast' },
        ],
      },
    })
  })

  it('take samples from a list of texts or objects', () => {
    const samples = ['S-1', { sampleId: 'S-2', position: 4 }]
    expect(writeArguments(activity({ samplesFrom: 'samples' }), { samples })).toMatchObject({
      value: {
        samples: [
          { ...none, sampleId: 'S-1' },
          { ...none, sampleId: 'S-2', position: '4' },
        ],
      },
    })
  })

  it('name all that can not be sent', () => {
    const parameters = { wells: Number.NaN, shake: { a: 1 }, samples: ['S-1', 5, { colour: 'red' }] }
    expect(writeArguments(activity({ samplesFrom: 'samples' }), parameters)).toMatchObject({
      ok: false,
      faults: [{ field: 'wells' }, { field: 'shake' }, { field: 'samples.1' }, { field: 'samples.2' }],
    })
    expect(writeArguments(activity({ samplesFrom: 'samples' }), { samples: 'S-1' })).toMatchObject({
      faults: [{ field: 'samples', message: 'must be a list of samples' }],
    })
  })
})
