import { readFile } from 'node:fs/promises'
import { hours, minutes, parseYaml, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Lab } from '../scheduling/lab.ts'

/** The workflows of docs/workflows.md, by the name after `# test:`. */
async function examples(): Promise<ReadonlyMap<string, unknown>> {
  const text = await readFile(new URL('../../docs/workflows.md', import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/```yaml\n(# test: (\S+)\n[^`]*)```/g)]
  return new Map(blocks.map(([, yaml = '', name = '']) => [name, parseYaml(yaml, name).value]))
}

const exampleOf = async (name: string): Promise<unknown> => {
  const found = (await examples()).get(name)
  if (found === undefined) throw new Error(`docs/workflows.md has no example ${name}`)
  return found
}

async function answer(
  lab: Lab,
  given: { readonly answer: string; readonly fields?: Readonly<Record<string, unknown>> },
) {
  const [prompt] = [...lab.state.prompts.values()]
  if (!prompt) throw new Error('nothing is asked')
  const answered = lab.operations.answer(prompt.id, { by: 'ada', ...given })
  await lab.pass(seconds(1))
  await answered
}

describe('the examples of docs/workflows.md', () => {
  it('are all tried here', async () => {
    const names = ['first', 'inputs', 'kinds', 'stopped', 'elsewhere', 'undoing', 'reuse', 'keys', 'chain']
    expect([...(await examples()).keys()]).toEqual(names)
  })

  it('first: one step', async () => {
    const lab = await Lab.begin()
    const id = await lab.submit({ workflow: await exampleOf('first') })
    await lab.pass(hours(1))
    expect((await lab.store.job(id))?.state).toBe('succeeded')
  })

  it('inputs: variables, conditions and outputs', async () => {
    const lab = await Lab.begin()
    const workflow = await exampleOf('inputs')
    const [many, few] = [
      await lab.submit({ workflow, inputs: { layers: 3 } }),
      await lab.submit({ workflow, inputs: { layers: 2, factor: 0.5 } }),
    ]
    await lab.pass(hours(2))
    expect(await lab.store.job(many)).toMatchObject({ state: 'succeeded', run: { outputs: { total: 6 } } })
    expect(await lab.taskStates([many, few], 'second')).toEqual(['succeeded', 'skipped'])
    expect((await lab.task(`${many}-second`)).parametersJson).toBe('{"note":"after xrd"}')
  })

  it('kinds: a question, a fan-out, a loop, a choice', async () => {
    const lab = await Lab.begin()
    const id = await lab.submit({ workflow: await exampleOf('kinds'), inputs: { samples: ['S1', 'S2'] } })
    const [prompt] = [...lab.state.prompts.values()]
    expect(prompt?.answers.map(({ leadsTo }) => leadsTo)).toEqual([
      'The step is done with this answer.',
      'The step fails with this answer.',
    ])
    await answer(lab, { answer: 'yes-please', fields: { holder: 'H1' } })
    await lab.pass(hours(3))
    expect((await lab.store.job(id))?.state).toBe('succeeded')
    expect(await lab.taskStates([id], 'scan-all.1.rest')).toEqual(['succeeded'])
    expect(lab.starts).toEqual({ xrd: 4 })
  })

  it('stopped: at the panel, and a person says how it goes on', async () => {
    const lab = await Lab.begin()
    const workflow = await exampleOf('stopped')
    const [id, givenUp] = [await lab.submit({ workflow }), await lab.submit({ workflow })]
    for (const [job, said] of [
      [id, 'next-place'],
      [givenUp, 'give-up'],
    ] as const) {
      await lab.pass(minutes(5))
      lab.instrument('xrd').stopAtPanel('the holder is loose')
      await lab.pass(seconds(10))
      const [prompt] = [...lab.state.prompts.values()]
      expect(prompt).toMatchObject({ jobId: job, question: 'the holder is loose. How does it go on?' })
      await answer(lab, { answer: said })
    }
    await lab.pass(hours(1))
    expect(await lab.store.job(id)).toMatchObject({ state: 'succeeded', run: { outputs: { place: 2 } } })
    expect((await lab.task(`${id}-scan-one.1.scan`)).failure).toMatchObject({ code: 'stopped-locally' })
    expect((await lab.store.job(givenUp))?.state).toBe('failed')
    expect(lab.starts).toEqual({ xrd: 3 })
  })

  it('undoing: the last first', async () => {
    const lab = await Lab.begin()
    const id = await lab.submit({ workflow: await exampleOf('undoing') })
    await lab.pass(hours(1))
    const cancelled = lab.operations.cancel(id, 'ada')
    await lab.pass(hours(1))
    await cancelled
    const ends = await Promise.all(
      ['load.undo.unload', 'open.undo.close'].map(step => lab.task(`${id}-${step}`)),
    )
    expect(ends.map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
    expect((ends[1]?.endedAt ?? 0) - (ends[0]?.endedAt ?? 0)).toBeGreaterThan(minutes(10))
  })

  it('keys: one after another for each sample', async () => {
    const lab = await Lab.begin()
    const workflow = await exampleOf('keys')
    const submit = (sample: string) => lab.submit({ workflow, inputs: { sample } })
    const [first, second] = [await submit('S1'), await submit('S1')]
    await lab.pass(minutes(10))
    expect((await lab.store.job(second))?.run?.isHeld).toBe(true)
    await lab.pass(hours(1))
    const [before, after] = [await lab.store.job(first), await lab.store.job(second)]
    expect([before?.state, after?.state]).toEqual(['succeeded', 'succeeded'])
    expect(after?.startedAt).toBeGreaterThanOrEqual(before?.endedAt ?? 0)
  })

  it('chain: what fits its end', async () => {
    const lab = await Lab.begin()
    const steps = { scan: { activity: 'scan' } }
    const report = { muster: 1, name: 'report', inputs: { layers: { type: 'integer' } }, steps }
    for (const workflow of [report, { muster: 1, name: 'tidy', steps }]) {
      const registered = lab.operations.registerWorkflow(workflow, 'ada')
      await lab.pass(seconds(1))
      await registered
    }
    const id = await lab.submit({ workflow: await exampleOf('chain') })
    await lab.pass(hours(2))
    const begun = ((await lab.store.job(id))?.followed ?? []).map(({ jobId = '' }) => lab.store.job(jobId))
    expect(await Promise.all(begun)).toMatchObject([
      { definition: { name: 'report' }, inputs: { layers: 3 }, state: 'succeeded' },
      { definition: { name: 'tidy' }, state: 'succeeded' },
    ])
  })

  it('elsewhere: at another furnace, where its own is not free in time', async () => {
    const lab = await Lab.begin()
    const workflow = await exampleOf('elsewhere')
    const [first, second] = [await lab.submit({ workflow }), await lab.submit({ workflow })]
    await lab.pass(hours(7))
    expect(await Promise.all([first, second].map(async id => (await lab.task(`${id}-heat`)).doneOn))).toEqual(
      ['furnace-1', 'furnace-2'],
    )
  })

  it('reuse: what has not changed, nor anything before it', async () => {
    const lab = await Lab.begin()
    const inputs = { sample: 'S1', rest: '1 h' }
    const first = await lab.submit({ workflow: await exampleOf('reuse'), inputs })
    await lab.pass(hours(2))
    const begun = lab.operations.rerun(first, { inputs: { rest: '2 h' }, reuse: true }, { by: 'ada' })
    await lab.pass(hours(3))
    const { id } = (await begun).job
    const [look, again] = await Promise.all(['look', 'again'].map(step => lab.task(`${id}-${step}`)))
    expect(look?.node?.reusedFrom).toEqual({ job: first, path: 'look', attempt: `${first}-look-1` })
    expect(again).toMatchObject({ state: 'succeeded', attempts: 1 })
    expect(again?.node).not.toHaveProperty('reusedFrom')
  })
})
