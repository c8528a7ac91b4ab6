import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { orderTask } from '../work/order.ts'
import { Heap } from './heap.ts'
import { STANDARD_RULES } from './rules.ts'
import { firstOfQueue, QueueAt } from './standing.ts'
import { Floor } from './testing/floor.ts'

const MINUTE = 60_000
const RULES = {
  ...STANDARD_RULES,
  shares: { ...STANDARD_RULES.shares, weights: { anna: 2, ben: 0.5 } },
}
const ALL = 500

function floorWith(...printers: readonly string[]): Floor {
  const floor = new Floor(RULES)
  const instruments = printers.map(id => ({ id, activities: [{ name: 'print' }] }))
  floor.agent({ id: 'hall-2', instruments })
  return floor
}
const shown = (floor: Floor, user?: string): readonly string[] =>
  firstOfQueue(
    floor.state,
    floor.now,
    ({ entry }) => user === undefined || floor.state.jobs.get(entry.task.jobId)?.submittedBy === user,
    ALL,
  ).map(({ entry }) => entry.task.id)

const someTasks = fc.array(
  fc.record({
    user: fc.constantFrom('anna', 'ben', 'cleo'),
    priority: fc.constantFrom(0, 50, 50, 50, 75, 99, 100),
    wait: fc.nat(40),
    top: fc.nat(9),
  }),
  { minLength: 1, maxLength: 25 },
)

test('the first of the queue is always the one that is started next', () => {
  fc.assert(
    fc.property(someTasks, fc.array(fc.nat(90), { minLength: 25, maxLength: 25 }), (tasks, waits) => {
      const floor = floorWith('printer')
      floor.submitOf('dora')
      floor.dispatch()
      for (const { user, priority, wait, top } of tasks) {
        floor.now += wait * MINUTE
        const { id } = floor.submitOf(user, { priority })
        if (top === 0) floor.decide(draft => void orderTask(draft, id, { target: { to: 'top' }, by: 'ada' }))
      }
      for (const wait of waits.slice(0, tasks.length)) {
        floor.now += wait * MINUTE
        const [running] = floor.open
        if (running) floor.end(running, 'succeeded')
        const [first] = shown(floor)
        expect(floor.dispatch().map(({ task }) => task.id)).toEqual([first])
      }
      expect(shown(floor)).toEqual([])
    }),
    { numRuns: 150 },
  )
})

test('shares take turns by their weight, and pages join without gap or repeat', () => {
  const floor = floorWith('printer')
  floor.submitOf('dora')
  floor.dispatch()
  const users = Array.from({ length: 6 }, () => ['anna', 'ben', 'cleo']).flat()
  const of = new Map(users.map(user => [floor.submitOf(user).id, user]))
  const whole = shown(floor)
  const first = whole.slice(0, 7).map(id => of.get(id))
  expect(first.filter(user => user === 'anna').length).toBeGreaterThan(
    first.filter(user => user === 'ben').length,
  )
  const queue = new QueueAt(floor.state, floor.now, () => true)
  const pages = [0, 5, 10, 15].flatMap(from => queue.page(from, 5))
  expect(pages.map(({ entry }) => entry.task.id)).toEqual(whole)
  expect(pages).toEqual(firstOfQueue(floor.state, floor.now, () => true, ALL))
  expect(queue.size).toBe(whole.length)
  expect(shown(floor, 'ben')).toEqual(whole.filter(id => of.get(id) === 'ben'))
})

test('a position counts all that compete for the same instruments, and nothing else', () => {
  const floor = floorWith('printer-1', 'printer-2', 'printer-3')
  for (let busy = 0; busy < 3; busy += 1) floor.submit()
  floor.dispatch()
  const at = (instrument?: string) => floor.submit(instrument === undefined ? {} : { instrument }).id
  const ids = [at('printer-1'), at('printer-2'), at(), at('printer-2'), at('printer-1')]
  const positions = new Map(
    firstOfQueue(floor.state, floor.now, () => true, ALL).map(({ entry, position }) => [
      entry.task.id,
      position,
    ]),
  )
  expect(ids.map(id => positions.get(id))).toEqual([1, 1, 3, 3, 3])
})

test('the first page costs no more where a hundred times as much waits', () => {
  const looked = (count: number): number => {
    const floor = floorWith('printer')
    floor.submitOf('dora')
    floor.dispatch()
    for (let at = 0; at < count; at += 1) floor.submitOf(['anna', 'ben', 'cleo'][at % 3] ?? '')
    const added = vi.spyOn(Heap.prototype, 'add')
    expect(firstOfQueue(floor.state, floor.now, () => true, 10)).toHaveLength(11)
    const { length } = added.mock.calls
    added.mockRestore()
    return length
  }
  expect(looked(3_000)).toBeLessThan(2 * looked(30))
})
