import { describe, expect, it } from 'vitest'
import { forecastOf } from '../scheduler/forecast/forecast.ts'
import { aheadOf, waitsForJob } from '../scheduler/held-job.ts'
import { whyChain } from '../scheduler/why-chain.ts'
import { whyWaiting } from '../scheduler/why.ts'
import { jobOf, taskRecordsOf } from './jobs.ts'
import { changePriority } from './order.ts'
import { pauseJob, resumeJob, retryFrom } from './runs/life.ts'
import { JobLine, UNTIL_GO } from './testing/job-line.ts'
import { parseSubmission } from '@muster/protocol'

type Rule = 'wait' | 'newest-wins' | 'refuse'

const study = (sample: string, rule: Rule = 'wait', steps: object = { hold: UNTIL_GO }) => ({
  workflow: {
    muster: 1,
    name: 'study',
    inputs: { sample: { type: 'string' } },
    concurrency: { key: '${ inputs.sample }', rule },
    steps,
  },
  inputs: { sample },
})
/** A job that nothing has begun: no instrument has its activity. */
const idle = (rule: Rule) => study('S1', rule, { weigh: { activity: 'weigh' } })

const firstTask = (line: JobLine, id: string) => {
  const [task] = line.desk.state.tasksOf(id)
  if (!task) throw new Error(`${id} has no tasks`)
  return task
}

