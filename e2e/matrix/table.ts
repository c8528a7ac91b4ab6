import type { CellEnd } from './cell.ts'

/** What came of a cell, and what has to. */
export interface Outcome {
  readonly end: CellEnd | 'none'
  readonly attempts: number
  readonly broken: readonly string[]
  readonly expected: CellEnd
}

export interface TableRow {
  readonly stage: string
  readonly title: string
  /** For each instrument, for each victim. */
  readonly cells: readonly (Outcome | undefined)[]
}

/** Points by victims, side by side for each instrument; below it what was wrong, cell by cell. */
export function renderTable(
  rows: readonly TableRow[],
  instruments: readonly string[],
  victims: readonly string[],
): string[] {
  const first = Math.max(...rows.map(({ title }) => title.length))
  const stage = Math.max(...rows.map(row => row.stage.length))
  const width = 14
  const line = (cells: readonly string[]) => cells.map(cell => cell.padEnd(width)).join('')
  const head = [
    `${' '.repeat(stage + first + 4)}${instruments.map(name => name.padEnd(width * victims.length)).join('')}`,
    `${'stage'.padEnd(stage)}  ${'point'.padEnd(first)}  ${line(instruments.flatMap(() => victims))}`,
  ]
  const body = rows.map(
    row => `${row.stage.padEnd(stage)}  ${row.title.padEnd(first)}  ${line(row.cells.map(cellText))}`,
  )
  const faults = rows.flatMap(row =>
    row.cells.flatMap((cell, index) => {
      if (!cell || isRight(cell)) return []
      const where = `${instruments[Math.floor(index / victims.length)]}, ${victims[index % victims.length]}`
      const end = cell.end === cell.expected ? [] : [`ended ${cell.end} and not ${cell.expected}`]
      return [`✘ ${row.title}, ${where}: ${[...end, ...cell.broken].join('; ')}`]
    }),
  )
  return [...head, ...body, ...faults].map(text => text.trimEnd())
}

function cellText(cell: Outcome | undefined): string {
  if (!cell) return 'not run'
  const attempts = cell.attempts === 1 ? '' : ` (${cell.attempts})`
  return `${isRight(cell) ? '' : '✘ '}${cell.end}${attempts}`
}

const isRight = ({ end, expected, broken }: Outcome): boolean => end === expected && broken.length === 0
