import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MusterError } from '@muster/runtime'
import type { JobRecord } from '../model/records.ts'
import { whyWaiting } from '../scheduler/why.ts'
import { cancelJob } from './jobs.ts'
import { changePriority } from './order.ts'
import { pauseJob, resumeJob } from './runs/life.ts'
import { JobLine, UNTIL_GO } from './testing/job-line.ts'

/** What people and time do, each to one of the jobs that are open, or of two keys. */
type Deed =
  | { readonly kind: 'submit'; readonly key: string; readonly rule: string; readonly priority: number }
  | {
      readonly kind: 'go' | 'cancel' | 'force' | 'pause' | 'resume' | 'priority'
      readonly at: number
      readonly to: number
    }
  | { readonly kind: 'restart' }

const submitting = fc.record({
  kind: fc.constant('submit' as const),
  key: fc.constantFrom('S1', 'S2'),
  rule: fc.constantFrom('wait', 'wait', 'newest-wins', 'refuse'),
  priority: fc.integer({ min: 0, max: 100 }),
})
const acting = fc.record({
  kind: fc.constantFrom('go', 'go', 'go', 'cancel', 'force', 'pause', 'resume', 'priority' as const),
  at: fc.nat(100),
  to: fc.integer({ min: 0, max: 100 }),
})
const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: submitting },
    { weight: 8, arbitrary: acting },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' } as const) },
  ),
  { maxLength: 50 },
)

const openJobs = (line: JobLine): JobRecord[] =>
  [...line.desk.state.jobs.values()].filter(({ endedAt }) => endedAt === undefined)

/** Of one sample: what it does is undone where it is cancelled. */
const jobOf = ({ key, rule, priority }: Extract<Deed, { kind: 'submit' }>) => ({
  workflow: {
    muster: 1,
    name: 'study',
    inputs: { sample: { type: 'string' } },
    concurrency: { key: '${ inputs.sample }', rule },
    steps: {
      open: { ...UNTIL_GO, undo: { close: UNTIL_GO } },
      hold: { ...UNTIL_GO, after: ['open'] },
    },
  },
  inputs: { sample: key },
  priority,
})

async function perform(line: JobLine, deed: Deed): Promise<void> {
  if (deed.kind === 'restart') return line.restart()
  if (deed.kind === 'submit') {
    const rivals = openJobs(line).filter(({ key }) => key === deed.key)
    const submitted = line.submit(jobOf(deed))
    if (deed.rule === 'refuse' && rivals.length > 0)
      await expect(submitted).rejects.toMatchObject({ code: 'key-taken' })
    else await submitted
    return
  }
  const jobs = openJobs(line)
  const job = jobs[deed.at % Math.max(1, jobs.length)]
  if (!job) return
  try {
    await act(line, deed, job.id)
  } catch (error) {
    // A pause of what is paused, say.
    if (!(error instanceof MusterError) || error.category !== 'conflict') throw error
  }
}

function act(line: JobLine, { kind, to }: Extract<Deed, { at: number }>, id: string): Promise<void> {
  if (kind === 'go') return line.go(id)
  return line.act(id, (draft, job) => {
    if (kind === 'cancel' || kind === 'force')
      cancelJob(draft, job, 'person:ada', undefined, kind === 'force')
    else if (kind === 'pause') pauseJob(draft, job, 'ada', 'test', false)
    else if (kind === 'resume') resumeJob(draft, job, 'ada', 'test')
    else changePriority(draft, job, to, undefined)
  })
}

const isUnderWay = (line: JobLine, { id }: JobRecord): boolean =>
  line.desk.state.tasksOf(id).some(({ state }) => state === 'running')

/** @throws where two are under way with one key, or one waits though it could go on, or does not say why */
function check(line: JobLine): void {
  const { state } = line.desk
  for (const key of ['S1', 'S2']) {
    const jobs = openJobs(line).filter(job => job.key === key)
    const held = jobs.filter(({ run }) => run?.isHeld)
    expect(jobs.length - held.length).toBeLessThanOrEqual(1)
    expect(held.some(job => isUnderWay(line, job))).toBe(false)
    if (held.some(({ run }) => !run?.isPaused)) expect(jobs.length - held.length).toBe(1)
    for (const { id } of held)
      for (const task of state.tasksOf(id))
        if (task.state === 'pending') expect(whyWaiting(state, task)[0]?.code).toBe('waits-for-job')
  }
}

it('never are two jobs under way with one key, and none waits for ever', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async all => {
      const line = await JobLine.open()
      for (const deed of all) {
        await perform(line, deed)
        check(line)
      }
      for (let rounds = 0; openJobs(line).length > 0; rounds += 1) {
        if (rounds > 300) throw new Error(`it does not end: ${JSON.stringify(openJobs(line))}`)
        for (const { id, run } of openJobs(line)) {
          if (run?.isPaused) await act(line, { kind: 'resume', at: 0, to: 0 }, id)
          else if (!run?.isHeld) await line.go(id)
          check(line)
          if (rounds % 7 === 3) await line.restart()
        }
      }
    }),
    { numRuns: Number(process.env['KEYS_RUNS'] ?? 60) },
  )
})
