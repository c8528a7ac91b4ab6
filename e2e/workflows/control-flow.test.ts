import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { momentOf } from '@muster/coordinator/testing'
import { Lab } from '../scheduling/lab.ts'

/** A study with a person, a choice, a fan-out, a loop and a wait. */
const STUDY = {
  muster: 1,
  name: 'study',
  inputs: {
    samples: { type: 'array', items: { type: 'string' }, minItems: 1 },
    layers: { type: 'integer', default: 3 },
  },
  variables: { looked: { initial: 0 } },
  outputs: {
    samples: { value: '${ steps["fire-all"].result.items.map(item, item.outputs.sample) }' },
    times: { value: '${ steps.tune.result.iterations }' },
    looked: { value: '${ vars.looked }' },
  },
  steps: {
    approve: {
      prompt: {
        question: 'May ${ inputs.samples.size() } samples be fired?',
        fields: { crucibles: { type: 'integer', minimum: 1 } },
        answers: [{ id: 'yes' }, { id: 'no', fails: true }],
      },
    },
    'fire-all': {
      after: ['approve'],
      when: 'steps.approve.result.fields.crucibles >= inputs.samples.size()',
      forEach: {
        items: '${ inputs.samples }',
        as: 'sample',
        concurrency: 2,
        steps: {
          fire: {
            activity: 'sinter',
            samples: ['${ sample }'],
            parameters: { layers: '${ inputs.layers + index }' },
          },
          cool: { after: ['fire'], wait: { for: '30 min' } },
        },
        outputs: { sample: '${ sample }', layers: '${ steps.fire.result.parameters.layers }' },
      },
    },
    tune: {
      after: ['fire-all'],
      repeat: {
        atMost: 5,
        until: 'iteration >= 2',
        steps: { scan: { activity: 'scan', set: { looked: '${ vars.looked + 1 }' } } },
        outputs: { layers: '${ steps.scan.result.activity }' },
      },
    },
    sort: {
      after: ['tune'],
      switch: [
        { when: 'vars.looked > 10', steps: { wrong: { activity: 'scan' } } },
        { steps: { right: { wait: { for: '1 min' } } } },
      ],
    },
  },
}

const states = async (lab: Lab, id: string) =>
  Object.fromEntries((await lab.store.tasksOfJob(id)).map(({ step, state }) => [step, state]))

async function answer(
  lab: Lab,
  given: { readonly answer: string; readonly fields?: Readonly<Record<string, unknown>> },
) {
  const [prompt] = [...lab.state.prompts.values()]
  if (!prompt) throw new Error('nothing is asked')
  const answered = lab.operations.answer(prompt.id, { by: 'ada', ...given })
  await Promise.allSettled([answered, lab.pass(seconds(1))])
  return answered
}

