import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { seededRandom } from '@muster/runtime'
import type { StoreHarness } from '../../../testing/store-bench.ts'
import type { Store } from '../../store.ts'
import { openSqliteStore } from '../sqlite-store.ts'

export interface SqliteHarness extends StoreHarness {
  readonly folder: string
  readonly path: string
}

/** SQLite stores in a folder of their own, which is gone after `dispose`. */
export async function sqliteHarness(): Promise<SqliteHarness> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-store-'))
  const path = join(folder, 'muster.db')
  const random = seededRandom(1)
  const opened: Store[] = []
  const open = (exclusive: boolean) => {
    const store = openSqliteStore({ path, random, exclusive })
    opened.push(store)
    return store
  }
  const closeAll = async () => {
    for (const store of opened.splice(0)) await store.close()
  }
  return {
    folder,
    path,
    async reopen() {
      await closeAll()
      return open(true)
    },
    openBeside: async () => open(false),
    backup: () => makeBackup(path),
    async tamper(number) {
      const database = new DatabaseSync(path)
      database
        .prepare(
          `UPDATE events SET content = replace(content, 'rule:test', 'person:mallory') WHERE number = ?`,
        )
        .run(number)
      database.close()
    },
    async dispose() {
      await closeAll()
      rmSync(folder, { recursive: true })
    },
  }
}

async function makeBackup(path: string): Promise<(how: { readonly marked: boolean }) => Promise<void>> {
  const source = new DatabaseSync(path, { readOnly: true })
  await backup(source, `${path}.backup`)
  source.close()
  if (existsSync(`${path}.mark`)) copyFileSync(`${path}.mark`, `${path}.mark.backup`)
  return async ({ marked }) => {
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
    copyFileSync(`${path}.backup`, path)
    if (!marked) copyFileSync(`${path}.mark.backup`, `${path}.mark`)
  }
}
