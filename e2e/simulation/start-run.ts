import { formatDuration } from '@muster/runtime'
import { liveAll, type SeedOrder } from './crew.ts'
import { liveSeed, type SeedResult } from './scenario.ts'

export interface StartRunOptions {
  readonly first: number
  readonly seeds: number
  /** How many are lived at a time; one, where the story is told. */
  readonly threads: number
  /** Tell the whole story of each seed. */
  readonly tellAll: boolean
  /** End with the first that breaks. */
  readonly untilBroken: boolean
  readonly print: (line: string) => void
}

/** Lives seed after seed of the start simulation, and prints what broke. @returns whether all is well. */
export async function runStart(options: StartRunOptions): Promise<boolean> {
  const { untilBroken, print } = options
  const totals = { seeds: 0, starts: 0, jobs: 0, virtual: 0, broke: 0, faults: new Map<string, number>() }
  for await (const result of liveSeeds(options)) {
    totals.seeds += 1
    totals.starts += result.starts
    totals.jobs += result.jobs
    totals.virtual += result.virtual
    for (const [name, times] of result.faults) totals.faults.set(name, (totals.faults.get(name) ?? 0) + times)
    if (result.broken.length === 0) continue
    totals.broke += 1
    print(`seed ${result.seed} broke: ${result.broken.join('; ')}`)
    print(`  replay: pnpm sim --seed ${result.seed}`)
    if (untilBroken) break
  }
  for (const [name, times] of [...totals.faults].sort(([a], [b]) => (a < b ? -1 : 1)))
    print(`  ${name.padEnd(32)} ${times}`)
  print(
    `${totals.seeds} seeds, ${formatDuration(totals.virtual)} of virtual time, ${totals.jobs} jobs, ${totals.starts} physical starts, ${totals.broke} seeds broke`,
  )
  return totals.broke === 0
}

/** The results of the seeds, in their order. */
async function* liveSeeds(options: StartRunOptions): AsyncGenerator<SeedResult, void> {
  const { first, seeds, threads, tellAll, print } = options
  const all = Array.from({ length: seeds }, (_, at): SeedOrder => ({ kind: 'start', seed: first + at }))
  if (threads > 1 && !tellAll) return yield* liveAll<SeedResult>(all, threads)
  for (const { seed } of all) yield await liveSeed(seed, tellAll ? { tell: print } : {})
}
