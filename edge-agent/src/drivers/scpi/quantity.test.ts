import { describe, expect, it } from 'vitest'
import { parseQuantity } from './quantity.ts'

describe('a quantity', () => {
  it.each([
    ['12.3456 g', { value: 12.3456, unit: 'g' }],
    ['-1.5E-3', { value: -0.0015 }],
    ['+0.5kg', { value: 0.5, unit: 'kg' }],
    [' 7 % rel. hum. ', { value: 7, unit: '% rel. hum.' }],
    ['.5', { value: 0.5 }],
  ])('is read from %j with its unit', (text, quantity) => {
    expect(parseQuantity(text)).toEqual(quantity)
  })

  it.each(['', 'g', 'OVERLOAD', 'NaN', '9.91E37', '-9.9E+37 g', '1e999'])('is not read from %j', text => {
    expect(parseQuantity(text)).toBeUndefined()
  })
})
