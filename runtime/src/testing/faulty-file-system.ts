import type { FileSystem } from '../file-system.ts'

type Operation = Exclude<keyof FileSystem, 'lock'>

const WRITING: readonly Operation[] = [
  'write',
  'append',
  'sync',
  'rename',
  'remove',
  'syncFolder',
  'makeFolder',
]

const TEXTS = {
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
  EIO: 'i/o error',
} as const
export type DiskFault = keyof typeof TEXTS

/** A disk that fails while it is told to, in the way of the operating system; what lies beneath stays as it was. */
export class FaultyFileSystem implements FileSystem {
  readonly #beneath: FileSystem
  #fault: DiskFault | undefined
  #operations: readonly Operation[] = WRITING
  /** How often it has failed. */
  failures = 0

  constructor(beneath: FileSystem) {
    this.#beneath = beneath
  }

  /** From now on these operations fail; all that write where none is named. */
  fail(fault: DiskFault, operations: readonly Operation[] = WRITING): void {
    this.#fault = fault
    this.#operations = operations
  }

  mend(): void {
    this.#fault = undefined
  }

  read = (path: string) => this.#do('read', path, () => this.#beneath.read(path))
  write = (path: string, bytes: Uint8Array) => this.#do('write', path, () => this.#beneath.write(path, bytes))
  append = (path: string, bytes: Uint8Array) =>
    this.#do('append', path, () => this.#beneath.append(path, bytes))
  sync = (path: string) => this.#do('sync', path, () => this.#beneath.sync(path))
  rename = (from: string, to: string) => this.#do('rename', to, () => this.#beneath.rename(from, to))
  remove = (path: string) => this.#do('remove', path, () => this.#beneath.remove(path))
  syncFolder = (path: string) => this.#do('syncFolder', path, () => this.#beneath.syncFolder(path))
  list = (path: string) => this.#do('list', path, () => this.#beneath.list(path))
  makeFolder = (path: string) => this.#do('makeFolder', path, () => this.#beneath.makeFolder(path))
  lock = (path: string) => this.#beneath.lock(path)

  async #do<T>(operation: Operation, path: string, work: () => Promise<T>): Promise<T> {
    if (this.#fault === undefined || !this.#operations.includes(operation)) return work()
    this.failures += 1
    throw Object.assign(new Error(`${this.#fault}: ${TEXTS[this.#fault]}, ${operation} '${path}'`), {
      code: this.#fault,
    })
  }
}
