import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { momentOf } from '@muster/coordinator/testing'
import { Lab } from '../scheduling/lab.ts'

const FIRST = {
  muster: 1,
  name: 'look',
  outputs: { layers: { value: '${ steps.scan.result.parameters.layers }' } },
  // oxlint-disable-next-line unicorn/no-thenable -- data, and no function
  then: [
    { uses: 'again', inputs: { layers: '${ outputs.layers + 1 }' } },
    { uses: 'again', on: 'failure', inputs: { layers: 0 } },
  ],
  steps: { scan: { activity: 'scan', parameters: { layers: 3 } } },
}
const AGAIN = {
  muster: 1,
  name: 'again',
  inputs: { layers: { type: 'integer' } },
  steps: { scan: { activity: 'scan', parameters: { layers: '${ inputs.layers }' } } },
}
const sampled = (sample: string) => ({
  workflow: {
    muster: 1,
    name: 'by-sample',
    inputs: { sample: { type: 'string' } },
    concurrency: { key: '${ inputs.sample }' },
    steps: { fire: { activity: 'sinter' }, scan: { after: ['fire'], activity: 'scan' } },
  },
  inputs: { sample },
})

async function register(lab: Lab, workflow: unknown): Promise<void> {
  const registered = lab.operations.registerWorkflow(workflow, 'ada')
  await lab.pass(seconds(1))
  await registered
}

const jobsAfter = async (lab: Lab, id: string) => {
  const jobs = await lab.store.jobs({ limit: 50 })
  return jobs.filter(({ startedBy }) => startedBy?.kind === 'job' && startedBy.jobId === id)
}

/** Another coordinator goes on with what the store has. */
async function restart(lab: Lab): Promise<void> {
  lab.world.coordinatorGate?.kill('by the test')
  await lab.world.startCoordinator()
}

/** Sees each point that the coordinator passes, from the report of the end of the first job on. What it gives is whether it dies there. */
function atPoints(lab: Lab, dies: (point: string) => boolean): void {
  const gate = lab.world.coordinatorGate
  if (!gate) throw new Error('there is no coordinator')
  let isNear = false
  gate.dies = point => {
    isNear ||= point === 'receive up/report'
    return isNear && !point.includes('heartbeat') && !point.includes('store') && dies(point)
  }
}

/** A laboratory whose first job is about to end. */
async function nearTheEnd(): Promise<{ lab: Lab; id: string }> {
  const lab = await Lab.begin()
  await register(lab, AGAIN)
  const id = await lab.submit({ workflow: FIRST })
  await lab.pass(minutes(18))
  expect((await lab.store.job(id))?.state).toBe('running')
  return { lab, id }
}

describe('what begins at the end of a job', () => {
  it('is begun exactly once, wherever the coordinator dies around that end', {
    timeout: 90_000,
  }, async () => {
    const seen = await nearTheEnd()
    const points: string[] = []
    atPoints(seen.lab, point => points.push(point) < 0)
    await seen.lab.pass(minutes(4))
    expect((await seen.lab.store.job(seen.id))?.state).toBe('succeeded')
    expect(points.filter(point => point.includes('commit')).length).toBeGreaterThan(3)
    for (let at = 0; at < points.length; at += 1) {
      const { lab, id } = await nearTheEnd()
      let count = 0
      atPoints(lab, () => count++ === at)
      await lab.pass(minutes(4))
      if (lab.world.coordinatorGate?.alive !== false) throw new Error(`it lives at ${points[at] ?? ''}`)
      await lab.world.startCoordinator()
      await lab.pass(minutes(30))
      const [followers, first] = [await jobsAfter(lab, id), await lab.store.job(id)]
      const point = points[at] ?? ''
      expect([point, first?.state, followers.map(({ state }) => state)]).toEqual([
        point,
        'succeeded',
        ['succeeded'],
      ])
      expect(followers[0]).toMatchObject({
        inputs: { layers: 4 },
        startedBy: { kind: 'job', jobId: id, place: 0 },
      })
      expect(first?.followed).toEqual([{ place: 0, uses: 'again', jobId: followers[0]?.id }])
      expect(lab.starts).toEqual({ xrd: 2 })
    }
  })

  it('goes round as often as it is told to, each once, though the coordinator dies all the time', async () => {
    const lab = await Lab.begin()
    const round = (then: unknown[]) => ({
      muster: 1,
      name: 'round',
      inputs: { left: { type: 'integer' } },
      concurrency: { key: 'all' },
      // oxlint-disable-next-line unicorn/no-thenable -- data, and no function
      then,
      steps: { scan: { activity: 'scan' } },
    })
    await register(
      lab,
      round([{ uses: 'round', when: 'inputs.left > 0', inputs: { left: '${ inputs.left - 1 }' } }]),
    )
    await lab.submit({ uses: 'round', inputs: { left: 5 } })
    for (let time = 0; time < 30; time += 1) {
      await lab.pass(minutes(7))
      await restart(lab)
    }
    await lab.pass(hours(1))
    const jobs = await lab.store.jobs({ limit: 50 })
    expect(jobs.map(({ state, inputs }) => [state, inputs?.['left']])).toEqual(
      [0, 1, 2, 3, 4, 5].map(left => ['succeeded', left]),
    )
    expect(lab.starts).toEqual({ xrd: 6 })
  })

  it('is begun once, though the job is done again and ends anew', async () => {
    const { lab, id } = await nearTheEnd()
    await lab.pass(hours(1))
    const [begun] = await jobsAfter(lab, id)
    const again = lab.operations.retryFrom(id, { by: 'ada', reason: 'once more' }, 'scan', true)
    await lab.pass(hours(1))
    expect((await again).state).toBe('running')
    expect(await lab.store.job(id)).toMatchObject({ state: 'succeeded', followed: [{ jobId: begun?.id }] })
    expect(await jobsAfter(lab, id)).toHaveLength(1)
    expect(lab.starts).toEqual({ xrd: 3 })
  })
})

