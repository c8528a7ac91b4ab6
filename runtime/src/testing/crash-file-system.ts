import type { FileLock, FileSystem } from '../file-system.ts'

type Content = Uint8Array<ArrayBufferLike>

interface File {
  /** As a reader sees it now. */
  current: Content
  /** As it would be found after a crash. */
  synced: Content
}

/**
 * Files in memory that are forgetful in the way of a disk: at `crash`, bytes that were not synced and names
 * that the folder was not synced for are gone. It is the disk of one machine; processes come and go on it.
 */
export class CrashFileSystem implements FileSystem {
  /** What each path names, as a reader sees it and as it would be found after a crash. */
  readonly #names = new Map<string, File>()
  readonly #durableNames = new Map<string, File>()
  readonly #locks = new Set<string>()

  async read(path: string): Promise<Content | undefined> {
    const file = this.#names.get(path)
    return file ? file.current.slice() : undefined
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const file = this.#names.get(path)
    if (file) file.current = bytes.slice()
    else this.#names.set(path, { current: bytes.slice(), synced: new Uint8Array() })
  }

  async append(path: string, bytes: Uint8Array): Promise<void> {
    const before = this.#names.get(path)?.current ?? new Uint8Array()
    const joined = new Uint8Array(before.length + bytes.length)
    joined.set(before)
    joined.set(bytes, before.length)
    await this.write(path, joined)
  }

  async sync(path: string): Promise<void> {
    const file = this.#mustFind(path)
    file.synced = file.current
  }

  async rename(from: string, to: string): Promise<void> {
    const file = this.#mustFind(from)
    this.#names.delete(from)
    this.#names.set(to, file)
  }

  async remove(path: string): Promise<void> {
    this.#names.delete(path)
  }

  async syncFolder(path: string): Promise<void> {
    for (const name of [...this.#durableNames.keys()]) {
      if (folderOf(name) === path && !this.#names.has(name)) this.#durableNames.delete(name)
    }
    for (const [name, file] of this.#names) {
      if (folderOf(name) === path) this.#durableNames.set(name, file)
    }
  }

  async list(path: string): Promise<string[]> {
    const names = [...this.#names.keys()].filter(name => folderOf(name) === path)
    return names.map(name => name.slice(path.length + 1)).sort()
  }

  async makeFolder(): Promise<void> {}

  async lock(path: string): Promise<FileLock | undefined> {
    if (this.#locks.has(path)) return undefined
    this.#locks.add(path)
    return { release: async () => void this.#locks.delete(path) }
  }

  /** The process that used the files has ended: what it wrote stays, what it locked is free. */
  endProcess(): void {
    this.#locks.clear()
  }

  /** The machine lost power: only what was synced stays. */
  crash(): void {
    this.endProcess()
    this.#names.clear()
    for (const [name, file] of this.#durableNames) {
      const found = { current: file.synced, synced: file.synced }
      this.#names.set(name, found)
      this.#durableNames.set(name, found)
    }
  }

  /** What would be read after `crash`; undefined where there would be no such file. */
  durable(path: string): Content | undefined {
    return this.#durableNames.get(path)?.synced
  }

  /** A copy of all files as a reader sees them, as a backup would hold it. */
  backup(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#names].map(([name, file]) => [name, file.current.slice()]))
  }

  /** Puts a backup in the place of all files. Files that came since are gone. */
  restore(backup: ReadonlyMap<string, Uint8Array>): void {
    this.#names.clear()
    this.#durableNames.clear()
    for (const [name, bytes] of backup) {
      const file = { current: bytes.slice(), synced: bytes.slice() }
      this.#names.set(name, file)
      this.#durableNames.set(name, file)
    }
  }

  #mustFind(path: string): File {
    const file = this.#names.get(path)
    if (!file) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
    return file
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
