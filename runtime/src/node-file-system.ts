import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import type { FileLock, FileSystem } from './file-system.ts'

/** The machine's file system. */
export const nodeFileSystem: FileSystem = {
  async read(path) {
    try {
      return await readFile(path)
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },
  write: (path, bytes) => withHandle(path, 'w', async handle => void (await handle.writeFile(bytes))),
  append: (path, bytes) => withHandle(path, 'a', async handle => void (await handle.appendFile(bytes))),
  sync: path => withHandle(path, 'r+', handle => handle.sync()),
  syncFolder: path => withHandle(path, 'r', handle => handle.sync()),
  rename,
  remove: path => rm(path, { force: true }),
  async list(path) {
    try {
      return (await readdir(path)).sort()
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  },
  makeFolder: async path => void (await mkdir(path, { recursive: true })),
  lock: async path => lockBySqlite(path),
}

async function withHandle(
  path: string,
  flags: string,
  use: (handle: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const handle = await open(path, flags)
  try {
    await use(handle)
  } finally {
    await handle.close()
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** Node has no flock(2); an exclusively opened SQLite file holds one that ends with the process, however it ends. */
function lockBySqlite(path: string): FileLock | undefined {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && /locked|busy/i.test(error.message)) return undefined
    throw error
  }
  return {
    async release() {
      database.close()
    },
  }
}
