import { type AttemptReport, type AttemptState, ATTEMPT_TRANSITIONS, isAttemptEnd } from '@muster/protocol'
import {
  type Clock,
  type FileSystem,
  InvariantError,
  type Logger,
  MusterError,
  type Random,
} from '@muster/runtime'
import { Low } from 'lowdb'
import { durableJsonFile } from './durable-file.ts'
import { History } from './history.ts'
import { afterEnd } from './readiness.ts'
import {
  emptyJournal,
  type InstrumentReadiness,
  JOURNAL_FORMAT,
  type JournalEntry,
  type JournalOnDisk,
  parseJournal,
  type Unreleased,
} from './on-disk.ts'
import { Storage } from './storage.ts'

export interface JournalPorts {
  readonly fileSystem: FileSystem
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

export type EntryPatch = Partial<
  Pick<
    JournalEntry,
    'bootMark' | 'startedAt' | 'runReference' | 'failure' | 'resultJson' | 'files' | 'note' | 'releasable'
  >
>

/** An event waiting for its acknowledgement. Sequences count from 1 in each process. */
export interface OutboxEvent {
  readonly sequence: number
  readonly report: AttemptReport
}

const FILE = 'journal.json'
/** Journal id and count of writes, beside the journal and not synced: what does not match was put back from a backup. */
const MARK = 'journal.mark'

/**
 * The agent's memory of what it was allowed to start, and of what it has not yet been able to tell. A change is
 * seen here at once, and is durable when its promise resolves; several changes share a write.
 */
export class Journal {
  readonly bootId: string
  readonly history: History
  /** Whether this journal can be written. */
  readonly storage: Storage
  readonly #ports: JournalPorts
  readonly #folder: string
  readonly #file: Low<JournalOnDisk>
  #current: JournalOnDisk
  #durable: JournalOnDisk
  /** Events that are waiting, as many as there are in `#current`. */
  #outbox: OutboxEvent[]
  #lastSequence: number
  #durableSequence: number
  #acked = 0
  #bootWrites = 0
  /** Writes that were begun: each has a count of its own, also one that failed. */
  #tried: number
  /** Ended attempts that are on their way into the history. */
  readonly #leaving = new Set<string>()
  #writing: Promise<void> | undefined
  #next: Promise<void> | undefined
  /** Called whenever more events may be sent than before. */
  onDurable: () => void = () => undefined
  /** Called when the coordinator has the ends of runs, and this agent remembers that it has: instruments may forget them. */
  onUnreleased: () => void = () => undefined
  /** Called when it is durable that an instrument is more or less ready than before, ahead of the events that came with it. */
  onReadiness: () => void = () => undefined
  /** Called when the journal can't be written for a reason that is not the disk's: nothing may be started any more. */
  onFailed: (error: unknown) => void = () => undefined

  private constructor(ports: JournalPorts, folder: string, file: Low<JournalOnDisk>) {
    this.#ports = ports
    this.#folder = folder
    this.#file = file
    this.#current = file.data
    this.#durable = file.data
    this.bootId = ports.random.id()
    this.history = new History(ports.fileSystem, folder, ports.clock)
    this.storage = new Storage(ports)
    this.#tried = file.data.writes
    this.#outbox = file.data.events.map((report, index) => ({ sequence: index + 1, report }))
    this.#lastSequence = this.#outbox.length
    this.#durableSequence = this.#lastSequence
  }

  /**
   * Opens the journal of a folder, or begins one, and makes this process's first write to it. Attempts that were
   * claimed have not started, and are ended by that write.
   * @throws MusterError `journal-unreadable` for a file that is none, or of a newer form.
   */
  static async open(ports: JournalPorts, folder: string): Promise<Journal> {
    const { fileSystem, random } = ports
    await fileSystem.makeFolder(folder)
    await setAsideIfRolledBack(fileSystem, folder, new History(fileSystem, folder, ports.clock))
    const file = new Low(durableJsonFile(fileSystem, folder, FILE, parseText), emptyJournal(random.id()))
    await file.read()
    const journal = new Journal(ports, folder, file)
    // Before the journal itself: from here on, a journal without a mark was put here by somebody.
    await journal.#mark(journal.current)
    await journal.#syncMark()
    for (const entry of Object.values(journal.current.attempts)) {
      if (entry.state !== 'claimed') continue
      void journal.#move(entry, 'expired', { note: 'the agent restarted before the start was allowed' })
    }
    await journal.#flush()
    // Once a process, so that it tells this journal from another also after the machine lost power.
    await journal.#syncMark()
    journal.#bootWrites = journal.writes
    journal.storage.beginWaiting()
    return journal
  }

