import type { PaperCause } from './problem.ts'
import {
  type Group,
  type Hold,
  type Instrument,
  type Node,
  type Resource,
  type Return,
  type Use,
  usesAt,
} from './world.ts'

/** Where and when a task could be done. */
export interface Slot {
  readonly instrument: Instrument
  readonly from: number
  readonly to: number
  /** What it waited for last, from the moment that was asked for. */
  readonly cause: PaperCause | undefined
}

interface Clash {
  /** When it is over. */
  readonly until: number
  readonly cause: PaperCause
}

/** Steps that are looked for a slot on one instrument, so that no search goes on for long. */
const STEPS = 1_000

/** What keeps `[from, to)` on an instrument from a task of this key: a closed window, or what is kept for others. */
export function clashOn(instrument: Instrument, from: number, to: number, key: number): Clash | undefined {
  const { closed, holds } = instrument
  for (let i = instrument.nextClosed; i < closed.length; i++) {
    const window = closed[i]
    if (!window) break
    if (window.to <= from) continue
    if (window.from > from && window.from >= to) break
    if (window.from <= from || window.mayRunInto !== true)
      return { until: window.to, cause: { kind: 'time', at: window.to, why: 'closed' } }
  }
  for (const hold of holds) {
    if ((hold.hard || hold.key < key) && hold.from < to && hold.to > from)
      return {
        until: hold.to,
        cause: { kind: 'instrument', id: instrument.given.id, taskId: hold.node.task.id },
      }
  }
  return undefined
}

/** The first resource of which a task of this key would not have enough for `[from, to)`. */
export function shortOf(uses: readonly Use[], from: number, to: number, key: number): Resource | undefined {
  for (const use of uses) if (!isEnough(use, from, to, key)) return use.resource
  return undefined
}

function isEnough({ resource, amount, held }: Use, from: number, to: number, key: number): boolean {
  if (leftAt(resource, from, key) < amount) return false
  for (const { hold } of resource.holds) {
    if (!(hold.hard || hold.key < key) || hold.from <= from) continue
    // What it gives back is there again from its end on; what it uses up is not.
    const own = hold.from < to ? amount : amount - held
    if (own > 0 && leftAt(resource, hold.from, key) < own) return false
  }
  return true
}

/** How much nobody has at a moment, as far as is known now, and what is kept for others left out. */
function leftAt(resource: Resource, at: number, key: number): number {
  let left = resource.free
  for (const back of resource.returns) {
    if (back.at > at) break
    left += back.amount
  }
  for (const { hold, use } of resource.holds) {
    if ((hold.hard || hold.key < key) && hold.from <= at)
      left -= hold.to > at ? use.amount : use.amount - use.held
  }
  return left
}

/** The next moment at which there may be more of it. */
function nextReturn(resource: Resource, after: number): number {
  let next = resource.returns.find(({ at }) => at > after)?.at ?? Number.POSITIVE_INFINITY
  for (const { hold, use } of resource.holds)
    if (use.held > 0 && hold.to > after) next = Math.min(next, hold.to)
  return next
}

/** How much there will be, if all that is held comes back. */
export function allOf(resource: Resource): number {
  return resource.returns.reduce((sum, { amount }) => sum + amount, resource.free)
}

/**
 * Where a task ends first, begun in `[low, high]`; where that can't be, where it is begun first after it. Undefined: as
 * far as is known never.
 */
export function findSlot(node: Node, low: number, high: number, key: number): Slot | undefined {
  let best: Slot | undefined
  for (const candidate of node.shape.candidates) {
    const { instrument } = candidate
    const duration = candidate.duration * node.left
    if (best && best.from <= high) {
      // The quickest come first, so none after this one ends sooner.
      if (low + duration >= best.to) break
      if (!instrument.idle && instrument.freeAt + duration >= best.to) continue
    }
    const slot = slotOn(node, instrument, duration, low, key)
    if (slot && (!best || isBetter(slot, best, high))) best = slot
  }
  return best
}

function isBetter(slot: Slot, best: Slot, high: number): boolean {
  if (slot.from <= high !== best.from <= high) return slot.from <= high
  return slot.from <= high ? slot.to < best.to : slot.from < best.from
}

function slotOn(
  node: Node,
  instrument: Instrument,
  duration: number,
  low: number,
  key: number,
): Slot | undefined {
  const uses = usesAt(node, instrument)
  let from = low
  let cause: PaperCause | undefined
  if (!instrument.idle && instrument.freeAt > low) {
    from = instrument.freeAt
    cause = { kind: 'instrument', id: instrument.given.id, taskId: instrument.lastTask }
  }
  for (let step = 0; step < STEPS && from < Number.POSITIVE_INFINITY; step++) {
    const clash = clashOn(instrument, from, from + duration, key)
    if (clash) {
      from = clash.until
      cause = clash.cause
      continue
    }
    const short = shortOf(uses, from, from + duration, key)
    if (!short) return { instrument, from, to: from + duration, cause }
    const next = nextReturn(short, from)
    cause = { kind: 'resource', id: short.given.id, taskId: returnedBy(short, next) }
    from = next
  }
  return undefined
}

function returnedBy(resource: Resource, at: number): string | undefined {
  return (
    resource.returns.find(back => back.at === at)?.by ??
    resource.holds.find(({ hold }) => hold.to === at)?.hold.node.task.id
  )
}

export function enter(hold: Hold): void {
  hold.instrument.holds.push(hold)
  for (const use of hold.uses) use.resource.holds.push({ hold, use })
}

export function strike(hold: Hold): void {
  const { holds } = hold.instrument
  const at = holds.indexOf(hold)
  if (at >= 0) holds.splice(at, 1)
  for (const { resource } of hold.uses) {
    const place = resource.holds.findIndex(entry => entry.hold === hold)
    if (place >= 0) resource.holds.splice(place, 1)
  }
}

/** Whether one that goes before the task has put it by. */
export function isReservedBefore({ reservation }: Resource | Group, node: Node): boolean {
  return reservation !== undefined && reservation.node.key < node.key
}

/** Puts it in its place by time. */
export function insertReturn(returns: Return[], back: Return): void {
  let low = 0
  let high = returns.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((returns[middle]?.at ?? 0) <= back.at) low = middle + 1
    else high = middle
  }
  returns.splice(low, 0, back)
}
