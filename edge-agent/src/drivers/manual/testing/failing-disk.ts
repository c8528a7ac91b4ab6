import type { FileSystem } from '@muster/runtime'
import { CrashFileSystem } from '@muster/runtime/testing'
import type { ContractStartFault } from '../../../driver-kit/contract/bench.ts'

/** A disk that can be pulled out, and that fails within a write where a test says so. Counts the runs that came to be on it. */
export class FailingDisk implements FileSystem {
  readonly started: string[] = []
  #disk = new CrashFileSystem()
  #isThere = true
  #fault: ContractStartFault | undefined
  #slowUntil: Promise<void> | undefined

  failNextStart(fault: ContractStartFault): void {
    this.#fault = fault
  }

  /** What a run is written by does not get to the disk before then. */
  slowUntil(then: Promise<void>): void {
    this.#slowUntil = then
  }

  pull(): void {
    this.#isThere = false
  }

  plug(): void {
    this.#isThere = true
  }

  /** Another disk is in its place. */
  replace(): void {
    this.#disk = new CrashFileSystem()
  }

  crash(): void {
    this.#disk.crash()
  }

  read = (path: string) => this.#do(disk => disk.read(path))
  append = (path: string, bytes: Uint8Array) => this.#do(disk => disk.append(path, bytes))
  sync = (path: string) =>
    this.#do(async disk => {
      await this.#slowUntil
      await disk.sync(path)
    })
  remove = (path: string) => this.#do(disk => disk.remove(path))
  list = (path: string) => this.#do(disk => disk.list(path))
  makeFolder = (): Promise<void> => this.#do(disk => disk.makeFolder())
  lock = (path: string) => this.#do(disk => disk.lock(path))

  write(path: string, bytes: Uint8Array): Promise<void> {
    return this.#do(disk => {
      if (path.endsWith('.json.new') && this.#fault === 'refuse') this.#strike('no space left on device')
      return disk.write(path, bytes)
    })
  }

  rename(from: string, to: string): Promise<void> {
    return this.#do(async disk => {
      if (this.#fault === 'lose-request') this.#strike('I/O error')
      if (this.#fault === 'drop-link-before') {
        this.pull()
        this.#strike('I/O error')
      }
      if ((await disk.read(to)) === undefined) this.started.push(to.replace(/^.*\/|\.json$/g, ''))
      await disk.rename(from, to)
    })
  }

  syncFolder(path: string): Promise<void> {
    return this.#do(disk => {
      if (this.#fault === 'lose-answer') this.#strike('I/O error')
      if (this.#fault === 'drop-link-after') {
        this.pull()
        this.#strike('I/O error')
      }
      return disk.syncFolder(path)
    })
  }

  #strike(why: string): never {
    this.#fault = undefined
    throw new Error(why)
  }

  async #do<T>(work: (disk: CrashFileSystem) => Promise<T>): Promise<T> {
    if (!this.#isThere) throw new Error('input/output error')
    return work(this.#disk)
  }
}
