import type { FindOutcome } from '../../instruments/driver.ts'
import type { ModbusConnection } from './connection.ts'
import type { Point } from './point.ts'

/** The id of the run that the instrument's status tells of; '' where it tells of none. */
export async function currentId(connection: ModbusConnection, ids: readonly Point[]): Promise<string> {
  const [first] = ids
  return first ? String(await connection.read(first)) : ''
}

/**
 * Looks for an id in all places where the instrument keeps ids. Only where a place is still free is an id that is in
 * none of them surely absent: else it may have made room for a later one.
 */
export async function findId(
  connection: ModbusConnection,
  ids: readonly Point[],
  attemptId: string,
): Promise<FindOutcome> {
  let room = false
  for (const point of ids) {
    const id = await connection.read(point)
    if (id === attemptId) return { kind: 'found', runReference: attemptId }
    room ||= id === ''
  }
  if (room) return { kind: 'absent' }
  return { kind: 'unsure', reason: 'the places for ids are all taken: this one may have been dropped' }
}
