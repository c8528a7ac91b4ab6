import { LONGEST_CHECKPOINT } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import type { Driver } from '../instruments/driver.ts'
import type { Journal } from '../journal/journal.ts'
import type { JournalEntry } from '../journal/on-disk.ts'

/** Has the run of one instrument keep how far it has come, and tells what it gave. */
export class Checkpoints {
  readonly #journal: Journal
  readonly #driver: () => Driver
  /** The attempt that is being asked. */
  #asked: string | undefined

  /** @param driver the one of now: it may be replaced */
  constructor(journal: Journal, driver: () => Driver) {
    this.#journal = journal
    this.#driver = driver
  }

  /**
   * Asks for a checkpoint, once at a time. The request counts as done when its answer is in the journal: one that got none is made
   * again with the next exchange of digests.
   * @throws MusterError where the driver gives none
   */
  async take({ attemptId, state, runReference }: JournalEntry, version: number): Promise<void> {
    if (this.#asked !== undefined || runReference === undefined) return
    if (state !== 'running' && state !== 'paused') return
    this.#asked = attemptId
    try {
      const checkpointJson = await this.#ask(runReference)
      await this.#journal.noteCheckpoint(attemptId, checkpointJson, version)
    } finally {
      this.#asked = undefined
    }
  }

  async #ask(runReference: string): Promise<string> {
    const given = await this.#driver().checkpoint?.(runReference)
    if (!given) throw new MusterError('no-checkpoint', 'instrument', 'the driver keeps no checkpoints')
    const text = JSON.stringify(given)
    if (text.length <= LONGEST_CHECKPOINT) return text
    const message = `a checkpoint of ${text.length} characters is too long: ${LONGEST_CHECKPOINT} at the most`
    throw new MusterError('checkpoint-too-long', 'instrument', message)
  }
}
