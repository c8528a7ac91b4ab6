import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rm, statfs } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type ResultFile, ResultFiles } from '@muster/protocol'
import { compileSchema, type FileSystem } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'

/** Left free of the disk, whatever a run leaves behind: the journal needs it. */
const RESERVE = 64 * 1024 * 1024
const STRETCH = 256 * 1024

const Manifest = Type.Object({
  attemptId: Type.String(),
  /** As they were reported: a file's place in it is its name at the coordinator. */
  files: ResultFiles,
  /** Of each place: whether the coordinator has it. */
  states: Type.Array(Type.Union([Type.Literal('waiting'), Type.Literal('stored'), Type.Literal('refused')])),
  /** Why the last one was refused. */
  why: Type.Optional(Type.String()),
})
export type Manifest = Static<typeof Manifest>
const parse = compileSchema<Manifest>(Manifest)

const MANIFEST = 'manifest.json'

/**
 * Copies of what runs left behind, a folder for each attempt, until the coordinator has them. Copies and not hard links: an instrument's
 * program that writes to its file once more, or empties it for the next run, would change a linked one under us.
 */
export class KeptFiles {
  readonly #files: FileSystem
  readonly #root: string

  constructor(files: FileSystem, root: string) {
    this.#files = files
    this.#root = root
  }

  /** An empty folder for the files of an attempt: what an earlier process had begun is gone. */
  async begin(attemptId: string): Promise<void> {
    await rm(this.#folder(attemptId), { recursive: true, force: true })
    await mkdir(this.#folder(attemptId), { recursive: true, mode: 0o700 })
  }

  pathOf(attemptId: string, place: number): string {
    return join(this.#folder(attemptId), String(place))
  }

  /**
   * Copies what is open, hashing it on the way, to the disk.
   * @throws Error where there is no room, or the file is longer than `longest` bytes
   */
  async copy(
    source: FileHandle,
    attemptId: string,
    place: number,
    { size, signal }: { readonly size: number; readonly signal: AbortSignal },
  ): Promise<{ readonly size: number; readonly sha256: string }> {
    const { bavail, bsize } = await statfs(this.#root)
    if (bavail * bsize < size + RESERVE)
      throw new Error(`the agent's disk has no room for ${size} bytes more`)
    const target = await open(
      this.pathOf(attemptId, place),
      constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
      0o600,
    )
    try {
      const hash = createHash('sha256')
      const stretch = Buffer.allocUnsafe(STRETCH)
      let at = 0
      for (;;) {
        signal.throwIfAborted()
        const { bytesRead } = await source.read(stretch, 0, STRETCH, at)
        if (bytesRead === 0) break
        const read = stretch.subarray(0, bytesRead)
        hash.update(read)
        await target.writeFile(read)
        at += bytesRead
        if (at > size) throw new Error('it grew while it was read')
      }
      await target.sync()
      return { size: at, sha256: hash.digest('hex') }
    } finally {
      await target.close()
    }
  }

  /** Durable, with the copies that it names, when this resolves. */
  async note(manifest: Manifest): Promise<void> {
    const folder = this.#folder(manifest.attemptId)
    const draft = join(folder, `${MANIFEST}.new`)
    await this.#files.write(draft, new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`))
    await this.#files.sync(draft)
    await this.#files.rename(draft, join(folder, MANIFEST))
    await this.#files.syncFolder(folder)
    await this.#files.syncFolder(this.#root)
  }

  /** undefined where there is none, or none that can be read. */
  async manifest(attemptId: string): Promise<Manifest | undefined> {
    const bytes = await this.#files.read(join(this.#folder(attemptId), MANIFEST))
    if (!bytes) return undefined
    try {
      const parsed = parse(JSON.parse(new TextDecoder().decode(bytes)))
      return parsed.ok ? parsed.value : undefined
    } catch {
      return undefined
    }
  }

  /** The attempts of which something is kept. */
  attempts(): Promise<string[]> {
    return this.#files.list(this.#root)
  }

  /** One that the coordinator has. */
  async drop(attemptId: string, place: number): Promise<void> {
    await rm(this.pathOf(attemptId, place), { force: true })
  }

  async dropAll(attemptId: string): Promise<void> {
    await rm(this.#folder(attemptId), { recursive: true, force: true })
  }

  /** SHA-256 of a copy as it is now; undefined where there is none. */
  async hash(attemptId: string, place: number): Promise<string | undefined> {
    const handle = await open(this.pathOf(attemptId, place)).catch(() => undefined)
    if (!handle) return undefined
    try {
      const hash = createHash('sha256')
      for await (const part of handle.createReadStream({ autoClose: false })) hash.update(part as Buffer)
      return hash.digest('hex')
    } finally {
      await handle.close()
    }
  }

  #folder(attemptId: string): string {
    return join(this.#root, attemptId)
  }
}

/** What is to be uploaded of a report, in other words what has a content. */
export const hasContent = (
  file: ResultFile,
): file is ResultFile & { readonly size: number; readonly sha256: string } =>
  file.size !== undefined && file.sha256 !== undefined
