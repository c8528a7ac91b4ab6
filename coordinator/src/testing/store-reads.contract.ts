import { expect, it } from 'vitest'
import { JOB_STATES } from '../model/records.ts'
import type { JobFilter } from '../store/store.ts'
import type { StoreBench } from './store-bench.ts'
import {
  aBreaker,
  aDeadLetter,
  aJob,
  anEscalation,
  anAgent,
  anAttempt,
  anInstrument,
  aPause,
  aPrompt,
  aResource,
  aSample,
  aSchedule,
  aSeenFile,
  aTask,
  aTrigger,
  aWorkflow,
  commitRows,
  next,
  someResultFiles,
  submittedAt,
} from './store-fixtures.ts'

export function describeReads(current: () => StoreBench): void {
  describeJobFilters(current)
  describeOpenWork(current)

  it('give one row by its id, or none', async () => {
    const { store, term } = current()
    const job = aJob(1)
    const attempt = anAttempt(aTask(job), 1)
    const rows = { jobs: [job], tasks: [aTask(job)], attempts: [attempt], prompts: [aPrompt('p1')] }
    await commitRows(store, term, { ...rows, instruments: [anInstrument(1)] })
    expect(await store.job(job.id)).toEqual(job)
    expect(await store.task('job-1-run')).toEqual(aTask(job))
    expect(await store.attempt(attempt.id)).toEqual(attempt)
    expect(await store.listed('prompts', 'p1')).toEqual(aPrompt('p1'))
    for (const read of [
      store.job('x'),
      store.task('x'),
      store.attempt('x'),
      store.listed('prompts', 'x'),
      store.idempotency('x'),
    ]) {
      expect(await read).toBeUndefined()
    }
    expect(await store.tasksOfJob('x')).toEqual([])
    expect(await store.attemptsOfTask('x')).toEqual([])
  })

  it("give a job's tasks in the order of the workflow, also after they changed", async () => {
    const { store, term } = current()
    const job = aJob(1)
    const steps = ['print', 'cure', 'depowder', 'sinter', 'analyse'].map(step => aTask(job, step))
    await commitRows(store, term, { jobs: [job, aJob(2)], tasks: [...steps, aTask(aJob(2))] })
    for (const task of steps.toReversed())
      await commitRows(store, term, { tasks: [next(task, { state: 'running' })] })
    const found = await store.tasksOfJob(job.id)
    expect(found.map(task => task.step)).toEqual(['print', 'cure', 'depowder', 'sinter', 'analyse'])
  })

  it('give prompts newest first, all or those in a state', async () => {
    const { store, term } = current()
    const prompts = [1, 2, 3].map(at => aPrompt(`p${at}`, { raisedAt: at }))
    await commitRows(store, term, { prompts })
    await commitRows(store, term, {
      prompts: [next(aPrompt('p2', { raisedAt: 2 }), { state: 'answered', endedAt: 9 })],
    })
    const ids = async (state: 'open' | 'answered' | 'withdrawn' | 'all', limit: number) =>
      (await store.list('prompts', state, limit)).map(({ id }) => id)
    expect(await ids('all', 10)).toEqual(['p3', 'p2', 'p1'])
    expect(await ids('open', 10)).toEqual(['p3', 'p1'])
    expect(await ids('open', 1)).toEqual(['p3'])
    expect(await ids('answered', 10)).toEqual(['p2'])
    expect(await ids('withdrawn', 10)).toEqual([])
  })

  it('give lists page after page, also where several were raised at once and one was raised again', async () => {
    const { store, term } = current()
    const raised = [3, 5, 5, 5, 8, 8]
    const rows = raised.map((raisedAt, at) => anEscalation(`e${at}`, { raisedAt }))
    await commitRows(store, term, { escalations: rows })
    const pages = async (state: 'open' | 'all') => {
      const ids: string[] = []
      let page = await store.list('escalations', state, 2)
      while (page.length > 0) {
        ids.push(...page.map(({ id }) => id))
        page = await store.list('escalations', state, 2, page.at(-1))
      }
      return ids
    }
    expect(await pages('all')).toEqual(['e5', 'e4', 'e3', 'e2', 'e1', 'e0'])
    expect(await pages('open')).toEqual(await pages('all'))
    const [first, last] = [rows[2], rows[0]]
    if (first && last) await commitRows(store, term, { escalations: [next(last, { raisedAt: 9 })] })
    expect((await store.list('escalations', 'all', 9, first)).map(({ id }) => id)).toEqual(['e1'])
  })

  it('give escalations and dead letters as they are, and newest first', async () => {
    const { store, term } = current()
    const opened = anEscalation('e1', { raisedAt: 1 })
    const again = next(opened, { raisedAt: 5, occurrences: 2 })
    const letter = aDeadLetter('job-1-run')
    await commitRows(store, term, {
      escalations: [opened, anEscalation('e2', { raisedAt: 2, state: 'resolved' })],
      deadLetters: [letter],
    })
    await commitRows(store, term, {
      escalations: [again],
      deadLetters: [next(letter, { state: 'replayed' })],
    })
    expect(await store.listed('escalations', 'e1')).toEqual(again)
    expect(await store.listed('escalations', 'e9')).toBeUndefined()
    expect((await store.list('escalations', 'all', 9)).map(({ id }) => id)).toEqual(['e1', 'e2'])
    expect((await store.list('escalations', 'open', 9)).map(({ id }) => id)).toEqual(['e1'])
    expect(await store.list('deadLetters', 'open', 9)).toEqual([])
    expect(await store.list('deadLetters', 'all', 9)).toEqual([next(letter, { state: 'replayed' })])
  })

  it('give what runs left behind by attempt, and by what became of it', async () => {
    const { store, term } = current()
    const expected = someResultFiles('job-1-run-1')
    await commitRows(store, term, { resultFiles: [expected, someResultFiles('job-2-run-1')] })
    const stored = next(expected, {
      state: 'stored',
      files: expected.files.map(file => ({ ...file, state: 'stored' as const, storedAt: 9 })),
    })
    await commitRows(store, term, { resultFiles: [stored] })
    await current().restart()
    const after = current().store
    expect(await after.listed('resultFiles', 'job-1-run-1')).toEqual(stored)
    expect(await after.list('resultFiles', 'expected', 9)).toEqual([someResultFiles('job-2-run-1')])
    expect(await after.list('resultFiles', 'stored', 9)).toEqual([stored])
  })

  it('give a resource and a sample as the last change left them', async () => {
    const crucibles = aResource('crucibles', { leases: [] })
    const sample = aSample('s-1', { place: { resource: 'furnace-1-tray', name: '1' } })
    await commitRows(current().store, current().term, { resources: [crucibles], samples: [sample] })
    const lease = { id: 'lease-1', by: 'anna', reason: 'a demonstration', amount: 2, since: 1 }
    const lent = next(crucibles, { leases: [lease], taken: 12.5 })
    await commitRows(current().store, current().term, {
      resources: [lent],
      samples: [next(sample, { place: { text: 'fridge' } })],
    })
    const stale = commitRows(current().store, current().term, { resources: [next(crucibles)] })
    await expect(stale).rejects.toMatchObject({ code: 'store-conflict' })
    await current().restart()
    const { resources, samples } = await current().store.loadOpenWork()
    expect(resources).toEqual([lent])
    expect(samples).toEqual([next(sample, { place: { text: 'fridge' } })])
  })

  it('give a pause as the last change left it', async () => {
    const paused = aPause('instrument:printer', { until: 17 })
    await commitRows(current().store, current().term, { pauses: [paused] })
    const resumed = next(paused, { state: 'resumed', reason: 'the vent is shut', drainedAt: 12 })
    await commitRows(current().store, current().term, { pauses: [resumed] })
    const stale = commitRows(current().store, current().term, { pauses: [next(paused)] })
    await expect(stale).rejects.toMatchObject({ code: 'store-conflict' })
    await current().restart()
    expect((await current().store.loadOpenWork()).pauses).toEqual([resumed])
  })

  it('give all versions of workflows, whose definitions never change', async () => {
    const { store, term } = current()
    const [first, second] = [aWorkflow(1), aWorkflow(2, { title: 'Sinter study' })]
    await commitRows(store, term, { workflows: [first, second, aWorkflow(1, { name: 'a-first' })] })
    const retired = next(second, { retired: { by: 'ben', reason: 'too hot', at: 7 } })
    await commitRows(store, term, { workflows: [retired] })
    await expect(commitRows(store, term, { workflows: [next(first, { hash: 'other' })] })).rejects.toThrow(
      'workflow sinter-study@1 is registered, and does not change any more',
    )
    await current().restart()
    const { workflows } = await current().store.loadOpenWork()
    expect(workflows).toEqual([aWorkflow(1, { name: 'a-first' }), first, retired])
  })

  it('count the jobs in each state, over changes and restarts', async () => {
    const jobs = Array.from({ length: 5 }, (_, at) => aJob(at + 1))
    await commitRows(current().store, current().term, { jobs })
    await commitRows(current().store, current().term, {
      jobs: jobs.slice(0, 3).map(job => next(job, { state: 'running' })),
    })
    await current().restart()
    const ended = jobs.slice(0, 2).map(job => next(next(job), { state: 'failed' }))
    await commitRows(current().store, current().term, { jobs: ended })
    await current().restart()
    const { jobs: counted } = await current().store.counts()
    expect(counted).toEqual({ queued: 2, running: 1, undoing: 0, succeeded: 0, failed: 2, cancelled: 0 })
  })
}

