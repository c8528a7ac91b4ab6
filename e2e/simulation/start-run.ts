import { formatDuration } from '@muster/runtime'
import { liveSeed } from './scenario.ts'

export interface StartRunOptions {
  readonly first: number
  readonly seeds: number
  /** Tell the whole story of each seed. */
  readonly tellAll: boolean
  /** End with the first that breaks. */
  readonly untilBroken: boolean
  readonly print: (line: string) => void
}

/** Lives seed after seed of the start simulation, and prints what broke. @returns whether all is well. */
export async function runStart({
  first,
  seeds,
  tellAll,
  untilBroken,
  print,
}: StartRunOptions): Promise<boolean> {
  const totals = { seeds: 0, starts: 0, jobs: 0, virtual: 0, broke: 0, faults: new Map<string, number>() }
  for (let seed = first; seed < first + seeds; seed++) {
    const result = await liveSeed(seed, tellAll ? { tell: print } : {})
    totals.seeds += 1
    totals.starts += result.starts
    totals.jobs += result.jobs
    totals.virtual += result.virtual
    for (const [name, times] of result.faults) totals.faults.set(name, (totals.faults.get(name) ?? 0) + times)
    if (result.broken.length === 0) continue
    totals.broke += 1
    print(`seed ${seed} broke: ${result.broken.join('; ')}`)
    print(`  replay: pnpm sim --seed ${seed}`)
    if (untilBroken) break
  }
  for (const [name, times] of [...totals.faults].sort(([a], [b]) => (a < b ? -1 : 1)))
    print(`  ${name.padEnd(32)} ${times}`)
  print(
    `${totals.seeds} seeds, ${formatDuration(totals.virtual)} of virtual time, ${totals.jobs} jobs, ${totals.starts} physical starts, ${totals.broke} seeds broke`,
  )
  return totals.broke === 0
}
