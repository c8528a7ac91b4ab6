import { type AttemptState, isAttemptEnd } from '@muster/protocol'
import { type Random, seededRandom } from '@muster/runtime'
import { expect, it } from 'vitest'
import { type AttemptRecord, type InstrumentRecord, JOB_STATES, type JobRecord } from '../../model/records.ts'
import {
  aChange,
  aJob,
  anAttempt,
  anEvent,
  anInstrument,
  aPrompt,
  aTask,
  everythingIn,
  next,
} from '../../testing/store-fixtures.ts'
import { createMemoryStore } from '../memory-store.ts'
import type { Change, JobFilter } from '../store.ts'
import { openSqliteStore } from './sqlite-store.ts'

const STATES: readonly AttemptState[] = [
  'offered',
  'claimed',
  'granted',
  'running',
  'verifying',
  'succeeded',
  'failed',
]

/** Decisions at random: most are built on what is stored, some are not. */
class Decisions {
  readonly #random: Random
  #jobs: JobRecord[] = []
  #attempts: AttemptRecord[] = []
  #instrument: InstrumentRecord = anInstrument(0, { version: 0 })

  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }

  /** Some changes, and what to call when they were refused: then they never happened. */
  group(size: number): { readonly changes: readonly Change[]; readonly forget: () => void } {
    const before = [[...this.#jobs], [...this.#attempts], this.#instrument] as const
    const changes = Array.from({ length: size }, () => this.#next())
    const forget = () => {
      ;[this.#jobs, this.#attempts, this.#instrument] = [[...before[0]], [...before[1]], before[2]]
    }
    return { changes, forget }
  }

  filter(): JobFilter {
    const maybe = <T>(value: T): T | Record<string, never> => (this.#random.float() < 0.4 ? value : {})
    const number = () => Math.floor(this.#random.float() * 60)
    return {
      ...maybe({ states: JOB_STATES.filter(() => this.#random.float() < 0.5) }),
      ...maybe({ instrument: this.#pick(['printer', 'furnace']) }),
      ...maybe({ labels: { user: this.#pick(['anna', 'ben']), ...maybe({ shift: 'late' }) } }),
      ...maybe({ submittedFrom: aJob(number()).submittedAt }),
      ...maybe({ submittedBefore: aJob(number()).submittedAt }),
      ...maybe({ before: number() }),
      limit: 1 + Math.floor(this.#random.float() * 20),
    }
  }

  #next(): Change {
    if (this.#jobs.length === 0) return this.#submit()
    return this.#pick([
      () => this.#submit(),
      () => this.#moveJob(),
      () => this.#offer(),
      () => this.#moveAttempt(),
    ])()
  }

  #submit(): Change {
    const labels = { user: this.#pick(['anna', 'ben']), shift: this.#pick(['early', 'late']) }
    const job = aJob(this.#jobs.length + 1, { labels })
    this.#jobs.push(job)
    const steps = ['a', 'b'].map(step =>
      aTask(job, step, this.#random.float() < 0.3 ? { instrument: 'furnace' } : {}),
    )
    const key = `key-${Math.floor(this.#random.float() * 200)}`
    const idempotency = { key, bodyHash: 'hash', jobId: job.id, at: job.sequence }
    return aChange({ jobs: [job], tasks: steps, prompts: [aPrompt(`p-${job.id}`)] }, { idempotency })
  }

  #moveJob(): Change {
    const at = Math.floor(this.#random.float() * this.#jobs.length)
    const job = this.#jobs[at]
    if (!job) return aChange({})
    const moved = next(job, { state: this.#pick(JOB_STATES) })
    if (this.#random.float() < 0.9) this.#jobs[at] = moved
    return aChange({ jobs: [moved] }, { events: [anEvent('job.moved', job.id, job.id)] })
  }

  #offer(): Change {
    const job = this.#pick(this.#jobs)
    this.#instrument = next(this.#instrument, { fence: this.#instrument.fence + 1 })
    const fence = this.#instrument.fence - (this.#random.float() < 0.1 ? 1 : 0)
    const attempt = anAttempt(aTask(job, 'a'), fence, { number: this.#attempts.length + 1 })
    this.#attempts.push(attempt)
    return aChange({ attempts: [attempt], instruments: [this.#instrument] })
  }

  #moveAttempt(): Change {
    const open = this.#attempts.filter(({ state }) => !isAttemptEnd(state))
    if (open.length === 0) return aChange({})
    const attempt = this.#pick(open)
    const moved = next(attempt, { state: this.#pick(STATES) })
    this.#attempts.splice(this.#attempts.indexOf(attempt), 1, moved)
    return aChange({ attempts: [moved] })
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.#random.float() * from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }
}

it.each([1, 2, 3, 4])('takes, refuses and answers all that the memory store does: seed %i', async seed => {
  const decisions = new Decisions(seed)
  const memory = createMemoryStore({ random: seededRandom(seed) })
  const sqlite = openSqliteStore({ path: ':memory:', random: seededRandom(seed) })
  const term = await memory.takeLead('lead-1', 0)
  expect(await sqlite.takeLead('lead-1', 0)).toEqual(term)
  let refused = 0
  for (let round = 0; round < 150; round++) {
    const { changes, forget } = decisions.group(1 + (round % 3))
    const said = (error: unknown) => String(error)
    const outcome = await memory.commit(term, changes).catch(said)
    expect(await sqlite.commit(term, changes).catch(said)).toEqual(outcome)
    if (typeof outcome === 'string') {
      refused += 1
      forget()
    }
    const filter = decisions.filter()
    expect({ filter, jobs: await sqlite.jobs(filter) }).toEqual({ filter, jobs: await memory.jobs(filter) })
  }
  expect(await everythingIn(sqlite)).toEqual(await everythingIn(memory))
  expect(await sqlite.identity()).toEqual(await memory.identity())
  expect(refused).toBeGreaterThan(10)
  expect((await memory.counts()).events).toBeGreaterThan(30)
})
