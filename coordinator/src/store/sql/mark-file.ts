import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Mark } from '../mark.ts'

/** Where a mark is kept. */
export interface MarkKeeper {
  read(): Mark | undefined
  write(mark: Mark): void
  close(): void
}

/** A mark always takes this many bytes, so that one is overwritten in place and never cut short. */
const MARK_BYTES = 160

/**
 * The mark as one line of JSON in a file. It is written after each commit and not synced: after a loss of power
 * it may lag behind the database, which says nothing, and is never ahead of it.
 */
export function markFile(path: string): MarkKeeper {
  let file: number | undefined
  return {
    read: () => parseMark(path),
    write(mark) {
      const line = `${JSON.stringify(mark).padEnd(MARK_BYTES - 1)}\n`
      if (file !== undefined) {
        writeSync(file, line, 0)
        return
      }
      file = openForWriting(path)
      writeSync(file, line, 0)
      // Its being there says something, so at first it is synced, with its name.
      fsyncSync(file)
      syncFolder(dirname(path))
    },
    close() {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

/** For a database that is gone with its process. */
export function markInMemory(): MarkKeeper {
  let kept: Mark | undefined
  return {
    read: () => kept,
    write(mark) {
      kept = mark
    },
    close() {},
  }
}

export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** A mark that can't be read is as none. */
function parseMark(path: string): Mark | undefined {
  try {
    const mark: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isMark(mark) ? mark : undefined
  } catch {
    return undefined
  }
}

function isMark(value: unknown): value is Mark {
  if (typeof value !== 'object' || value === null) return false
  const { storeId, writes, epoch } = value as Partial<Record<keyof Mark, unknown>>
  return typeof storeId === 'string' && Number.isSafeInteger(writes) && Number.isSafeInteger(epoch)
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'r+')
  } catch {
    return openSync(path, 'w', 0o600)
  }
}
