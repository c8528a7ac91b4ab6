import { DataType, Variant, VariantArrayType } from 'node-opcua-client'
import { describe, expect, it } from 'vitest'
import { writeParameters } from './parameters.ts'
import type { ScalarType } from '../shared/opcua/scalar-types.ts'
import type { Isa95Activity } from './settings.ts'

const activity = (parameterTypes: Record<string, ScalarType> = {}) =>
  ({ name: 'print', parameterTypes }) as unknown as Isa95Activity

describe('parameters of a job order', () => {
  it('take the type that fits the value, unless one is told', () => {
    const written = writeParameters(activity({ layers: 'UInt32' }), {
      layers: 5,
      offset: -1,
      far: 2 ** 40,
      thickness: 0.5,
      material: '17-4PH',
      tare: true,
    })
    expect(written).toEqual({
      ok: true,
      value: [
        { ID: 'layers', value: { dataType: DataType.UInt32, value: 5 } },
        { ID: 'offset', value: { dataType: DataType.Int32, value: -1 } },
        {
          ID: 'far',
          value: { dataType: DataType.Int64, arrayType: VariantArrayType.Scalar, value: [256, 0] },
        },
        { ID: 'thickness', value: { dataType: DataType.Double, value: 0.5 } },
        { ID: 'material', value: { dataType: DataType.String, value: '17-4PH' } },
        { ID: 'tare', value: { dataType: DataType.Boolean, value: true } },
      ],
    })
    // As the library takes them.
    if (written.ok) for (const { value } of written.value) expect(() => new Variant(value)).not.toThrow()
  })

  it('names all that can not be sent', () => {
    const written = writeParameters(activity({ layers: 'UInt16', count: 'Int32' }), {
      layers: 70_000,
      count: 1.5,
      list: [1],
    })
    expect(written.ok ? [] : written.faults.map(({ field }) => field)).toEqual(['layers', 'count', 'list'])
  })
})
