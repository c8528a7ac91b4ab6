import { dirname } from 'node:path'
import { type FileSystem, InvalidInputError, messageOf, nodeFileSystem } from '@muster/runtime'
import type { Parameters } from '../instruments/plan.ts'

/** One physical start. Whatever else is said or lost, this is what the instrument did. */
export interface LedgerEntry {
  /** ISO 8601, UTC. */
  readonly at: string
  /** The instrument's name. */
  readonly instrument: string
  readonly activity: string
  /** The id that the client gave, where the protocol carries one. */
  readonly jobOrderId: string | null
  /** Which start of this instrument it was, from 1, over all its reboots. */
  readonly start: number
  readonly parameters: Parameters
}

/** The memory of physical starts, which outlives the instrument's own. */
export interface Ledger {
  /** Resolves when the entry can't be lost any more; the run may begin then, and not before. */
  append(entry: Omit<LedgerEntry, 'start'>): Promise<LedgerEntry>
  entries(): readonly LedgerEntry[]
}

/** A ledger that ends with its process: for simulations in virtual time. */
export function createMemoryLedger(): Ledger {
  const entries: LedgerEntry[] = []
  return {
    async append(entry) {
      const numbered = number(entries, entry)
      entries.push(numbered)
      return numbered
    },
    entries: () => [...entries],
  }
}

/**
 * Opens a ledger of JSON lines, or begins one. A last line that was not written to its end is cut off:
 * the run begins only after its line is synced, and so there was none.
 */
export async function openLedger(path: string, files: FileSystem = nodeFileSystem): Promise<Ledger> {
  await files.makeFolder(dirname(path))
  const bytes = await files.read(path)
  const { entries, complete } = parseLedger(bytes ?? new Uint8Array(), path)
  if (bytes === undefined || complete < bytes.length) {
    await files.write(path, (bytes ?? new Uint8Array()).subarray(0, complete))
    await files.sync(path)
    await files.syncFolder(dirname(path))
  }
  let turn: Promise<unknown> = Promise.resolve()
  const append = async (entry: Omit<LedgerEntry, 'start'>): Promise<LedgerEntry> => {
    const numbered = number(entries, entry)
    await files.append(path, new TextEncoder().encode(`${JSON.stringify(numbered)}\n`))
    await files.sync(path)
    entries.push(numbered)
    return numbered
  }
  return {
    append(entry) {
      const written = turn.then(() => append(entry))
      turn = written.catch(() => undefined)
      return written
    },
    entries: () => [...entries],
  }
}

/**
 * All physical starts in a ledger, oldest first; none where there is no file.
 * @throws InvalidInputError where a line is not readable.
 */
export async function readLedger(path: string, files: FileSystem = nodeFileSystem): Promise<LedgerEntry[]> {
  return parseLedger((await files.read(path)) ?? new Uint8Array(), path).entries
}

/** The entries of a file, and how many of its bytes are complete lines. */
function parseLedger(bytes: Uint8Array, path: string): { entries: LedgerEntry[]; complete: number } {
  const complete = bytes.lastIndexOf(0x0a) + 1
  const lines = new TextDecoder().decode(bytes.subarray(0, complete)).split('\n').slice(0, -1)
  return { entries: lines.map((line, i) => parseLine(line, `${path}:${i + 1}`)), complete }
}

function parseLine(line: string, place: string): LedgerEntry {
  try {
    return JSON.parse(line) as LedgerEntry
  } catch (error) {
    const fault = { field: '', message: messageOf(error) }
    throw new InvalidInputError(`${place} is not readable as a ledger entry`, [fault], { cause: error })
  }
}

function number(entries: readonly LedgerEntry[], entry: Omit<LedgerEntry, 'start'>): LedgerEntry {
  const before = entries.filter(other => other.instrument === entry.instrument).length
  const { at, instrument, activity, jobOrderId, parameters } = entry
  return { at, instrument, activity, jobOrderId, start: before + 1, parameters }
}
