import { createHash, timingSafeEqual } from 'node:crypto'
import { isAttemptEnd } from '@muster/protocol'
import { type Logger, MusterError } from '@muster/runtime'
import type { Transactor } from '../model/transactor.ts'
import { type ResultFilesRecord, stateOfAll, type StoredResultFile } from '../model/records.ts'
import type { Store } from '../store/store.ts'
import type { ContentStore } from './content-store.ts'

export interface UploadsPorts {
  readonly contents: ContentStore
  readonly store: Store
  /** That of the lead that is held now. @throws MusterError `not-leading` */
  readonly transactor: () => Transactor
  readonly logger: Logger
  /** Of one file. */
  readonly maxBytes: number
}

/** Which file an agent means: the one at a place in the list that it told with the end of an attempt. */
export interface UploadName {
  readonly agentId: string
  readonly attemptId: string
  readonly place: number
}

/** How far an upload has come; `complete` once it is stored, by its hash and in the database. */
export interface UploadProgress {
  readonly offset: number
  readonly size: number
  readonly complete: boolean
}

type Contained = StoredResultFile & { readonly size: number; readonly sha256: string }

/**
 * Takes in what agents upload. What is expected follows from reports of ended attempts alone; an agent may send only what its own
 * attempts left behind. What concerns one attempt is done one after another.
 */
export class Uploads {
  readonly #ports: UploadsPorts
  readonly #underWay = new Map<string, Promise<unknown>>()
  /** Contents that were given to a row since `forgetUsed`: what tidies up leaves them alone. */
  readonly #used = new Set<string>()

  constructor(ports: UploadsPorts) {
    this.#ports = ports
  }

  /** @throws MusterError as `send` */
  progress(name: UploadName): Promise<UploadProgress> {
    return this.inTurn(name.attemptId, async () => {
      const { row, file } = await this.#expected(name)
      if (file.state === 'stored') return complete(file)
      // Stored for another run, or by a process that ended before it could note that.
      if (await this.#takeIntoUse(file, () => this.#ports.contents.has(file.sha256, file.size)))
        return this.#noteStored(row, name, file)
      return { offset: await this.#ports.contents.received(uploadId(name)), size: file.size, complete: false }
    })
  }

  /**
   * Takes the bytes from `offset` on; the last ones put the file into the store. None are enough where all are there.
   * @param sha256 of these bytes, as they were sent
   * @throws MusterError `not-found`, `not-yours`, `upload-over`, `too-large`, `wrong-offset`, `checksum-mismatch`, `disk-full`;
   *   `wrong-hash` where all of it came and is not the file: then it begins anew
   */
  send(name: UploadName, offset: number, bytes: Uint8Array, sha256?: Uint8Array): Promise<UploadProgress> {
    return this.inTurn(name.attemptId, async () => {
      const { contents } = this.#ports
      const { row, file } = await this.#expected(name)
      if (file.state === 'stored') return complete(file)
      const id = uploadId(name)
      const received = await contents.received(id)
      if (offset !== received)
        throw new MusterError(
          'wrong-offset',
          'conflict',
          `${received} bytes of it are here, and not ${offset}`,
        )
      if (offset + bytes.length > file.size)
        throw new MusterError(
          'wrong-offset',
          'conflict',
          `it has ${file.size} bytes, and not ${offset + bytes.length}`,
        )
      if (sha256 && !isHashOf(sha256, bytes))
        throw new MusterError(
          'checksum-mismatch',
          'input',
          'these bytes were damaged on their way; nothing of them was kept',
        )
      if (bytes.length > 0) await contents.append(id, offset, bytes)
      if (offset + bytes.length < file.size)
        return { offset: offset + bytes.length, size: file.size, complete: false }
      if (await this.#takeIntoUse(file, () => contents.finish(id, file.sha256)))
        return this.#noteStored(row, name, file)
      const problem = 'what was uploaded did not have the hash that was told; it is uploaded anew'
      await this.#note(row, name, { ...file, problem })
      throw new MusterError('wrong-hash', 'input', problem)
    })
  }

  /** The agent can't send it. @throws MusterError as `send` */
  giveUp(name: UploadName, problem: string): Promise<void> {
    return this.inTurn(name.attemptId, async () => {
      const { row, file } = await this.#expected(name)
      if (file.state === 'stored') return
      await this.#ports.contents.discard(uploadId(name))
      await this.#note(row, name, { ...file, state: 'failed', problem })
    })
  }

  /** Does work on one attempt or one content after what is under way of it. */
  async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    for (let first = this.#underWay.get(key); first; first = this.#underWay.get(key))
      await first.catch(() => undefined)
    const mine = work()
    this.#underWay.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#underWay.get(key) === mine) this.#underWay.delete(key)
    }
  }

  /** From now on it is remembered which contents are taken into use. */
  forgetUsed(): void {
    this.#used.clear()
  }

  async #expected({
    agentId,
    attemptId,
    place,
  }: UploadName): Promise<{ row: ResultFilesRecord; file: Contained }> {
    const { store, maxBytes } = this.#ports
    const row = await store.listed('resultFiles', attemptId)
    if (!row) {
      const attempt = await store.attempt(attemptId)
      if (attempt && isAttemptEnd(attempt.state))
        throw new MusterError('upload-over', 'input', `the end of ${attemptId} was told without files`)
      throw new MusterError('not-found', 'input', `no files of ${attemptId} are expected`)
    }
    if (row.agentId !== agentId)
      throw new MusterError('not-yours', 'input', `${attemptId} is an attempt of another agent`)
    const file = row.files[place]
    if (!file || !hasContent(file))
      throw new MusterError('not-found', 'input', `${attemptId} has no file ${place} to upload`)
    if (file.state === 'failed' || file.state === 'removed')
      throw new MusterError(
        'upload-over',
        'input',
        `${file.name} is not wanted any more: ${file.problem ?? file.state}`,
      )
    if (file.state === 'expected' && file.size > maxBytes) {
      const problem = `it has ${file.size} bytes, and ${maxBytes} are the most here (files.maxMegabytes)`
      await this.#note(row, { attemptId, place }, { ...file, state: 'failed', problem })
      throw new MusterError('too-large', 'input', problem)
    }
    return { row, file }
  }

