import type { TaskRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { impossible } from './resources/needs.ts'

/** Tasks that no instrument suits, and the first of those that wait for the same resources: what may never become possible. */
export function* maybeStuck(state: Snapshot): Iterable<TaskRecord> {
  for (const { units, classes } of state.board.pools) {
    for (const { line, aside, blockedBy, first } of classes.values()) {
      if (units.size === 0) for (const { task } of [...line, ...aside]) yield task
      else if (blockedBy.length > 0 && first) yield first.task
    }
  }
}

/** Why a task that waits for an instrument can't be done by anything that is known, as a sentence; undefined where it can. */
export function whyNever(state: Snapshot, task: TaskRecord): string | undefined {
  const place = state.board.placeOf(task.id)
  if (!place) return undefined
  const { units } = place.group.pool
  if (units.size > 0)
    return impossible(state.resources, task, new Set([...units].map(({ known }) => known.agentId)))
  const what = task.instrument === undefined ? 'no instrument' : `the instrument ${task.instrument}`
  const verb = task.instrument === undefined ? 'has' : 'no longer has'
  return `${what} ${verb} the activity ${task.activity} as it is asked for`
}
