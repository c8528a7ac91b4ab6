import { readFile } from 'node:fs/promises'
import { whyWaiting } from '@muster/coordinator/testing'
import { hours, minutes, parseYaml, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Lab } from './lab.ts'

const SINTER = {
  activity: 'sinter',
  parameters: {},
  batch: { size: 8, hold: '2 h' },
} as const
const SCAN = { activity: 'scan', after: ['sinter'], batch: { size: 16, hold: '1 h' } } as const

const synthesis = (sample: string) => ({
  sinter: { ...SINTER, samples: [sample] },
  scan: { ...SCAN, samples: [sample] },
})
const sinterOnly = (sample: string) => ({ sinter: { ...SINTER, samples: [sample] } })

describe('solid-state synthesis', () => {
  it('takes 16 samples, a job each, through furnaces in batches of 8, and through one scan', async () => {
    const lab = await Lab.begin()
    const path = new URL('../../client/samples/solid-state.yaml', import.meta.url)
    const sample = parseYaml(await readFile(path, 'utf8'), 'solid-state.yaml').value
    const jobs: string[] = []
    for (let count = 0; count < 16; count += 1) jobs.push(await lab.submit(sample))
    await lab.pass(minutes(1))
    expect(await lab.taskStates(jobs, 'sinter')).toEqual(Array(16).fill('running'))
    expect(lab.starts).toEqual({ 'furnace-1': 1, 'furnace-2': 1 })
    await lab.pass(hours(7))
    expect(await lab.jobStates(jobs)).toEqual(['succeeded'])
    expect(lab.starts).toEqual({ 'furnace-1': 1, 'furnace-2': 1, xrd: 1 })
    const tasks = await Promise.all(jobs.map(id => lab.task(`${id}-scan`)))
    expect(new Set(tasks.map(({ attemptId }) => attemptId)).size).toBe(1)
    expect(new Set(tasks.map(({ endedAt }) => endedAt)).size).toBe(1)
  })

  it('says what a sample waits for, and begins with those that are there when the hold is over', async () => {
    const lab = await Lab.begin()
    const jobs = await lab.submitSamples(5, sinterOnly)
    await lab.pass(hours(1))
    expect(lab.starts).toEqual({})
    const [first] = jobs
    const task = await lab.task(`${first}-sinter`)
    const until = new Date((task.queuedAt ?? 0) + hours(2)).toISOString()
    expect(whyWaiting(lab.state, task)).toEqual([
      {
        code: 'batch-gathering',
        message: `waits for 3 more of a batch of 8, until ${until} at the latest`,
        waitsFor: { kind: 'time', id: until },
      },
    ])
    await lab.pass(minutes(61))
    expect(await lab.taskStates(jobs, 'sinter')).toEqual(Array(5).fill('running'))
    expect(Object.values(lab.starts)).toEqual([1])
  })

  it('is the same for the samples of one study as for jobs of their own', async () => {
    const lab = await Lab.begin()
    const samples = Array.from({ length: 12 }, (_, at) => `S${at}`)
    const steps = Object.fromEntries(
      samples.flatMap((sample, at) => [
        [`sinter-${at}`, { ...SINTER, samples: [sample] }],
        [`scan-${at}`, { ...SCAN, after: [`sinter-${at}`], samples: [sample] }],
      ]),
    )
    const study = await lab.submit({ workflow: { muster: 1, name: 'study', version: 1, steps } })
    const jobs = await lab.submitSamples(4, synthesis, 100)
    await lab.pass(hours(10))
    expect(await lab.jobStates([study, ...jobs])).toEqual(['succeeded'])
    expect(lab.starts).toMatchObject({ xrd: 1 })
    expect(lab.world.ledger).toHaveLength(3)
  })

  it('goes on for the others when a sample is cancelled, and stops when all are', async () => {
    const lab = await Lab.begin()
    const jobs = await lab.submitSamples(8, sinterOnly)
    await lab.pass(minutes(10))
    const [first = '', ...others] = jobs
    const cancel = async (id: string) => {
      const cancelled = lab.coordinator.operations.cancel(id, 'ada')
      await lab.pass(seconds(1))
      await cancelled
    }
    await cancel(first)
    await lab.pass(hours(1))
    expect(await lab.taskStates(jobs, 'sinter')).toEqual(Array(8).fill('running'))
    await lab.pass(hours(5))
    expect(await lab.taskStates([first], 'sinter')).toEqual(['cancelled'])
    expect(await lab.jobStates(others)).toEqual(['succeeded'])
    const more = await lab.submitSamples(8, sinterOnly, 20)
    await lab.pass(minutes(10))
    for (const id of more) await cancel(id)
    await lab.pass(minutes(5))
    expect(await lab.jobStates(more)).toEqual(['cancelled'])
  })

  it('asks once about a furnace that rebooted, and then decides for each sample', async () => {
    const lab = await Lab.begin()
    const jobs = await lab.submitSamples(8, sinterOnly)
    await lab.pass(hours(3))
    const [furnace = ''] = Object.keys(lab.starts)
    lab.instrument(furnace).reboot(seconds(20))
    await lab.pass(minutes(5))
    expect(await lab.taskStates(jobs, 'sinter')).toEqual(Array(8).fill('verifying'))
    const prompts = [...lab.state.prompts.values()]
    expect(prompts.map(({ kind }) => kind)).toEqual(['verify-start'])
    expect(prompts[0]?.question).toContain('for all 8 tasks of this run')
    const answered = lab.coordinator.operations.answer(prompts[0]?.id ?? '', {
      answer: 'failed',
      by: 'ada',
      comment: 'all of them are cracked',
    })
    await lab.pass(seconds(5))
    await answered
    expect(await lab.jobStates(jobs)).toEqual(['failed'])
    expect(Object.values(lab.starts)).toEqual([1])
  })

  it('asks about each sample where nothing was started and nothing may be repeated', async () => {
    const lab = await Lab.begin()
    const failure = {
      code: 'door',
      message: 'the door is open',
      category: 'instrument',
      started: 'no',
    } as const
    lab.instrument('furnace-1').failNextStart({ kind: 'refuse', failure })
    const jobs = await lab.submitSamples(8, sinterOnly)
    await lab.pass(minutes(5))
    const prompts = [...lab.state.prompts.values()]
    expect(prompts.map(({ kind }) => kind)).toEqual(Array(8).fill('repeat-activity'))
    expect(new Set(prompts.map(({ taskId }) => taskId))).toEqual(new Set(jobs.map(id => `${id}-sinter`)))
    for (const { id } of prompts.slice(0, 6)) {
      const answered = lab.coordinator.operations.answer(id, { answer: 'start-again', by: 'ada' })
      await lab.pass(seconds(1))
      await answered
    }
    // Six wait for two more, and these for a person.
    await lab.pass(hours(1))
    expect(lab.starts).toEqual({})
    await lab.pass(minutes(61))
    expect((await lab.taskStates(jobs, 'sinter')).toSorted()).toEqual([
      ...Array(2).fill('queued'),
      ...Array(6).fill('running'),
    ])
  })

  it('is not disturbed by a coordinator that dies', async () => {
    const lab = await Lab.begin()
    const jobs = await lab.submitSamples(16, synthesis)
    await lab.pass(hours(3))
    lab.world.coordinatorGate?.kill('by the test')
    await lab.pass(hours(1))
    await lab.world.startCoordinator()
    await lab.pass(hours(3))
    expect(await lab.jobStates(jobs)).toEqual(['succeeded'])
    expect(lab.starts).toEqual({ 'furnace-1': 1, 'furnace-2': 1, xrd: 1 })
  })

  it.each([
    ['while the batch runs', hours(3)],
    ['when it has ended', hours(6)],
  ])('runs no sample twice after the store was put back from a backup %s', async (_when, after) => {
    const lab = await Lab.begin()
    // Half of the samples are in the backup, and half were submitted after it.
    const before = await lab.submitSamples(4, sinterOnly)
    const backup = lab.world.storeDisk.backup()
    const later = await lab.submitSamples(4, sinterOnly, 5)
    await lab.pass(after)
    lab.world.coordinatorGate?.kill('by the test')
    await lab.pass(seconds(10))
    lab.world.storeDisk.restore(backup)
    await lab.world.startCoordinator()
    await lab.pass(hours(8))
    expect(lab.world.ledger).toHaveLength(1)
    expect(await lab.jobStates([...before, ...later])).toEqual(['succeeded'])
    const tasks = [...before.map(id => `${id}-sinter`), ...later.map(id => `${id}-sinter`)]
    expect(await lab.startsOf(tasks)).toEqual(Array(8).fill(1))
  })

  it('asks for each sample, and not for the agent, where the agent that may have run it stays silent', async () => {
    const lab = await Lab.begin()
    const jobs = await lab.submitSamples(7, sinterOnly)
    const backup = lab.world.storeDisk.backup()
    const [last = ''] = await lab.submitSamples(1, sinterOnly, 8)
    await lab.pass(hours(1))
    lab.world.coordinatorGate?.kill('by the test')
    // Whose furnace runs them.
    lab.world.machines.get('hall-a')?.gate?.kill('by the test')
    await lab.pass(minutes(1))
    lab.world.storeDisk.restore(backup)
    await lab.world.startCoordinator()
    await lab.pass(hours(3))
    expect(await lab.taskStates(jobs, 'sinter')).toEqual(Array(7).fill('queued'))
    expect(lab.world.ledger).toHaveLength(1)
    const [asked] = [...lab.state.prompts.values()]
    expect(asked?.kind).toBe('store-restored')
    const answered = lab.coordinator.operations.answer(asked?.id ?? '', { answer: 'ask-each', by: 'ada' })
    await lab.pass(seconds(10))
    await answered
    const kinds = () => [...lab.state.prompts.values()].map(({ kind }) => kind)
    expect(kinds()).toEqual(Array(7).fill('repeat-activity'))
    // It is back, and its journal tells of all eight.
    lab.world.startAgent('hall-a')
    await lab.pass(hours(5))
    expect(await lab.jobStates([...jobs, last])).toEqual(['succeeded'])
    expect([lab.world.ledger.length, kinds()]).toEqual([1, []])
  })

  it('asks one question about a run whose journal was lost, and none may start a second time', async () => {
    const lab = await Lab.begin()
    const jobs = await lab.submitSamples(8, sinterOnly)
    await lab.pass(hours(1))
    const hall = lab.world.machines.get('hall-a')
    hall?.gate?.kill('by the test')
    for (const file of ['/agent/journal.json', '/agent/journal.mark', '/agent/history.jsonl'])
      await hall?.disk.remove(file)
    await lab.pass(seconds(30))
    lab.world.startAgent('hall-a')
    await lab.pass(minutes(10))
    expect(await lab.taskStates(jobs, 'sinter')).toEqual(Array(8).fill('verifying'))
    const kinds = [...lab.state.prompts.values()].map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(['confirm-journal', 'verify-start'])
    await lab.pass(hours(8))
    expect(lab.world.ledger).toHaveLength(1)
  })
})
