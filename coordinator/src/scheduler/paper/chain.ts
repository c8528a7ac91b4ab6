import type { PaperCause } from './problem.ts'
import { enter, findSlot, type Slot, strike } from './timetable.ts'
import { type Hold, type Need, type Node, usesAt } from './world.ts'

/** Tasks that are planned together, because some of them must follow others within a time. In the order of their needs. */
export type Chain = readonly Node[]

/** More than so many are not planned together. */
const LONGEST = 64
/** How often a beginning is put off because a follower would come too late. */
const ROUNDS = 200

/**
 * A task, those that must follow it within a time, and what these need besides and nobody has planned yet. Undefined
 * where they are too many, or can't be put in order.
 */
export function chainOf(first: Node): Chain | undefined {
  if (first.tied.length === 0 && first.needs.every(isKnown)) return [first]
  const members = new Set([first])
  for (const member of members) {
    for (const next of member.tied) if (isOpen(next)) members.add(next)
    for (const { node } of member.needs) if (node && isOpen(node)) members.add(node)
    if (members.size > LONGEST) return undefined
  }
  for (const member of members)
    if (member.needs.some(need => !isKnown(need) && !hasMember(members, need))) return undefined
  return inOrder(members)
}

const isOpen = (node: Node): boolean => node.state === 'waiting' || node.state === 'ready'
const hasMember = (members: ReadonlySet<Node>, need: Need): boolean =>
  need.node !== undefined && members.has(need.node)

/** Whether its end is known. */
function isKnown({ node, endedAt }: Need): boolean {
  return node ? !isOpen(node) : endedAt < Number.POSITIVE_INFINITY
}

function inOrder(members: ReadonlySet<Node>): Chain | undefined {
  const sorted = new Set<Node>()
  const left = new Set([...members].sort((a, b) => a.index - b.index))
  while (left.size > 0) {
    const before = left.size
    for (const node of left) {
      if (node.needs.some(need => hasMember(left, need))) continue
      left.delete(node)
      sorted.add(node)
    }
    if (left.size === before) return undefined
  }
  return [...sorted]
}

/** When each of them would be done. `late`: a maximum wait that can't be kept, as what it is counted from can't be put off. */
export interface Placing {
  readonly holds: readonly Hold[]
  readonly late: boolean
}

/**
 * Places a chain as early as its waits allow, by what is known now. Nothing is kept: the holds are for the caller to
 * enter.
 *
 * @param owner the task for whose sake it is done
 * @returns undefined where no place is found
 */
export function place(chain: Chain, now: number, owner: Node): Placing | undefined {
  const putOff: PutOff = new Map()
  for (let round = 0; round < ROUNDS; round++) {
    const tried = placeOnce(chain, now, owner, putOff)
    if (tried !== 'again') return tried
  }
  return undefined
}

type PutOff = Map<Node, { until: number; cause: PaperCause | undefined }>

function placeOnce(chain: Chain, now: number, owner: Node, putOff: PutOff): Placing | undefined | 'again' {
  const entered = new Map<Node, Hold>()
  const { key } = owner
  let late = false
  try {
    for (const node of chain) {
      const { low, cause } = lowOf(node, now, entered, putOff)
      const high = highOf(node, entered)
      const slot = findSlot(node, low, Math.max(low, high), key)
      if (!slot) return undefined
      if (slot.from > high) {
        if (delay(node, slot, entered, putOff)) return 'again'
        late = true
      }
      const { instrument, from, to } = slot
      const uses = usesAt(node, instrument)
      const hold: Hold = {
        node,
        instrument,
        from,
        to,
        uses,
        hard: true,
        key,
        owner,
        cause: slot.cause ?? cause,
      }
      enter(hold)
      entered.set(node, hold)
    }
    return { holds: [...entered.values()], late }
  } finally {
    for (const hold of entered.values()) strike(hold)
  }
}

function endOf(need: Need, entered: ReadonlyMap<Node, Hold>): number {
  if (!need.node) return need.endedAt
  return entered.get(need.node)?.to ?? need.node.end
}

/** From when on it could be begun if all were free, and what decides that. */
function lowOf(node: Node, now: number, entered: ReadonlyMap<Node, Hold>, putOff: PutOff) {
  let low = now
  let cause: PaperCause | undefined
  if (node.task.earliest > low) {
    low = node.task.earliest
    cause = { kind: 'time', at: low, why: 'earliest' }
  }
  for (const need of node.needs) {
    const from = endOf(need, entered) + need.minWait
    if (from <= low) continue
    low = from
    cause = need.minWait > 0 ? { kind: 'time', at: from, why: 'min-wait' } : { kind: 'task', id: need.id }
  }
  const pushed = putOff.get(node)
  return pushed && pushed.until > low ? { low: pushed.until, cause: pushed.cause } : { low, cause }
}

function highOf(node: Node, entered: ReadonlyMap<Node, Hold>): number {
  return node.needs.reduce(
    (high, need) => Math.min(high, endOf(need, entered) + need.maxWait),
    Number.POSITIVE_INFINITY,
  )
}

/** Puts off what a task would follow too late. @returns whether anything could be put off */
function delay(node: Node, slot: Slot, entered: ReadonlyMap<Node, Hold>, putOff: PutOff): boolean {
  let done = false
  for (const need of node.needs) {
    const hold = need.node && entered.get(need.node)
    const over = slot.from - (endOf(need, entered) + need.maxWait)
    if (!hold || over <= 0) continue
    const cause = slot.cause ?? hold.cause
    putOff.set(hold.node, {
      until: hold.from + over,
      cause: cause && { ...cause, follower: cause.follower ?? node.task.id },
    })
    done = true
  }
  return done
}

/** Whether a follower needs others besides that have not begun: they must know of each other when to begin. */
export function mustSettle(node: Node, holds: readonly Hold[]): boolean {
  const members = new Set(holds.map(hold => hold.node))
  return holds.some(
    hold => hold.node !== node && !hold.node.needs.some(need => need.node && members.has(need.node)),
  )
}
