import { compileSchema, type Clock, days, type FileSystem } from '@muster/runtime'
import { Type, type Static } from '@sinclair/typebox'
import { JournalEntry, type JournalOnDisk } from './on-disk.ts'

/** How long an ended attempt is remembered after its end was acknowledged. */
const KEPT = days(30)
const FILE = 'history.jsonl'

/** An ended attempt, and how many writes its journal had then. */
const HistoryLine = Type.Intersect([
  JournalEntry,
  Type.Object({ journalId: Type.Optional(Type.String()), writes: Type.Optional(Type.Integer()) }),
])
type HistoryLine = Static<typeof HistoryLine>

const parseEntry = compileSchema<HistoryLine>(HistoryLine)

/** Ended attempts, one JSON line each, only ever appended; for a coordinator whose store was put back from a backup. */
export class History {
  readonly #fileSystem: FileSystem
  readonly #folder: string
  readonly #clock: Clock
  #tail: Promise<void> = Promise.resolve()

  constructor(fileSystem: FileSystem, folder: string, clock: Clock) {
    this.#fileSystem = fileSystem
    this.#folder = folder
    this.#clock = clock
  }

  /** Resolves when the entries are on disk. */
  append(
    entries: readonly JournalEntry[],
    { journalId, writes }: Pick<JournalOnDisk, 'journalId' | 'writes'>,
  ): Promise<void> {
    // On a line of its own, also after one that a crash has torn.
    const lines = entries.map(entry => `\n${JSON.stringify({ ...entry, journalId, writes })}`).join('')
    const appended = this.#tail.then(async () => {
      await this.#fileSystem.append(`${this.#folder}/${FILE}`, new TextEncoder().encode(lines))
      await this.#fileSystem.sync(`${this.#folder}/${FILE}`)
      await this.#fileSystem.syncFolder(this.#folder)
    })
    // One that failed is appended again by whoever wanted it, and keeps no later one away.
    this.#tail = appended.catch(() => undefined)
    return appended
  }

  /** Those of the last 30 days. A line that was torn by a crash is left out: its attempt is still in the journal. */
  async recent(): Promise<HistoryLine[]> {
    await this.#tail
    const bytes = await this.#fileSystem.read(`${this.#folder}/${FILE}`)
    const oldest = this.#clock.wall() - KEPT
    const entries = new Map<string, HistoryLine>()
    for (const line of new TextDecoder().decode(bytes).split('\n')) {
      const entry = parseLine(line)
      if (entry && Date.parse(entry.changedAt) >= oldest) entries.set(entry.attemptId, entry)
    }
    return [...entries.values()]
  }

  /** How many writes a journal had when it last let go of an attempt; 0 where nothing is known of it. */
  async highestWrites(journalId: string): Promise<number> {
    const lines = await this.recent()
    return Math.max(0, ...lines.map(line => (line.journalId === journalId ? (line.writes ?? 0) : 0)))
  }

  /** Drops what is older than 30 days; called at a start. */
  async trim(): Promise<void> {
    const path = `${this.#folder}/${FILE}`
    if ((await this.#fileSystem.read(path)) === undefined) return
    const kept = (await this.recent()).map(entry => `${JSON.stringify(entry)}\n`).join('')
    await this.#fileSystem.write(`${path}.new`, new TextEncoder().encode(kept))
    await this.#fileSystem.sync(`${path}.new`)
    await this.#fileSystem.rename(`${path}.new`, path)
    await this.#fileSystem.syncFolder(this.#folder)
  }
}

function parseLine(line: string): HistoryLine | undefined {
  if (line === '') return undefined
  try {
    const parsed = parseEntry(JSON.parse(line))
    return parsed.ok ? parsed.value : undefined
  } catch {
    return undefined
  }
}
