import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { percentile } from '../notes.ts'

/** What was measured, beside what is aimed at. */
export interface Row {
  readonly what: string
  readonly value: string
  /** Left out where nothing is aimed at. */
  readonly aim?: { readonly text: string; readonly isMet: boolean }
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en')
const inMs = (value: number): string => `${whole(value)} ms`
export const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`

/** A value that should not be above a limit. */
export function atMost(
  what: string,
  value: number,
  limit: number,
  format: (value: number) => string = whole,
): Row {
  return { what, value: format(value), aim: { text: `≤ ${format(limit)}`, isMet: value <= limit } }
}

/** A count that should be what it should be. */
export function exactly(what: string, value: number, wanted: number): Row {
  return { what, value: whole(value), aim: { text: whole(wanted), isMet: value === wanted } }
}

export const plain = (what: string, value: string): Row => ({ what, value })

export function table(rows: readonly Row[]): string[] {
  return [
    '| what | value | aim | |',
    '| --- | ---: | ---: | --- |',
    ...rows.map(({ what, value, aim }) => {
      return `| ${what} | ${value} | ${aim?.text ?? ''} | ${aim === undefined ? '' : aim.isMet ? 'met' : '**missed**'} |`
    }),
  ]
}

/** What looking adds, and is not held against what is looked at: the API is asked every 10 ms, and takes a while to answer. */
export const LOOKING_MS = 50

/** How long something took in each sample, against the limit for the slowest of a hundred. */
export interface Timing {
  readonly what: string
  readonly samples: readonly number[]
  readonly limitMs: number
  readonly limit: string
}

export function timingTable(timings: readonly Timing[]): string[] {
  return [
    '| what | samples | p50 | p99 | aim | |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...timings.map(({ what, samples, limitMs, limit }) => {
      const [p50, p99] = [percentile(samples, 0.5), percentile(samples, 0.99)]
      const isMet = p99 <= limitMs + LOOKING_MS ? 'met' : '**missed**'
      return `| ${what} | ${samples.length} | ${inMs(p50)} | ${inMs(p99)} | ≤ ${inMs(limitMs)} (${limit}) | ${isMet} |`
    }),
  ]
}

/** A folder that is gone afterwards. */
export async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'muster-bench-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
