import { expect, test } from 'vitest'
import { expectedStarts } from './expected.ts'
import type { PaperProblem, PaperTask } from './problem.ts'
import { simulate } from './simulate.ts'

let rank = 0
function task(id: string, where: Record<string, number>, more: Partial<PaperTask> = {}): PaperTask {
  const candidates = Object.entries(where).map(([instrumentId, duration]) => ({ instrumentId, duration }))
  return { id, jobId: id, needs: [], candidates, earliest: 0, rank: [rank++], ...more }
}
const free = (...ids: string[]) => ids.map(id => ({ id, freeAt: 0 }))
const startsOf = (problem: PaperProblem) =>
  Object.fromEntries([...simulate(problem, 0).runs].map(([id, { start }]) => [id, start]))

test('who is first in rank begins, where it ends first', () => {
  const tasks = [task('a', { slow: 20, quick: 10 }), task('b', { slow: 20, quick: 10 })]
  const { runs, makespan } = simulate({ tasks: tasks.toReversed(), instruments: free('slow', 'quick') }, 0)
  expect(runs.get('a')).toMatchObject({ instrumentId: 'quick', start: 0, end: 10 })
  expect(runs.get('b')).toMatchObject({ instrumentId: 'slow', start: 0, end: 20 })
  expect(makespan).toBe(20)
})

test('the caller may choose the instrument', () => {
  const problem = { tasks: [task('a', { x: 1, y: 2 })], instruments: free('x', 'y') }
  const choose = () => 'y'
  expect(simulate(problem, 0, { choose }).runs.get('a')?.instrumentId).toBe('y')
})

test('what it waited for last makes a chain of reasons', () => {
  const tasks = [
    task('next', { furnace: 5 }),
    task('measure', { xrd: 2 }, { needs: [{ taskId: 'next' }] }),
    task('cooled', { xrd: 2 }, { needs: [{ taskId: 'next', minWait: 7 }] }),
    task('late', { xrd: 1 }, { earliest: 40 }),
  ]
  const instruments = [
    { id: 'furnace', freeAt: 10, heldBy: 'running' },
    { id: 'xrd', freeAt: 0 },
  ]
  const { runs } = simulate({ tasks, instruments }, 0)
  expect(runs.get('next')?.blockedBy).toEqual({ kind: 'instrument', id: 'furnace', taskId: 'running' })
  expect(runs.get('measure')?.blockedBy).toEqual({ kind: 'task', id: 'next' })
  expect(runs.get('cooled')?.blockedBy).toEqual({ kind: 'time', at: 22, why: 'min-wait' })
  expect(runs.get('late')?.blockedBy).toEqual({ kind: 'time', at: 40, why: 'earliest' })
})

const crucibles = (amount: number) => [{ resource: 'crucibles', amount, kind: 'held' as const }]

test('others take what one has put by only if that does not put off its beginning', () => {
  const tasks = [
    task('all', { a: 10 }, { uses: crucibles(8) }),
    task('long', { b: 30 }, { uses: crucibles(2) }),
    task('short', { b: 19 }, { uses: crucibles(2) }),
    task('other', { c: 90 }),
  ]
  const resources = [{ id: 'crucibles', free: 3, returns: [{ at: 20, amount: 5, heldBy: 'running' }] }]
  const problem = { tasks, instruments: free('a', 'b', 'c'), resources }
  expect(startsOf(problem)).toEqual({ all: 20, short: 0, long: 30, other: 0 })
  const { blockedBy } = simulate(problem, 0).runs.get('all') ?? {}
  expect(blockedBy).toEqual({ kind: 'resource', id: 'crucibles', taskId: 'running' })
})

test('nor the instrument that is kept for it', () => {
  const tasks = [
    task('all', { a: 10 }, { uses: crucibles(8) }),
    task('long', { a: 21 }),
    task('short', { a: 20 }),
  ]
  const resources = [{ id: 'crucibles', free: 3, returns: [{ at: 20, amount: 5 }] }]
  expect(startsOf({ tasks, instruments: free('a'), resources })).toEqual({ short: 0, all: 20, long: 30 })
})

test('a closed time is kept clear, unless a run may go on into it', () => {
  const tasks = [task('a', { x: 10 }), task('b', { y: 10 }), task('c', { x: 5 })]
  const instruments = [
    { id: 'x', freeAt: 0, closed: [{ from: 6, to: 20 }] },
    { id: 'y', freeAt: 0, closed: [{ from: 6, to: 20, mayRunInto: true }] },
  ]
  expect(startsOf({ tasks, instruments })).toEqual({ a: 20, b: 0, c: 0 })
})

