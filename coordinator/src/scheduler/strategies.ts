import type { InstrumentRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'

/** What a strategy may look at. */
export interface Candidate {
  readonly known: KnownInstrument
  readonly record: InstrumentRecord | undefined
  /** Attempts that are under way at its agent. */
  readonly openAtAgent: number
  /** Milliseconds for which it has been given away since this process began. */
  readonly busyMs: number
  /** Counts on with each assignment anywhere: the lower, the longer ago it had one. */
  readonly lastGiven: number
}

/** Chooses among instruments that are free and suit: the lowest score, then the first by name. Asked anew whenever one becomes free. */
export interface Strategy {
  readonly name: string
  /** @param expected milliseconds that the activity takes there */
  score(candidate: Candidate, activity: string, expected: (instrumentId: string) => number): number
}

const attempts = ({ record }: Candidate): number => record?.fence ?? 0

export const STRATEGIES: readonly Strategy[] = [
  // Time first; those that have had as much, by how often.
  { name: 'least-busy', score: candidate => candidate.busyMs + attempts(candidate) / 1_000 },
  { name: 'round-robin', score: ({ lastGiven }) => lastGiven },
  { name: 'random', score: candidate => hash(`${candidate.known.description.id} ${attempts(candidate)}`) },
  // The agent that has most to do already: others stay free as a whole.
  { name: 'pack', score: ({ openAtAgent }) => -openAtAgent },
  { name: 'fastest', score: ({ known }, _activity, expected) => expected(known.description.id) },
]

/** FNV-1a, 32 bits, and the finish of MurmurHash3, since alike texts stay alike without it: the same on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
