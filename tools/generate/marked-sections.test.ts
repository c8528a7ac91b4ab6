import { expect, test } from 'vitest'
import { replaceSections } from './marked-sections.ts'

const page = (...lines: string[]) => lines.join('\n')
const begin = (name: string) => `<!-- generated:${name} -->`
const end = '<!-- /generated -->'

test('replaces what stands in each section, and nothing else', () => {
  const before = page('# Title', begin('a'), 'old', end, 'between', begin('b'), end, 'after', '')
  const after = page(
    '# Title',
    begin('a'),
    '',
    'new a',
    '',
    end,
    'between',
    begin('b'),
    '',
    'new b',
    '',
    end,
    'after',
    '',
  )
  expect(replaceSections(before, 'x.md', name => `new ${name}\n`)).toBe(after)
})

test('is done after one pass', () => {
  const once = replaceSections(page(begin('a'), end), 'x.md', () => 'text')
  expect(replaceSections(once, 'x.md', () => 'text')).toBe(once)
})

test('markers in a code block are text', () => {
  const text = page('```md', begin('a'), 'example', end, '```')
  expect(replaceSections(text, 'x.md', () => 'new')).toBe(text)
})

test('a section may hold a code block', () => {
  const before = page(begin('a'), '```', 'old', '```', end, 'after')
  expect(replaceSections(before, 'x.md', () => 'new')).toBe(page(begin('a'), '', 'new', '', end, 'after'))
})

test.each([
  ['a section without an end', page('x', begin('a'), 'y'), 'x.md: section "a" has no <!-- /generated -->'],
  ['a section in a section', page(begin('a'), begin('b'), end), 'x.md:2: section "b" begins inside "a"'],
  ['an end without a section', page('x', end), 'x.md:2: this ends no generated section'],
])('says where: %s', (_, text, message) => {
  expect(() => replaceSections(text, 'x.md', () => '')).toThrow(message)
})
