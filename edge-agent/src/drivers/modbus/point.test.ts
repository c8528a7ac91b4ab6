import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode, type Orders, type Point } from './point.ts'

const BIG: Orders = { wordOrder: 'big', byteOrder: 'big' }
const at = (rest: Partial<Point>): Point => ({ table: 'holding', address: 4, ...rest })

describe('registers', () => {
  it.each<[Partial<Point>, number[], unknown]>([
    [{}, [0xffff], 65_535],
    [{ type: 'int16' }, [0xffff], -1],
    [{ type: 'int16', scale: 0.1 }, [1_804], 180.4],
    [{ type: 'uint16', scale: 0.5, offset: -40 }, [100], 10],
    [{ type: 'int32' }, [0xffff, 0xfffe], -2],
    [{ type: 'uint32' }, [1, 2], 65_538],
    [{ type: 'uint32', wordOrder: 'little' }, [2, 1], 65_538],
    [{ type: 'uint16', byteOrder: 'little' }, [0x0100], 1],
    [{ type: 'float32' }, [0x4148, 0], 12.5],
    [{ type: 'float32', wordOrder: 'little', byteOrder: 'little' }, [0, 0x4841], 12.5],
    [{ type: 'float64' }, [0x4029, 0, 0, 0], 12.5],
    [{ type: 'uint64' }, [0, 1, 0, 0], 2 ** 32],
    [{ type: 'bool', bit: 3 }, [0b1000], true],
    [{ type: 'bits', bit: 4, width: 3 }, [0b101_0000], 5],
    [{ type: 'string', registers: 3 }, [0x6162, 0x6300, 0x7a7a], 'abc'],
    [{ type: 'string', registers: 1, byteOrder: 'little' }, [0x6261], 'ab'],
  ])('%j: %j is %j', (point, registers, value) => {
    expect(decode(at(point), registers, BIG)).toBe(value)
  })

  it.each<[Partial<Point>, number[], RegExp]>([
    [{ type: 'float32' }, [0x7fc0, 0], /^holding 4 is no number: NaN/],
    [{ type: 'float32' }, [0x7f80, 0], /no number: Infinity/],
    [{ type: 'uint32' }, [1], /1 registers in place of 2/],
    [{ type: 'string', registers: 1 }, [0xe4f6], /is no text/],
  ])('%j: %j is no value', (point, registers, message) => {
    expect(() => decode(at(point), registers, BIG)).toThrow(message)
  })
})

describe('a value', () => {
  it.each<[Partial<Point>, unknown, RegExp]>([
    [{}, 65_536, /does not fit into uint16/],
    [{}, -1, /does not fit into uint16/],
    [{ type: 'int16' }, 32_768, /does not fit into int16/],
    [{ type: 'int16', scale: 0.1 }, 3_276.8, /32768 does not fit/],
    [{ scale: 0.5 }, 1.3, /between two steps of 0.5/],
    [{ type: 'float32' }, 1e39, /does not fit into float32/],
    [{ type: 'float32' }, Number.NaN, /is no number/],
    [{}, '12', /is no number/],
    [{ type: 'string', registers: 1 }, 'abc', /3 characters, and there is room for 2/],
    [{ type: 'string', registers: 4 }, 'Öl', /not printable ASCII/],
  ])('%j: %j is refused', (point, value, message) => {
    expect(() => encode(at(point), value, BIG)).toThrow(message)
  })

  it('is read as it was written, in whatever order', () => {
    const order = fc.constantFrom('big' as const, 'little' as const)
    const typed = fc.oneof(
      fc.tuple(fc.constant('int16' as const), fc.integer({ min: -32_768, max: 32_767 })),
      fc.tuple(fc.constant('uint32' as const), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
      fc.tuple(fc.constant('int32' as const), fc.integer()),
      fc.tuple(
        fc.constant('int64' as const),
        fc.integer({ min: -(2 ** 52), max: 2 ** 52 }).map(n => (n % 1e15) + 0),
      ),
      fc.tuple(
        fc.constant('float64' as const),
        fc.integer().map(n => n / 8),
      ),
      fc.tuple(
        fc.constant('string' as const),
        fc.string({ maxLength: 12 }).map(text => text.trim()),
      ),
    )
    fc.assert(
      fc.property(typed, order, order, ([type, value], wordOrder, byteOrder) => {
        const point = at({ type, ...(type === 'string' && { registers: 6 }) })
        const orders = { wordOrder, byteOrder }
        expect(decode(point, encode(point, value, orders), orders)).toBe(value)
      }),
    )
  })
})
