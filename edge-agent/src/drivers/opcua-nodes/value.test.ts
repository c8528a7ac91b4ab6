import { DataType, DataValue, StatusCodes, VariantArrayType, type VariantOptions } from 'node-opcua-client'
import { describe, expect, it } from 'vitest'
import { NonsenseError, NoValueError, readScalar, readTexts } from './value.ts'

const NODE = '/F:Furnace/F:Value'
const holding = (value: VariantOptions) => new DataValue({ value })
const number = (value: number) => holding({ dataType: DataType.Double, value })
const point = { node: NODE }

describe('a value of a node', () => {
  it.each([
    ['a Double', number(1.5), 1.5],
    [
      'an Int64',
      holding({
        dataType: DataType.Int64,
        arrayType: VariantArrayType.Scalar,
        value: [0xffffffff, 0xffffffff],
      }),
      -1,
    ],
    [
      'a UInt64',
      holding({ dataType: DataType.UInt64, arrayType: VariantArrayType.Scalar, value: [1, 2] }),
      4_294_967_298,
    ],
    ['a truth value', holding({ dataType: DataType.Boolean, value: true }), true],
    ['a text', holding({ dataType: DataType.String, value: 'done' }), 'done'],
    [
      'a text with its language',
      holding({ dataType: DataType.LocalizedText, value: { text: 'fertig' } }),
      'fertig',
    ],
    ['a time', holding({ dataType: DataType.DateTime, value: new Date(0) }), '1970-01-01T00:00:00.000Z'],
  ])('is read from %s', (_, given, expected) => {
    expect(readScalar(given, point)).toBe(expected)
  })

  it('is one element of a list, scaled', () => {
    const list = holding({ dataType: DataType.Int16, arrayType: VariantArrayType.Array, value: [10, 205] })
    expect(readScalar(list, { node: NODE, index: 1, scale: 0.1 })).toBe(20.5)
  })

  it.each([
    ['NaN', number(Number.NaN), point, undefined, `${NODE} is NaN, which is no number`],
    [
      'infinity',
      number(Number.POSITIVE_INFINITY),
      point,
      undefined,
      `${NODE} is Infinity, which is no number`,
    ],
    ['a value below its range', number(-300), { ...point, minimum: -273 }, undefined, 'out of its range'],
    ['a value above its range', number(1_700), { ...point, maximum: 1_600 }, undefined, 'out of its range'],
    [
      'a text where a number must be',
      holding({ dataType: DataType.String, value: '12' }),
      point,
      'number',
      'is "12", which is no number',
    ],
    ['a number where a text must be', number(12), point, 'text', 'is 12, which is no text'],
    [
      'nothing',
      holding({ dataType: DataType.Null }),
      point,
      undefined,
      'holds null, which is no number, text',
    ],
    [
      'a list',
      holding({ dataType: DataType.Double, arrayType: VariantArrayType.Array, value: [1, 2] }),
      point,
      undefined,
      'which is no number, text',
    ],
    [
      'too short a list',
      holding({ dataType: DataType.Int16, arrayType: VariantArrayType.Array, value: [1] }),
      { ...point, index: 4 },
      undefined,
      'has no element 4',
    ],
    [
      'bytes',
      holding({ dataType: DataType.ByteString, value: Buffer.from('x') }),
      point,
      undefined,
      'which is no number, text',
    ],
    [
      'a status that lasts',
      new DataValue({ statusCode: StatusCodes.BadNotReadable }),
      point,
      undefined,
      `${NODE} can't be read: BadNotReadable`,
    ],
    ['no answer', undefined, point, undefined, 'was not answered'],
  ] as const)('is not believed: %s', (_, given, where, type, message) => {
    const read = () => readScalar(given, where, type)
    expect(read).toThrow(NonsenseError)
    expect(read).toThrow(message)
  })

  it.each([
    StatusCodes.BadNoCommunication,
    StatusCodes.BadWaitingForInitialData,
    StatusCodes.UncertainLastUsableValue,
  ])('may come later: %s', statusCode => {
    expect(() => readScalar(new DataValue({ statusCode }), point)).toThrow(NoValueError)
  })

  it('is a list of texts, or one', () => {
    const list = holding({
      dataType: DataType.String,
      arrayType: VariantArrayType.Array,
      value: ['b', null, 'a'],
    })
    expect(readTexts(list, NODE)).toEqual(['b', '', 'a'])
    expect(readTexts(holding({ dataType: DataType.String, value: 'a' }), NODE)).toEqual(['a'])
    expect(() => readTexts(number(4), NODE)).toThrow('holds 4, which is no text')
  })
})
