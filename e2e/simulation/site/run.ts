import { createHash } from 'node:crypto'
import { formatDuration, hours, systemClock } from '@muster/runtime'
import { Counts } from './dice.ts'
import { ENOUGH_SEEDS, notExpected, neverOccurred } from './expected.ts'
import { liveAll, type SeedOrder } from '../crew.ts'
import { liveSite, type SiteResult } from './scenario.ts'
import type { Broken } from './truth.ts'

/** Lines of the story that are shown of what broke. */
const LINES_SHOWN = 40
const GENERAL_SHOWN = 12
const LONGEST_LINE = 240
/** What concerns everything. */
const GENERAL = /fault: |peace|the store is put back|coordinator-\d+ (starts|dies)/

export interface SiteRunOptions {
  readonly first: number
  readonly seeds: number
  /** Begin no other seed after so many minutes of real time. */
  readonly minutes: number | undefined
  /** Virtual hours for which things go wrong. */
  readonly hours: number
  /** How many are lived at a time. */
  readonly threads: number
  /** Tell the whole story of each seed, with what the parts log. */
  readonly tellAll: boolean
  /** End with the first that breaks. */
  readonly untilBroken: boolean
  readonly print: (line: string) => void
}

/** The end of the story of what broke, with the last of what concerned everything. */
function shortStory(story: readonly string[], { about }: Broken): string[] {
  const lastOf = (isWanted: (line: string) => boolean, count: number) =>
    story.flatMap((line, at) => (isWanted(line) ? [at] : [])).slice(-count)
  const shown = new Set([
    ...lastOf(line => about.some(name => line.includes(name)), LINES_SHOWN - GENERAL_SHOWN),
    ...lastOf(line => GENERAL.test(line), about.length === 0 ? LINES_SHOWN : GENERAL_SHOWN),
  ])
  return story.filter((_, at) => shown.has(at)).map(line => line.slice(0, LONGEST_LINE))
}

/** The same for two runs only where they were the same. */
export const storyHash = ({ story, steps }: SiteResult): string =>
  createHash('sha256')
    .update(`${steps}\n${story.join('\n')}`)
    .digest('hex')
    .slice(0, 16)

/** Lives seed after seed, and prints what broke, what occurred, and how fast it went. @returns whether all is well. */
export async function runSite(options: SiteRunOptions): Promise<boolean> {
  const { print } = options
  const counts = new Counts()
  const totals = { seeds: 0, broke: 0, virtual: 0, tasks: 0, starts: 0 }
  const begin = systemClock.monotonic()
  const used = process.cpuUsage()
  for await (const result of liveSeeds(options)) {
    counts.take(result.counts)
    totals.seeds += 1
    totals.virtual += result.virtual
    totals.tasks += result.tasks
    totals.starts += result.starts
    if (options.tellAll) for (const line of result.story) print(line)
    const { virtual, tasks, starts, steps } = result
    print(
      `seed ${result.seed}: ${formatDuration(virtual)}, ${tasks} tasks, ${starts} starts, ${steps} steps, story ${storyHash(result)}`,
    )
    if (result.broken.length === 0) continue
    totals.broke += 1
    tellBroken(result, options)
    if (options.untilBroken) break
  }
  const byClock = totals.virtual / (systemClock.monotonic() - begin)
  const byProcessor = totals.virtual / (process.cpuUsage(used).user / 1_000)
  for (const [name, times] of [...counts.all].sort(([a], [b]) => (a < b ? -1 : 1)))
    print(`  ${name.padEnd(48)} ${times}`)
  for (const [name, why] of notExpected())
    if (counts.of(name) === 0) print(`  ${name.padEnd(48)} 0, not expected: ${why}`)
  const missing = totals.seeds >= ENOUGH_SEEDS ? neverOccurred(counts) : []
  for (const name of missing) print(`never occurred: ${name}`)
  print(
    `${totals.seeds} seeds, ${formatDuration(totals.virtual)} of virtual time (${Math.round(byClock)} times as fast as real time; ` +
      `by processor time ${Math.round(byProcessor)} times), ` +
      `${totals.tasks} tasks, ${totals.starts} physical starts, ${totals.broke} seeds broke`,
  )
  return totals.broke === 0 && missing.length === 0
}

/** The results of the seeds, in their order. */
async function* liveSeeds({
  first,
  seeds,
  minutes,
  hours: trouble,
  threads,
  tellAll: verbose,
}: SiteRunOptions): AsyncGenerator<SiteResult, void> {
  const begin = systemClock.monotonic()
  function* orders(): Generator<SeedOrder & { readonly kind: 'site' }, void> {
    for (let seed = first; seed < first + seeds; seed++) {
      if (minutes !== undefined && (systemClock.monotonic() - begin) / 60_000 >= minutes) return
      yield { kind: 'site', seed, hours: trouble, verbose }
    }
  }
  if (threads > 1) return yield* liveAll<SiteResult>(orders(), threads)
  for (const { seed } of orders()) yield await liveSite(seed, { trouble: hours(trouble), verbose })
}

function tellBroken(result: SiteResult, { print, hours: trouble }: SiteRunOptions): void {
  print(`seed ${result.seed} broke:`)
  for (const { what } of result.broken.slice(0, 10)) print(`  ${what}`)
  const [worst] = result.broken
  if (worst) for (const line of shortStory(result.story, worst)) print(`    ${line}`)
  print(`  replay: pnpm sim --site --seed ${result.seed} --hours ${trouble}`)
}
