import type { PaperCandidate, PaperCause, PaperTask } from './problem.ts'
import { clashOn, shortOf } from './timetable.ts'
import type { Candidate, Instrument, Node } from './world.ts'

/** Which of the instruments that a task could begin on now it goes to. @returns one of their names */
export type Choice = (task: PaperTask, free: readonly PaperCandidate[]) => string

/**
 * Of the idle ones it fits on, the quickest; or what the caller chooses. What was in the way is noted with its shape.
 * @param taken instruments that others are to have
 */
export function chosen(
  node: Node,
  now: number,
  choose?: Choice,
  taken?: ReadonlySet<Instrument>,
): Candidate | undefined {
  const able: Candidate[] = []
  let obstacle: PaperCause | undefined
  for (const candidate of node.shape.candidates) {
    const { instrument } = candidate
    if (!instrument.idle || taken?.has(instrument) === true) continue
    const clash = clashAt(node, candidate, now)
    if (!clash) {
      if (!choose) return candidate
      able.push(candidate)
    } else obstacle ??= clash
  }
  node.shape.obstacle = obstacle
  if (!choose || able.length === 0) return undefined
  const named = able.map(({ instrument, duration }) => ({ instrumentId: instrument.given.id, duration }))
  const name = choose(node.task, named)
  return able.find(({ instrument }) => instrument.given.id === name) ?? able[0]
}

/** Why it can't be there now, though the instrument is idle. */
function clashAt(node: Node, { instrument, duration }: Candidate, now: number): PaperCause | undefined {
  const end = now + duration * node.left
  const clash = clashOn(instrument, now, end, node.key)
  if (clash || instrument.uses.length === 0) return clash?.cause
  const short = shortOf(instrument.uses, now, end, node.key)
  return short && { kind: 'resource', id: short.given.id, taskId: short.last?.by }
}

/** What became available at last, so that a task begins at an instrument. @param began when all of it began */
export function causeOf(
  node: Node,
  instrument: Instrument | undefined,
  now: number,
  began: number,
): PaperCause | undefined {
  if (node.readyAt >= now) return node.readyAt > began ? node.readyBy : undefined
  const { obstacle } = node.shape
  if (!instrument || (node.tied.length > 0 && obstacle)) return obstacle
  const byInstrument = { kind: 'instrument', id: instrument.given.id, taskId: instrument.lastTask } as const
  if (instrument.freeAt === now) return byInstrument
  for (const { resource } of [...node.uses, ...instrument.uses])
    if (resource.last?.at === now)
      return { kind: 'resource', id: resource.given.id, taskId: resource.last.by }
  return obstacle ?? byInstrument
}
