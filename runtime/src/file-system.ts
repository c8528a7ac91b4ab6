/** An exclusive hold on a path that the operating system drops with the process. */
export interface FileLock {
  release(): Promise<void>
}

/**
 * Files as a port. Nothing is durable until it was synced: bytes by `sync`, names (of created, renamed
 * and removed files) by `syncFolder`.
 */
export interface FileSystem {
  /** The whole file, or undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Creates the file or replaces what is in it. */
  write(path: string, bytes: Uint8Array): Promise<void>
  append(path: string, bytes: Uint8Array): Promise<void>
  /** fsync of a file: what was written before is on disk afterwards. */
  sync(path: string): Promise<void>
  /** Replaces `to` in one step, as a reader sees it. */
  rename(from: string, to: string): Promise<void>
  /** Removing what is not there is not an error. */
  remove(path: string): Promise<void>
  /** fsync of a folder: names in it are on disk afterwards. */
  syncFolder(path: string): Promise<void>
  /** The names in a folder, sorted; none where there is no such folder. */
  list(path: string): Promise<string[]>
  /** With its parents; an existing one is left. */
  makeFolder(path: string): Promise<void>
  /**
   * Takes an exclusive lock on `path`, a file of its own.
   * @returns undefined where another process holds it.
   */
  lock(path: string): Promise<FileLock | undefined>
}
