import { type Clock, hours, type Logger, messageOf, type Timer } from '@muster/runtime'
import { isOpenJob, type ResultFilesRecord } from '../model/records.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Store } from '../store/store.ts'
import type { ContentStore } from './content-store.ts'
import { attemptOfUpload, hasContent, type Uploads } from './uploads.ts'

const FIRST_AFTER = hours(1)
const EVERY = hours(24)
const PAGE = 500

export interface RetentionPorts {
  readonly clock: Clock
  readonly logger: Logger
  readonly store: Store
  readonly contents: ContentStore
  readonly uploads: Uploads
  readonly transactor: () => Transactor
  /** After the end of the attempt; 0 for ever. */
  readonly keepDays: number
}

/** Once a day: lets go of files that were kept long enough, of contents that nothing refers to, and of uploads that nobody expects. */
export class Retention {
  readonly #ports: RetentionPorts
  #timer: Timer | undefined
  #underWay: Promise<void> = Promise.resolve()

  constructor(ports: RetentionPorts) {
    this.#ports = ports
  }

  start(): void {
    this.#timer = this.#ports.clock.after(FIRST_AFTER, () => this.#turn())
  }

  async stop(): Promise<void> {
    this.#timer?.cancel()
    await this.#underWay
  }

  #turn(): void {
    this.#timer = this.#ports.clock.after(EVERY, () => this.#turn())
    // What fails is done the next day.
    this.#underWay = this.tidy().catch((error: unknown) =>
      this.#ports.logger.warn('old result files were not tidied up', { error: messageOf(error) }),
    )
  }

  async tidy(): Promise<void> {
    const { contents, uploads, keepDays, clock } = this.#ports
    uploads.forgetUsed()
    const wanted = new Set<string>()
    const expected = new Set<string>()
    const before = keepDays === 0 ? Number.NEGATIVE_INFINITY : clock.wall() - hours(24 * keepDays)
    for await (const row of this.#rows()) {
      if (row.state === 'expected') expected.add(row.id)
      if (row.raisedAt < before && (await this.#isOver(row))) await this.#letGo(row)
      else
        for (const file of row.files)
          if (hasContent(file) && file.state !== 'removed') wanted.add(file.sha256)
    }
    for (const upload of await contents.incoming())
      if (!expected.has(attemptOfUpload(upload))) await contents.discard(upload)
    for await (const sha256 of contents.stored()) if (!wanted.has(sha256)) await uploads.letGo(sha256)
  }

  async *#rows(): AsyncGenerator<ResultFilesRecord> {
    const { store } = this.#ports
    let after: ResultFilesRecord | undefined
    do {
      const page: readonly ResultFilesRecord[] = await store.list('resultFiles', 'all', PAGE, after)
      yield* page
      after = page.at(-1)
      if (page.length < PAGE) return
    } while (after)
  }

  /** What comes after it in its job may still look at it. */
  async #isOver(row: ResultFilesRecord): Promise<boolean> {
    const job = await this.#ports.store.job(row.jobId)
    return row.state !== 'expected' && row.state !== 'removed' && (!job || !isOpenJob(job.state))
  }

  async #letGo({ id }: ResultFilesRecord): Promise<void> {
    const { store, uploads, transactor } = this.#ports
    await uploads.inTurn(id, async () => {
      const row = await store.listed('resultFiles', id)
      if (!row) return
      await transactor().decide('old result files', 'rule:files.keepDays', draft => {
        const files = row.files.map(file =>
          file.state === 'stored' ? { ...file, state: 'removed' as const } : file,
        )
        draft.update('resultFiles', row, { files, state: 'removed' })
        draft.audit('files.removed', id, {}, row.jobId)
      })
    })
  }
}
