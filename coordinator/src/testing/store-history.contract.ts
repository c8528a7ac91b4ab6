import { expect, it } from 'vitest'
import { CHAIN_START, findBrokenLink } from '../store/audit-chain.ts'
import type { StoreBench } from './store-bench.ts'
import { aChange, aJob, anEvent, commitRows, next } from './store-fixtures.ts'

export function describeAudit(current: () => StoreBench): void {
  const commitEvents = async (count: number, jobId?: string) => {
    const events = Array.from({ length: count }, (_, at) => anEvent('test.happened', `thing-${at}`, jobId))
    await current().store.commit(current().term, [aChange({}, { events })])
  }

  it('is numbered from 1 without gaps, over commits, refusals and restarts', async () => {
    await commitEvents(2)
    await expect(commitRows(current().store, { epoch: 0, leadId: 'nobody' }, {})).rejects.toThrow()
    await current().restart()
    await commitEvents(3)
    const events = await current().store.events({ limit: 100 })
    expect(events.map(event => event.number)).toEqual([1, 2, 3, 4, 5])
    expect(events[0]?.previousHash).toBe(CHAIN_START)
    expect((await current().store.counts()).events).toBe(5)
  })

  it('is one whole chain of hashes, which a change to an event breaks there', async () => {
    await commitEvents(4)
    await current().restart()
    await commitEvents(2, 'job-1')
    const whole = await current().store.events({ limit: 100 })
    expect(findBrokenLink(whole)).toBeUndefined()
    expect(findBrokenLink(whole.filter(event => event.number !== 2))).toBe(2)
    await current().harness.tamper(3)
    await current().restart()
    expect(findBrokenLink(await current().store.events({ limit: 100 }))).toBe(3)
  })

  it('gives events as they were written, page by page', async () => {
    const event = {
      ...anEvent('job.submitted', 'job-1', 'job-1'),
      details: { 'ü "quoted"': [1, null, { deep: -0.5 }] },
    }
    await current().store.commit(current().term, [aChange({}, { events: [event, anEvent('a', 'b')] })])
    await commitEvents(5)
    const [first] = await current().store.events({ limit: 1 })
    expect(first).toMatchObject(event)
    const page = await current().store.events({ after: 2, limit: 3 })
    expect(page.map(({ number }) => number)).toEqual([3, 4, 5])
    expect(findBrokenLink(page, 3, page[0]?.previousHash)).toBeUndefined()
    expect(await current().store.events({ after: 7, limit: 3 })).toEqual([])
  })

  it('gives the events of one job', async () => {
    await commitEvents(2, 'job-1')
    await commitEvents(2, 'job-2')
    await commitEvents(1)
    await commitEvents(2, 'job-1')
    const numbers = async (after: number, limit: number) =>
      (await current().store.events({ jobId: 'job-1', after, limit })).map(({ number }) => number)
    expect(await numbers(0, 10)).toEqual([1, 2, 6, 7])
    expect(await numbers(1, 2)).toEqual([2, 6])
  })
}

export function describeRestore(current: () => StoreBench): void {
  /** A backup is made, more is written, and the backup is put back. */
  const restore = async (how: { readonly marked: boolean }) => {
    await commitRows(current().store, current().term, { jobs: [aJob(1)] })
    const putBack = await current().harness.backup()
    await commitRows(current().store, current().term, {
      jobs: [next(aJob(1), { state: 'running' }), aJob(2)],
    })
    await current().store.takeLead('lead-9', 20)
    await current().store.close()
    await putBack(how)
    current().store = await current().harness.reopen()
  }

  it('is what the backup was, and says that it was put back', async () => {
    const { storeId } = await current().store.identity()
    await restore({ marked: true })
    expect(await current().store.identity()).toMatchObject({ storeId, epoch: 1, restored: true })
    expect(await current().store.job('job-1')).toEqual(aJob(1))
    expect(await current().store.job('job-2')).toBeUndefined()
  })

  it('says so also when nothing but a lead was taken since the backup', async () => {
    const putBack = await current().harness.backup()
    await current().store.takeLead('lead-2', 0)
    await current().store.close()
    await putBack({ marked: true })
    current().store = await current().harness.reopen()
    expect(await current().store.identity()).toMatchObject({ epoch: 1, restored: true })
  })

  it('does not use an epoch again that was used before', async () => {
    await restore({ marked: true })
    expect((await current().store.takeLead('lead-10', 0)).epoch).toBe(22)
  })

  it('says so until something was committed to it, also when the process ends after taking the lead', async () => {
    await restore({ marked: true })
    await current().store.takeLead('lead-3', 0)
    await current().restart()
    expect(await current().store.identity()).toMatchObject({ restored: true })
    await commitRows(current().store, current().term, {})
    await current().restart()
    expect(await current().store.identity()).toMatchObject({ restored: false })
  })

  it("can't be told from one that was never written to since, when all beside it was put back too", async () => {
    await restore({ marked: false })
    expect(await current().store.identity()).toMatchObject({ epoch: 1, restored: false })
    expect((await current().store.takeLead('lead-10', 0)).epoch).toBe(2)
  })
}
