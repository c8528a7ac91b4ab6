import { type PaperProblem, type PaperTask, simulate } from '@muster/coordinator/paper'
import { days, hours, minutes } from '@muster/runtime'

const SIZES = [1_000, 10_000, 100_000]
const INSTRUMENTS = 1_000
/** Sets of instruments that suit the same tasks, of ten each. */
const SETS = 100
const RESOURCES = 20
const REPEATS = 3
const NIGHTS = 28
const INDEXES = Array.from({ length: NIGHTS }, (_, index) => index)

type Kind = (task: PaperTask, at: number) => PaperTask

/** What tasks ask for, one thing at a time. */
const KINDS: Readonly<Record<string, Kind>> = {
  plain: task => task,
  'closed each night': task => task,
  'scarce resources': scarce,
  'closed, and scarce': scarce,
  'shares, ageing': (task, at) => ({
    ...task,
    level: { kind: 'work', priority: 25 + (at % 4) * 25 - 1 },
    share: `user-${at % 50}`,
  }),
  'in runs of eight': (task, at) => ({
    ...task,
    batch: { key: `${at % SETS}`, size: 8, atLeast: 1, hold: hours(1) },
  }),
}

function scarce(task: PaperTask, at: number): PaperTask {
  const held = { resource: `r${at % RESOURCES}`, amount: 1 + (at % 4), kind: 'held' as const }
  return at % 3 === 0 ? { ...task, uses: [held] } : task
}

/**
 * How long it takes to play a queue through on paper once; a forecast does that three times, with 20,000 tasks at the most.
 *
 * @returns the lines of the table
 */
export function benchPaper(): string[] {
  const head = SIZES.map(size => `${size.toLocaleString('en')} tasks`).join(' | ')
  const rows = Object.keys(KINDS).map(name => {
    const cells = SIZES.map(size => `${Math.round(best(problemOf(name, size)))} ms`)
    return `| ${name} | ${cells.join(' | ')} |`
  })
  return [
    `| processor time to play it through once, ${INSTRUMENTS.toLocaleString('en')} instruments | ${head} |`,
    '| --- | ---: | ---: | ---: |',
    ...rows,
  ]
}

/** The best of some, milliseconds of the processor: what else the machine does counts little. */
function best(problem: PaperProblem): number {
  const times = Array.from({ length: REPEATS }, () => {
    const began = process.cpuUsage()
    const { runs } = simulate(problem, 0)
    if (runs.size !== problem.tasks.length) throw new Error('not all have begun')
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1_000
  })
  return Math.min(...times)
}

function problemOf(name: string, size: number): PaperProblem {
  const kind = KINDS[name]
  if (!kind) throw new Error(`there is no ${name}`)
  const isClosed = name.startsWith('closed')
  const nights = (at: number) =>
    INDEXES.map(day => ({
      from: days(day) + hours(10) + minutes(10) * (at % 5),
      to: days(day + 1),
      mayRunInto: at % 2 === 0,
    }))
  const perSet = INSTRUMENTS / SETS
  const sets = Array.from({ length: SETS }, (_, set) =>
    INDEXES.slice(0, perSet).map(at => ({
      instrumentId: `i${set * perSet + at}`,
      duration: minutes(20) + at * 1_000,
    })),
  )
  const taskOf = (at: number): PaperTask => ({
    id: `t${at}`,
    jobId: `j${at >> 1}`,
    needs: at % 2 === 0 ? [] : [{ taskId: `t${at - 1}` }],
    candidates: sets[(at * 7) % SETS] ?? [],
    earliest: 0,
    rank: [at],
  })
  return {
    instruments: Array.from({ length: INSTRUMENTS }, (_, at) => ({
      id: `i${at}`,
      freeAt: 0,
      ...(isClosed ? { closed: nights(at) } : {}),
    })),
    tasks: Array.from({ length: size }, (_, at) => kind(taskOf(at), at)),
    resources: Array.from({ length: RESOURCES }, (_, at) => ({ id: `r${at}`, free: 8, returns: [] })),
    ...(name.startsWith('shares')
      ? {
          ageing: { each: hours(1), highest: 99 },
          shares: new Map(Array.from({ length: 50 }, (_, at) => [`user-${at}`, { use: 0, weight: 1 }])),
        }
      : {}),
  }
}
