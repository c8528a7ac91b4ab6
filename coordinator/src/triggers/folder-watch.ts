import type { Clock, Logger } from '@muster/runtime'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Change, Store } from '../store/store.ts'
import { FileTriggers } from './file-triggers.ts'
import { FileWaits } from './file-waits.ts'
import { FolderLook } from './folder-look.ts'
import type { FolderReader } from './folder-reader.ts'

export interface FolderWatchOptions {
  readonly state: State
  readonly store: Store
  readonly transactor: Transactor
  readonly clock: Clock
  readonly logger: Logger
  readonly reader: FolderReader
}

/** Looks into the folders in which a step or a trigger waits for something, and into no other. */
export class FolderWatch {
  readonly #options: FolderWatchOptions
  readonly #waits: FileWaits
  readonly #triggers: FileTriggers
  readonly #looks = new Map<string, FolderLook>()
  #isStopped = false

  constructor(options: FolderWatchOptions) {
    this.#options = options
    this.#waits = new FileWaits(options)
    this.#triggers = new FileTriggers(options)
  }

  start(): void {
    for (const task of this.#options.state.tasks.values()) this.#waits.look(task)
    this.#refresh()
  }

  /** Takes note of what has been committed. */
  committed({ rows }: Change): void {
    if (this.#isStopped) return
    for (const task of rows.tasks) this.#waits.look(task)
    if (rows.triggers.length > 0 || rows.tasks.some(({ kind }) => kind === 'wait')) this.#refresh()
  }

  stop(): void {
    this.#isStopped = true
    for (const look of this.#looks.values()) look.stop()
  }

  #refresh(): void {
    for (const [name, folder] of this.#options.state.folders) {
      const look = this.#looks.get(name)
      const isWanted = this.#waits.concern(name) || this.#triggers.concern(name)
      if (isWanted && !look) this.#looks.set(name, new FolderLook(this.#lookAt(name, folder)))
      if (isWanted || !look) continue
      this.#looks.delete(name)
      look.stop()
    }
  }

  #lookAt(name: string, folder: ConstructorParameters<typeof FolderLook>[0]['folder']) {
    const { state } = this.#options
    return {
      ...this.#options,
      name,
      folder,
      trouble: (message: string | undefined) => {
        if (message === undefined) state.folderTrouble.delete(name)
        else state.folderTrouble.set(name, message)
      },
      found: async (...[all, complete]: Parameters<ConstructorParameters<typeof FolderLook>[0]['found']>) => {
        this.#waits.found(name, complete)
        await this.#triggers.found(name, all, complete)
      },
    }
  }
}
