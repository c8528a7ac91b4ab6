import { describe, expect, it } from 'vitest'
import { percentOfLayers, readLayer, readLayersPlanned, readMaterials } from './additive.ts'

const parameter = (ID: string, value: unknown) => ({ ID, value: { value } })

describe('what OPC 40540 adds to a job', () => {
  it('is the layer of its last run', () => {
    const runs = [
      { identifier: 'r1', currentLayer: 333 },
      { identifier: 'r2', currentLayer: 150 },
    ]
    expect(readLayer({ jobResponseData: [parameter('outcome', 'running'), parameter('Runs', runs)] })).toBe(
      150,
    )
  })

  it.each([
    ['no response', undefined],
    ['no runs', { jobResponseData: [parameter('outcome', 'running')] }],
    ['an empty list of runs', { jobResponseData: [parameter('Runs', [])] }],
    ['a run without a layer', { jobResponseData: [parameter('Runs', [{ identifier: 'r1' }])] }],
    ['a layer that is NaN', { jobResponseData: [parameter('Runs', [{ currentLayer: Number.NaN }])] }],
    ['a text', { jobResponseData: [parameter('Runs', 'many')] }],
  ])('is nothing where there is %s', (_, response) => {
    expect(readLayer(response)).toBeUndefined()
  })

  it('is the number of layers that were planned', () => {
    expect(readLayersPlanned({ jobOrderParameters: [parameter('LayersPlanned', 300)] })).toBe(300)
    expect(readLayersPlanned({ jobOrderParameters: [parameter('LayersPlanned', -1)] })).toBeUndefined()
    expect(readLayersPlanned({})).toBeUndefined()
  })

  it('gives progress only where both are known', () => {
    expect(percentOfLayers(150, 300)).toBe(50)
    expect(percentOfLayers(150, 0)).toBeUndefined()
    expect(percentOfLayers(undefined, 300)).toBeUndefined()
  })
})

describe('the materials of a job response', () => {
  it('are read with what the server tells of them', () => {
    const materialActuals = [
      {
        materialDefinitionID: '17-4PH',
        materialLotID: 'L-7',
        materialUse: 'Consumed',
        quantity: '12.5',
        engineeringUnits: { displayName: { text: 'kg' } },
      },
      { materialClassID: 'binder', quantity: 'some', materialLotID: null },
    ]
    expect(readMaterials({ materialActuals })).toEqual([
      { definition: '17-4PH', lot: 'L-7', use: 'Consumed', quantity: 12.5, unit: 'kg' },
      { class: 'binder' },
    ])
    expect(readMaterials({})).toEqual([])
    expect(readMaterials(undefined)).toEqual([])
  })
})