const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const

/** Job n of 20 has the state n % 5, `user` n % 2, `experiment` n % 3; every fourth is for the furnace, 8 was on it. */
async function twentyJobs({ store, term }: StoreBench): Promise<void> {
  for (let n = 1; n <= 20; n++) {
    const labels = { user: n % 2 === 0 ? 'anna' : 'ben', experiment: `e${n % 3}` }
    const job = aJob(n, { state: STATES[n % 5] ?? 'queued', labels })
    const task = n % 4 === 0 ? aTask(job, 'run', { instrument: 'furnace' }) : aTask(job)
    await commitRows(store, term, { jobs: [job], tasks: [task] })
  }
  const attempt = anAttempt(aTask(aJob(7)), 1, { instrumentId: 'furnace', state: 'succeeded' })
  await commitRows(store, term, { attempts: [attempt], instruments: [anInstrument(1, { id: 'furnace' })] })
}

function describeJobFilters(current: () => StoreBench): void {
  const found = async (filter: Partial<JobFilter>) => {
    const jobs = await current().store.jobs({ limit: 500, ...filter })
    return jobs.map(job => job.sequence)
  }
  const all = Array.from({ length: 20 }, (_, at) => 20 - at)

  it('find jobs by state, label, instrument and time, newest first', async () => {
    await twentyJobs(current())
    expect(await found({})).toEqual(all)
    expect(await found({ states: ['running'] })).toEqual([16, 11, 6, 1])
    expect(await found({ states: ['failed', 'queued', 'failed'] })).toEqual([20, 18, 15, 13, 10, 8, 5, 3])
    expect(await found({ states: [] })).toEqual([])
    expect(await found({ labels: { user: 'anna' } })).toEqual(all.filter(n => n % 2 === 0))
    expect(await found({ labels: { user: 'anna', experiment: 'e0' } })).toEqual([18, 12, 6])
    expect(await found({ labels: { user: 'nobody' } })).toEqual([])
    expect(await found({ labels: {} })).toEqual(all)
    expect(await found({ instrument: 'furnace' })).toEqual([20, 16, 12, 8, 7, 4])
    expect(await found({ submittedFrom: submittedAt(15) })).toEqual([20, 19, 18, 17, 16, 15])
    expect(await found({ submittedBefore: submittedAt(3) })).toEqual([2, 1])
    expect(await found({ submittedFrom: submittedAt(3), submittedBefore: submittedAt(5) })).toEqual([4, 3])
  })

  it('find jobs by all filters together', async () => {
    await twentyJobs(current())
    expect(
      await found({ instrument: 'furnace', labels: { user: 'anna' }, states: ['queued', 'running'] }),
    ).toEqual([20, 16])
    expect(await found({ states: ['queued'], submittedFrom: submittedAt(6), before: 20 })).toEqual([15, 10])
    expect(await found({ instrument: 'furnace', submittedBefore: submittedAt(9), limit: 2 })).toEqual([8, 7])
    expect(
      await found({ labels: { user: 'ben' }, submittedFrom: submittedAt(15), states: ['queued'] }),
    ).toEqual([15])
  })

  it('give every job once, page by page', async () => {
    await twentyJobs(current())
    const filters = [
      {},
      { states: [...JOB_STATES] },
      { labels: { user: 'anna' } },
      { submittedFrom: submittedAt(4) },
    ]
    for (const filter of filters) {
      const pages: number[] = []
      for (let page = await found({ ...filter, limit: 3 }); page.length > 0; ) {
        pages.push(...page)
        page = await found({ ...filter, limit: 3, before: pages.at(-1) ?? 0 })
      }
      expect(pages).toEqual(await found(filter))
    }
  })

  it('find jobs by the labels and the state that they have now', async () => {
    const job = aJob(1, { labels: { user: 'anna', experiment: 'e1' } })
    await commitRows(current().store, current().term, { jobs: [job] })
    await current().restart()
    const renamed = next(job, { labels: { user: 'ben' }, state: 'running' })
    await commitRows(current().store, current().term, { jobs: [renamed] })
    expect(await found({ labels: { user: 'anna' } })).toEqual([])
    expect(await found({ labels: { experiment: 'e1' } })).toEqual([])
    expect(await found({ labels: { user: 'ben' }, states: ['running'] })).toEqual([1])
    expect(await found({ states: ['queued'] })).toEqual([])
  })
}