  /** @param isThere whether the content is in the store; if so, it is not let go before this row says so */
  #takeIntoUse({ sha256 }: Contained, isThere: () => Promise<boolean>): Promise<boolean> {
    return this.inTurn(sha256, async () => {
      if (!(await isThere())) return false
      this.#used.add(sha256)
      return true
    })
  }

  /** Lets go of a content, unless it was taken into use since `forgetUsed`. */
  async letGo(sha256: string): Promise<void> {
    await this.inTurn(sha256, async () => {
      if (!this.#used.has(sha256)) await this.#ports.contents.remove(sha256)
    })
  }

  async #noteStored(row: ResultFilesRecord, name: UploadName, file: Contained): Promise<UploadProgress> {
    const { problem: _, ...good } = file
    await this.#note(row, name, { ...good, state: 'stored', storedAt: 0 })
    return complete(file)
  }

  async #note(
    row: ResultFilesRecord,
    { place }: Pick<UploadName, 'attemptId' | 'place'>,
    file: StoredResultFile,
  ): Promise<void> {
    const before = row.files[place]
    if (before?.state === file.state && before.problem === file.problem) return
    await this.#ports.transactor().decide('result file', `agent:${row.agentId}`, draft => {
      const told = file.state === 'stored' ? { ...file, storedAt: draft.now } : file
      const files = row.files.map((known, at) => (at === place ? told : known))
      draft.update('resultFiles', row, { files, state: stateOfAll(files) })
      const { name, sha256, problem } = file
      const details = { name, sha256, ...(problem === undefined ? {} : { problem }) }
      draft.audit(problem === undefined ? `file.${file.state}` : 'file.refused', row.id, details, row.jobId)
    })
    if (file.problem !== undefined)
      this.#ports.logger.warn('a result file was refused', {
        attempt: row.id,
        file: file.name,
        why: file.problem,
      })
  }
}

const uploadId = ({ attemptId, place }: UploadName): string => `${attemptId}.${place}`

/** Of which upload a name of `uploadId` is. */
export const attemptOfUpload = (id: string): string => id.slice(0, id.lastIndexOf('.'))

const complete = ({ size }: Contained): UploadProgress => ({ offset: size, size, complete: true })

export const hasContent = (file: StoredResultFile): file is Contained =>
  file.sha256 !== undefined && file.size !== undefined

function isHashOf(given: Uint8Array, bytes: Uint8Array): boolean {
  const right = createHash('sha256').update(bytes).digest()
  return given.length === right.length && timingSafeEqual(given, right)
}
