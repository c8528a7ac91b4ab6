import type { Timestamp } from '@muster/runtime'
import type { KnownInstrument } from '../model/known.ts'
import type { TaskRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { activityStopped, obstacleAt, withheld } from './feasible.ts'
import { allocateTogether, type Wanted } from './resources/allocate.ts'
import { resourcesOf, type Taking, takingFor } from './resources/shortage.ts'

/** Instruments that are looked at for each of those that are started together. */
const LOOKED_AT = 64
/** Ways in which instruments are given to them, before it is given up for now. */
const MOST_TRIES = 2_000

/** One of those that are started together, and where. */
export interface Place {
  readonly task: TaskRecord
  readonly known: KnownInstrument
}

export type Placing =
  | { readonly ok: true; readonly places: readonly (Place & { readonly taking: Taking })[] }
  /** `short`: what they have too little of, if anything. */
  | { readonly ok: false; readonly short: readonly string[] | undefined }

/** A task, and those that are to be started with it and were not yet. */
export function groupOf(state: Snapshot, task: TaskRecord): readonly TaskRecord[] {
  if (task.together === undefined) return [task]
  const others = state
    .tasksOf(task.jobId)
    .filter(({ id, together, state: stands }) =>
      id !== task.id && together === task.together ? stands === 'queued' || stands === 'pending' : false,
    )
  return [task, ...others]
}

/**
 * Instruments and resources for all of a group at once, or for none of it.
 * @param freeFor instruments that are free and suit a task
 */
export function placeTogether(
  state: Snapshot,
  group: readonly TaskRecord[],
  freeFor: (task: TaskRecord) => Iterable<KnownInstrument>,
  now: Timestamp,
): Placing {
  if (group.some(task => withheld(state, task) ?? activityStopped(state, task.activity)))
    return { ok: false, short: undefined }
  let isShort = false
  const options = group.map(task => {
    const found: KnownInstrument[] = []
    for (const known of byName(freeFor(task))) {
      const obstacle = obstacleAt(state, task, known, now)
      if (!obstacle) found.push(known)
      else isShort ||= obstacle.resources !== undefined
      if (found.length >= LOOKED_AT) break
    }
    return { task, instruments: found }
  })
  let placed: Placing | undefined
  giveOut(
    options,
    agentId => roomAt(state, agentId),
    places => {
      placed = withResources(state, places, now)
      isShort ||= !placed.ok
      return placed.ok
    },
  )
  if (placed?.ok === true) return placed
  const ids = [...new Set(group.flatMap(resourcesOf))].sort()
  return { ok: false, short: isShort && ids.length > 0 ? ids : undefined }
}

const byName = (instruments: Iterable<KnownInstrument>): KnownInstrument[] =>
  [...instruments].sort((a, b) => (a.description.id < b.description.id ? -1 : 1))

/** How many more an agent takes now. */
function roomAt({ agents, live, openAttemptsByAgent }: Snapshot, agentId: string): number {
  const open = openAttemptsByAgent.get(agentId)?.size ?? 0
  const tokens = Math.floor(live.get(agentId)?.tokens ?? Number.POSITIVE_INFINITY)
  return Math.min((agents.get(agentId)?.maxConcurrentTasks ?? 0) - open, tokens)
}

/** What each of them takes there: all that all of them need, or nothing. */
function withResources(state: Snapshot, places: readonly Place[], now: Timestamp): Placing {
  const alone: { readonly variant?: Taking['variant']; readonly wanted: Wanted }[] = []
  for (const { task, known } of places) {
    const taking = takingFor(state, task, known, now)
    if ('message' in taking) return { ok: false, short: undefined }
    const { variant } = taking
    const where = { agentId: known.agentId, instrumentId: known.description.id }
    const requirements = variant?.resources ?? task.resources ?? []
    alone.push({
      ...(variant ? { variant } : {}),
      wanted: { where, requirements, samples: task.samples ?? [] },
    })
  }
  const joint = allocateTogether(
    state.resources,
    alone.map(({ wanted }) => wanted),
  )
  if (!joint.ok) return { ok: false, short: undefined }
  return {
    ok: true,
    places: places.map((place, at) => {
      const variant = alone[at]?.variant
      return { ...place, taking: { holds: joint.holds[at] ?? [], ...(variant ? { variant } : {}) } }
    }),
  }
}

/**
 * Gives each task an instrument of its own, no agent more than it has room for, in the order of what is named for each.
 * @param accept whether a way will do; the next is tried where it will not
 * @returns the way that will; undefined where none was found
 */
export function giveOut(
  options: readonly { readonly task: TaskRecord; readonly instruments: readonly KnownInstrument[] }[],
  roomFor: (agentId: string) => number,
  accept: (places: readonly Place[]) => boolean = () => true,
): readonly Place[] | undefined {
  const order = [...options].sort((a, b) => a.instruments.length - b.instruments.length)
  const places: Place[] = []
  let tries = 0
  const search = (at: number): boolean => {
    const one = order[at]
    if (!one) return accept(options.flatMap(({ task }) => places.filter(place => place.task === task)))
    for (const known of one.instruments) {
      tries += 1
      if (tries > MOST_TRIES) return false
      if (places.some(place => place.known === known)) continue
      const there = places.filter(place => place.known.agentId === known.agentId).length
      if (there >= roomFor(known.agentId)) continue
      places.push({ task: one.task, known })
      if (search(at + 1)) return true
      places.pop()
    }
    return false
  }
  return search(0) ? places : undefined
}
