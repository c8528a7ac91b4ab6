import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type FileSystem, messageOf, MusterError } from '@muster/runtime'

/** Left free of the disk, whatever agents send: the database needs it. */
const RESERVE = 128 * 1024 * 1024

/**
 * Files by the hash of their content, as `ab/cdef…` in a folder. Nothing has such a name before all of it is on disk and its hash was
 * seen to be right; until then it lies in `incoming`, by the name of its upload.
 */
export class ContentStore {
  readonly #files: FileSystem
  readonly #folder: string

  constructor(files: FileSystem, folder: string) {
    this.#files = files
    this.#folder = folder
  }

  /** @param sha256 64 hex digits; whoever calls has looked at that */
  pathOf(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256.slice(2))
  }

  async has(sha256: string, size?: number): Promise<boolean> {
    const found = await sizeOf(this.pathOf(sha256))
    return found !== undefined && (size === undefined || found === size)
  }

  /** Bytes that have come of an upload. */
  async received(upload: string): Promise<number> {
    return (await sizeOf(this.#incoming(upload))) ?? 0
  }

  /** @throws MusterError `disk-full`, and then what came before is as it was */
  async append(upload: string, offset: number, bytes: Uint8Array): Promise<void> {
    const path = this.#incoming(upload)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const { bavail, bsize } = await statfs(dirname(path))
    if (bavail * bsize < bytes.length + RESERVE) throw diskFull('its disk is nearly full')
    await using handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    try {
      let done = 0
      while (done < bytes.length)
        done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten
    } catch (error) {
      await handle.truncate(offset)
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      throw code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(messageOf(error)) : error
    }
  }

  /**
   * Puts what has come under its hash, durably.
   * @returns whether it is what it should be; otherwise nothing of it is kept
   */
  async finish(upload: string, sha256: string): Promise<boolean> {
    const path = this.#incoming(upload)
    // One without bytes has never been written to.
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await using handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    await handle.sync()
    const hash = createHash('sha256')
    for await (const part of createReadStream(path)) hash.update(part as Buffer)
    if (hash.digest('hex') !== sha256) {
      await this.discard(upload)
      return false
    }
    const target = this.pathOf(sha256)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await rename(path, target)
    await this.#files.syncFolder(dirname(target))
    await this.#files.syncFolder(this.#folder)
    return true
  }

  discard(upload: string): Promise<void> {
    return rm(this.#incoming(upload), { force: true })
  }

  remove(sha256: string): Promise<void> {
    return rm(this.pathOf(sha256), { force: true })
  }

  /** All that is stored. */
  async *stored(): AsyncGenerator<string> {
    for (const shard of await this.#files.list(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue
      for (const rest of await this.#files.list(join(this.#folder, shard)))
        if (/^[0-9a-f]{62}$/.test(rest)) yield shard + rest
    }
  }

  /** All that has come in part. */
  async incoming(): Promise<string[]> {
    return readdir(join(this.#folder, 'incoming')).catch(() => [])
  }

  #incoming(upload: string): string {
    return join(this.#folder, 'incoming', upload)
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

const diskFull = (why: string): MusterError =>
  new MusterError('disk-full', 'unavailable', `the coordinator has no room for it: ${why}`)
