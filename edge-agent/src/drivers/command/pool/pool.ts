import { join } from 'node:path'
import { messageOf, MusterError, nodeFileSystem as files } from '@muster/runtime'
import type { DriverContext } from '../../../instruments/driver.ts'
import { durationOf } from '../../shared/declared-activity.ts'
import type { PoolSettings } from './settings.ts'
import { Worker } from './worker.ts'

/**
 * `has-run`: a run whose start may have happened may be under way in it. `spent`: there was one, of which a person had
 * to say how it ended, and nobody knows what the program is at. Else it is `free`.
 */
export type Use = 'free' | 'has-run' | 'spent'

/**
 * The programs of one pool. What it knows of them is in their folders, so an agent that comes after this one finds
 * them. One thing is done at a time: nothing is ended or asked while a job is being handed to it. One in which
 * a run may be under way is left alone, however it behaves: it takes no other job, is asked nothing and is not ended.
 */
export class WorkerPool {
  readonly #settings: PoolSettings
  readonly #context: DriverContext
  readonly #root: string
  readonly #useOf: (workerId: string) => Promise<Use>
  #turn: Promise<unknown> = Promise.resolve()
  /** What waits for its turn then begins and hands over nothing. */
  #isClosed = false
  /** By worker, on the monotonic clock. */
  readonly #asked = new Map<string, number>()
  readonly #idleSince = new Map<string, number>()
  readonly #ending = new Set<string>()

  constructor(settings: PoolSettings, context: DriverContext, useOf: (workerId: string) => Promise<Use>) {
    this.#settings = settings
    this.#context = context
    this.#root = join(context.folder, 'workers')
    this.#useOf = useOf
  }

  /**
   * Hands a worker that takes jobs to `use`, which hands it one.
   * @throws MusterError where there is none and none can be had; `use` was not called then.
   */
  give<T>(use: (worker: Worker) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      if (this.#isClosed) throw closed()
      const worker = await this.#take()
      this.#idleSince.delete(worker.id)
      return use(worker)
    })
  }

  /** Brings the pool to what it is to be: the dead removed, the stuck replaced, the idle ended, the minimum begun. */
  maintain(): Promise<void> {
    return this.#inTurn(async () => {
      let count = 0
      if (this.#isClosed) return
      for (const worker of await this.#living()) {
        const use = await this.#useOf(worker.id)
        if (use === 'has-run' || (await this.#tend(worker, use, count))) count += 1
      }
      for (; count < this.#settings.minimum; count++) await this.#begin()
    })
  }

  /** Ends those in which nothing can be under way; the others go on. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.#inTurn(async () => {
      for (const worker of await this.#living())
        if ((await this.#useOf(worker.id)) !== 'has-run') await worker.signal('SIGTERM')
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #take(): Promise<Worker> {
    const { name, maximum } = this.#settings
    const living = await this.#living()
    let taken = living.length
    for (const worker of living) {
      const use = await this.#useOf(worker.id)
      if (this.#ending.has(worker.id) || use === 'has-run') continue
      if (use === 'free' && (await worker.isReady()) && (await this.#answers(worker))) return worker
      await this.#kill(worker, 'it does not take jobs')
      taken -= 1
    }
    if (taken < maximum) return this.#begin()
    throw new MusterError(
      'pool-full',
      'unavailable',
      `all ${maximum} programs of the pool ${name} have a run`,
    )
  }

  /** @returns whether it is still there. */
  async #tend(worker: Worker, use: Use, others: number): Promise<boolean> {
    const { minimum, idleAfter, health } = this.#settings
    const now = this.#context.clock.monotonic()
    if (this.#ending.has(worker.id)) {
      await this.#kill(worker, 'it was told to end and did not')
      return false
    }
    if (use === 'spent') {
      await this.#kill(worker, 'nobody knows what became of its last job')
      return false
    }
    const asked = this.#asked.get(worker.id) ?? Number.NEGATIVE_INFINITY
    const isDue = health !== undefined && now - asked >= durationOf(health.every)
    if (!(await worker.isReady()) || (isDue && !(await this.#answers(worker)))) {
      await this.#kill(worker, 'it does not answer')
      return false
    }
    const since = this.#idleSince.get(worker.id) ?? now
    this.#idleSince.set(worker.id, since)
    if (others < minimum || now - since < durationOf(idleAfter)) return true
    this.#ending.add(worker.id)
    await worker.signal('SIGTERM')
    return true
  }

  async #begin(): Promise<Worker> {
    if (this.#isClosed) throw closed()
    const { clock } = this.#context
    const worker = await Worker.begin(this.#settings, this.#root, this.#context)
    if (await worker.becomesReady(this.#settings, clock)) return worker
    await this.#kill(worker, `it was not ready within ${this.#settings.readyLimit}`)
    throw new MusterError(
      'pool-not-ready',
      'unavailable',
      `a program of the pool ${this.#settings.name} does not get ready`,
    )
  }

  async #answers(worker: Worker): Promise<boolean> {
    const isHealthy = await worker.isHealthy(this.#settings, this.#context.clock).catch((error: unknown) => {
      this.#context.logger.debug('a program could not be asked', { reason: messageOf(error) })
      return false
    })
    this.#asked.set(worker.id, this.#context.clock.monotonic())
    return isHealthy
  }

  async #kill(worker: Worker, reason: string): Promise<void> {
    this.#context.logger.warn('a program of a pool is ended', { pool: this.#settings.name, reason })
    await worker.signal('SIGKILL')
    this.#forget(worker)
  }

  #forget(worker: Worker): void {
    for (const memory of [this.#asked, this.#idleSince, this.#ending]) memory.delete(worker.id)
  }

  /** The workers that live; the folders of the others are removed. */
  async #living(): Promise<Worker[]> {
    const living: Worker[] = []
    for (const id of await files.list(this.#root)) {
      const pool = await files.read(join(this.#root, id, 'pool'))
      if (pool && new TextDecoder().decode(pool) !== this.#settings.name) continue
      const worker = await Worker.at(this.#root, id)
      if (worker && (await worker.isAlive())) living.push(worker)
      else if (worker) {
        this.#forget(worker)
        await worker.remove()
      }
    }
    return living
  }
}

function closed(): MusterError {
  return new MusterError('closed', 'unavailable', 'the driver was closed')
}
