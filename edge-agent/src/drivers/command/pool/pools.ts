import { join } from 'node:path'
import { messageOf } from '@muster/runtime'
import type { DriverContext } from '../../../instruments/driver.ts'
import type { RunFolders } from '../run-folder.ts'
import { CALL_DONE, CALL_FAILED } from './call.ts'
import { type Use, WorkerPool } from './pool.ts'
import type { PoolSettings } from './settings.ts'
import { Worker } from './worker.ts'

/** Whether a call that ended so had an answer, after which its program has nothing of it any more. */
export function isAnswered(code: number | undefined): boolean {
  return code === CALL_DONE || code === CALL_FAILED
}

/** All pools of an instrument. */
export class Pools {
  readonly #pools: ReadonlyMap<string, WorkerPool>
  readonly #folders: RunFolders
  readonly #context: DriverContext
  #isTending = false
  /** What is wrong with the pools, for people. */
  complaint: string | undefined

  constructor(settings: readonly PoolSettings[], folders: RunFolders, context: DriverContext) {
    this.#folders = folders
    this.#context = context
    const useOf = (workerId: string) => this.#useOf(workerId)
    this.#pools = new Map(settings.map(pool => [pool.name, new WorkerPool(pool, context, useOf)]))
  }

  of(name: string | undefined): WorkerPool | undefined {
    return name === undefined ? undefined : this.#pools.get(name)
  }

  workerOf(id: string): Promise<Worker | undefined> {
    return Worker.at(join(this.#context.folder, 'workers'), id)
  }

  /** Looks after all pools, unless that is being done. */
  async tend(): Promise<void> {
    if (this.#isTending) return
    this.#isTending = true
    try {
      for (const pool of this.#pools.values()) await pool.maintain()
      this.complaint = undefined
    } catch (error) {
      this.complaint = messageOf(error)
      this.#context.logger.warn('a pool is not as it should be', { reason: this.complaint })
    } finally {
      this.#isTending = false
    }
  }

  async close(): Promise<void> {
    for (const pool of this.#pools.values()) await pool.close()
  }

  /** What the folders of the runs say of a program. */
  async #useOf(workerId: string): Promise<Use> {
    let use: Use = 'free'
    for (const id of await this.#folders.attemptIds()) {
      if ((await this.#folders.requestOf(id)).worker !== workerId) continue
      const claim = await this.#folders.claimOf(id)
      if (claim.kind === 'revoked' || isAnswered(await this.#folders.endOf(id))) continue
      if (!(await this.#folders.isReleased(id))) return 'has-run'
      use = 'spent'
    }
    return use
  }
}