const slurry = (maxWait: number) => [
  task('mix', { mixer: 10 }),
  task('cast', { caster: 5 }, { needs: [{ taskId: 'mix', maxWait }] }),
]

test('what must be followed within a time is begun only when it can be', () => {
  const instruments = [
    { id: 'mixer', freeAt: 0 },
    { id: 'caster', freeAt: 60, heldBy: 'other' },
  ]
  const { runs } = simulate({ tasks: slurry(20), instruments }, 0)
  expect(runs.get('mix')).toMatchObject({ start: 30 })
  expect(runs.get('mix')?.blockedBy).toEqual({
    kind: 'instrument',
    id: 'caster',
    taskId: 'other',
    follower: 'cast',
  })
  expect(runs.get('cast')).toMatchObject({ start: 60 })
})

test('the time of what follows is kept even against what goes before it', () => {
  const tasks = [...slurry(0), task('urgent', { caster: 30 }, { rank: [-1], earliest: 5 })]
  expect(startsOf({ tasks, instruments: free('mixer', 'caster') })).toEqual({ mix: 0, cast: 10, urgent: 15 })
})

test('a greatest wait that runs already is kept first, and said when it is not', () => {
  const cast = task('cast', { caster: 5 }, { needs: [{ taskId: 'mix', maxWait: 20 }] })
  const tasks = [task('other', { caster: 50 }, { rank: [-1] }), cast]
  const ended = new Map([['mix', 10]])
  expect(startsOf({ tasks, instruments: free('caster'), ended })).toEqual({ cast: 10, other: 15 })
  const { runs } = simulate({ tasks, instruments: [{ id: 'caster', freeAt: 45 }], ended }, 0)
  expect(runs.get('cast')).toMatchObject({ start: 45, exceeds: { taskId: 'mix', by: 15 } })
})

test('what can never begin is said with the reason', () => {
  const tasks = [
    task('nowhere', { attic: 1 }),
    task('stuck', { stuck: 1 }),
    task('powder', { x: 1 }, { uses: [{ resource: 'powder', amount: 9, kind: 'used-up' }] }),
    task('after', { x: 1 }, { needs: [{ taskId: 'powder' }] }),
    task('unknown', { x: 1 }, { needs: [{ taskId: 'gone' }] }),
    task('hen', { x: 1 }, { needs: [{ taskId: 'egg' }] }),
    task('egg', { x: 1 }, { needs: [{ taskId: 'hen' }] }),
    task('mix', { x: 1 }),
    task('cast', { attic: 1 }, { needs: [{ taskId: 'mix', maxWait: 5 }] }),
  ]
  const instruments = [...free('x'), { id: 'stuck', freeAt: Number.POSITIVE_INFINITY }]
  const { never, runs } = simulate(
    { tasks, instruments, resources: [{ id: 'powder', free: 8, returns: [] }] },
    0,
  )
  expect(runs.size).toBe(0)
  expect(Object.fromEntries(never)).toEqual({
    nowhere: { kind: 'no-instrument' },
    stuck: { kind: 'instrument', id: 'stuck' },
    powder: { kind: 'resource', id: 'powder' },
    after: { kind: 'task', id: 'powder' },
    unknown: { kind: 'task', id: 'gone' },
    hen: { kind: 'cycle', id: 'egg' },
    egg: { kind: 'cycle', id: 'hen' },
    mix: { kind: 'wait', id: 'cast' },
    cast: { kind: 'no-instrument' },
  })
})

test('what is not what it may be is refused by name', () => {
  const played = (more: Partial<PaperProblem>) => () =>
    simulate({ tasks: [], instruments: free('x'), ...more }, 0)
  expect(played({ instruments: free('x', 'x') })).toThrow('x is there twice')
  expect(played({ tasks: [task('a', { x: Number.NaN })] })).toThrow('a: a duration of NaN ms')
  expect(played({ tasks: [task('a', { x: 1 }, { uses: crucibles(1) })] })).toThrow('a: no resource crucibles')
})

test('a start is expected within a range, by factors or by what a duration brings along', () => {
  const tasks = [task('a', { x: 100 }), task('b', { x: 1 })]
  const spread = { quick: 0.8, slow: 1.5 }
  const instruments = [{ id: 'x', freeAt: 10 }]
  expect(expectedStarts({ tasks, instruments }, 0, spread)).toEqual(
    new Map([
      ['a', { from: 8, expected: 10, to: 15 }],
      ['b', { from: 88, expected: 110, to: 165 }],
    ]),
  )
  const own = [{ ...instruments[0], id: 'x', freeAt: 10, quick: 9, slow: 30 }]
  expect(expectedStarts({ tasks, instruments: own }, 0, spread).get('a')).toEqual({
    from: 9,
    expected: 10,
    to: 30,
  })
})
