import type { TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { Meter, Sample } from './meter.ts'
import { secondsBetween } from './spans.ts'
import { highest, sums } from './samples.ts'

/** What could run if there were an instrument for it. */
export function measureQueue(meter: Meter): void {
  meter.value(
    'muster_queue_depth',
    'Tasks that wait for an instrument only.',
    ({ state }) => state.board.size,
  )
  meter.value(
    'muster_queue_longest_wait_seconds',
    'How long the task that has waited longest for an instrument has done so.',
    ({ state }, now) => {
      const [longest] = highest(waits(state, now, () => ({})))
      return longest?.[1] ?? 0
    },
  )
  meter.gauge(
    'muster_queued_tasks',
    'Tasks that wait for an instrument only, by activity.',
    ['activity'],
    ({ state }) => sums([...state.board.tasks()].map(({ activity }) => [{ activity }, 1] as const)),
  )
  meter.gauge(
    'muster_queued_tasks_longest_wait_seconds',
    'How long the task that has waited longest for an instrument has done so, by activity.',
    ['activity'],
    ({ state }, now) => highest(waits(state, now, ({ activity }) => ({ activity }))),
  )
}

function* waits<L extends string>(
  state: State,
  now: number,
  labelsOf: (task: TaskRecord) => Readonly<Record<L, string>>,
): Iterable<Sample<L>> {
  for (const task of state.board.tasks()) yield [labelsOf(task), secondsBetween(task.queuedAt ?? now, now)]
}