  /** With changes that are not on disk yet. */
  get current(): JournalOnDisk {
    return this.#current
  }

  /** As it is on disk: what may be told to others. */
  get durable(): JournalOnDisk {
    return this.#durable
  }

  get journalId(): string {
    return this.#current.journalId
  }

  get writes(): number {
    return this.#durable.writes
  }

  /** The count when this process had made its first write. */
  get bootWrites(): number {
    return this.#bootWrites
  }

  /** All events of this process at and below it are acknowledged. */
  get acked(): number {
    return this.#acked
  }

  /** Events that are durable and not acknowledged, above `after`, in order. */
  pending(after: number, limit: number): readonly OutboxEvent[] {
    const start = Math.max(0, after - this.#acked)
    return this.#outbox
      .slice(start, start + limit)
      .filter(({ sequence }) => sequence <= this.#durableSequence)
  }

  get outboxDepth(): number {
    return this.#outbox.length
  }

  entry(attemptId: string): JournalEntry | undefined {
    return this.#current.attempts[attemptId]
  }

  /** The attempt that an instrument is held by, as far as this journal knows. */
  openEntryOf(instrumentId: string): JournalEntry | undefined {
    return Object.values(this.#current.attempts).find(
      entry => entry.instrumentId === instrumentId && !isAttemptEnd(entry.state),
    )
  }

  fenceOf(instrumentId: string): number {
    return this.#current.fences[instrumentId] ?? 0
  }

  /** Writes that an attempt is claimed, with its fence as the highest of its instrument. Not an event. */
  claim(entry: Omit<JournalEntry, 'state' | 'revision' | 'changedAt' | 'controlVersion'>): Promise<void> {
    const claimed: JournalEntry = {
      ...entry,
      state: 'claimed',
      revision: 1,
      changedAt: this.#now(),
      controlVersion: 0,
    }
    this.#replace({
      attempts: { ...this.#current.attempts, [entry.attemptId]: claimed },
      fences: {
        ...this.#current.fences,
        [entry.instrumentId]: Math.max(entry.fence, this.fenceOf(entry.instrumentId)),
      },
    })
    return this.#flush()
  }

  /** Moves an attempt to another state, which becomes an event. */
  record(attemptId: string, state: AttemptState, patch: EntryPatch = {}): Promise<void> {
    const entry = this.entry(attemptId)
    if (!entry) throw new InvariantError(`the journal has no attempt ${attemptId}`)
    const written = this.#move(entry, state, patch)
    return state === 'starting' ? written.then(() => this.#markStart()) : written
  }

  /** Notes how far a run has come, and the request that asked for it: an event, with the state as it is. */
  noteCheckpoint(attemptId: string, checkpointJson: string, version: number): Promise<void> {
    const entry = this.entry(attemptId)
    if (!entry || isAttemptEnd(entry.state)) return Promise.resolve()
    const controlVersion = Math.max(entry.controlVersion, version)
    return this.#tell({ ...entry, checkpointJson, checkpointVersion: version, controlVersion })
  }

  /** Notes that a control request was taken up; not an event. */
  noteControl(attemptId: string, version: number): Promise<void> {
    const entry = this.entry(attemptId)
    if (!entry) return Promise.resolve()
    this.#replace({
      attempts: { ...this.#current.attempts, [attemptId]: { ...entry, controlVersion: version } },
    })
    return this.#flush()
  }

  /** Raises what is known of the coordinator. Durable with the next write at the latest. */
  noteLead(lead: {
    readonly storeId: string
    readonly epoch: number
    readonly leadId: string
    readonly storeWrites: number
  }): void {
    const isSameStore = this.#current.storeId === lead.storeId
    const storeWrites = isSameStore ? Math.max(this.#current.storeWrites, lead.storeWrites) : lead.storeWrites
    this.#replace({ storeId: lead.storeId, epoch: lead.epoch, leadId: lead.leadId, storeWrites })
  }

  /** Raises fences to floors that the coordinator gives. */
  raiseFences(floors: readonly { readonly instrumentId: string; readonly fence: number }[]): Promise<void> {
    const higher = floors.filter(({ instrumentId, fence }) => fence > this.fenceOf(instrumentId))
    if (higher.length === 0 && this.#current.epoch === this.#durable.epoch) return Promise.resolve()
    const raised = Object.fromEntries(higher.map(({ instrumentId, fence }) => [instrumentId, fence]))
    this.#replace({ fences: { ...this.#current.fences, ...raised } })
    return this.#flush()
  }

  /** Digests have been exchanged: what the coordinator's store counts now is what it is to be measured by. */
  settleStore(storeWrites: number): void {
    this.#replace({ storeWrites })
  }

  /**
   * The coordinator has all events at and below `sequence` on its disk. Ended attempts whose events are all
   * acknowledged go to the history.
   */
  async acknowledge(sequence: number): Promise<void> {
    const count = Math.min(sequence, this.#durableSequence) - this.#acked
    if (count <= 0) return
    this.#acked += count
    this.#outbox = this.#outbox.slice(count)
    const waiting = new Set(this.#outbox.map(({ report }) => report.attemptId))
    const done = Object.values(this.#current.attempts).filter(
      ({ attemptId, state }) =>
        isAttemptEnd(state) && !waiting.has(attemptId) && !this.#leaving.has(attemptId),
    )
    for (const { attemptId } of done) this.#leaving.add(attemptId)
    // In the history first: an attempt that is in both is known, one that is in neither would be forgotten.
    if (done.length > 0) await this.storage.untilDone(() => this.history.append(done, this.#durable))
    const attempts = { ...this.#current.attempts }
    for (const { attemptId } of done) {
      delete attempts[attemptId]
      this.#leaving.delete(attemptId)
    }
    const ended = done.flatMap(({ releasable, instrumentId, runReference }) =>
      releasable === true && runReference !== undefined ? { instrumentId, runReference } : [],
    )
    this.#replace({ attempts, unreleased: [...(this.#current.unreleased ?? []), ...ended] })
    await this.#flush()
    if (ended.length > 0) this.onUnreleased()
  }

  /** Runs of an instrument that it may forget: their ends are acknowledged, and in the history of this agent. */
  unreleasedOf(instrumentId: string): readonly Unreleased[] {
    return this.#durable.unreleased?.filter(run => run.instrumentId === instrumentId) ?? []
  }

  /** The instrument has forgotten a run. Durable with the next write. */
  noteReleased(run: Unreleased): void {
    this.#replace({ unreleased: (this.#current.unreleased ?? []).filter(one => one !== run) })
  }

  /** How ready an instrument is; undefined where it always was. */
  readinessOf(instrumentId: string): InstrumentReadiness | undefined {
    return this.#current.readiness?.[instrumentId]
  }

  noteReadiness(instrumentId: string, readiness: InstrumentReadiness): Promise<void> {
    this.#replace({ readiness: { ...this.#current.readiness, [instrumentId]: readiness } })
    return this.#flush()
  }

  /** The end of a run and what the instrument is after it are one write: no crash comes between. */
  #move(entry: JournalEntry, state: AttemptState, patch: EntryPatch): Promise<void> {
    checkMove(entry.state, state)
    const next = { ...entry, ...patch, state, changedAt: this.#now() }
    const readiness = afterEnd(this.readinessOf(entry.instrumentId), entry, next)
    if (readiness)
      this.#replace({ readiness: { ...this.#current.readiness, [entry.instrumentId]: readiness } })
    return this.#tell(next)
  }

  /** An entry that has changed becomes an event. */
  #tell(entry: JournalEntry): Promise<void> {
    const next: JournalEntry = { ...entry, revision: entry.revision + 1, changedAt: this.#now() }
    this.#lastSequence += 1
    this.#outbox = [...this.#outbox, { sequence: this.#lastSequence, report: reportOf(next) }]
    this.#replace({ attempts: { ...this.#current.attempts, [entry.attemptId]: next } })
    return this.#flush()
  }

  #replace(change: Partial<JournalOnDisk>): void {
    this.#current = { ...this.#current, ...change }
  }

  #now(): string {
    return new Date(this.#ports.clock.wall()).toISOString()
  }

  /** Resolves when all that is in `#current` now is on disk. */
  #flush(): Promise<void> {
    if (this.#writing === undefined) return this.#write()
    // One write is under way with older content: all who come now share the one after it.
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined
      return this.#write()
    })
    return this.#next
  }

  #write(): Promise<void> {
    const { readiness } = this.#durable
    this.#writing = this.storage
      .untilDone(
        () => this.#writeNow(),
        async () => {
          // A file of its own once more: what a failed sync was about is not written by another sync of the same file.
          await this.#ports.fileSystem.remove(`${this.#folder}/${FILE}.new`)
          await this.#writeNow()
        },
      )
      .then(() => {
        this.#writing = undefined
        if (this.#durable.readiness !== readiness) this.onReadiness()
        this.onDurable()
      })
    this.#writing.catch((error: unknown) => this.onFailed(error))
    return this.#writing
  }

  /** One try, with all that is known by now. */
  async #writeNow(): Promise<void> {
    this.#tried += 1
    const content: JournalOnDisk = {
      ...this.#current,
      writes: this.#tried,
      events: this.#outbox.map(({ report }) => report),
    }
    const sequence = this.#lastSequence
    this.#file.data = content
    await this.#file.write()
    await this.#mark(content)
    this.#durable = content
    this.#durableSequence = sequence
  }

  /** Before anything is started: a journal that was put back and does not know of the start is older than its mark. */
  #markStart(): Promise<void> {
    const sync = () => this.#ports.fileSystem.sync(`${this.#folder}/${MARK}`)
    return this.storage.untilDone(sync, async () => {
      await this.#mark(this.#durable)
      await sync()
    })
  }

  #mark({ journalId, writes }: Pick<JournalOnDisk, 'journalId' | 'writes'>): Promise<void> {
    const mark = new TextEncoder().encode(`${journalId} ${writes}`)
    return this.#ports.fileSystem.write(`${this.#folder}/${MARK}`, mark)
  }

  async #syncMark(): Promise<void> {
    await this.#ports.fileSystem.sync(`${this.#folder}/${MARK}`)
    await this.#ports.fileSystem.syncFolder(this.#folder)
  }
}

/** As reports to the coordinator show an entry. */
export function reportOf(entry: JournalEntry): AttemptReport {
  const { attemptId, revision, state, changedAt, runReference, failure, resultJson, files, note } = entry
  return {
    attemptId,
    revision,
    state,
    atWallMs: Date.parse(changedAt),
    ...(runReference === undefined ? {} : { runReference }),
    ...(failure === undefined ? {} : { failure }),
    ...(resultJson === undefined ? {} : { resultJson }),
    ...(files ? { files } : {}),
    ...(note === undefined ? {} : { note }),
    // Nothing goes on from what is done.
    ...(state === 'succeeded' ? {} : checkpointOf(entry)),
  }
}

function checkpointOf({ checkpointJson, checkpointVersion }: JournalEntry): Partial<AttemptReport> {
  if (checkpointJson === undefined) return {}
  return { checkpointJson, ...(checkpointVersion === undefined ? {} : { checkpointVersion }) }
}

/** The receipt of a grant is not written down by itself: from `claimed`, `granted` is passed on the way. */
function checkMove(from: AttemptState, to: AttemptState): void {
  if (from === 'claimed' && ATTEMPT_TRANSITIONS.allows('granted', to)) return
  ATTEMPT_TRANSITIONS.check(from, to)
}

function parseText(text: string): JournalOnDisk {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unreadable('it is not JSON', error)
  }
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (format !== JOURNAL_FORMAT)
    throw unreadable(`its format is ${String(format)}, this agent reads ${JOURNAL_FORMAT}: update the agent`)
  const parsed = parseJournal(value)
  if (!parsed.ok) throw unreadable(parsed.faults.map(fault => `${fault.field} ${fault.message}`).join('; '))
  return parsed.value
}

function unreadable(why: string, cause?: unknown): MusterError {
  return new MusterError('journal-unreadable', 'configuration', `${FILE} can't be used: ${why}`, { cause })
}

/**
 * A journal that is older than its mark or than the history, or another than they, does not know what may have been
 * started: it is put aside, and a new one begins under a new id. So does one without a mark: it was put here alone.
 */
async function setAsideIfRolledBack(fileSystem: FileSystem, folder: string, history: History): Promise<void> {
  const bytes = await fileSystem.read(`${folder}/${FILE}`)
  if (bytes === undefined) return
  const { journalId, writes } = parseText(new TextDecoder().decode(bytes))
  const mark = await fileSystem.read(`${folder}/${MARK}`)
  // One that was torn when the power went tells nothing.
  const [, markedId = journalId, count = '0'] = /^(\S+) (\d+)$/.exec(new TextDecoder().decode(mark)) ?? []
  const seen = Math.max(Number(count), await history.highestWrites(journalId))
  if (mark !== undefined && journalId === markedId && seen <= writes) return
  await fileSystem.rename(`${folder}/${FILE}`, `${folder}/journal.put-back.${writes}.json`)
  await fileSystem.syncFolder(folder)
}
