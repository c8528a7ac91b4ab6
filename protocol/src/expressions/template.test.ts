import { expect, it } from 'vitest'
import { compileTemplate, isTemplated } from './template.ts'

const context = { inputs: { n: 3, mass: 0.1, list: [1, 2], map: { a: 1 }, name: 'S-1', on: true } }

function valueOf(value: unknown): unknown {
  const parsed = compileTemplate(value)
  return parsed.ok ? parsed.value.evaluate(context) : parsed.faults
}

it.each([
  ['${ inputs.n }', 3],
  ['${inputs.list}', [1, 2]],
  ['${inputs.n > 2}', true],
  ['n is ${ inputs.n }, m is ${inputs.mass}', 'n is 3, m is 0.1'],
  ['${inputs.name}${inputs.on}', 'S-1true'],
  [' ${ inputs.n }', ' 3'],
  ['$${ inputs.n }', '${ inputs.n }'],
  ['$${a} ${inputs.n} $', '${a} 3 $'],
  ['${ {"a": "}"} }', { a: '}' }],
  ["${ '\\'}' }", "'}"],
  ['plain', 'plain'],
  [
    { a: ['${inputs.n}', { b: 'x${inputs.n}' }], c: 4 },
    { a: [3, { b: 'x3' }], c: 4 },
  ],
  [null, null],
])('%j is %j', (template, value) => {
  expect(valueOf(template)).toEqual(value)
})

it('what is no plain value is not put into a text', () => {
  expect(() => valueOf('a list: ${ inputs.list }')).toThrow('can not be put into a text: it is a list')
  expect(() => valueOf('a map: ${ inputs.map }')).toThrow('it is a map')
})

it('tells each fault with its place', () => {
  expect(valueOf({ a: ['${ 1 + }', 'x ${ open'], b: '${ foo() }' })).toMatchObject([
    { field: 'a.0', code: 'expression-syntax' },
    { field: 'a.1', code: 'template-unclosed' },
    { field: 'b', code: 'expression-unknown-function' },
  ])
})

it('is refused where it is nested too deeply', () => {
  let deep: unknown = '${ inputs.n }'
  for (let level = 0; level < 100; level += 1) deep = [deep]
  expect(valueOf(deep)).toMatchObject([{ code: 'template-too-deep' }])
})

it('knows its expressions and where they stand', () => {
  const parsed = compileTemplate({ a: '${ inputs.n }', b: ['n: ${ inputs.n }'], c: 1 })
  expect(parsed.ok && parsed.value.isConstant).toBe(false)
  expect(parsed.ok && parsed.value.expressions.map(({ place, isWhole }) => [place, isWhole])).toEqual([
    ['a', true],
    ['b.0', false],
  ])
  const plain = compileTemplate({ a: '$${ x }' })
  expect(plain.ok && plain.value.isConstant).toBe(true)
  expect(isTemplated('$${ x }')).toBe(false)
})

it('a field of any name stays a field', () => {
  const made = valueOf(JSON.parse('{"__proto__": "${ inputs.n }"}')) as object
  expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
  expect(JSON.stringify(made)).toBe('{"__proto__":3}')
})

it('many expressions may not take too many steps together', () => {
  const one = compileTemplate(Array.from({ length: 40 }, () => '${ inputs.many.filter(x, x > 1) }'))
  const many = Array.from({ length: 5_000 }, () => 1)
  expect(() => one.ok && one.value.evaluate({ inputs: { many } })).toThrow('more than 300,000 steps')
})

it('many small parts may not make too much together', () => {
  const one = compileTemplate(Array.from({ length: 20 }, () => '${ inputs.many }'))
  const many = Array.from({ length: 40_000 }, () => 1)
  expect(() => one.ok && one.value.evaluate({ inputs: { many } })).toThrow('more than 500,000 values')
})