describe('jobs with the same key', () => {
  it('follow each other at the instruments, though the coordinator dies again and again', async () => {
    const lab = await Lab.begin()
    const jobs: string[] = []
    for (const sample of ['S1', 'S2', 'S1', 'S1']) jobs.push(await lab.submit(sampled(sample)))
    await lab.pass(minutes(1))
    expect(lab.world.ledger).toHaveLength(2)
    for (let time = 0; time < 20; time += 1) {
      await lab.pass(minutes(51))
      await restart(lab)
    }
    await lab.pass(hours(1))
    expect(await lab.jobStates(jobs)).toEqual(['succeeded'])
    expect(lab.world.ledger).toHaveLength(8)
    const kept = await Promise.all(jobs.map(async id => lab.store.job(id)))
    const ofS1 = kept.flatMap(job => (job?.key === 'S1' ? [job] : []))
    for (const [at, job] of ofS1.entries())
      if (at > 0) expect(job.startedAt).toBeGreaterThanOrEqual(ofS1[at - 1]?.endedAt ?? 0)
    const [, second] = ofS1
    if (!second) throw new Error('there is no second job')
    expect((await momentOf(lab.store, second)).status).toMatchObject({ outcome: 'succeeded' })
  })

  it('can not be done again while another has the key, and can when nobody has', async () => {
    const lab = await Lab.begin()
    const [first, second] = [await lab.submit(sampled('S1')), await lab.submit(sampled('S1'))]
    await lab.pass(hours(6))
    expect(await lab.store.job(first)).toMatchObject({ state: 'succeeded' })
    const retry = () => {
      const again = lab.operations.retryFrom(first, { by: 'ada', reason: 'once more' }, 'scan', true)
      return Promise.allSettled([again, lab.pass(seconds(1))])
    }
    const recover = () => {
      const request = { action: 'retry', by: 'ada', reason: 'once more', startAgain: true } as const
      return Promise.allSettled([lab.operations.recover(`${first}-scan`, request), lab.pass(seconds(1))])
    }
    expect(await retry()).toMatchObject([{ reason: { code: 'job-refused' } }, {}])
    expect(await recover()).toMatchObject([{ reason: { code: 'recovery-refused' } }, {}])
    expect(lab.state.jobs.has(first)).toBe(false)
    await lab.pass(hours(6))
    expect(await lab.store.job(second)).toMatchObject({ state: 'succeeded' })
    const third = await lab.submit(sampled('S1'))
    await lab.pass(hours(6))
    expect(await retry()).toMatchObject([{ value: { state: 'running' } }, {}])
    const fourth = await lab.submit(sampled('S1'))
    expect((await lab.store.job(fourth))?.run?.isHeld).toBe(true)
    await lab.pass(hours(7))
    expect(await lab.jobStates([first, second, third, fourth])).toEqual(['succeeded'])
  })
})
