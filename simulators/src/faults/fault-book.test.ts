import { seconds } from '@muster/runtime'
import { ManualClock } from '@muster/runtime/testing'
import { describe, expect, test } from 'vitest'
import { valueOf } from '../testing/simulators.ts'
import { parseFault } from './fault.ts'
import { type FaultChange, FaultBook } from './fault-book.ts'

const fault = (value: unknown) => valueOf(parseFault(value))

describe('faults', () => {
  test('strike as often as they are told to', () => {
    const book = new FaultBook(new ManualClock(), [fault({ kind: 'refuse', times: 2 })])
    expect([book.take('refuse'), book.take('refuse'), book.take('refuse')]).toEqual([
      expect.objectContaining({ reason: 'the instrument refuses' }),
      expect.objectContaining({ kind: 'refuse' }),
      undefined,
    ])
  })

  test('strike until they are removed, where nobody says how often', () => {
    const book = new FaultBook(new ManualClock())
    const { id } = book.add(fault({ kind: 'lose-answer' }))
    for (let i = 0; i < 5; i += 1) expect(book.take('lose-answer')).toBeDefined()
    expect(book.remove(id)).toBe(true)
    expect(book.remove(id)).toBe(false)
    expect(book.take('lose-answer')).toBeUndefined()
  })

  test('are over when their time has passed', async () => {
    const clock = new ManualClock()
    const book = new FaultBook(clock, [fault({ kind: 'hang', for: '10 s' })])
    await clock.advance(seconds(9))
    expect(book.peek('hang')).toBeDefined()
    await clock.advance(seconds(1))
    expect(book.peek('hang')).toBeUndefined()
  })

  test('of one kind strike in the order they were given', () => {
    const book = new FaultBook(new ManualClock(), [
      fault({ kind: 'refuse', reason: 'door open', times: 1 }),
      fault({ kind: 'refuse', reason: 'no powder', times: 1 }),
    ])
    expect([book.take('refuse')?.reason, book.take('refuse')?.reason]).toEqual(['door open', 'no powder'])
  })

  test('say why they are gone', () => {
    const changes: FaultChange[] = []
    const book = new FaultBook(new ManualClock())
    book.onChange(change => changes.push(change))
    book.add(fault({ kind: 'drop-link' }))
    book.take('drop-link')
    book.add(fault({ kind: 'hang' }))
    book.clear()
    expect(changes).toEqual(['added', 'used-up', 'added', 'over'])
  })

  test('of unknown kind, or with settings of another kind, are not taken', () => {
    expect(parseFault({ kind: 'explode' })).toMatchObject({ ok: false, faults: [{ field: 'kind' }] })
    expect(parseFault({ kind: 'delay' })).toMatchObject({ ok: false, faults: [{ field: 'by' }] })
    expect(parseFault({ kind: 'refuse', by: '3 s' })).toMatchObject({ ok: false, faults: [{ field: 'by' }] })
  })
})