describe('a workflow with control flow', () => {
  it('is gone through: a question, a fan-out two at a time, a loop, a choice; its outputs are worked out', async () => {
    const lab = await Lab.begin()
    const id = await lab.submit({ workflow: STUDY, inputs: { samples: ['S1', 'S2', 'S3'] } })
    expect([...lab.state.prompts.values()].map(({ question }) => question)).toEqual([
      'May 3 samples be fired?',
    ])
    await answer(lab, { answer: 'yes', fields: { crucibles: 3 } })
    await lab.pass(minutes(1))
    expect(lab.world.ledger).toHaveLength(2)
    await lab.pass(hours(14))
    const job = await lab.store.job(id)
    expect(job).toMatchObject({
      state: 'succeeded',
      run: { outputs: { samples: ['S1', 'S2', 'S3'], times: 2, looked: 2 } },
    })
    expect(await states(lab, id)).toMatchObject({
      'fire-all.2.cool': 'succeeded',
      'tune.2.scan': 'succeeded',
      'sort.1.right': 'succeeded',
    })
    expect(lab.starts).toMatchObject({ xrd: 2 })
    expect(lab.world.ledger).toHaveLength(5)
    // What is recorded gives what is kept.
    if (!job) throw new Error('the job is gone')
    const { status, nodes } = await momentOf(lab.store, job)
    expect(status).toMatchObject({ phase: 'ended', outcome: 'succeeded', outputs: job.run?.outputs })
    expect(Object.fromEntries(nodes.map(({ path, state }) => [path, state]))).toEqual(await states(lab, id))
  })

  it('comes to the same, with one start for each attempt, though the coordinator dies again and again', async () => {
    const lab = await Lab.begin()
    const id = await lab.submit({ workflow: STUDY, inputs: { samples: ['S1', 'S2', 'S3'] } })
    await answer(lab, { answer: 'yes', fields: { crucibles: 4 } })
    for (let time = 0; time < 40; time += 1) {
      await lab.pass(minutes(21))
      lab.world.coordinatorGate?.kill('by the test')
      await lab.world.startCoordinator()
    }
    await lab.pass(hours(1))
    expect(await lab.store.job(id)).toMatchObject({
      state: 'succeeded',
      run: { outputs: { times: 2, looked: 2 } },
    })
    expect(lab.world.ledger).toHaveLength(5)
    expect(new Set(lab.world.ledger.map(({ attemptId }) => attemptId)).size).toBe(5)
  })

  it('fails where the answer is one that fails, and refuses what was entered wrongly, naming the field', async () => {
    const lab = await Lab.begin()
    const id = await lab.submit({ workflow: STUDY, inputs: { samples: ['S1'] } })
    await expect(answer(lab, { answer: 'yes', fields: { crucibles: 'many' } })).rejects.toMatchObject({
      faults: [{ field: 'fields.crucibles', message: 'must be integer' }],
    })
    await answer(lab, { answer: 'no', fields: { crucibles: 1 } })
    expect((await lab.store.job(id))?.state).toBe('failed')
    expect(await states(lab, id)).toEqual({
      approve: 'failed',
      'fire-all': 'skipped',
      tune: 'skipped',
      sort: 'skipped',
    })
  })

  it('passes over what its condition leaves out, and goes on', async () => {
    const lab = await Lab.begin()
    const id = await lab.submit({ workflow: STUDY, inputs: { samples: ['S1', 'S2'] } })
    await answer(lab, { answer: 'yes', fields: { crucibles: 1 } })
    await lab.pass(hours(2))
    expect(await states(lab, id)).toMatchObject({ 'fire-all': 'skipped', tune: 'succeeded' })
    expect(lab.starts).toEqual({ xrd: 2 })
  })

  it('undoes what it had done, the last first, when it is cancelled; not where that is forced', async () => {
    const step = (undo: string) => ({
      activity: 'scan',
      undo: { back: { activity: 'scan', parameters: { undo } } },
    })
    const workflow = {
      muster: 1,
      name: 'moves',
      steps: {
        one: step('one'),
        two: { ...step('two'), after: ['one'] },
        hold: { after: ['two'], wait: { for: '5 h' } },
      },
    }
    const lab = await Lab.begin()
    const [id, forced] = [await lab.submit({ workflow }), await lab.submit({ workflow })]
    await lab.pass(hours(2))
    const cancelled = lab.operations.cancel(id, 'ada', 'enough')
    const gone = lab.operations.cancel(forced, 'ada', 'enough', true)
    await lab.pass(minutes(1))
    expect((await cancelled).state).toBe('undoing')
    expect((await gone).state).toBe('cancelled')
    await lab.pass(hours(2))
    expect((await lab.store.job(id))?.state).toBe('cancelled')
    const undone = (await lab.store.tasksOfJob(id)).filter(task => task.step.includes('.undo.'))
    expect(undone.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).map(task => task.step)).toEqual([
      'two.undo.back',
      'one.undo.back',
    ])
    expect((await lab.store.tasksOfJob(forced)).some(task => task.step.includes('.undo.'))).toBe(false)
  })

  it('stands still while it is paused, and goes on', async () => {
    const lab = await Lab.begin()
    const workflow = {
      muster: 1,
      name: 'two',
      steps: { a: { activity: 'scan' }, b: { activity: 'scan', after: ['a'] } },
    }
    const id = await lab.submit({ workflow })
    await lab.pass(minutes(1))
    const paused = lab.operations.pauseJob(id, { by: 'ada', reason: 'lunch' }, false)
    await lab.pass(hours(3))
    expect((await paused).run?.isPaused).toBe(true)
    expect(await states(lab, id)).toEqual({ a: 'succeeded', b: 'pending' })
    const resumed = lab.operations.resumeJob(id, { by: 'ada', reason: 'back' })
    await lab.pass(hours(1))
    await resumed
    expect((await lab.store.job(id))?.state).toBe('succeeded')
  })
})
