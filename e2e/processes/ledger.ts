import { join } from 'node:path'
import { readLedger } from '@muster/simulators'
import { INSTRUMENTS } from './lab.ts'

/** A physical start, as an instrument wrote it down. */
export interface LedgerLine {
  readonly instrument: string
  readonly line: Awaited<ReturnType<typeof readLedger>>[number]
}

/** All physical starts of a laboratory, in the order in which they happened. */
export async function readLedgers(folder: string): Promise<readonly LedgerLine[]> {
  const ledgers = await Promise.all(
    INSTRUMENTS.map(async name => {
      // One that is not there has started nothing.
      const lines = await readLedger(join(folder, `${name}-1.ledger.jsonl`))
      return lines.map(line => ({ instrument: `${name}-1`, line }))
    }),
  )
  return ledgers.flat().toSorted((a, b) => a.line.at.localeCompare(b.line.at))
}
