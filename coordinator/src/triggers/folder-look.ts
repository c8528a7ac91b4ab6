import { type Clock, type Logger, messageOf, type Timer } from '@muster/runtime'
import type { WatchedFolder } from '../model/watched-folder.ts'
import type { FolderReader, FoundFile } from './folder-reader.ts'

export interface FolderLookOptions {
  readonly name: string
  readonly folder: WatchedFolder
  readonly reader: FolderReader
  readonly clock: Clock
  readonly logger: Logger
  /** What can't be read, and why; undefined once it can. */
  readonly trouble: (message: string | undefined) => void
  /** All files of the folder, and those of them that are complete, by name. Not called again before it resolves. */
  readonly found: (all: readonly FoundFile[], complete: readonly FoundFile[]) => Promise<void>
}

interface Stand {
  readonly size: number
  readonly modifiedAt: number
  /** Monotonic milliseconds since when it is so. */
  readonly since: number
}

/**
 * Looks into one folder again and again: messages of file systems do not come from shares on other machines. A file is complete when its size
 * and its time of change have stayed as they are for long enough.
 */
export class FolderLook {
  readonly #options: FolderLookOptions
  #stands = new Map<string, Stand>()
  #timer: Timer | undefined
  #isStopped = false
  #isInTrouble = false

  constructor(options: FolderLookOptions) {
    this.#options = options
    void this.#look()
  }

  /** What is under way is not waited for: a share that does not answer may take for ever. */
  stop(): void {
    this.#isStopped = true
    this.#timer?.cancel()
  }

  async #look(): Promise<void> {
    const { folder, clock, found, logger, name } = this.#options
    try {
      const all = await this.#list()
      if (all && !this.#isStopped) await found(all, this.#complete(all))
    } catch (error) {
      if (!this.#isStopped)
        logger.error('files could not be dealt with', { folder: name, error: messageOf(error) })
    }
    if (this.#isStopped) return
    this.#timer = clock.after(folder.every, () => void this.#look())
  }

  async #list(): Promise<readonly FoundFile[] | undefined> {
    const { folder, reader, trouble, logger, name } = this.#options
    try {
      const all = await reader.list(folder.path)
      if (this.#isInTrouble) logger.info('the folder can be read again', { folder: name })
      if (this.#isInTrouble) trouble(undefined)
      this.#isInTrouble = false
      return [...all].sort((a, b) => (a.name < b.name ? -1 : 1))
    } catch (error) {
      if (this.#isStopped) return undefined
      if (!this.#isInTrouble)
        logger.warn('a folder can not be read; nothing in it is seen', {
          folder: name,
          error: messageOf(error),
        })
      this.#isInTrouble = true
      trouble(messageOf(error))
      return undefined
    }
  }

  #complete(all: readonly FoundFile[]): FoundFile[] {
    const { folder, clock } = this.#options
    const now = clock.monotonic()
    const before = this.#stands
    this.#stands = new Map(
      all.map(({ name, size, modifiedAt }) => {
        const known = before.get(name)
        const isSame = known?.size === size && known.modifiedAt === modifiedAt
        return [name, isSame ? known : { size, modifiedAt, since: now }]
      }),
    )
    return all.filter(({ name }) => now - (this.#stands.get(name)?.since ?? now) >= folder.settle)
  }
}
