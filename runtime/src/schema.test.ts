import { describe, expect, it } from 'vitest'
import { compileForeignSchema, type JsonSchema } from './schema.ts'

const faultsOf = (schema: JsonSchema, value: unknown): readonly string[] => {
  const compiled = compileForeignSchema(schema)
  const parsed = compiled.ok ? compiled.value(value) : compiled
  return parsed.ok ? [] : parsed.faults.map(({ field, message }) => `${field} ${message}`)
}

describe('a pattern of strangers', () => {
  it('that would go back and forth without end is answered all the same', () => {
    const text = `${'a'.repeat(5_000)}!`
    for (const pattern of ['^(a+)+$', '^(a|aa)*$', '^(\\w+\\s?)*$', '(x+x+)+y'])
      expect(faultsOf({ type: 'string', pattern }, text)).toEqual([` must match pattern "${pattern}"`])
    expect(faultsOf({ type: 'object', patternProperties: { '^(a+)+$': false } }, { [text]: 1 })).toEqual([])
  })

  it('means what it does in JSON Schema: anywhere in the text, with its escapes, one apart from the other', () => {
    expect(faultsOf({ pattern: '\\d{2}' }, 'ab12cd')).toEqual([])
    expect(faultsOf({ pattern: '^\\u00b5\\u{6d}\\/\\.[a-z\\-]$' }, 'µm/.-')).toEqual([])
    expect(faultsOf({ pattern: '^\\\\u00b5$' }, '\\u00b5')).toEqual([])
    const both = { properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } }
    expect(faultsOf(both, { a: 'a', b: 'b' })).toEqual([])
    expect(faultsOf(both, { a: 'b', b: 'b' })).toEqual(['a must match pattern "^a$"'])
  })

  it.each([
    ['(?=a)b', 'is none of RE2'],
    ['(a)\\1', 'is none of RE2'],
    ['a'.repeat(501), 'has 501 characters; 500 is the most'],
  ])('is refused where RE2 has none of it, or it is too long: %s', (pattern, why) => {
    const [fault, ...others] = faultsOf({ pattern }, 'a')
    expect(others).toEqual([])
    expect(fault).toContain(why)
  })

  it('is not held against a text that is too long for it', () => {
    const [fault] = faultsOf({ pattern: '^(a{500}b?)*$' }, 'a'.repeat(200_000))
    expect(fault).toMatch(/is not held against texts of more than \d+ characters$/)
  })
})

describe('defaults of strangers', () => {
  it('are filled in where that is asked for, in a copy', () => {
    const schema = { type: 'object', required: ['tare'], properties: { tare: { default: true } } }
    expect(faultsOf(schema, {})).toEqual(['tare is missing'])
    const compiled = compileForeignSchema(schema, { defaults: true })
    const given = {}
    expect(compiled.ok && compiled.value(given)).toEqual({ ok: true, value: { tare: true } })
    expect(given).toEqual({})
  })
})