function describeOpenWork(current: () => StoreBench): void {
  it('give all open work after a restart, and nothing else', async () => {
    const [ended, runs, waits] = [aJob(1, { state: 'succeeded' }), aJob(2, { state: 'running' }), aJob(3)]
    const done = aTask(runs, 'print', { state: 'succeeded' })
    const tasks = [done, aTask(runs, 'sinter', { state: 'running' })]
    const attempts = [
      anAttempt(done, 2, { state: 'failed' }),
      anAttempt(done, 3, { number: 2, state: 'succeeded' }),
      anAttempt(aTask(runs, 'sinter'), 1, { instrumentId: 'furnace', state: 'verifying' }),
    ]
    const instruments = [anInstrument(1, { id: 'furnace' }), anInstrument(3)]
    const asked = aPrompt('asked')
    const over = aPrompt('over', { state: 'answered' })
    await commitRows(current().store, current().term, {
      jobs: [ended, runs, waits, aJob(9, { state: 'cancelled' })],
      tasks: [aTask(ended), ...tasks, aTask(waits)],
      attempts: [anAttempt(aTask(ended), 1, { state: 'succeeded' }), ...attempts],
      instruments,
      agents: [anAgent()],
      prompts: [asked, over],
      escalations: [
        anEscalation('over', { state: 'resolved', raisedAt: 3 }),
        anEscalation('open', { raisedAt: 2 }),
      ],
      breakers: [aBreaker('instrument:printer'), aBreaker('agent:hall-2', { state: 'open' })],
      deadLetters: [aDeadLetter('job-1-run')],
      resources: [aResource('powder', { kind: 'consumable', remaining: 4 }), aResource('crucibles')],
      samples: [aSample('s-2'), aSample('s-1', { place: { text: 'fridge' } })],
      pauses: [aPause('queue'), aPause('agent:hall-2', { state: 'resumed' })],
      workflows: [aWorkflow(1)],
      schedules: [aSchedule('weekly'), aSchedule('nightly')],
      triggers: [aTrigger('lims')],
      seenFiles: [aSeenFile('scans/xrd/a')],
      resultFiles: [
        someResultFiles('over', { state: 'stored' }),
        someResultFiles('b', { raisedAt: 2 }),
        someResultFiles('a', { raisedAt: 1 }),
      ],
    })
    await current().restart()
    expect(await current().store.listed('seenFiles', 'scans/xrd/a')).toEqual(aSeenFile('scans/xrd/a'))
    expect(await current().store.loadOpenWork()).toEqual({
      jobs: [runs, waits],
      tasks: [...tasks, aTask(waits)],
      attempts: attempts.slice(1),
      agents: [anAgent()],
      instruments,
      prompts: [asked],
      escalations: [
        anEscalation('open', { raisedAt: 2 }),
        anEscalation('over', { state: 'resolved', raisedAt: 3 }),
      ],
      breakers: [aBreaker('agent:hall-2', { state: 'open' }), aBreaker('instrument:printer')],
      resources: [aResource('crucibles'), aResource('powder', { kind: 'consumable', remaining: 4 })],
      samples: [aSample('s-1', { place: { text: 'fridge' } }), aSample('s-2')],
      pauses: [aPause('agent:hall-2', { state: 'resumed' }), aPause('queue')],
      workflows: [aWorkflow(1)],
      schedules: [aSchedule('nightly'), aSchedule('weekly')],
      triggers: [aTrigger('lims')],
      resultFiles: [someResultFiles('a', { raisedAt: 1 }), someResultFiles('b', { raisedAt: 2 })],
      lastSequence: 9,
    })
  })

  it('give nothing of an empty store', async () => {
    const open = await current().store.loadOpenWork()
    expect(open).toEqual({
      jobs: [],
      tasks: [],
      attempts: [],
      agents: [],
      instruments: [],
      prompts: [],
      escalations: [],
      breakers: [],
      resources: [],
      samples: [],
      pauses: [],
      workflows: [],
      schedules: [],
      triggers: [],
      resultFiles: [],
      lastSequence: 0,
    })
  })

  it('give an agent as it is, whether its instruments or something else changed', async () => {
    const agent = anAgent()
    await commitRows(current().store, current().term, { agents: [agent] })
    const reported = next(agent, { acked: 5, journalWrites: 20 })
    await commitRows(current().store, current().term, { agents: [reported] })
    const [printer] = agent.instruments
    const grown = next(reported, { instruments: printer ? [printer, { ...printer, id: 'furnace' }] : [] })
    await commitRows(current().store, current().term, { agents: [grown] })
    await commitRows(current().store, current().term, { agents: [next(grown, { acked: 6 })] })
    await current().restart()
    expect((await current().store.loadOpenWork()).agents).toEqual([next(grown, { acked: 6 })])
  })
}
