import type { JobDetail } from '@muster/client'
import type { JobSubmission } from '@muster/protocol/workflow'
import { messageOf, millis, minutes, type Random, sleep, systemClock } from '@muster/runtime'
import type { Api } from './api.ts'
import { pick } from './faults.ts'

/** So many jobs are open at a time: more on a quick machine, fewer on a busy one, come to the same load. */
const OPEN = 8
const LOOK = millis(300)
const CANCELLED = 0.04
/** The instruments are there; one that is not known for so long is lost. */
const BELIEVED_FOR = minutes(3)

type Step = NonNullable<JobSubmission['activity']>
type Steps = NonNullable<JobSubmission['workflow']>['steps']

/** Submits work as long as it is let, and knows what was accepted. */
export class Work {
  /** Each accepted job, and what it was last seen to be. */
  readonly jobs = new Map<string, JobDetail>()
  readonly refusals: string[] = []
  /** How often a submission was refused because no instrument was known that could do it. */
  turnedAway = 0
  readonly #api: Api
  readonly #random: Random
  readonly #pending = new Set<Promise<void>>()
  #isOver = false
  #count = 0

  constructor(api: Api, random: Random) {
    this.#api = api
    this.#random = random
  }

  async run(): Promise<void> {
    while (!this.#isOver) {
      await this.look().catch(() => undefined)
      while (this.#pending.size + this.open.length < OPEN) this.#submitOne()
      await sleep(systemClock, LOOK)
    }
  }

  /** Nothing is submitted any more. */
  end(): void {
    this.#isOver = true
  }

  get open(): readonly JobDetail[] {
    return [...this.jobs.values()].filter(job => job.endedAt === undefined)
  }

  /** @returns what is not over yet. */
  async unfinished(): Promise<string | undefined> {
    if (this.#pending.size > 0) return `${this.#pending.size} submissions without an answer`
    await this.look()
    const waits = this.open.flatMap(({ tasks }) => tasks.map(whyNot)).filter(text => text !== '')
    return this.open.length === 0 ? undefined : `${this.open.length} open jobs: ${waits.join('; ')}`
  }

  /** Asks how the open jobs stand. */
  async look(): Promise<void> {
    for (const { id } of this.open) this.jobs.set(id, await this.#api.client.job(id))
  }

  #submitOne(): void {
    this.#count += 1
    const submission = this.#draw(`s${this.#count}`)
    const isCancelled = this.#random.float() < CANCELLED
    const { client } = this.#api
    const key = `chaos-${this.#count}`
    const submitted = (async () => {
      const id = await this.#accepted(submission, key)
      this.jobs.set(id, await this.#untilSeen(id))
      if (isCancelled) await client.cancel(id, { reason: 'it is not wanted any more' }).catch(() => undefined)
    })().catch((error: unknown) => void this.refusals.push(`${key}: ${messageOf(error)}`))
    const pending: Promise<void> = submitted.finally(() => this.#pending.delete(pending))
    this.#pending.add(pending)
  }

  /** As a person would who is told that nobody has the instrument, and knows better. */
  async #accepted(submission: JobSubmission, idempotencyKey: string): Promise<string> {
    const until = systemClock.monotonic() + BELIEVED_FOR
    for (;;) {
      try {
        return (await this.#api.client.submit(submission, { idempotencyKey })).id
      } catch (error) {
        const isUnknown = error instanceof Error && error.message.includes('no instrument offers')
        if (!isUnknown || systemClock.monotonic() > until) throw error
        this.turnedAway += 1
        await sleep(systemClock, LOOK)
      }
    }
  }

  async #untilSeen(id: string): Promise<JobDetail> {
    for (;;) {
      const job = await this.#api.client.job(id).catch((error: unknown) => {
        if (error instanceof Error && 'status' in error && error.status === 404) throw error
      })
      if (job) return job
      await sleep(systemClock, LOOK)
    }
  }

  #draw(mark: string): JobSubmission {
    const print: Step = { activity: 'print', parameters: { layers: 60, material: mark } }
    const cure: Step = { activity: 'cure', parameters: { programme: 'cure-180' } }
    const weigh: Step = { activity: 'weigh', parameters: { sample: mark } }
    const look: Step = { activity: 'look', parameters: { sample: mark } }
    const weighHere: Step = { ...weigh, instrument: 'balance-2' }
    const single = pick(this.#random, [print, cure, weigh, weigh, weighHere, look, 'part' as const])
    if (single !== 'part') return { activity: single }
    const steps: Steps = { print, cure: { ...cure, after: ['print'] }, weigh: { ...weigh, after: ['cure'] } }
    return { workflow: { muster: 1, name: 'part', version: 1, steps }, priority: 'high' }
  }
}

function whyNot({ id, state, waiting }: JobDetail['tasks'][number]): string {
  if (state === 'succeeded' || state === 'pending') return ''
  return `${id} is ${state}${waiting.map(({ message }) => `, ${message}`).join('')}`
}
