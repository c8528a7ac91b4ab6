/** The crash matrix: `pnpm matrix --help`. */
import { parseArgs } from 'node:util'
import { messageOf, systemClock } from '@muster/runtime'
import { expectedEnd, type Instrument, INSTRUMENTS, recordPoints, runCell, VICTIMS } from './cell.ts'
import { type Point, titleOf } from './points.ts'
import { expectedProcessEnd, PROCESS_INSTRUMENTS, runProcessCell } from './process-cell.ts'
import { PROCESS_POINTS } from './process-points.ts'
import { type Outcome, renderTable, type TableRow } from './table.ts'

const HELP = `Kills each part at each point of a job's life, starts it again, and holds what comes of it against what has to.

  pnpm matrix                    every point before and after a durable write, a send or a call of the instrument, for each
                                 victim, at an instrument that can be asked and one that can't; in one process, on virtual time
  pnpm matrix --processes        a point in each of the six steps of a start, for each victim, at both instruments: real
                                 processes, kill -9
  pnpm matrix --cell 'POINT' --victim V --instrument 'keeps ids'|'keeps no ids'
                                 one cell, with its whole story; POINT as in the table

A cell says how the job came to its end: \`succeeded\` by itself, or \`verifying\`, where a person was asked; and in how many
attempts. ✘ marks one that is not as it has to be. Exit code 1 if there is any.
`

/** So many cells of real processes at a time. */
const AT_ONCE = 2

async function inProcess(): Promise<number> {
  const outcomes: Outcome[] = []
  const tables: Map<string, Map<string, Outcome>>[] = []
  let points: readonly Point[] = []
  for (const instrument of INSTRUMENTS) {
    points = await recordPoints(instrument)
    const cells = new Map<string, Map<string, Outcome>>()
    for (const point of points) {
      const row = new Map<string, Outcome>()
      for (const victim of VICTIMS) {
        const { end, attempts, broken } = await runCell(point, victim, instrument)
        row.set(victim, { end, attempts, broken, expected: expectedEnd(point, victim, instrument) })
      }
      outcomes.push(...row.values())
      cells.set(titleOf(point), row)
    }
    tables.push(cells)
  }
  const rows = points.map(
    (point): TableRow => ({
      stage: point.stage,
      title: titleOf(point),
      cells: tables.flatMap(cells => VICTIMS.map(victim => cells.get(titleOf(point))?.get(victim))),
    }),
  )
  return print(rows, INSTRUMENTS, outcomes)
}

async function withProcesses(): Promise<number> {
  const cells = PROCESS_POINTS.flatMap(point =>
    PROCESS_INSTRUMENTS.flatMap(instrument => VICTIMS.map(victim => ({ point, instrument, victim }))),
  )
  const outcomes = new Map<(typeof cells)[number], Outcome>()
  const queue = [...cells]
  const work = async () => {
    for (let cell = queue.shift(); cell; cell = queue.shift()) {
      const { point, instrument, victim } = cell
      const began = systemClock.monotonic()
      const expected = expectedProcessEnd(point, victim, instrument)
      const outcome = await runProcessCell(point, victim, instrument).then(
        result => ({ ...result, expected }),
        (error: unknown) => ({ end: 'none' as const, attempts: 0, broken: [messageOf(error)], expected }),
      )
      outcomes.set(cell, outcome)
      const took = ((systemClock.monotonic() - began) / 1_000).toFixed(1)
      process.stderr.write(`${instrument}, ${point.stage}, ${victim}: ${outcome.end} (${took} s)\n`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const rows = PROCESS_POINTS.map(
    (point): TableRow => ({
      stage: point.stage,
      title: point.title,
      cells: cells.filter(cell => cell.point === point).map(cell => outcomes.get(cell)),
    }),
  )
  return print(rows, ['printer (OPC UA)', 'balance (no ids)'], [...outcomes.values()])
}

function print(
  rows: readonly TableRow[],
  instruments: readonly string[],
  outcomes: readonly Outcome[],
): number {
  const wrong = outcomes.filter(({ end, expected, broken }) => end !== expected || broken.length > 0)
  process.stdout.write(`${renderTable(rows, instruments, VICTIMS).join('\n')}\n`)
  process.stdout.write(`${outcomes.length - wrong.length} passed, ${wrong.length} failed\n`)
  return wrong.length === 0 ? 0 : 1
}

async function oneCell(title: string, victimName: string, instrumentName: string): Promise<number> {
  const victim = VICTIMS.find(name => name === victimName)
  const instrument = INSTRUMENTS.find((name): name is Instrument => name === instrumentName)
  if (!victim || !instrument)
    throw new Error(`--victim is one of ${VICTIMS.join(', ')}; --instrument one of ${INSTRUMENTS.join(', ')}`)
  const point = (await recordPoints(instrument)).find(known => titleOf(known) === title)
  if (!point) throw new Error(`there is no point "${title}"; the table has them all`)
  const { end, attempts, broken, story } = await runCell(point, victim, instrument, { verbose: true })
  process.stdout.write(`${story.join('\n')}\n${end}, ${attempts} attempts\n`)
  for (const line of broken) process.stdout.write(`✘ ${line}\n`)
  return broken.length === 0 && end === expectedEnd(point, victim, instrument) ? 0 : 1
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      processes: { type: 'boolean', default: false },
      cell: { type: 'string' },
      victim: { type: 'string', default: 'agent' },
      instrument: { type: 'string', default: 'keeps ids' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (values.cell !== undefined) return oneCell(values.cell, values.victim, values.instrument)
  return values.processes ? withProcesses() : inProcess()
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`)
    process.exit(2)
  },
)
