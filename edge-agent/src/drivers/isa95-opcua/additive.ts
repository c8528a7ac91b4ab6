import { field, idAndValue, listOf } from './structure.ts'

/** The namespace of OPC 40540, additive manufacturing. A server that has it may tell layers in its job responses. */
export const ADDITIVE_NAMESPACE = 'http://opcfoundation.org/UA/AdditiveManufacturing/'

/** Material that a run has used or made, as its response tells it (ISA95MaterialDataType; OPC 10031-4, 6.3.6). */
export interface Material {
  readonly class?: string
  readonly definition?: string
  readonly lot?: string
  readonly sublot?: string
  readonly use?: string
  readonly quantity?: number
  readonly unit?: string
}

/**
 * How many layers of the run are done: CurrentLayer of the last of the job's `Runs` (OPC 40540, 9.1 and 10.1).
 * @param response an ISA95JobResponseDataType
 */
export function readLayer(response: unknown): number | undefined {
  const data = listOf(field(response, 'jobResponseData')) ?? []
  const runs = data.map(idAndValue).find(([id]) => id === 'Runs')?.[1]
  return count(field(listOf(runs)?.at(-1), 'currentLayer'))
}

/** How many layers the job is to have: the parameter `LayersPlanned` of an ISA95JobOrderDataType. */
export function readLayersPlanned(order: unknown): number | undefined {
  const parameters = listOf(field(order, 'jobOrderParameters')) ?? []
  return count(parameters.map(idAndValue).find(([id]) => id === 'LayersPlanned')?.[1])
}

/** MaterialActuals of an ISA95JobResponseDataType; a quantity that is no number is left out. */
export function readMaterials(response: unknown): readonly Material[] {
  return (listOf(field(response, 'materialActuals')) ?? []).map(entry => {
    const text = (name: string) => {
      const value = field(entry, name)
      return typeof value === 'string' && value !== '' ? value : undefined
    }
    const quantity = Number(text('quantity') ?? Number.NaN)
    const unit = field(field(field(entry, 'engineeringUnits'), 'displayName'), 'text')
    const facts = {
      class: text('materialClassID'),
      definition: text('materialDefinitionID'),
      lot: text('materialLotID'),
      sublot: text('materialSublotID'),
      use: text('materialUse'),
      quantity: Number.isFinite(quantity) ? quantity : undefined,
      unit: typeof unit === 'string' && unit !== '' ? unit : undefined,
    }
    return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
  })
}

/** Progress by layers, in percent of those planned. */
export function percentOfLayers(layer: number | undefined, planned: number | undefined): number | undefined {
  return layer === undefined || !planned ? undefined : (100 * layer) / planned
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
