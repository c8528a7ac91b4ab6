import type { ScpiConnection } from './connection.ts'
import { type BitMeaning, readRegisters } from './registers.ts'
import type { ScpiActivity } from './settings.ts'

/** Where a run stands, and what the instrument said to it. */
export interface Standing {
  readonly meaning: BitMeaning | 'unknown'
  readonly said: string
}

/** What counts most stands first. */
const BY_PATTERN = [
  ['unknown', 'unknown'],
  ['cancelled', 'cancelled'],
  ['stoppedLocally', 'stoppedLocally'],
  ['failed', 'failed'],
  ['done', 'done'],
  ['paused', 'paused'],
  ['busy', 'running'],
] as const

/** By the answer to one question. `command`: the question with everything filled in. */
export async function askStanding(
  connection: ScpiConnection,
  status: ScpiActivity['status'],
  command: string,
): Promise<Standing> {
  const said = await connection.query(command, anyOf(BY_PATTERN.map(([name]) => status[name])))
  const found = BY_PATTERN.find(([name]) => {
    const pattern = status[name]
    return pattern !== undefined && new RegExp(pattern).test(said)
  })
  return { meaning: found?.[1] ?? 'running', said }
}

/** By status registers, and by whether the instrument has said that it is done, where that is awaited. */
export async function readStanding(
  connection: ScpiConnection,
  status: ScpiActivity['status'],
  isDone: boolean | undefined,
): Promise<Standing> {
  const read = await readRegisters(connection, status.registers ?? [])
  const { meaning } = read ?? {}
  // A register that says that it goes on is believed before an answer that may be of another connection's work.
  if (read && meaning !== 'done') return { ...read }
  if (isDone === false) return { meaning: 'running', said: '' }
  if (isDone === true || read) return { meaning: 'done', said: read?.said ?? '' }
  return { meaning: status.otherwise, said: 'none of the status bits of the run is set' }
}

export function anyOf(patterns: readonly (string | undefined)[]): RegExp {
  return new RegExp(
    patterns
      .filter(pattern => pattern !== undefined)
      .map(pattern => `(?:${pattern})`)
      .join('|'),
  )
}
