import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeAttemptRules } from './store-attempts.contract.ts'
import { describeAudit, describeRestore } from './store-history.contract.ts'
import type { StoreBench, StoreHarness } from './store-bench.ts'
import { describeReads } from './store-reads.contract.ts'
import { aChange, aJob, aPrompt, aTask, commitRows, everythingIn, next } from './store-fixtures.ts'

/** What every store promises. `createHarness` gives an empty disk for each test. */
export function describeStore(name: string, createHarness: () => Promise<StoreHarness>): void {
  describe(`${name} as a store`, () => {
    let bench: StoreBench
    beforeEach(async () => {
      const harness = await createHarness()
      const store = await harness.reopen()
      bench = { harness, store, term: await store.takeLead('lead-1', 0), restart: () => restart(bench) }
    })
    afterEach(() => bench.harness.dispose())
    const current = () => bench
    describe('commit', () => {
      describeCommit(current)
    })
    describe('the lead', () => {
      describeLead(current)
    })
    describe('attempts', () => {
      describeAttemptRules(current)
    })
    describe('reads', () => {
      describeReads(current)
    })
    describe('the audit', () => {
      describeAudit(current)
    })
    describe('a restored store', () => {
      describeRestore(current)
    })
  })
}

async function restart(bench: StoreBench): Promise<void> {
  bench.store = await bench.harness.reopen()
  bench.term = await bench.store.takeLead(`lead-${bench.term.epoch + 1}`, 0)
}

function describeCommit(current: () => StoreBench): void {
  it('keeps what it has stored over a restart', async () => {
    const job = aJob(1, { labels: { user: 'anna' } })
    await commitRows(current().store, current().term, {
      jobs: [job],
      tasks: [aTask(job)],
      prompts: [aPrompt('p1')],
    })
    const before = await everythingIn(current().store)
    await current().restart()
    expect(await everythingIn(current().store)).toEqual(before)
  })

  it('stores all changes of a commit or none of them', async () => {
    const { store, term } = current()
    await commitRows(store, term, { jobs: [aJob(1)] })
    const before = await everythingIn(store)
    const good = aChange(
      { jobs: [aJob(2)] },
      { idempotency: { key: 'k', bodyHash: 'h', jobId: 'job-2', at: 1 } },
    )
    const stale = aChange({ jobs: [aJob(1, { name: 'Other' })] })
    await expect(store.commit(term, [good, stale])).rejects.toMatchObject({ code: 'store-conflict' })
    expect(await everythingIn(store)).toEqual(before)
    expect(await store.idempotency('k')).toBeUndefined()
    expect(await store.commit(term, [good])).toBe((await store.identity()).writes)
  })

  it('refuses a change that is not built on the stored row, and names both versions', async () => {
    const { store, term } = current()
    const job = aJob(1)
    await commitRows(store, term, { jobs: [job] })
    await commitRows(store, term, { jobs: [next(job, { state: 'running' })] })
    await expect(commitRows(store, term, { jobs: [next(job, { state: 'failed' })] })).rejects.toThrow(
      'jobs job-1 has version 2, the change was built on 1',
    )
    expect(await store.job('job-1')).toMatchObject({ version: 2, state: 'running' })
  })

  it('checks the changes of one commit against each other, in order', async () => {
    const { store, term } = current()
    const job = aJob(1)
    const runs = next(job, { state: 'running' })
    const ends = next(runs, { state: 'succeeded' })
    await store.commit(term, [aChange({ jobs: [job] }), aChange({ jobs: [runs] }), aChange({ jobs: [ends] })])
    expect(await store.job(job.id)).toEqual(ends)
    expect((await store.counts()).jobs).toMatchObject({ queued: 0, running: 0, succeeded: 1 })
    const other = aJob(2)
    const twice = [aChange({ jobs: [next(other)] }), aChange({ jobs: [other] })]
    await expect(store.commit(term, twice)).rejects.toMatchObject({ code: 'store-conflict' })
  })

  it('counts its commits', async () => {
    const { store, term } = current()
    const before = (await store.identity()).writes
    expect(await commitRows(store, term, { jobs: [aJob(1)] })).toBe(before + 1)
    expect(await commitRows(store, term, { jobs: [aJob(2)] })).toBe(before + 2)
    expect((await store.identity()).writes).toBe(before + 2)
  })

  it('gives a key of submissions away once, keeps it over a restart, and forgets it when told to', async () => {
    const given = { key: 'key-1', bodyHash: 'hash', jobId: 'job-1', at: 1000 }
    const submit = (sequence: number) =>
      aChange({ jobs: [aJob(sequence)] }, { idempotency: { ...given, jobId: `job-${sequence}` } })
    await current().store.commit(current().term, [submit(1)])
    await expect(current().store.commit(current().term, [submit(2)])).rejects.toMatchObject({
      code: 'store-conflict',
    })
    await current().restart()
    expect(await current().store.idempotency('key-1')).toEqual(given)
    await current().store.forgetIdempotency(1000)
    expect(await current().store.idempotency('key-1')).toEqual(given)
    await current().store.forgetIdempotency(1001)
    expect(await current().store.idempotency('key-1')).toBeUndefined()
    expect(await current().store.job('job-1')).toBeDefined()
  })

  it('refuses everything once it is closed; closing twice is closing once', async () => {
    const { store, term } = current()
    await store.close()
    await store.close()
    await expect(commitRows(store, term, {})).rejects.toMatchObject({ code: 'store-closed' })
    await expect(store.identity()).rejects.toMatchObject({ code: 'store-closed' })
  })
}

