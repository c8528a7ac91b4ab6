import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Timestamp } from '@muster/runtime'

/** A file as it is when it is looked at. */
export interface FoundFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly modifiedAt: Timestamp
}

/** Folders as a port. */
export interface FolderReader {
  /**
   * Regular files in a folder. Links are none, wherever they lead, and folders within are not looked into.
   * @throws Error where the folder can't be read
   */
  list(path: string): Promise<readonly FoundFile[]>
}

export const nodeFolderReader: FolderReader = {
  async list(path) {
    const found: FoundFile[] = []
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (!entry.isFile()) continue
      // It may have gone meanwhile, or have become something else.
      const stats = await lstat(join(path, entry.name)).catch(() => undefined)
      if (stats?.isFile())
        found.push({ name: entry.name, size: stats.size, modifiedAt: Math.trunc(stats.mtimeMs) })
    }
    return found
  },
}
