import { seconds } from '@muster/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counts, isMeant, matchesName, parseFilePattern } from './file-names.ts'

const watched = (path: string) => ({ path, every: seconds(2), settle: seconds(2) })
const FOLDERS = new Map([
  ['xrd', watched('/data/xrd')],
  ['ct', watched('/data/ct')],
])

describe('file patterns', () => {
  it.each([
    ['*.xrdml', { name: '*.xrdml' }],
    ['xrd/scan-*.xrdml', { folder: 'xrd', name: 'scan-*.xrdml' }],
    ['xrd/done', { folder: 'xrd', name: 'done' }],
  ])('%s is one', (text, pattern) => expect(parseFilePattern(text, FOLDERS)).toEqual(pattern))

  it.each([
    '',
    '/',
    '/etc/passwd',
    '../secret',
    'xrd/../secret',
    'xrd/..',
    '..',
    'xrd/',
    'xrd/a/b',
    'nowhere/a',
    'xrd/.hidden',
    'xrd/a\\..\\b',
    'C:\\data',
    'xrd/a\u0000b',
    `xrd/${'a'.repeat(256)}`,
  ])('%j is none, and it is said why', text => expect(parseFilePattern(text, FOLDERS)).toBeTypeOf('string'))

  it('need a folder that is watched', () => {
    expect(parseFilePattern('*.xrdml', new Map())).toContain('set to watch no folder')
  })

  it.each([
    ['*', 'a', true],
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*a', 'a', false],
    ['*b*', 'abc', true],
    ['*b*b*', 'abc', false],
    ['a.b', 'axb', false],
    ['scan-*-*.csv', 'scan-1-2.csv', true],
    ['scan-*-*.csv', 'scan-1.csv', false],
  ])('%s and %s: %s', (pattern, name, expected) => expect(matchesName(pattern, name)).toBe(expected))

  it('mean what the same pattern for a shell means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 })
    fc.assert(
      fc.property(pattern, text, (wanted, name) => {
        const same = new RegExp(`^${wanted.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
        expect(matchesName(wanted, name)).toBe(same.test(name))
      }),
    )
  })

  it('do not mean what is being written', () => {
    for (const name of ['.a.csv', 'a.csv.part', 'a.TMP', 'a~', 'a.crdownload'])
      expect(counts(name)).toBe(false)
    expect(isMeant({ name: '*' }, 'xrd', 'a.csv')).toBe(true)
    expect(isMeant({ folder: 'ct', name: '*' }, 'xrd', 'a.csv')).toBe(false)
    expect(isMeant({ name: '*' }, 'xrd', 'a.part')).toBe(false)
  })
})
