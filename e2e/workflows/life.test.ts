import { momentOf } from '@muster/coordinator/testing'
import type { WorkflowDefinition } from '@muster/protocol'
import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Lab } from '../scheduling/lab.ts'

const BY = { by: 'ada', reason: 'to see' }

/** Lets an operation be committed. */
async function decided<T>(lab: Lab, operation: Promise<T>): Promise<T> {
  await lab.pass(seconds(1))
  return operation
}

const states = async (lab: Lab, id: string) =>
  Object.fromEntries((await lab.store.tasksOfJob(id)).map(({ step, state }) => [step, state]))

describe('a job that was moved to another version', { timeout: 60_000 }, () => {
  it('is shown as it was at any event, before the move and after it', async () => {
    const lab = await Lab.begin()
    const first = {
      muster: 1 as const,
      name: 'study',
      steps: { look: { activity: 'scan' }, cool: { after: ['look'], wait: { for: '3 h' } } },
    } satisfies WorkflowDefinition
    const second = {
      ...first,
      steps: {
        ...first.steps,
        cool: { after: ['look'], wait: { for: '1 h' } },
        last: { wait: { for: '2 h' } },
      },
    } satisfies WorkflowDefinition
    const id = await lab.submit({ workflow: first })
    const added = { extra: { wait: { for: '5 h' } } }
    await decided(lab, lab.operations.addSteps(id, BY, { steps: added, uses: {} }))
    await decided(lab, lab.operations.moveJob(id, BY, second, {}))
    await decided(lab, lab.operations.moveJob(id, BY, { ...second, title: 'Once more' }, {}))
    await lab.pass(hours(6))
    const job = await lab.store.job(id)
    if (!job) throw new Error('the job is gone')
    expect(job.state).toBe('succeeded')
    const events = await lab.store.events({ jobId: id, limit: 500 })
    const numbers = (kind: string) => events.flatMap(event => (event.kind === kind ? [event.number] : []))
    const [move = 0] = numbers('run.move')
    const pathsAt = async (number?: number) =>
      (await momentOf(lab.store, job, number)).nodes.map(({ path }) => path).sort()
    expect(await pathsAt(numbers('run.begin')[0])).toEqual(['cool', 'look'])
    expect(await pathsAt(move - 1)).toEqual(['cool', 'extra', 'look'])
    expect(await pathsAt(move)).toEqual(['cool', 'extra', 'last', 'look'])
    const { status, nodes } = await momentOf(lab.store, job)
    expect(status.outcome).toBe('succeeded')
    expect(Object.fromEntries(nodes.map(({ path, state }) => [path, state]))).toEqual(await states(lab, id))
  })
})

describe('a job that is begun again from a step', { timeout: 60_000 }, () => {
  const workflow = {
    muster: 1,
    name: 'furnace',
    steps: {
      open: { activity: 'scan', undo: { close: { activity: 'scan' } } },
      load: { after: ['open'], activity: 'scan' },
      hold: { after: ['load'], wait: { signal: 'go' }, timeLimit: '1 h' },
      heat: { after: ['hold'], activity: 'scan' },
    },
  }

  it('does what was undone again, on the word that it may be started, and asks for none besides', async () => {
    const lab = await Lab.begin()
    const id = await lab.submit({ workflow })
    await lab.pass(hours(4))
    expect((await lab.store.job(id))?.state).toBe('failed')
    expect(await states(lab, id)).toMatchObject({ 'open.undo.close': 'succeeded', load: 'succeeded' })
    await expect(lab.operations.retryFrom(id, BY, 'hold', false)).rejects.toMatchObject({
      code: 'job-refused',
      message: expect.stringContaining('scan at xrd'),
    })
    await decided(lab, lab.operations.retryFrom(id, BY, 'hold', true))
    await lab.pass(minutes(50))
    expect([...lab.state.prompts.values()]).toEqual([])
    expect(await states(lab, id)).toMatchObject({ open: 'succeeded', load: 'succeeded', hold: 'running' })
    await decided(lab, lab.operations.signalJob(id, 'ada', 'go', undefined))
    await lab.pass(hours(1))
    expect((await lab.store.job(id))?.state).toBe('succeeded')
    expect(await lab.startsOf(['open', 'load', 'heat'].map(step => `${id}-${step}`))).toEqual([2, 2, 1])
  })
})
