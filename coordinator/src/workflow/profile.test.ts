import { minutes } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { aJob, anAttempt, aTask } from '../testing/store-fixtures.ts'
import { profileOf } from './profile.ts'

const at = (minute: number) => minute * 60_000

describe('the profile of a job', () => {
  const job = { ...aJob(1), submittedAt: at(0), endedAt: at(100) }
  const print = {
    ...aTask(job, 'print'),
    state: 'succeeded' as const,
    queuedAt: at(0),
    startedAt: at(10),
    endedAt: at(30),
  }
  const look = {
    ...aTask(job, 'look'),
    state: 'succeeded' as const,
    queuedAt: at(0),
    startedAt: at(0),
    endedAt: at(5),
  }
  const sinter = {
    ...aTask(job, 'sinter'),
    needs: [print.id, look.id],
    state: 'succeeded' as const,
    queuedAt: at(30),
    startedAt: at(80),
    endedAt: at(100),
  }
  const ran = (task: typeof print, instrumentId: string) =>
    anAttempt(task, 1, { instrumentId, state: 'succeeded', startedAt: task.startedAt, endedAt: task.endedAt })
  const attempts = [ran(print, 'printer'), ran(look, 'camera'), ran(sinter, 'furnace')]

  it('divides the chain that ended last into waiting, running and idle, and names its greatest part', () => {
    const profile = profileOf(job, [print, look, sinter], attempts, at(100))
    expect(profile.critical).toEqual(['print', 'sinter'])
    expect(profile.chain).toEqual({ waiting: minutes(60), running: minutes(40), idle: 0 })
    expect(profile.bottleneck).toEqual({
      step: 'sinter',
      on: 'waiting',
      instrument: 'furnace',
      took: minutes(50),
      share: 0.5,
    })
    expect(profile.steps.find(({ step }) => step === 'look')).toMatchObject({
      isCritical: false,
      running: minutes(5),
    })
  })

  it('counts what lies between two attempts as idle, and what is under way until now', () => {
    const first = anAttempt(print, 1, { state: 'failed', startedAt: at(10), endedAt: at(12) })
    const second = anAttempt(print, 2, { state: 'running', startedAt: at(20) })
    const open = { ...print, state: 'running' as const, endedAt: undefined as never }
    const { steps, total } = profileOf(
      { ...job, endedAt: undefined as never },
      [open],
      [first, second],
      at(40),
    )
    expect(total).toBe(minutes(40))
    expect(steps).toEqual([
      expect.objectContaining({ waiting: minutes(10), running: minutes(22), idle: minutes(8), attempts: 2 }),
    ])
  })

  it('goes through groups: items that came after others, what the group needs, and what was undone at the end', () => {
    const step = (name: string, from: number, to: number, needs: readonly string[] = []) => ({
      ...aTask(job, name),
      needs: needs.map(one => aTask(job, one).id),
      state: 'succeeded' as const,
      queuedAt: at(from),
      startedAt: at(from),
      endedAt: at(to),
    })
    const tasks = [
      step('ask', 0, 10),
      step('each', 10, 50, ['ask']),
      step('each.0.scan', 10, 30),
      step('each.1.scan', 10, 20),
      step('each.2.scan', 20, 45),
      step('each.2.rest', 45, 50, ['each.2.scan']),
      step('sort', 50, 60, ['each']),
      step('sort.0.scan', 50, 60),
    ]
    const chain = ['ask', 'each.1.scan', 'each.2.scan', 'each.2.rest', 'sort.0.scan']
    expect(profileOf(job, tasks, [], at(60)).critical).toEqual(chain)
    const undone = [...tasks, step('ask.undo.tell', 60, 70)]
    expect(profileOf(job, undone, [], at(70)).critical).toEqual([...chain, 'ask.undo.tell'])
  })
})
