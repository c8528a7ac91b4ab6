import { readFile } from 'node:fs/promises'
import { lookAhead, type PaperProblem, type PaperSchedule } from '@muster/coordinator/paper'
import { seededRandom, systemClock } from '@muster/runtime'

/** Job shops whose best makespan is proved. `operations[job]` = [machine, duration], in order. */
interface JobShop {
  readonly machines: number
  readonly optimum: number
  readonly operations: readonly (readonly (readonly [machine: number, duration: number])[])[]
}

const ROUNDS = 10_000
const SEED = 1
/** What the mean gap of looking ahead may be, in percent. */
const AIM = 10

/**
 * How good the schedules are that are made on paper: the makespan of known job shops by first come, first served, by
 * simple rules, and looking ahead, beside the proved optimum. Nothing counts that an independent look finds wrong.
 *
 * @returns the lines of the table
 */
export async function jobShop(print: (line: string) => void = () => {}): Promise<string[]> {
  const text = await readFile(new URL('../../data/job-shop.json', import.meta.url), 'utf8')
  const { instances } = JSON.parse(text) as { instances: Record<string, JobShop> }
  const lines: string[] = []
  const say = (line: string) => {
    lines.push(line)
    print(line)
  }
  say('| instance | optimum | first come | SPT | LPT | MWKR | LWKR | default | look-ahead | gap | time |')
  say('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  const rows = Object.entries(instances).map(([name, shop]) => {
    const row = rowOf(shop)
    const cells = [
      name.toUpperCase(),
      shop.optimum,
      ...row.makespans,
      `${gap(row.best, shop.optimum).toFixed(1)} %`,
    ]
    say(`| ${cells.join(' | ')} | ${Math.round(row.ms)} ms |`)
    return { ...row, name: name.toUpperCase(), optimum: shop.optimum }
  })
  const means = COLUMNS.map((_, column) =>
    mean(rows.map(({ makespans, optimum }) => gap(makespans[column] ?? Number.NaN, optimum))),
  )
  const meanGap = mean(rows.map(({ best, optimum }) => gap(best, optimum)))
  const ms = mean(rows.map(row => row.ms))
  say(
    `| **mean gap** | | ${means.map(value => `${value.toFixed(1)} %`).join(' | ')} | | **${meanGap.toFixed(1)} %** | ${Math.round(ms)} ms |`,
  )
  const named = (name: string) => means[COLUMNS.findIndex(column => column === name)] ?? Number.NaN
  const simple = COLUMNS.filter(column => column !== 'first-come' && column !== 'rank')
  const [bestSimple = ''] = simple.toSorted((a, b) => named(a) - named(b))
  const bestOfEach = mean(rows.map(row => gap(bestSimpleOf(row.makespans), row.optimum)))
  say('')
  say(`mean gap to the optimum, and instances on which it is worse than first come:`)
  const summary = (what: string, value: number, makespanOf: (row: (typeof rows)[number]) => number) =>
    say(`- ${what}: ${value.toFixed(1)} %; ${worseThanFirstCome(rows, makespanOf)}`)
  const inColumn = (name: string) => (row: (typeof rows)[number]) =>
    row.makespans[COLUMNS.findIndex(column => column === name)] ?? Number.NaN
  say(`- first come, first served: ${named('first-come').toFixed(1)} %`)
  summary('the default, in the order of submission', named('rank'), inColumn('rank'))
  summary(`the best simple rule over all, ${bestSimple}`, named(bestSimple), inColumn(bestSimple))
  summary('the best simple rule of each instance', bestOfEach, row => bestSimpleOf(row.makespans))
  summary(`look-ahead with ${ROUNDS.toLocaleString('en')} rounds, seed ${SEED}`, meanGap, ({ best }) => best)
  say(`aim: mean gap of looking ahead ≤ ${AIM} %: ${meanGap <= AIM ? 'met' : 'missed'}`)
  return lines
}

const bestSimpleOf = (makespans: readonly number[]): number => Math.min(...makespans.slice(1, 5))

/** On which of them, by how much. */
export function worseThanFirstCome<
  R extends { readonly name: string; readonly makespans: readonly number[] },
>(rows: readonly R[], makespanOf: (row: R) => number): string {
  const worse = rows.flatMap(row => {
    const by = makespanOf(row) - (row.makespans[0] ?? Number.NaN)
    return by > 0 ? [`${row.name} by ${by}`] : []
  })
  return worse.length === 0
    ? `worse on none of ${rows.length}`
    : `worse on ${worse.length} of ${rows.length}: ${worse.join(', ')}`
}

const COLUMNS = ['first-come', 'shortest', 'longest', 'most-work-left', 'least-work-left', 'rank'] as const

function rowOf(shop: JobShop) {
  const problem = problemOf(shop)
  const began = systemClock.monotonic()
  const found = lookAhead(problem, 0, { rounds: ROUNDS, random: seededRandom(SEED) })
  const ms = systemClock.monotonic() - began
  const best = checkedMakespan(shop, found.schedule)
  const byRule = new Map(found.rules.map(({ rule, worth }) => [rule, worth.makespan]))
  return { ms, best, makespans: [...COLUMNS.map(rule => byRule.get(rule) ?? Number.NaN), best] }
}

const nameOf = (job: number, place: number) => `${job}.${place}`

function problemOf({ machines, operations }: JobShop): PaperProblem {
  return {
    instruments: Array.from({ length: machines }, (_, machine) => ({ id: `m${machine}`, freeAt: 0 })),
    tasks: operations.flatMap((steps, job) =>
      steps.map(([machine, duration], place) => ({
        id: nameOf(job, place),
        jobId: `${job}`,
        needs: place > 0 ? [{ taskId: nameOf(job, place - 1) }] : [],
        candidates: [{ instrumentId: `m${machine}`, duration }],
        earliest: 0,
        // All of one priority, in the order of their submission.
        rank: [0, job],
      })),
    ),
  }
}

/**
 * The last end, worked out from the starts alone.
 *
 * @throws Error where a task is missing, out of order, or two are on one machine at a time
 */
export function checkedMakespan({ operations }: JobShop, { runs }: Pick<PaperSchedule, 'runs'>): number {
  const onMachine = new Map<number, { start: number; end: number }[]>()
  let last = 0
  for (const [job, steps] of operations.entries()) {
    let ready = 0
    for (const [place, [machine, duration]] of steps.entries()) {
      const name = nameOf(job, place)
      const run = runs.get(name)
      if (!run) throw new Error(`${name} is not scheduled`)
      if (run.instrumentId !== `m${machine}`)
        throw new Error(`${name} is on ${run.instrumentId}, not on m${machine}`)
      if (run.start < ready)
        throw new Error(`${name} begins at ${run.start}, before the one before it ends at ${ready}`)
      if (run.end !== run.start + duration)
        throw new Error(`${name} takes ${run.end - run.start}, not ${duration}`)
      ready = run.end
      onMachine.set(machine, [...(onMachine.get(machine) ?? []), run])
    }
    last = Math.max(last, ready)
  }
  for (const [machine, list] of onMachine) {
    let free = 0
    for (const { start, end } of list.toSorted((a, b) => a.start - b.start)) {
      if (start < free) throw new Error(`two on m${machine} at ${start}`)
      free = end
    }
  }
  return last
}

function gap(makespan: number, optimum: number): number {
  return (makespan / optimum - 1) * 100
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
