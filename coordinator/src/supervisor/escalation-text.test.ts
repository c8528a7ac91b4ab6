import { minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import type { EscalationEntry } from '../model/records.ts'
import { anEscalation } from '../testing/store-fixtures.ts'
import { currentEntries, textOf, titleOf } from './escalation-text.ts'

const entry = (id: string, more: Partial<EscalationEntry> = {}): EscalationEntry => ({
  subject: `agent:${id}`,
  message: `Nothing was heard of ${id}.`,
  since: 0,
  count: 1,
  links: {},
  ...more,
})
const entries = (count: number) => Array.from({ length: count }, (_, index) => entry(`hall-${index}`))
const { raisedAt } = anEscalation('e')

describe('the title', () => {
  test('names the only subject, also one with a colon in its name', () => {
    expect(titleOf(anEscalation('e', { entries: [entry('hall:2')] }))).toBe(
      'An agent is not in contact: hall:2',
    )
  })

  test('counts several, and only those that are still so', () => {
    expect(titleOf(anEscalation('e', { entries: entries(3) }))).toBe('An agent is not in contact: 3 times')
    const one = [entry('hall-1', { clearedAt: 1 }), entry('hall-2')]
    expect(titleOf(anEscalation('e', { entries: one }))).toBe('An agent is not in contact: hall-2')
  })

  test('counts all of them once it is over', () => {
    const over = entries(2).map(one => ({ ...one, clearedAt: 1 }))
    expect(currentEntries({ entries: over, state: 'resolved' })).toHaveLength(2)
  })

  test.each([
    [1, ''],
    [2, ' (again, the 2nd time)'],
    [3, ' (again, the 3rd time)'],
    [4, ' (again, the 4th time)'],
    [10, ' (again, the 10th time)'],
    [11, ' (again, the 11th time)'],
    [12, ' (again, the 12th time)'],
    [13, ' (again, the 13th time)'],
    [21, ' (again, the 21st time)'],
    [102, ' (again, the 102nd time)'],
    [111, ' (again, the 111th time)'],
  ])('of what was raised %d times says so', (occurrences, again) => {
    expect(titleOf(anEscalation('e', { entries: entries(1), occurrences }))).toBe(
      `An agent is not in contact: hall-0${again}`,
    )
  })

  test('of a kind that this version does not know is the kind', () => {
    expect(titleOf(anEscalation('e', { kind: 'of-old', entries: entries(1) }))).toBe('of-old: hall-0')
  })
})

describe('the text', () => {
  test('has what was found, which jobs it concerns, for how long, and whose it is', () => {
    const found = [
      entry('a', { links: { jobId: 'job-1' }, since: raisedAt }),
      entry('b', { links: { jobId: 'job-1' }, since: raisedAt + minutes(89) }),
      entry('c', { links: { jobId: 'job-2' }, since: raisedAt + minutes(89) + 1 }),
    ]
    expect(textOf(anEscalation('e', { entries: found, assignee: 'ann' }), raisedAt + minutes(90))).toBe(
      [
        `Nothing was heard of a. (Found at ${new Date(raisedAt).toISOString()}.)`,
        `Nothing was heard of b. (Found at ${new Date(raisedAt + minutes(89)).toISOString()}.)`,
        'Nothing was heard of c.',
        'It concerns job-1, job-2.',
        'Open for 1 h 30 min.',
        'Assigned to ann.',
      ].join('\n'),
    )
  })

  test.each([
    [20, undefined],
    [21, 'And 1 more.'],
    [1_000, 'And 980 more.'],
  ])('of %d entries writes out 20 and counts the others', (count, more) => {
    const lines = textOf(anEscalation('e', { entries: entries(count) }), raisedAt).split('\n')
    expect(lines.filter(line => line.startsWith('Nothing was heard'))).toHaveLength(20)
    expect(lines.find(line => line.startsWith('And'))).toBe(more)
  })

  test('of what is over says since when', () => {
    const over = anEscalation('e', {
      state: 'resolved',
      entries: entries(1),
      resolvedAt: Date.UTC(2026, 2, 2),
    })
    expect(textOf(over, Date.UTC(2026, 2, 3))).toBe(
      'Nothing was heard of hall-0.\nOver since 2026-03-02T00:00:00.000Z.',
    )
  })
})