describe('jobs with the same key', () => {
  it('are under way one after another, by priority and then as they were submitted', async () => {
    const line = await JobLine.open()
    const first = await line.submit(study('S1'))
    const other = await line.submit(study('S2'))
    const [second, third] = [await line.submit(study('S1')), await line.submit(study('S1'))]
    const urgent = await line.submit({ ...study('S1'), priority: 75 })
    expect(line.states(first, other, second, third, urgent)).toEqual(['open', 'open', 'held', 'held', 'held'])
    await line.go(first)
    expect(line.states(first, second, third, urgent)).toEqual(['succeeded', 'held', 'held', 'open'])
    await line.act(third, (draft, job) => void changePriority(draft, job, 60, undefined))
    await line.go(urgent)
    expect(line.states(second, third)).toEqual(['held', 'open'])
    await line.go(third)
    expect(line.states(second)).toEqual(['open'])
    expect(line.events(second)).toEqual([
      'job.submitted',
      'job.waits-for-key',
      'job.key-given',
      'job.running',
    ])
  })

  it('go on so after a restart, and after the end of one that was cancelled while it waited', async () => {
    const line = await JobLine.open()
    const [first, second, third] = [
      await line.submit(study('S1')),
      await line.submit(study('S1')),
      await line.submit(study('S1')),
    ]
    await line.restart()
    await line.cancel(second)
    expect(line.states(first, second, third)).toEqual(['open', 'cancelled', 'held'])
    await line.go(first)
    await line.restart()
    expect(line.states(third)).toEqual(['open'])
  })

  it('wait until the one before has really ended, with all that it undoes', async () => {
    const line = await JobLine.open()
    const steps = { open: { ...UNTIL_GO, undo: { close: UNTIL_GO } }, hold: { ...UNTIL_GO, after: ['open'] } }
    const first = await line.submit(study('S1', 'wait', steps))
    const second = await line.submit(study('S1'))
    await line.go(first)
    await line.cancel(first)
    expect(line.states(first, second)).toEqual(['undoing', 'held'])
    await line.go(first)
    expect(line.states(first, second)).toEqual(['cancelled', 'open'])
  })

  it('keep their key while they are paused, and are passed over while they wait paused', async () => {
    const line = await JobLine.open()
    const [first, second, third] = [
      await line.submit(study('S1')),
      await line.submit(study('S1')),
      await line.submit(study('S1')),
    ]
    const pause = (id: string) => line.act(id, (draft, job) => pauseJob(draft, job, 'ada', 'lunch', false))
    const resume = (id: string) => line.act(id, (draft, job) => resumeJob(draft, job, 'ada', 'back'))
    await pause(first)
    await pause(second)
    expect(line.states(third)).toEqual(['held'])
    await resume(first)
    await line.go(first)
    expect(line.states(second, third)).toEqual(['held', 'open'])
    await resume(second)
    expect(line.states(second)).toEqual(['held'])
    await pause(second)
    await line.go(third)
    expect(line.states(second)).toEqual(['held'])
    await resume(second)
    expect(line.states(second)).toEqual(['open'])
  })

  it('say what they wait for, and no forecast has them begin before', async () => {
    const line = await JobLine.open()
    const first = await line.submit(study('S1'))
    const second = await line.submit(study('S1', 'wait', { weigh: { activity: 'weigh' } }))
    const third = await line.submit(study('S1'))
    const { state } = line.desk
    expect(waitsForJob(state, line.job(second))?.id).toBe(first)
    const reason = {
      code: 'waits-for-job',
      message: `job ${first} has the key "S1" of its job until it has ended`,
      waitsFor: { kind: 'job', id: first },
    }
    expect(whyWaiting(state, firstTask(line, second))).toEqual([reason])
    expect([second, third].map(id => aheadOf(state, line.job(id)))).toEqual([0, 1])
    expect(whyChain(state, firstTask(line, second), 0).map(({ code }) => code)).toEqual([
      'waits-for-job',
      'waits-for-signal',
    ])
    expect(forecastOf(state, 0).untold.get(`${second}-weigh`)).toEqual(reason)
  })

  it('are planned as they would go: one that would wait, or be refused, begins at no time', async () => {
    const line = await JobLine.open()
    const first = await line.submit(study('S1'))
    const plan = (submission: object) => {
      const parsed = parseSubmission(submission)
      if (!parsed.ok) throw new Error('it is not right')
      const job = jobOf(parsed.value, { id: 'plan', sequence: 99, submittedBy: 'ada', submittedAt: 0 })
      const imagined = { job, tasks: taskRecordsOf(job) }
      return forecastOf(line.desk.state, 0, { imagined }).untold.get('plan-weigh')
    }
    expect(plan(idle('wait'))).toMatchObject({
      code: 'waits-for-job',
      message: expect.stringContaining(first) as string,
    })
    expect(plan(idle('refuse'))).toMatchObject({ code: 'key-taken', waitsFor: { id: first } })
    expect(plan(idle('newest-wins'))).toMatchObject({ code: 'waits-for-job' })
    expect(plan({ ...idle('wait'), inputs: { sample: 'S2' } })?.code).toBe('no-instrument')
  })

  it('take the place of those that have not begun, where the newest wins, and wait for one that has', async () => {
    const line = await JobLine.open()
    const first = await line.submit(study('S1', 'newest-wins'))
    const second = await line.submit(study('S1', 'newest-wins'))
    const third = await line.submit(study('S1', 'newest-wins'))
    expect(line.states(first, second, third)).toEqual(['open', 'cancelled', 'held'])
    expect(line.job(second).cancelRequested).toMatchObject({
      by: 'rule:newest-wins',
      reason: `${third} is newer, and has the same key, "S1"`,
    })
    await line.go(first)
    expect(line.states(third)).toEqual(['open'])
  })

  it('take the place of the one that has the key as well, where nothing of it has begun', async () => {
    const line = await JobLine.open()
    const first = await line.submit(idle('newest-wins'))
    const second = await line.submit(study('S1', 'newest-wins'))
    expect(line.states(first, second)).toEqual(['cancelled', 'open'])
  })

  it('are refused, naming the job in the way, where the workflow says so', async () => {
    const line = await JobLine.open()
    const first = await line.submit(study('S1', 'refuse'))
    await expect(line.submit(study('S1', 'refuse'))).rejects.toMatchObject({
      code: 'key-taken',
      category: 'conflict',
      message: expect.stringContaining(first) as string,
    })
    await line.submit(study('S2', 'refuse'))
    await line.go(first)
    expect(line.states(await line.submit(study('S1', 'refuse')))).toEqual(['open'])
  })

  it('can not be begun again while another has their key', async () => {
    const line = await JobLine.open()
    const first = await line.submit(study('S1'))
    const again = (id: string) =>
      line.decide(draft => {
        const { state } = draft
        const job = line.job(id)
        const task = { ...firstTask(line, second), id: `${id}-hold`, jobId: id, state: 'failed' } as const
        retryFrom(draft, { ...job, endedAt: 1 }, task, [], false)
        expect(state).toBeDefined()
      })
    const second = await line.submit(study('S1'))
    await line.go(first)
    await expect(again(first)).rejects.toMatchObject({
      code: 'job-refused',
      message: expect.stringContaining(second) as string,
    })
  })
})
