import { momentOf } from '@muster/coordinator/testing'
import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Lab } from '../scheduling/lab.ts'

const NUMBER = { type: 'integer' }
const WORKFLOW = {
  muster: 1,
  name: 'study',
  inputs: { layers: NUMBER, last: NUMBER, rest: { type: 'string', default: '1 h' } },
  steps: {
    heat: { activity: 'sinter', parameters: { layers: '${ inputs.layers }' }, samples: ['S1'] },
    look: {
      after: ['heat'],
      activity: 'scan',
      reuse: 'allowed',
      parameters: { note: '${ steps.heat.result.activity }' },
    },
    cool: { after: ['look'], wait: { for: '${ inputs.rest }' } },
    more: { after: ['cool'], activity: 'sinter', parameters: { layers: '${ inputs.last }' } },
    end: { after: ['more'], activity: 'scan' },
  },
}
const INPUTS = { layers: 3, last: 1 }

type Request = Parameters<Lab['operations']['rerun']>[1]

async function rerun(lab: Lab, job: string, request: Request): Promise<string> {
  const begun = lab.operations.rerun(job, request, { by: 'ada' })
  await lab.pass(seconds(1))
  return (await begun).job.id
}

/** Steps that were not done for a job, each with the job whose result it has. */
async function reused(lab: Lab, job: string): Promise<Record<string, string>> {
  const tasks = await lab.store.tasksOfJob(job)
  return Object.fromEntries(
    tasks.flatMap(({ step, node }) => (node?.reusedFrom ? [[step, node.reusedFrom.job]] : [])),
  )
}

async function done(workflow: object = WORKFLOW, inputs: object = INPUTS) {
  const lab = await Lab.begin(1, 'safe')
  const first = await lab.submit({ workflow, inputs, labels: { experiment: 'E1' }, priority: 70 })
  await lab.pass(hours(12))
  expect((await lab.store.job(first))?.state).toBe('succeeded')
  return { lab, first }
}

const ended = async (lab: Lab, job: string, within = hours(12)) => {
  await lab.pass(within)
  expect((await lab.store.job(job))?.state).toBe('succeeded')
}

