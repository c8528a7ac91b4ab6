import type { TaskRecord } from '../model/records.ts'
import type { KnownInstrument, State } from '../model/state.ts'
import { activityStopped, mismatch, unavailable, withheld } from './feasible.ts'
import { compareTasks, type TaskClass } from './queue.ts'

/** A task and the instrument it should go to. */
export interface Assignment {
  readonly task: TaskRecord
  readonly instrumentId: string
  readonly agentId: string
}

/** What a plan is made from. Nothing else is looked at: the same snapshot gives the same plan. */
export type Snapshot = State

/** A class of tasks, where its queue has been read to, and the free instruments that suit it. */
interface Reader {
  readonly group: TaskClass
  readonly suitable: Set<KnownInstrument>
  next: number
}

/**
 * Who runs next, and where: highest priority first, then first come; each to the suitable instrument that was
 * used least. One attempt per instrument, no more per agent than it takes. Pure: nothing is changed here.
 */
export function plan(snapshot: Snapshot): Assignment[] {
  const free = [...snapshot.known.values()].filter(
    instrument => unavailable(snapshot, instrument) === undefined,
  )
  if (free.length === 0) return []
  const room = roomOfAgents(snapshot, free)
  const readers = readersOf(snapshot, free)
  const assignments: Assignment[] = []
  for (let reader = best(readers); reader; reader = best(readers)) {
    const task = reader.group.tasks[reader.next++]
    if (!task || withheld(snapshot, task)) continue
    const chosen = choose(snapshot, task, reader.suitable)
    if (!chosen) continue
    assignments.push({ task, instrumentId: chosen.description.id, agentId: chosen.agentId })
    take(chosen, readers, room)
  }
  return assignments
}

function roomOfAgents(snapshot: Snapshot, free: readonly KnownInstrument[]): Map<string, number> {
  const room = new Map<string, number>()
  for (const { agentId } of free) {
    const open = snapshot.openAttemptsByAgent.get(agentId)?.size ?? 0
    room.set(agentId, (snapshot.agents.get(agentId)?.maxConcurrentTasks ?? 0) - open)
  }
  return room
}

function readersOf(snapshot: Snapshot, free: readonly KnownInstrument[]): Reader[] {
  const readers: Reader[] = []
  for (const group of snapshot.queue.classes()) {
    if (activityStopped(snapshot, group.activity)) continue
    const suitable = new Set(free.filter(instrument => instrument.activities.has(group.activity)))
    if (suitable.size > 0) readers.push({ group, suitable, next: 0 })
  }
  return readers
}

/** The reader whose next task goes before all others', among those with an instrument left. */
function best(readers: readonly Reader[]): Reader | undefined {
  let found: Reader | undefined
  let foundTask: TaskRecord | undefined
  for (const reader of readers) {
    const task = reader.suitable.size > 0 ? reader.group.tasks[reader.next] : undefined
    if (task && (!foundTask || compareTasks(task, foundTask) < 0)) {
      found = reader
      foundTask = task
    }
  }
  return found
}

/** Among those that suit: the instrument with the fewest attempts so far, then by name. */
function choose(
  snapshot: Snapshot,
  task: TaskRecord,
  suitable: ReadonlySet<KnownInstrument>,
): KnownInstrument | undefined {
  const uses = (instrument: KnownInstrument) =>
    snapshot.instruments.get(instrument.description.id)?.fence ?? 0
  const inOrder = [...suitable].sort(
    (a, b) => uses(a) - uses(b) || (a.description.id < b.description.id ? -1 : 1),
  )
  return inOrder.find(instrument => mismatch(task, instrument) === undefined)
}

function take(chosen: KnownInstrument, readers: readonly Reader[], room: Map<string, number>): void {
  const left = (room.get(chosen.agentId) ?? 0) - 1
  room.set(chosen.agentId, left)
  for (const { suitable } of readers) {
    for (const instrument of suitable) {
      if (instrument === chosen || (left <= 0 && instrument.agentId === chosen.agentId))
        suitable.delete(instrument)
    }
  }
}
