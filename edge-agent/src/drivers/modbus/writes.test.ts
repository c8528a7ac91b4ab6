import { describe, expect, it } from 'vitest'
import type { Written } from './settings.ts'
import { planWrites } from './writes.ts'

const ORDERS = { wordOrder: 'big', byteOrder: 'big' } as const
const holding = (address: number, parameter: string, rest: Partial<Written> = {}): Written => ({
  table: 'holding',
  address,
  parameter,
  ...rest,
})

describe('what is written before a start', () => {
  it('goes in one request where registers are neighbours', () => {
    const written = [
      holding(0, 'a'),
      holding(1, 'b', { type: 'float32' }),
      holding(3, 'c'),
      holding(5, 'd'),
      { table: 'coil', address: 6, parameter: 'e' } as const,
    ]
    expect(planWrites(written, { a: 1, b: 12.5, c: 3, d: 4, e: true }, ORDERS)).toEqual({
      ok: true,
      value: [
        { table: 'holding', address: 0, registers: [1, 0x4148, 0, 3] },
        { table: 'holding', address: 5, registers: [4] },
        { table: 'coil', address: 6, value: true },
      ],
    })
  })

  it('leaves out what was not given', () => {
    expect(planWrites([holding(0, 'a'), holding(1, 'b')], { b: 2 }, ORDERS)).toEqual({
      ok: true,
      value: [{ table: 'holding', address: 1, registers: [2] }],
    })
  })

  it('is refused with every value that does not fit', () => {
    const written = [
      holding(0, 'a'),
      holding(1, 'b', { maximum: 10 }),
      holding(2, 'c', { choices: { low: 1 } }),
      { table: 'coil', address: 1, parameter: 'd' } as const,
    ]
    expect(planWrites(written, { a: 70_000, b: 11, c: 'toString', d: 1 }, ORDERS)).toEqual({
      ok: false,
      faults: [
        { field: 'a', message: '70000 does not fit into uint16' },
        { field: 'b', message: '11 is above 10' },
        { field: 'c', message: 'toString is none of low' },
        { field: 'd', message: '1 is neither true nor false' },
      ],
    })
  })
})
