import { minutes } from '@muster/runtime'
import { ManualClock, VirtualTime } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import { Floor } from '../scheduler/testing/floor.ts'
import { type QueueCursor, QueuePages } from './queue-pages.ts'

function queueOf(count: number) {
  const floor = new Floor()
  floor.agent({ id: 'pc', instruments: [{ id: 'printer', activities: [{ name: 'print' }] }] })
  floor.submitOf('dora')
  floor.dispatch()
  const ids = Array.from({ length: count }, () => floor.submitOf('ada').id)
  return { floor, ids }
}
const ALL = { filter: '', wanted: () => true }

test('pages join, whatever begins or comes meanwhile', () => {
  const { floor, ids } = queueOf(12)
  const pages = new QueuePages(new ManualClock(new VirtualTime(), floor.now))
  const seen: string[] = []
  let cursor: QueueCursor | undefined
  do {
    const page = pages.page(floor.state, ALL, cursor, 5)
    seen.push(...page.positions.map(({ entry }) => entry.task.id))
    cursor = page.next
    if (seen.length === 10) {
      // Before all that is still to come, and the last of that is called off.
      floor.submit({ priority: 99 })
      const last = floor.state.tasks.get(ids[11] ?? '')
      if (last) floor.decide(draft => draft.update('tasks', last, { state: 'cancelled' }))
    }
  } while (cursor)
  expect(seen).toEqual(ids.slice(0, 11))
})

test('a page of a queue that is not kept any more is that of the queue as it is', async () => {
  const { floor, ids } = queueOf(6)
  const time = new VirtualTime()
  const pages = new QueuePages(new ManualClock(time, floor.now))
  const second = pages.page(floor.state, ALL, { kept: 0, from: 2 }, 2)
  await time.advance(minutes(3))
  const urgent = floor.submit({ priority: 99 })
  const shown = (cursor: QueueCursor | undefined) =>
    pages.page(floor.state, ALL, cursor, 2).positions.map(({ entry }) => entry.task.id)
  expect(shown(second.next)).toEqual(ids.slice(3, 5))
  expect(shown(undefined)).toEqual([urgent.id, ids[0]])
})

test('one filter does not get the pages of another', () => {
  const { floor } = queueOf(6)
  const pages = new QueuePages(new ManualClock(new VirtualTime(), floor.now))
  const { next } = pages.page(floor.state, ALL, { kept: 0, from: 2 }, 2)
  const none = { filter: 'none', wanted: () => false }
  expect(pages.page(floor.state, none, next, 2)).toEqual({ positions: [], next: undefined })
})
