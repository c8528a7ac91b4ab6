import { clashOn } from './timetable.ts'
import type { Candidate, Node, Use, World } from './world.ts'

/** Where urgent work could begin at once, and whose instrument that is. */
export interface Displacing {
  readonly candidate: Candidate
  readonly victim: Node
  /** Nothing of it was begun. */
  readonly isOffer: boolean
}

interface Loss extends Displacing {
  /** Milliseconds that are lost at the most. */
  readonly progress: number
}

/** Whether it may displace others. What begins with others, or not at all, is not helped by one instrument. */
export const mayDisplace = ({ task, shape, mates, tied }: Node, { displacing }: World): boolean =>
  displacing !== undefined &&
  task.isUrgent === true &&
  !shape.batch &&
  mates.length === 0 &&
  tied.length === 0

/**
 * What urgent work that can't begin displaces: the run that loses least of those that can go on later, and whose instrument and
 * resources are enough.
 */
export function toDisplace(
  node: Node,
  now: number,
  began: number,
  { displacing }: World,
): Displacing | undefined {
  if (!displacing) return undefined
  let best: Loss | undefined
  for (const candidate of node.shape.candidates) {
    const victim = candidate.instrument.current
    if (!victim || !mayBe(victim, node, now, displacing.oncePer)) continue
    const isOffer = victim.task.underWay?.isOffer === true && now === began && victim.displaced === undefined
    const there = victim.shape.candidates.find(({ instrument }) => instrument === candidate.instrument)
    if (!isOffer && there?.goesOnLater !== true) continue
    const loss = { candidate, victim, isOffer, progress: Math.max(0, now - victim.start) }
    if ((!best || losesLess(loss, best)) && isEnough(node, loss, now)) best = loss
  }
  return best
}

function mayBe(victim: Node, by: Node, now: number, oncePer: number): boolean {
  const { task, shape, tied, mates, displaced } = victim
  if (task.isUrgent === true || task.stays === true || shape.batch || tied.length > 0 || mates.length > 0)
    return false
  return !displaced || displaced.byJob !== by.task.jobId || now >= displaced.at + oncePer
}

/** Offers that nobody acted on lose nothing; then by priority, then by what may have to be done again. */
function losesLess(a: Loss, b: Loss): boolean {
  if (a.isOffer !== b.isOffer) return a.isOffer
  const [first, second] = [a.victim.task.level?.priority ?? 0, b.victim.task.level?.priority ?? 0]
  if (first !== second) return first < second
  if (a.progress !== b.progress) return a.progress < b.progress
  return a.candidate.instrument.given.id < b.candidate.instrument.given.id
}

/** Whether what the victim gives back is enough besides what is free. */
function isEnough(node: Node, { candidate, victim }: Loss, now: number): boolean {
  const { instrument, duration } = candidate
  if (clashOn(instrument, now, now + duration * node.left, node.key)) return false
  const back = ({ resource }: Use): number =>
    resource.returns.find(({ by }) => by === victim.task.id)?.amount ?? 0
  return node.uses.every(use => use.resource.free + back(use) >= use.amount)
}
