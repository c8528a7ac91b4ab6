import type { Timestamp } from '@muster/runtime'
import type { TaskRecord } from '../../model/records.ts'
import type { Obstacle } from '../obstacle.ts'
import type { ExpectedTime } from './expected-run.ts'
import type { Forecast } from './forecast.ts'

/** When a task begins, or why nobody can tell; neither where it does not wait. */
export interface Start {
  readonly expectedStart?: ExpectedTime
  readonly unknownStart?: Unknown
}

/** Why nobody can tell, and before when it is not in any case. */
export interface Unknown extends Obstacle {
  readonly notBefore?: Timestamp
}

/** What is told of a task that is in `untold`. */
export function unknownOf(forecast: Forecast, id: string): Unknown | undefined {
  const unknown = forecast.untold.get(id)
  const notBefore = forecast.notBefore.get(id)
  return unknown && { ...unknown, ...(notBefore === undefined ? {} : { notBefore }) }
}

/** What a forecast says of a task that has not begun; what should have happened by now is expected now. */
export function startOf(
  forecast: Forecast,
  { id, state }: Pick<TaskRecord, 'id' | 'state'>,
  now: Timestamp,
): Start {
  if (state !== 'queued' && state !== 'pending') return {}
  const start = forecast.runs.get(id)?.start
  if (start) {
    const { from, expected, to } = start
    const notBefore = (at: Timestamp): Timestamp => Math.max(at, now)
    return {
      expectedStart: {
        from: notBefore(from),
        expected: notBefore(expected),
        to: to === undefined ? undefined : notBefore(to),
      },
    }
  }
  const unknown = unknownOf(forecast, id)
  return {
    unknownStart: unknown ?? { code: 'not-yet', message: 'it is not worked out yet: ask again in a moment' },
  }
}