describe('a job that is begun again', { timeout: 60_000 }, () => {
  it('does what has changed, and takes the rest over from the one before it', async () => {
    const { lab, first } = await done()
    const before = lab.world.ledger.length
    const second = await rerun(lab, first, { inputs: { last: 2 }, reuse: true, labels: { try: '2' } })
    await ended(lab, second, hours(7))
    expect(await reused(lab, second)).toEqual({ heat: first, look: first })
    expect(lab.world.ledger.length - before).toBe(2)
    const job = await lab.store.job(second)
    expect(job).toMatchObject({
      inputs: { layers: 3, last: 2 },
      labels: { experiment: 'E1', try: '2' },
      priority: 70,
      rerunOf: { job: first, reuse: true },
    })
    const heat = await lab.task(`${second}-heat`)
    expect(heat).toMatchObject({
      state: 'succeeded',
      attempts: 0,
      node: { reusedFrom: { job: first, path: 'heat', attempt: `${first}-heat-1` } },
    })
    expect(heat.resultJson).toBe((await lab.task(`${first}-heat`)).resultJson)
    expect(heat.node?.mayHaveStarted).toBeUndefined()
    // What happened to it is all in its history.
    const { nodes } = await momentOf(lab.store, job as NonNullable<typeof job>)
    expect(nodes.find(({ path }) => path === 'look')?.reusedFrom?.job).toBe(first)
    const audit = await lab.store.events({ jobId: second, limit: 500 })
    expect(audit.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['job.rerun', 'task.reused']))
    expect((await lab.store.events({ jobId: first, limit: 500 })).at(-1)?.kind).toBe('job.rerun-as')
    // Of the third the first is told, where it was done.
    const third = await rerun(lab, second, { reuse: true })
    await ended(lab, third, hours(2))
    expect(await reused(lab, third)).toEqual({ heat: first, look: first, more: second })
  })

  it('does all anew where nobody asked for anything else', async () => {
    const { lab, first } = await done()
    const before = lab.world.ledger.length
    const second = await rerun(lab, first, {})
    await ended(lab, second)
    expect(await reused(lab, second)).toEqual({})
    expect(lab.world.ledger.length - before).toBe(4)
  })

  it('does again what comes after something else, though it is the same', async () => {
    const { lab, first } = await done()
    // Another wait before it; and, further up, another step that was done anew.
    const longer = await rerun(lab, first, { inputs: { rest: '2 h' }, reuse: true })
    await ended(lab, longer, hours(8))
    expect(await reused(lab, longer)).toEqual({ heat: first, look: first })
    const other = await rerun(lab, first, { inputs: { layers: 4 }, reuse: true })
    await ended(lab, other)
    expect(await reused(lab, other)).toEqual({})
  })

  it('takes over all that it may where nothing has changed', async () => {
    const { lab, first } = await done()
    const same = await rerun(lab, first, { reuse: true })
    await ended(lab, same, hours(2))
    // `scan` is no activity that may be repeated, and its step does not say that its result may be taken over.
    expect(await reused(lab, same)).toEqual({ heat: first, look: first, more: first })
  })

  it('takes over what is the same at another place, each result once', async () => {
    const each = (steps: object) => ({ forEach: { items: '${ inputs.list }', as: 'n', steps } })
    const workflow = {
      muster: 1,
      name: 'list',
      inputs: { list: { type: 'array' } },
      steps: {
        all: each({
          heat: { activity: 'sinter', parameters: { layers: '${ n }' } },
          look: { after: ['heat'], activity: 'scan', reuse: 'allowed' },
        }),
        last: { after: ['all'], activity: 'scan', reuse: 'allowed' },
      },
    }
    const { lab, first } = await done(workflow, { list: [1, 2] })
    const longer = await rerun(lab, first, { inputs: { list: [2, 2, 1] }, reuse: true })
    await ended(lab, longer)
    expect(Object.keys(await reused(lab, longer)).sort()).toEqual([
      'all.0.heat',
      'all.0.look',
      'all.2.heat',
      'all.2.look',
    ])
    const same = await rerun(lab, first, { reuse: true })
    await ended(lab, same, hours(1))
    expect(Object.keys(await reused(lab, same))).toContain('last')
  })

  it('does not take over what would be undone, and what others follow in time', async () => {
    const heat = (more: object) => ({ activity: 'sinter', parameters: { layers: 3 }, ...more })
    const workflow = {
      muster: 1,
      name: 'kept',
      steps: {
        undone: heat({ undo: { back: { activity: 'scan' } } }),
        group: { steps: { within: heat({}) }, undo: { back: { activity: 'scan' } } },
        never: heat({ reuse: 'never' }),
        timed: heat({}),
        soon: { ...heat({ waits: { timed: { atMost: '2 h' } } }), after: ['timed'] },
        free: heat({}),
      },
    }
    const { lab, first } = await done(workflow, {})
    const again = await rerun(lab, first, { reuse: true })
    await ended(lab, again)
    expect(Object.keys(await reused(lab, again))).toEqual(['free'])
  })

  it('still takes over when the coordinator was started again meanwhile', async () => {
    const { lab, first } = await done({
      ...WORKFLOW,
      steps: {
        gate: { wait: { for: '3 h' } },
        heat: { ...WORKFLOW.steps.heat, after: ['gate'] },
      },
    })
    const before = lab.world.ledger.length
    const second = await rerun(lab, first, { reuse: true })
    await lab.pass(hours(1))
    lab.world.coordinatorGate?.kill('by the test')
    await lab.pass(minutes(1))
    await lab.world.startCoordinator()
    await ended(lab, second, hours(3))
    expect(await reused(lab, second)).toEqual({ heat: first })
    expect(lab.world.ledger.length).toBe(before)
  })

  it('can only be one that has ended, and its inputs have to be right', async () => {
    const lab = await Lab.begin(1, 'safe')
    const first = await lab.submit({ workflow: WORKFLOW, inputs: INPUTS })
    await expect(lab.operations.rerun(first, {}, { by: 'ada' })).rejects.toMatchObject({
      code: 'job-refused',
    })
    await lab.pass(hours(12))
    await expect(
      lab.operations.rerun(first, { inputs: { layers: 'many' } }, { by: 'ada' }),
    ).rejects.toMatchObject({ faults: [{ field: 'inputs.layers' }] })
    await expect(lab.operations.rerun('none', {}, { by: 'ada' })).rejects.toMatchObject({ code: 'not-found' })
  })
})
