import { expect, it } from 'vitest'
import { parsePath } from './browse-path.ts'

it('reads a path step by step', () => {
  expect(parsePath('/S:Job Control/0:Method')).toEqual([
    { prefix: 'S', name: 'Job Control' },
    { prefix: '0', name: 'Method' },
  ])
})

it('takes a slash in a name that is written &/', () => {
  expect(parsePath('/S:A&/B/S:C')).toEqual([
    { prefix: 'S', name: 'A/B' },
    { prefix: 'S', name: 'C' },
  ])
})

it.each(['', '/', 'S:A', '/A', '/S:', '/S:A/', '//S:A'])('says that %o is none', text => {
  expect(parsePath(text)).toBeUndefined()
})
