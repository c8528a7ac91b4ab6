import { beforeEach, describe, expect, test } from 'vitest'
import type { TaskRecord } from '../model/records.ts'
import { firstOfQueue } from '../scheduler/standing.ts'
import { Floor } from '../scheduler/testing/floor.ts'
import { changePriority, type OrderTarget, orderTask } from './order.ts'

const HOUR = 3_600_000

let floor: Floor
beforeEach(() => {
  floor = new Floor()
  floor.agent({
    id: 'hall-2',
    instruments: [
      { id: 'printer', activities: [{ name: 'print' }] },
      { id: 'oven', activities: [{ name: 'sinter' }] },
    ],
  })
})

/** Keeps the printer, so that what is submitted waits. */
function keepBusy(): void {
  floor.submit()
  floor.dispatch()
}

const order = (id: string, target: OrderTarget): void =>
  floor.decide(draft => void orderTask(draft, id, { target, by: 'ada' }))

/** Ids in the order in which the queue shows them. */
const shown = (): readonly string[] =>
  firstOfQueue(floor.state, floor.now, () => true, 500).map(({ entry }) => entry.task.id)

/** Ids in the order in which they are started, one after another. */
function started(): string[] {
  const ids: string[] = []
  for (;;) {
    const [running] = floor.open
    if (running) floor.end(running, 'succeeded')
    const [next] = floor.dispatch()
    if (!next) return ids
    ids.push(next.task.id)
  }
}

const ids = (tasks: readonly TaskRecord[]): string[] => tasks.map(({ id }) => id)
const submit = (count: number, user = 'ada'): TaskRecord[] =>
  Array.from({ length: count }, () => {
    floor.now += 1
    return floor.submitOf(user)
  })

/** A job with so many equal steps, all in the queue at once. */
function submitTogether(count: number): string[] {
  const steps = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`s${count - at}`, { activity: 'print' }]),
  )
  const first = floor.submit({}, { definition: { muster: 1, name: 'x', version: 1, steps } })
  floor.state.put('tasks', { ...first, version: 2, state: 'cancelled', endedAt: floor.now })
  return Object.keys(steps).map(step => {
    const task = { ...first, id: `${first.jobId}-${step}`, step }
    floor.state.put('tasks', task)
    return task.id
  })
}

describe('a task that is put on top', () => {
  test('goes before all of its priority, the one that was put there last first, and no others', () => {
    keepBusy()
    const [a = '', b = '', c = '', d = ''] = ids(submit(4))
    const urgent = floor.submit({ priority: 75 }).id
    order(c, { to: 'top' })
    order(d, { to: 'top' })
    const expected = [urgent, d, c, a, b]
    expect(shown()).toEqual(expected)
    expect(started()).toEqual(expected)
  })

  test('also before those that have waited so long that they have risen, and stays there', () => {
    keepBusy()
    const [old = ''] = ids(submit(1, 'ben'))
    floor.now += 5 * HOUR
    const [first = '', second = ''] = ids(submit(2))
    floor.now += HOUR / 3
    order(first, { to: 'top' })
    order(second, { to: 'top' })
    for (let passed = 0; passed < 40; passed += 1) {
      floor.now += HOUR / 4
      floor.state.board.next(floor.now)
      expect(shown()).toEqual([second, first, old])
    }
    expect(started()).toEqual([second, first, old])
  })

  test('goes back to where it was when that is taken back', () => {
    keepBusy()
    const [a = '', b = ''] = ids(submit(2))
    order(b, { to: 'top' })
    expect(floor.state.tasks.get(b)?.order).toMatchObject({ by: 'ada', at: floor.now, onTop: true })
    order(b, { to: 'natural' })
    expect(floor.state.tasks.get(b)?.order).toBeUndefined()
    expect(shown()).toEqual([a, b])
  })
})

describe('a task that is put beside another', () => {
  test.each([
    ['before', 4, 1, [0, 4, 1, 2, 3]],
    ['after', 0, 2, [1, 2, 0, 3, 4]],
    ['before', 3, 0, [3, 0, 1, 2, 4]],
    ['after', 1, 4, [0, 2, 3, 4, 1]],
  ] as const)('%s it stands right there (%i, %i)', (side, which, other, expected) => {
    keepBusy()
    const tasks = ids(submit(5))
    const target = tasks[other] ?? ''
    order(tasks[which] ?? '', side === 'before' ? { before: target } : { after: target })
    expect(shown()).toEqual(expected.map(at => tasks[at]))
    expect(started()).toEqual(expected.map(at => tasks[at]))
  })

  test('can be any of a job whose steps are alike in all; without order they go as the job has them', () => {
    keepBusy()
    const [a = '', b = '', c = '', d = ''] = submitTogether(4)
    expect(shown()).toEqual([a, b, c, d])
    order(d, { after: a })
    order(c, { after: a })
    order(b, { before: a })
    expect(shown()).toEqual([b, a, c, d])
    expect(started()).toEqual([b, a, c, d])
  })

  test('goes with the priority and the share of the other', () => {
    keepBusy()
    const [mine = ''] = ids(submit(1))
    const other = floor.submitOf('ben', { priority: 75 }).id
    order(mine, { after: other })
    expect(floor.state.board.placeOf(mine)?.entry).toMatchObject({ band: 75, share: { name: 'ben' } })
    expect(shown()).toEqual([other, mine])
  })

  test('stands on top where the other does', () => {
    keepBusy()
    const [a = '', b = '', c = ''] = ids(submit(3))
    order(c, { to: 'top' })
    order(b, { after: c })
    expect(shown()).toEqual([c, b, a])
  })

  test('is refused where they do not compete, or either does not wait, with the sentence why', () => {
    keepBusy()
    const [a = '', b = ''] = ids(submit(2))
    const [running] = floor.open
    const sinter = floor.submit({ activity: 'sinter', instrument: 'oven' }).id
    expect(() => order(a, { before: sinter })).toThrow('there is no instrument that can do both')
    expect(() => order(a, { before: a })).toThrow('beside itself')
    expect(() => order(a, { after: running?.taskId ?? '' })).toThrow('waits no more: it is dispatched')
    expect(() => order(running?.taskId ?? '', { to: 'top' })).toThrow('waits no more: it is dispatched')
    expect(() => order(a, { after: 'job-9' })).toThrow('there is no task job-9')
    const pending = floor.submit({ state: 'pending', needs: [a] }).id
    expect(() => order(pending, { to: 'top' })).toThrow('it waits for other steps')
    expect(shown()).toEqual([a, b, sinter])
  })
})

test('a job that is given another priority stands with those of it, and what it was given by hand is over', () => {
  keepBusy()
  const [first, second] = submit(2)
  if (!first || !second) throw new Error('nothing was submitted')
  order(second.id, { to: 'top' })
  order(second.id, { after: first.id })
  const job = floor.state.jobs.get(second.jobId)
  if (job) floor.decide(draft => void changePriority(draft, job, 75, 'the customer comes today'))
  expect(floor.state.tasks.get(second.id)).toMatchObject({ priority: 75 })
  expect(floor.state.tasks.get(second.id)?.order).toBeUndefined()
  expect(shown()).toEqual([second.id, first.id])
})
