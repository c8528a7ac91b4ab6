import { type AttemptState, ATTEMPT_STATES, ATTEMPT_TRANSITIONS } from '@muster/protocol'
import { expect, it } from 'vitest'
import type { AttemptRecord } from '../model/records.ts'
import type { StoreBench } from './store-bench.ts'
import { aChange, aJob, anAttempt, anInstrument, aTask, commitRows, next } from './store-fixtures.ts'

const JOB = aJob(1)
const TASK = aTask(JOB)
const CONFLICT = { code: 'store-conflict' }

/** One task with an attempt in `state` at the printer, whose fence is 5. */
async function attemptIn({ store, term }: StoreBench, state: AttemptState): Promise<AttemptRecord> {
  const attempt = anAttempt(TASK, 5, { state })
  await commitRows(store, term, {
    jobs: [JOB],
    tasks: [TASK],
    instruments: [anInstrument(5)],
    attempts: [attempt],
  })
  return attempt
}

function canReach(from: AttemptState, to: AttemptState, seen: readonly AttemptState[] = []): boolean {
  if (ATTEMPT_TRANSITIONS.allows(from, to)) return true
  return ATTEMPT_TRANSITIONS.next(from).some(via => !seen.includes(via) && canReach(via, to, [...seen, via]))
}

export function describeAttemptRules(current: () => StoreBench): void {
  it('move only as the table of states allows', async () => {
    for (const from of ATTEMPT_STATES) {
      for (const to of ATTEMPT_STATES.filter(state => state !== from)) {
        await current().restart()
        const { store, term } = current()
        const job = aJob(1 + (await store.loadOpenWork()).lastSequence)
        const task = aTask(job)
        const instrumentId = `instrument-${job.sequence}`
        const attempt = anAttempt(task, 1, { state: from, instrumentId })
        const instrument = anInstrument(1, { id: instrumentId })
        await commitRows(store, term, {
          jobs: [job],
          tasks: [task],
          instruments: [instrument],
          attempts: [attempt],
        })
        const moved = commitRows(store, term, { attempts: [next(attempt, { state: to })] })
        if (canReach(from, to)) await moved
        else await expect(moved, `${from} to ${to}`).rejects.toMatchObject(CONFLICT)
        expect((await store.attempt(attempt.id))?.state).toBe(canReach(from, to) ? to : from)
      }
    }
  })

  it('never leave an end', async () => {
    const attempt = await attemptIn(current(), 'succeeded')
    const { store, term } = current()
    await expect(
      commitRows(store, term, { attempts: [next(attempt, { state: 'running' })] }),
    ).rejects.toThrow("attempt job-1-run-1 can't go from succeeded to running")
  })

  it('are offered with a fence above all before it at the instrument', async () => {
    await attemptIn(current(), 'expired')
    const { store, term } = current()
    const second = (fence: number) => anAttempt(TASK, fence, { number: 2 })
    await expect(commitRows(store, term, { attempts: [second(5)] })).rejects.toThrow('is not above 5')
    await expect(commitRows(store, term, { attempts: [second(6)] })).rejects.toThrow("above its instrument's")
    const raised = anInstrument(6, { version: 2 })
    await commitRows(store, term, { attempts: [second(6)], instruments: [raised] })
    await expect(commitRows(store, term, { instruments: [next(raised, { fence: 5 })] })).rejects.toThrow(
      'go back',
    )
  })

  it('are open one at a time, for a task', async () => {
    await attemptIn(current(), 'running')
    const { store, term } = current()
    const elsewhere = { instrumentId: 'furnace' }
    const furnace = anInstrument(1, { id: 'furnace' })
    const second = anAttempt(TASK, 1, { number: 2, ...elsewhere })
    await expect(commitRows(store, term, { attempts: [second], instruments: [furnace] })).rejects.toThrow(
      'task job-1-run already has the open attempt job-1-run-1',
    )
    expect(await store.attempt(second.id)).toBeUndefined()
  })

  it('are open one at a time, at an instrument, also after a restart', async () => {
    await attemptIn(current(), 'running')
    await current().restart()
    const { store, term } = current()
    const job = aJob(2)
    const task = aTask(job)
    const rows = {
      jobs: [job],
      tasks: [task],
      attempts: [anAttempt(task, 6)],
      instruments: [anInstrument(6, { version: 2 })],
    }
    await expect(commitRows(store, term, rows)).rejects.toThrow(
      'printer already has the open attempt job-1-run-1',
    )
  })

  it('are open one at a time within one change, too', async () => {
    const { store, term } = current()
    const other = aTask(JOB, 'other')
    const both = [anAttempt(TASK, 1), anAttempt(other, 2)]
    const rows = { jobs: [JOB], tasks: [TASK, other], instruments: [anInstrument(2)], attempts: both }
    await expect(commitRows(store, term, rows)).rejects.toMatchObject(CONFLICT)
    expect(await store.job(JOB.id)).toBeUndefined()
  })

  it('may follow one another in one change, and in one commit', async () => {
    const first = await attemptIn(current(), 'offered')
    const { store, term } = current()
    const second = anAttempt(TASK, 6, { number: 2 })
    const ended = next(first, { state: 'expired' })
    await commitRows(store, term, {
      attempts: [second, ended],
      instruments: [anInstrument(6, { version: 2 })],
    })
    const third = anAttempt(TASK, 7, { number: 3 })
    await store.commit(term, [
      aChange({ attempts: [next(second, { state: 'declined' })] }),
      aChange({ attempts: [third], instruments: [anInstrument(7, { version: 3 })] }),
    ])
    const states = (await store.attemptsOfTask(TASK.id)).map(({ number, state }) => [number, state])
    expect(states).toEqual([
      [1, 'expired'],
      [2, 'declined'],
      [3, 'offered'],
    ])
  })

  it('may be of a job that the store does not have, as after a restore', async () => {
    const { store, term } = current()
    const adopted = anAttempt(TASK, 9, { state: 'running' })
    await commitRows(store, term, { attempts: [adopted], instruments: [anInstrument(9)] })
    expect(await store.attempt(adopted.id)).toEqual(adopted)
    expect(await store.attemptsOfTask(TASK.id)).toEqual([adopted])
  })

  it('of several tasks are found by each, stay as long as any of their jobs is open, and keep them from others', async () => {
    const { store, term } = current()
    const jobs = [JOB, aJob(2), aJob(3)]
    const [first = TASK, second = TASK, third = TASK] = jobs.map(job => aTask(job))
    const members = [second.id, third.id]
    const batch = anAttempt(first, 5, { members })
    const furnaces = ['furnace-1', 'furnace-2'].map(id => anInstrument(1, { id }))
    await commitRows(store, term, {
      jobs,
      tasks: [first, second, third],
      instruments: [anInstrument(5), ...furnaces],
      attempts: [batch],
    })
    for (const { id } of [first, second, third]) expect(await store.attemptsOfTask(id)).toEqual([batch])
    expect((await store.loadOpenWork()).attempts).toEqual([batch])
    const page = await store.jobs({ instrument: 'printer', limit: 10 })
    expect(page.map(({ id }) => id).toSorted()).toEqual(jobs.map(({ id }) => id))
    // In a run of its own at the same time, or in two batches.
    const alone = anAttempt(second, 1, { instrumentId: 'furnace-1' })
    const other = anAttempt(aTask(aJob(4)), 1, { instrumentId: 'furnace-2', members: [third.id] })
    for (const attempt of [alone, other]) {
      const offered = commitRows(store, term, { attempts: [next(attempt, { state: 'claimed', version: 1 })] })
      await expect(offered).rejects.toMatchObject(CONFLICT)
    }
    // Its own job is over: the others still have it, when it has ended as well.
    await commitRows(store, term, { jobs: [next(jobs[0] ?? JOB, { state: 'cancelled', endedAt: 1 })] })
    await current().restart()
    const again = current()
    expect((await again.store.loadOpenWork()).attempts).toEqual([batch])
    const ended = next(batch, { state: 'failed', endedAt: 2 })
    await commitRows(again.store, again.term, { attempts: [ended] })
    expect((await again.store.loadOpenWork()).attempts).toEqual([ended])
    // A later one counts, and the one before is still found.
    const own = anAttempt(second, 2, { instrumentId: 'furnace-1', number: 2, offeredAt: ended.offeredAt + 1 })
    const raised = anInstrument(2, { id: 'furnace-1', version: 2 })
    await commitRows(again.store, again.term, { attempts: [own], instruments: [raised] })
    expect(await again.store.attemptsOfTask(second.id)).toEqual([ended, own])
    const loaded = (await again.store.loadOpenWork()).attempts.map(({ id }) => id)
    expect(loaded.toSorted()).toEqual([ended.id, own.id].toSorted())
  })

  it('of several tasks may turn out to be for others of them, as after a restore', async () => {
    const { store, term } = current()
    const jobs = [JOB, aJob(2), aJob(3)]
    const [first = TASK, second = TASK, third = TASK] = jobs.map(job => aTask(job))
    const batch = anAttempt(first, 5, { members: [second.id] })
    await commitRows(store, term, {
      jobs,
      tasks: [first, second, third],
      instruments: [anInstrument(5), anInstrument(1, { id: 'furnace-1' })],
      attempts: [batch],
    })
    const told = next(batch, { members: [third.id] })
    await commitRows(store, term, { attempts: [told] })
    expect(await store.attemptsOfTask(second.id)).toEqual([])
    expect(await store.attemptsOfTask(third.id)).toEqual([told])
    const free = anAttempt(second, 2, { instrumentId: 'furnace-1' })
    const raised = anInstrument(2, { id: 'furnace-1', version: 2 })
    await commitRows(store, term, { attempts: [free], instruments: [raised] })
    expect(await store.attemptsOfTask(second.id)).toEqual([free])
  })
}
