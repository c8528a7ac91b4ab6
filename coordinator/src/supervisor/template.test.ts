import { expect, test } from 'vitest'
import { fillIn, strangePlaceholders } from './template.ts'

test('placeholders are filled in, as often as they come; what is not known becomes nothing', () => {
  expect(fillIn('[{site}] {title}: {title}{link}', { site: 'lab', title: 'agent silent' })).toBe(
    '[lab] agent silent: agent silent',
  )
})

test('what is filled in is not looked through again', () => {
  expect(fillIn('{title} {text}', { title: '{text}', text: 'x' })).toBe('{text} x')
})

test('names that nothing stands for are found', () => {
  expect(strangePlaceholders('{site} {titel} {"json"} {who}')).toEqual(['titel', 'who'])
})
