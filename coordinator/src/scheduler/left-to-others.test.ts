import { hours, minutes } from '@muster/runtime'
import { expect, test } from 'vitest'
import type { TaskRecord } from '../model/records.ts'
import { aResource } from '../testing/store-fixtures.ts'
import { Floor } from './testing/floor.ts'

/** Furnaces, one at each agent, and four crucibles. */
class Hall extends Floor {
  constructor(furnaces: number) {
    super()
    const activities = [
      { name: 'sinter', expectedMs: hours(1) },
      { name: 'dry', expectedMs: hours(1) },
    ]
    for (let number = 1; number <= furnaces; number += 1)
      this.agent({ id: `agent-${number}`, instruments: [{ id: `furnace-${number}`, activities }] })
    this.state.put('resources', aResource('crucibles', { capacity: 4 }))
  }

  needing(amount: number, more: Partial<TaskRecord> = {}): TaskRecord {
    const resources = [{ anyOf: [{ resource: 'crucibles', amount }] }]
    return this.submit({ activity: 'sinter', resources, ...more })
  }

  begunNow(): string[] {
    return this.dispatch().flatMap(({ task, members = [] }) => [task.id, ...members.map(({ id }) => id)])
  }
}

test('a whole batch counts with all that its run needs: smaller needs do not go on for ever before it', () => {
  const hall = new Hall(4)
  const holders = [hall.needing(1), hall.needing(1)]
  hall.begunNow()
  const batch = { size: 3, atLeast: 3, hold: hours(8) }
  const members = Array.from({ length: 3 }, () => hall.needing(1, { batch }))
  expect(hall.begunNow()).toEqual([])
  hall.now += minutes(1)
  const later = hall.needing(1, { activity: 'dry' })
  expect(hall.begunNow()).toEqual([])
  expect(members.map(({ id }) => id)).toContain(hall.state.board.keptFor(later.id)?.id)
  const attempt = hall.open.find(({ taskId }) => taskId === holders[0]?.id)
  if (attempt) hall.end(attempt, 'succeeded')
  expect(hall.begunNow().sort()).toEqual(members.map(({ id }) => id).sort())
})

test('a batch that leaves what it needs to others goes on as soon as it need not', () => {
  const hall = new Hall(4)
  hall.needing(2)
  hall.begunNow()
  const big = hall.needing(4)
  expect(hall.begunNow()).toEqual([])
  hall.now += minutes(1)
  const batch = { size: 2, atLeast: 2, hold: hours(8) }
  const members = [hall.needing(1, { batch }), hall.needing(1, { batch })]
  expect(hall.begunNow()).toEqual([])
  expect(hall.state.board.keptFor(members[0]?.id ?? '')?.id).toBe(big.id)
  hall.decide(draft => draft.update('tasks', big, { heldBy: 'prompt-1' }))
  expect(hall.begunNow().sort()).toEqual(members.map(({ id }) => id).sort())
})

test('what is left to another goes on when a run takes longer than was said, without another minute', () => {
  const hall = new Hall(4)
  const holder = hall.needing(2)
  hall.begunNow()
  for (const attempt of hall.open) hall.begin(attempt)
  hall.needing(4)
  hall.now += minutes(1)
  const small = hall.needing(2)
  expect(hall.begunNow()).toEqual([])
  const attemptId = hall.state.tasks.get(holder.id)?.attemptId ?? ''
  const told = { attemptId, state: 'running', values: {}, remainingMs: hours(9) } as const
  const agentId = hall.state.attempts.get(attemptId)?.agentId ?? ''
  hall.state.liveOf(agentId).runs.set(attemptId, told)
  hall.state.board.agentChanged(agentId)
  expect(hall.begunNow()).toEqual([small.id])
})

test('an instrument that has what others lack is looked at when it comes free', () => {
  const hall = new Hall(2)
  hall.agent({
    id: 'agent-3',
    resources: { gpu: 1 },
    instruments: [{ id: 'furnace-3', activities: [{ name: 'sinter', expectedMs: hours(1) }] }],
  })
  const before = hall.submit({ activity: 'sinter', instrument: 'furnace-3' })
  expect(hall.begunNow()).toEqual([before.id])
  const task = hall.submit({
    activity: 'sinter',
    resources: [{ anyOf: [{ resource: 'agent/gpu', amount: 1 }] }],
  })
  expect(hall.begunNow()).toEqual([])
  for (const attempt of hall.open) hall.end(attempt, 'succeeded')
  expect(hall.begunNow()).toEqual([task.id])
})