function describeLead(current: () => StoreBench): void {
  it('has an id of its own and an epoch that grow over restarts', async () => {
    const { storeId } = await current().store.identity()
    expect(current().term).toEqual({ epoch: 1, leadId: 'lead-1' })
    await current().restart()
    expect(current().term).toEqual({ epoch: 2, leadId: 'lead-2' })
    expect(await current().store.identity()).toMatchObject({ storeId, epoch: 2, restored: false })
  })

  it('is taken with an epoch above the stored one and above the one heard of', async () => {
    const { store } = current()
    expect((await store.takeLead('b', 40)).epoch).toBe(41)
    expect((await store.takeLead('c', 7)).epoch).toBe(42)
  })

  it('is over when another has taken it: nothing of the older lead is stored', async () => {
    const { store, term } = current()
    await commitRows(store, term, { jobs: [aJob(1)] })
    const newer = await store.takeLead('lead-2', 0)
    const before = await everythingIn(store)
    await expect(commitRows(store, term, { jobs: [aJob(2)] })).rejects.toThrow('lead-2 leads since epoch 2')
    const impostor = { ...newer, leadId: 'lead-1' }
    await expect(commitRows(store, impostor, { jobs: [aJob(2)] })).rejects.toMatchObject({
      code: 'store-conflict',
    })
    expect(await everythingIn(store)).toEqual(before)
    await commitRows(store, newer, { jobs: [aJob(2)] })
  })

  it('is over when another process has taken it between two commits', async () => {
    const { store, term, harness } = current()
    const job = aJob(1)
    await commitRows(store, term, { jobs: [job] })
    const beside = await harness.openBeside()
    const newer = await beside.takeLead('lead-2', 0)
    await expect(commitRows(store, term, { jobs: [aJob(2)] })).rejects.toMatchObject({
      code: 'store-conflict',
    })
    await commitRows(beside, newer, { jobs: [next(job, { state: 'running' })] })
    // What the first process had seen of the rows is old when it leads again.
    const again = await store.takeLead('lead-1', 0)
    await expect(commitRows(store, again, { jobs: [next(job)] })).rejects.toMatchObject({
      code: 'store-conflict',
    })
    expect(await store.job(job.id)).toMatchObject({ state: 'running' })
    expect((await store.events({ limit: 10 })).map(event => event.number)).toEqual([1, 2])
  })
}
