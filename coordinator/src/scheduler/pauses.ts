import type { PauseRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'

/** What can be paused. */
export const PAUSE_OF = ['queue', 'instrument', 'agent', 'activity'] as const
export type PauseOf = (typeof PAUSE_OF)[number]

export interface PauseScope {
  readonly of: PauseOf
  /** Of the instrument, agent or activity; empty for the queue. */
  readonly name: string
}

const QUEUE = 'queue'

const pauseId = (of: PauseOf, name: string): string => (of === 'queue' ? QUEUE : `${of}:${name}`)

/** What an id of a pause names; undefined where it is none. */
export function pauseScope(id: string): PauseScope | undefined {
  if (id === QUEUE) return { of: 'queue', name: '' }
  const colon = id.indexOf(':')
  const of = PAUSE_OF.find(word => word === id.slice(0, colon))
  const name = id.slice(colon + 1)
  return of === undefined || of === 'queue' || name === '' ? undefined : { of, name }
}

/** Whether there is such a thing, as far as any agent has announced it. */
export function isThere({ known, agents }: Snapshot, { of, name }: PauseScope): boolean {
  if (of === 'queue') return true
  if (of === 'agent') return agents.has(name)
  if (of === 'instrument') return known.has(name)
  return [...known.values()].some(({ activities }) => activities.has(name))
}

/** In words, such as `the instrument furnace-1`. */
export const titleOfScope = ({ of, name }: PauseScope): string =>
  of === 'queue' ? 'the queue' : `the ${of} ${name}`

/** How many attempts are under way there. */
export function underWay(state: Snapshot, { of, name }: PauseScope): number {
  if (of === 'queue') return state.openAttemptByInstrument.size
  if (of === 'instrument') return state.openAttemptByInstrument.has(name) ? 1 : 0
  if (of === 'agent') return state.openAttemptsByAgent.get(name)?.size ?? 0
  const open = [...state.openAttemptByInstrument.values()]
  return open.filter(id => state.attempts.get(id)?.activity === name).length
}

/** The pause that holds now; undefined where there is none. */
export function pauseOf(state: Snapshot, of: PauseOf, name = ''): PauseRecord | undefined {
  if (state.pauses.size === 0) return undefined
  const pause = state.pauses.get(pauseId(of, name))
  return pause?.state === 'paused' ? pause : undefined
}
