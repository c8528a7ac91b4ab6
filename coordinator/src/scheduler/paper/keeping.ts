import type { Course } from './course.ts'
import { headOf } from './queue.ts'
import { enter, isReservedBefore, shortOf, strike } from './timetable.ts'
import type { Group, Hold, Instrument, Node, Reservation, Resource } from './world.ts'

/** Chains without a reservation that are tried again when one is dropped. */
const HELD_UP = 16

/** Time that is kept for tasks: for certain, or against those that go after them. */
export class Keeping {
  readonly #course: Course
  /** First tasks of shapes that wait for their chain. */
  readonly #heldUp = new Set<Node>()

  constructor(course: Course) {
    this.#course = course
  }

  /** Time that is kept for a task for certain. */
  promise(holds: readonly Hold[]): void {
    for (const hold of holds) {
      const { node } = hold
      this.lift(node)
      this.#course.placed(node)
      node.promise = hold
      node.instrument = hold.instrument
      node.start = hold.from
      node.end = hold.to
      enter(hold)
      this.#course.at(hold.from, node.index, { kind: 'promise', node })
      this.outrank(node, hold.instrument, hold.key)
    }
  }

  /**
   * The time has come that was promised.
   * @returns what was
   * @throws Error where somebody else has it: what plans has a fault
   */
  redeem(node: Node): Hold | undefined {
    const { promise } = node
    if (!promise) return undefined
    strike(promise)
    node.promise = undefined
    const { now } = this.#course
    const short = shortOf(promise.uses, now, promise.to, Number.NEGATIVE_INFINITY)
    if (!promise.instrument.idle || short)
      throw new Error(
        `${node.task.id} was promised ${promise.instrument.given.id} at ${now}, and it is taken`,
      )
    return promise
  }

  /** Keeps time for a task that can't begin yet, against those that go after it. @returns whether it did */
  reserve(node: Node, holds: readonly Hold[]): boolean {
    const over = new Set<Resource | Group>()
    for (const { node: member, uses } of holds) {
      for (const { resource } of uses) over.add(resource)
      if (holds.length > 1) over.add(member.shape.group)
    }
    for (const kept of over) if (isReservedBefore(kept, node)) return false
    for (const { reservation } of over) if (reservation) this.#drop(reservation)
    const reservation: Reservation = {
      node,
      holds: holds.map(hold => ({ ...hold, hard: false })),
      over: [...over],
    }
    node.reservation = reservation
    for (const kept of over) kept.reservation = reservation
    for (const hold of reservation.holds) enter(hold)
    const from = holds.find(hold => hold.node === node)?.from ?? this.#course.now
    this.#course.at(from, node.index, { kind: 'retry', node })
    return true
  }

  /** Its chain is tried again when something that was kept is not any more. */
  holdUp(node: Node): void {
    this.#heldUp.add(node)
  }

  /** It is tried anew: nothing is kept for it meanwhile. */
  lift(node: Node): void {
    this.#heldUp.delete(node)
    if (node.reservation) this.#lift(node.reservation)
  }

  /** The time has come for which something was kept, or which is to be looked at again. */
  retry(node: Node): void {
    if (node.reservation) this.#drop(node.reservation)
    if (node.state === 'ready' && headOf(node.shape) === node) this.#course.ready.unpark(node.shape)
  }

  /** What is kept for tasks that go after this one, and may be in its way, is planned anew. */
  outrank(node: Node, instrument: Instrument, key: number): void {
    const dropped = new Set<Reservation>()
    const look = ({ hard, owner }: Hold) => {
      if (!hard && owner !== node && owner.reservation) dropped.add(owner.reservation)
    }
    for (const hold of instrument.holds) if (hold.key > key) look(hold)
    for (const { resource } of [...node.uses, ...instrument.uses])
      for (const { hold } of resource.holds) if (hold.key > key) look(hold)
    for (const reservation of dropped) this.#drop(reservation)
  }

  #drop(reservation: Reservation): void {
    const { ready, touched } = this.#course
    this.#lift(reservation)
    for (const { instrument, uses } of reservation.holds) {
      if (instrument.idle) ready.available(instrument)
      for (const { resource } of uses) touched.add(resource)
    }
    const { shape } = reservation.node
    if (shape.parkedAt === 'chain') ready.unpark(shape)
    let tried = 0
    for (const held of this.#heldUp) {
      if (tried++ >= HELD_UP) break
      this.#heldUp.delete(held)
      if (held.shape.parkedAt === 'chain') ready.unpark(held.shape)
    }
  }

  #lift(reservation: Reservation): void {
    for (const hold of reservation.holds) strike(hold)
    for (const kept of reservation.over) if (kept.reservation === reservation) kept.reservation = undefined
    reservation.node.reservation = undefined
  }
}
