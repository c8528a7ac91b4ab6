import { seededRandom } from '@muster/runtime'
import { expect, test } from 'vitest'
import { lookAhead } from './lookahead.ts'
import type { PaperTask } from './problem.ts'

function task(id: string, duration: number, more: Partial<PaperTask> = {}): PaperTask {
  return {
    id,
    jobId: id,
    needs: [],
    candidates: [{ instrumentId: 'x', duration }],
    earliest: 0,
    rank: [0],
    ...more,
  }
}
const instruments = [{ id: 'x', freeAt: 0 }]
const looked = (tasks: PaperTask[], rounds = 200) =>
  lookAhead({ tasks, instruments }, 0, { rounds, random: seededRandom(1) })

test('a deadline counts before the mean, and the mean where nothing else differs', () => {
  const tasks = [task('long', 50), task('due', 20, { deadline: 20 }), task('short', 1)]
  expect(looked(tasks)).toMatchObject({ order: ['due', 'long', 'short'], worth: { lateness: 0 } })
  const free = tasks.map(each => ({ ...each, deadline: undefined }))
  expect(looked(free).order).toEqual(['short', 'due', 'long'])
})

test('tasks of another priority do not change places', () => {
  const tasks = [task('high', 50, { rank: [0, 9] }), task('due', 20, { rank: [1, 0], deadline: 20 })]
  expect(looked(tasks).order).toEqual(['high', 'due'])
})

test('an instrument is kept idle for what comes, where that is better', () => {
  const tasks = [task('long', 100), task('due', 10, { earliest: 5, deadline: 15 })]
  expect(looked(tasks, 0)).toMatchObject({ order: ['due', 'long'], worth: { lateness: 0, makespan: 115 } })
})

test('the same seed gives the same order', () => {
  const tasks = Array.from({ length: 12 }, (_, i) =>
    task(`t${i}`, 1 + ((i * 7) % 11), { deadline: (i * 13) % 60 }),
  )
  expect(looked(tasks)).toEqual(looked(tasks.map(each => ({ ...each }))))
})
