import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileExpression } from './expression.ts'
import { ExpressionError } from './errors.ts'
import { EXPRESSION_LIMITS } from './limits.ts'

const context = {
  inputs: { n: 3, mass: 3.1, name: 'S-12', empty: [], samples: [{ mass: 1 }, { mass: 4 }, { mass: 2 }] },
  vars: { ready: true },
  steps: {
    weigh: { state: 'succeeded', result: { mass: 3.25 } },
    'weigh-all': { result: { items: [1, 2] } },
  },
}

function compiled(text: string) {
  const parsed = compileExpression(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}
const valueOf = (text: string, over: Readonly<Record<string, unknown>> = context) =>
  compiled(text).evaluate(over)
function errorOf(text: string, over: Readonly<Record<string, unknown>> = context): string {
  try {
    return `no error: ${JSON.stringify(valueOf(text, over))}`
  } catch (error) {
    if (error instanceof ExpressionError) return `${error.code} ${String(error.details['reason'])}`
    throw error
  }
}
const codesOf = (text: string) => {
  const parsed = compileExpression(text)
  return parsed.ok ? [] : parsed.faults.map(({ code }) => code)
}

describe('what expressions give', () => {
  it.each([
    ['inputs.n + 1', 4],
    ['inputs.n / 2', 1.5],
    ['7 / 2', 3.5],
    ['7 % 4', 3],
    ['-inputs.n', -3],
    ['2.0 == 2', true],
    ['inputs.n == 3 ? "three" : "other"', 'three'],
    ['"a" + "b"', 'ab'],
    ['[1] + [2, "x"]', [1, 2, 'x']],
    ['{"a": [1, {"b": null}]}', { a: [1, { b: null }] }],
    ['{"a": [1]} == {"a": [1.0]}', true],
    ['[1] == [1, 2]', false],
    ['"1" == 1', false],
    ['null != 0', true],
    ['"a" < "b" && 2 <= 2 && !(3 > 4) && 4 >= 4', true],
    ['false && inputs.missing', false],
    ['true || inputs.missing', true],
    ['4 in [1, 4]', true],
    ['"n" in inputs', true],
    ['"constructor" in inputs', false],
    ['steps.weigh.result.mass > 3.0', true],
    ['steps["weigh-all"].result.items[1]', 2],
    ['inputs.samples[0].mass', 1],
    ['has(steps.weigh.result)', true],
    ['has(steps.weigh.failure)', false],
    ['has(steps.weigh.failure.code)', false],
    ['has(inputs.samples[7].mass)', false],
    ['has(inputs["name"])', true],
    ['inputs.samples.map(s, s.mass)', [1, 4, 2]],
    ['inputs.samples.map(s, s.mass > 1, s.mass * 2)', [8, 4]],
    ['inputs.samples.filter(s, s.mass > 1).size()', 2],
    ['inputs.samples.all(s, s.mass > 0)', true],
    ['inputs.samples.exists(s, s.mass > 3)', true],
    ['inputs.samples.exists_one(s, s.mass > 1)', false],
    ['[].all(x, false)', true],
    ['[].exists(x, true)', false],
    ['{"a": 1, "b": 2}.map(k, k)', ['a', 'b']],
    [
      '[1, 2].map(x, [10, 20].map(y, x * y))',
      [
        [10, 20],
        [20, 40],
      ],
    ],
    ['[1, 2].map(x, [3].map(x, x))', [[3], [3]]],
    ['inputs.name.matches("^S-[0-9]+$")', true],
    ['"a\\nb".matches("a.b")', false],
  ])('%s is %j', (text, value) => {
    expect(valueOf(text)).toEqual(value)
  })

  it.each([
    ['size([1, 2])', 2],
    ['size("abc")', 3],
    ['size({"a": 1})', 1],
    ['min([3, 1, 2])', 1],
    ['max(3, 1, 5)', 5],
    ['[1, 2.5].sum()', 3.5],
    ['sum([])', 0],
    ['mean([1, 2])', 1.5],
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(1.005, 2)', 1.01],
    ['round(0.1 + 0.2, 10)', 0.3],
    ['floor(-1.5)', -2],
    ['ceil(1.2)', 2],
    ['abs(-3)', 3],
    ['sqrt(9)', 3],
    ['int(3.9)', 3],
    ['int("-12")', -12],
    ['double("1.5e3")', 1500],
    ['string(3.0)', '3'],
    ['string(true)', 'true'],
    ['type([])', 'list'],
    ['type(null)', 'null'],
    ['"abc".contains("b") && "abc".startsWith("a") && "abc".endsWith("c")', true],
    ['"aB1".lowerAscii() + "aB1".upperAscii()', 'ab1AB1'],
    ['" a ".trim()', 'a'],
    ['"a,b".split(",")', ['a', 'b']],
    ['["a", "b"].join("-")', 'a-b'],
    ['[1, 2, 1, "1"].distinct()', [1, 2, '1']],
  ])('%s is %j', (text, value) => {
    expect(valueOf(text)).toEqual(value)
  })
})

describe('what can not be worked out', () => {
  it.each([
    ['inputs.mas', /unknown-name there is no field "mas" \(did you mean "mass"\?\); there is: n, mass, name/],
    ['input.n', /unknown-name there is no "input" here \(did you mean "inputs"\?\)/],
    ['steps.weigh.failure.code', /unknown-name there is no field "failure"; there is: state, result/],
    ['inputs.samples.mass', /type a list has no field "mass"; write \[0\]\.mass/],
    ['inputs.name.length', /type a string has no field "length"/],
    ['inputs.samples[3]', /value there is no item 3: the list has 3/],
    ['inputs.samples[-1]', /value there is no item -1/],
    ['inputs.samples["a"]', /type a list has no field "a"/],
    ['"n" + 1', /type .* string\(x\)/],
    ['1 / 0', /value divides by 0/],
    ['1 < "a"', /type < is for two numbers or two texts/],
    ['inputs.n && true', /type && asks for true or false, and not for a number/],
    ['inputs.n ? 1 : 2', /type \? asks/],
    ['mean(inputs.empty)', /value mean of an empty list/],
    ['min([])', /value min of an empty list/],
    ['max([1, "a"])', /type max is for numbers, and item 1 of the list is a string/],
    ['int("x")', /value int: "x" is no number/],
    ['round(1, 20)', /value round takes 0 to 15 digits/],
    ['sqrt(-1)', /value/],
    ['1e308 * 10', /value/],
    ['{"__proto__": 1}', /value "__proto__"/],
    ['inputs.n.map(x, x)', /type map goes through a list or a map/],
    ['string([1])', /type/],
  ])('%s: %s', (text, error) => {
    expect(errorOf(text)).toMatch(error)
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype'])(
    '%s is out of reach',
    name => {
      for (const text of [`inputs.${name}`, `inputs["${name}"]`])
        expect(errorOf(text)).toMatch(/^expression-unknown-name/)
      // As a name by itself it is unknown, or a word that can not be read at all.
      expect(compileExpression(name).ok ? errorOf(name) : 'unread').toMatch(/^expression-unknown-name|unread/)
      expect(errorOf(`inputs.samples.${name}`)).toMatch(/^expression-type/)
      expect(valueOf(`has(inputs.${name})`)).toBe(false)
    },
  )

  it('an error names the expression', () => {
    expect(() => valueOf('inputs.mas > 3')).toThrow('inputs.mas > 3: there is no field "mas"')
  })
})

describe('what is refused as it is written', () => {
  it.each([
    ['', 'expression-syntax'],
    ['1 +', 'expression-syntax'],
    ['1u', 'expression-syntax'],
    ['b"x"', 'expression-syntax'],
    ['9007199254740993', 'expression-syntax'],
    [`"${'a'.repeat(EXPRESSION_LIMITS.length)}"`, 'expression-too-long'],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, 'expression-too-deep'],
    [Array.from({ length: 300 }, () => '1').join('+'), 'expression-too-large'],
    ['[1].map(a, [2].map(b, [3].map(c, c)))', 'expression-nested-macros'],
    ['[1].filter(a, [2].all(b, [3].exists(c, true)))', 'expression-nested-macros'],
    ['inputs.name.matches("(a")', 'expression-pattern'],
    ['inputs.name.matches("(?=a)")', 'expression-pattern'],
    ['inputs.name.matches("(.)\\\\1")', 'expression-pattern'],
    ['inputs.name.matches("((a{10}){10}){10}")', 'expression-pattern'],
    [`inputs.name.matches("${'a'.repeat(201)}")`, 'expression-pattern'],
    ['inputs.name.matches(inputs.pattern)', 'expression-pattern'],
    ['now()', 'expression-unknown-function'],
    ['constructor("x")', 'expression-unknown-function'],
    ['inputs.toString()', 'expression-unknown-function'],
    ['cel.bind(x, 1, x)', 'expression-unknown-function'],
    ['round()', 'expression-arguments'],
    ['sqrt(1, 2)', 'expression-arguments'],
    ['inputs.n.round()', 'expression-arguments'],
    ['has(inputs)', 'expression-arguments'],
    ['[1].map(x)', 'expression-arguments'],
  ])('%s', (text, code) => {
    expect(codesOf(text)).toEqual([code])
  })

  it('tells all that it sees at once', () => {
    expect(codesOf('now() + foo(1) + x.matches("(")')).toHaveLength(3)
  })
})

describe('what an expression costs is bounded', () => {
  const list = Array.from({ length: 10_000 }, (_, index) => ({ index, name: `sample-${index}` }))
  const large = { list, text: 'a'.repeat(100_000), texts: list.map(() => 'x'.repeat(200)) }
  it.each([
    ['list.map(a, list.map(b, b.index))'],
    ['list.all(a, list.all(b, b.index >= 0))'],
    ['list.all(a, a in list)'],
    ['list.map(a, list)'],
    ['list.distinct()'],
    ['list.all(a, list + list != [])'],
    ['list.all(a, text.contains(text) && !text.endsWith("b"))'],
    ['list.map(a, text.lowerAscii())'],
    ['list.map(a, text.split("a"))'],
    ['text + text'],
    ['texts.join()'],
    ['list.map(a, sum(list.map(b, b.index)))'],
    ['list.map(a, list.map(b, round(b.index / 7, 3)))'],
    ['texts.all(t, t.matches("^(x+x+)+y?$"))'],
    ['text.matches("(x|a?){90}b")'],
  ])('%s is given up', text => {
    expect(errorOf(text, large)).toMatch(/^expression-limit/)
  })

  it('what backtracking takes for ever over is answered', () => {
    expect(valueOf('x.matches("^(a+)+$")', { x: `${'a'.repeat(2_000)}!` })).toBe(false)
  })

  it('a fan-out of five thousand can be gone through', () => {
    const items = Array.from({ length: 5_000 }, (_, index) => ({
      state: 'succeeded',
      outputs: { mass: index },
    }))
    expect(valueOf('mean(items.filter(i, i.state == "succeeded").map(i, i.outputs.mass))', { items })).toBe(
      2499.5,
    )
  })
})

describe('what an expression mentions', () => {
  it('is known without working it out', () => {
    const one = compiled(
      'inputs.n > 1 && steps.weigh.result.mass < vars.most && steps["weigh-all"].result.items.all(i, i > inputs.least)',
    )
    expect([...one.roots].sort()).toEqual(['inputs', 'steps', 'vars'])
    expect([...one.steps]).toEqual(['weigh', 'weigh-all'])
    expect(one.references).toContainEqual(['inputs', 'least'])
    expect(one.reference).toBeUndefined()
  })

  it('leaves out names that macros give', () => {
    expect([...compiled('inputs.a.map(x, x.y + x.z.map(z, z).size())').roots]).toEqual(['inputs'])
  })

  it('shows a reference and a constant for what they are', () => {
    expect(compiled(' inputs["n"] ').reference).toEqual(['inputs', 'n'])
    expect(compiled('1 < 2').constant).toEqual({ value: true })
    expect(compiled('inputs.n').constant).toBeUndefined()
  })
})

it('throws nothing but its own errors, whatever is written', () => {
  const part = fc.constantFrom(
    'inputs',
    '.',
    'n',
    '[',
    ']',
    '(',
    ')',
    '1',
    '"a"',
    '+',
    '-',
    '*',
    '/',
    '%',
    '==',
    '<',
    '&&',
    '||',
    '!',
    '?',
    ':',
    ',',
    '{',
    '}',
    'map',
    'filter',
    'x',
    'in',
    'has',
    'size',
    'null',
    'true',
    'samples',
    'steps',
    'matches',
    'constructor',
    ' ',
    '$',
    '\\',
    'é',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), parts => {
      const parsed = compileExpression(parts.join(''))
      if (!parsed.ok) return parsed.faults.every(({ code }) => code?.startsWith('expression-'))
      return !errorOf(parts.join('')).startsWith('undefined')
    }),
    { numRuns: 2_000 },
  )
})
