import { chainOf, mustSettle, place } from './chain.ts'
import { Heap } from './heap.ts'
import type { PaperCandidate, PaperCause, PaperTask } from './problem.ts'
import { headOf, Ready } from './queue.ts'
import { allOf, clashOn, enter, insertReturn, isReservedBefore, shortOf, strike } from './timetable.ts'
import type { Candidate, Group, Hold, Instrument, Node, Reservation, Resource, World } from './world.ts'
import { reset } from './world.ts'

/** Which of the instruments that a task could begin on now it goes to. @returns one of their names */
export type Choice = (task: PaperTask, free: readonly PaperCandidate[]) => string

export interface PlayOptions {
  /** The key of each task by its index, lower first, no two alike; else the tasks' ranks decide. */
  readonly keys?: Float64Array | undefined
  /** The band of each task by its index: inside a band, who is ready first goes first. */
  readonly arrivalIn?: Int32Array | undefined
  /**
   * Whether (1) an instrument is kept for the task, by its index, as soon as all it needs has begun, against those that
   * go after it. Else no instrument stands idle for what is not ready.
   */
  readonly keepFor?: Uint8Array | undefined
  /** Tasks that must have ended before the task of that index begins, besides what it needs. */
  readonly after?: readonly (Node | undefined)[] | undefined
  /** Else that on which it ends first. */
  readonly choose?: Choice | undefined
}

type Event =
  | { readonly kind: 'end' | 'ready' | 'retry' | 'promise'; readonly node: Node }
  | { readonly kind: 'return'; readonly resource: Resource }
  | { readonly kind: 'open'; readonly instrument: Instrument }

/** At one moment: first what ends, then what begins. */
const TURN = { end: 0, return: 1, open: 2, ready: 3, retry: 4, promise: 5 } as const
const TURNS = 2 ** 32
/** How often a chain is put off before its time is settled, so that no two put each other off for ever. */
const PUTTINGS = 8
/** Chains without a reservation that are tried again when one is dropped. */
const HELD_UP = 16

/** Plays a world through from `now`, until nothing more can begin. What was done stands in its nodes. */
export function play(world: World, now: number, options: PlayOptions = {}): void {
  reset(world, now)
  new Play(world, now, options).run()
}

class Play {
  readonly #world: World
  readonly #options: PlayOptions
  readonly #events = new Heap<Event>()
  readonly #ready = new Ready()
  readonly #touched = new Set<Resource>()
  /** Shapes whose first task waits for its chain. */
  readonly #heldUp = new Set<Node>()
  /** What waits only for its turn. */
  readonly #next = new Map<Node, Node>()
  readonly #began: number
  #now: number
  #left: number
  #arrivals = 0

  constructor(world: World, now: number, options: PlayOptions) {
    this.#world = world
    this.#options = options
    this.#began = now
    this.#now = now
    this.#left = world.nodes.length
  }

  run(): void {
    this.#prepare()
    this.#dispatch()
    while (this.#left > 0 && this.#events.size > 0) {
      this.#now = this.#events.firstKey
      while (this.#events.firstKey === this.#now) this.#handle(this.#events.pop())
      this.#dispatch()
    }
  }

  #prepare(): void {
    const { nodes, instruments, resources, promised } = this.#world
    const { keys, keepFor, after = [] } = this.#options
    for (const instrument of instruments) {
      if (!instrument.idle && instrument.freeAt < Number.POSITIVE_INFINITY)
        this.#at(instrument.freeAt, instrument.index, { kind: 'open', instrument })
      this.#untilOpen(instrument)
    }
    for (const resource of resources)
      for (const { at } of resource.returns) this.#at(at, resource.index, { kind: 'return', resource })
    if (keys) for (const node of nodes) node.key = keys[node.index] ?? node.index
    for (const node of nodes) {
      if (node.never) this.#left--
      node.openNeeds = node.needs.reduce((count, need) => count + (need.node ? 1 : 0), 0)
    }
    for (const [index, node] of after.entries()) {
      const next = nodes[index]
      if (!node || !next) continue
      next.openNeeds++
      this.#next.set(node, next)
    }
    for (const node of promised) {
      if (node.state !== 'waiting' || node.never) continue
      const chain = chainOf(node)
      const placing = chain && place(chain, this.#now, node)
      if (placing) this.#promise(placing.holds)
    }
    for (const node of nodes) {
      if (node.openNeeds > 0) continue
      this.#whenReady(node)
      if (keepFor) this.#keepFor(node, keepFor)
    }
  }

  #at(time: number, index: number, event: Event): void {
    this.#events.push(time, TURN[event.kind] * TURNS + index, event)
  }

  #handle(event: Event | undefined): void {
    if (!event) return
    if (event.kind === 'end') this.#end(event.node)
    else if (event.kind === 'return') this.#giveBack(event.resource)
    else if (event.kind === 'open') this.#open(event.instrument)
    else if (event.kind === 'ready') this.#addReady(event.node)
    else if (event.kind === 'retry') this.#retry(event.node)
    else this.#keepPromise(event.node)
  }

  #dispatch(): void {
    this.#ready.nextMoment()
    for (const resource of this.#touched) this.#ready.wake(resource)
    this.#touched.clear()
    for (let node = this.#ready.next(); node; node = this.#ready.next()) {
      const { wokenBy } = node.shape
      node.shape.wokenBy = undefined
      this.#try(node)
      this.#ready.list(node.shape)
      if (wokenBy) this.#ready.wake(wokenBy)
      for (const resource of this.#touched) this.#ready.wake(resource)
      this.#touched.clear()
    }
  }

  #try(node: Node): void {
    if (node.reservation) this.#lift(node.reservation)
    this.#heldUp.delete(node)
    const chain = node.tied.length > 0
    if (chain) this.#tryChain(node)
    else this.#tryAlone(node)
  }

  #tryAlone(node: Node): void {
    const { shape } = node
    const candidate = this.#choose(node)
    if (!candidate) {
      this.#ready.park(shape, 'unfit')
      return
    }
    const end = this.#now + candidate.duration
    const short = shortOf(shape.uses, this.#now, end, node.key)
    if (!short) {
      this.#begin(node, candidate.instrument, end, this.#causeOf(node, candidate.instrument))
      return
    }
    const use = shape.uses.find(({ resource }) => resource === short)
    if (use && allOf(short) < use.amount) {
      this.#never(node, { kind: 'resource', id: short.given.id })
      return
    }
    shape.obstacle = { kind: 'resource', id: short.given.id, taskId: short.last?.by }
    this.#ready.park(shape, short)
    if (shape.uses.some(({ resource }) => isReservedBefore(resource, node))) return
    const placing = place([node], this.#now, node)
    if (placing) this.#reserve(node, placing.holds)
  }

  /** Of the idle ones it fits on, the quickest; or what the caller chooses. */
  #choose(node: Node): Candidate | undefined {
    const { choose } = this.#options
    const fitting: Candidate[] = []
    let obstacle: PaperCause | undefined
    for (const candidate of node.shape.candidates) {
      if (!candidate.instrument.idle) continue
      const clash = clashOn(candidate.instrument, this.#now, this.#now + candidate.duration, node.key)
      if (!clash) {
        if (!choose) return candidate
        fitting.push(candidate)
      } else obstacle ??= clash.cause
    }
    node.shape.obstacle = obstacle
    if (!choose || fitting.length === 0) return undefined
    const named = fitting.map(({ instrument, duration }) => ({ instrumentId: instrument.given.id, duration }))
    const chosen = choose(node.task, named)
    return fitting.find(({ instrument }) => instrument.given.id === chosen) ?? fitting[0]
  }

  /** Begins it only if all that must follow it within a time can, on paper. */
  #tryChain(node: Node): void {
    const chain = chainOf(node)
    const placing = chain && place(chain, this.#now, node)
    const own = placing?.holds.find(hold => hold.node === node)
    if (
      placing &&
      own &&
      (own.from <= this.#now || mustSettle(node, placing.holds) || ++node.puttings > PUTTINGS)
    ) {
      const cause = this.#causeOf(node, own.instrument)
      const atOnce = own.from <= this.#now
      this.#promise(atOnce ? placing.holds.filter(hold => hold !== own) : placing.holds)
      if (atOnce) this.#begin(node, own.instrument, own.to, cause)
      return
    }
    this.#ready.park(node.shape, 'chain')
    if (placing && own) {
      node.shape.obstacle = own.cause
      if (!this.#reserve(node, placing.holds)) {
        this.#heldUp.add(node)
        this.#at(own.from, node.index, { kind: 'retry', node })
      }
    } else if (this.#events.size > 0) this.#at(this.#events.firstKey, node.index, { kind: 'retry', node })
  }

  #causeOf(node: Node, instrument: Instrument): PaperCause | undefined {
    if (node.readyAt >= this.#now) return node.readyAt > this.#began ? node.readyBy : undefined
    const { obstacle, uses } = node.shape
    if (node.tied.length > 0 && obstacle) return obstacle
    const byInstrument = { kind: 'instrument', id: instrument.given.id, taskId: instrument.lastTask } as const
    if (instrument.freeAt === this.#now) return byInstrument
    for (const { resource } of uses) {
      if (resource.last?.at === this.#now)
        return { kind: 'resource', id: resource.given.id, taskId: resource.last.by }
    }
    return obstacle ?? byInstrument
  }

  #begin(node: Node, instrument: Instrument, end: number, cause: PaperCause | undefined): void {
    node.state = 'begun'
    node.instrument = instrument
    node.start = this.#now
    node.end = end
    node.blockedBy = cause
    node.shape.obstacle = undefined
    this.#left--
    instrument.idle = false
    instrument.freeAt = end
    instrument.lastTask = node.task.id
    for (const { resource, amount, held } of node.shape.uses) {
      resource.free -= amount
      if (held > 0) insertReturn(resource.returns, { at: end, amount: held, by: node.task.id })
    }
    this.#at(end, node.index, { kind: 'end', node })
    this.#outrank(node, instrument, node.key)
    for (const group of instrument.groups) if (--group.idle === 0) this.#ready.full(group)
    if (this.#options.keepFor)
      for (const follower of node.followers) this.#keepFor(follower, this.#options.keepFor)
  }

  #keepFor(node: Node, keepFor: Uint8Array): void {
    const wanted = keepFor[node.index] === 1 && node.state === 'waiting' && !node.reservation
    const chain = wanted && !node.never && node.tied.length === 0 ? chainOf(node) : undefined
    if (chain?.length !== 1) return
    const placing = place(chain, this.#now, node)
    if (placing) this.#reserve(node, placing.holds)
  }

  #end(node: Node): void {
    const { instrument } = node
    if (!instrument) return
    instrument.idle = true
    for (const group of instrument.groups) group.idle++
    this.#ready.available(instrument)
    for (const { resource } of node.shape.uses) this.#giveBack(resource)
    for (const follower of node.followers) if (--follower.openNeeds === 0) this.#whenReady(follower)
    const next = this.#next.get(node)
    if (next && --next.openNeeds === 0) this.#whenReady(next)
  }

  #giveBack(resource: Resource): void {
    for (let back = resource.returns[0]; back && back.at <= this.#now; back = resource.returns[0]) {
      resource.returns.shift()
      resource.free += back.amount
      resource.last = back
      this.#touched.add(resource)
    }
  }

  #open(instrument: Instrument): void {
    if (
      !instrument.idle &&
      instrument.lastTask === instrument.given.heldBy &&
      instrument.freeAt <= this.#now
    ) {
      instrument.idle = true
      for (const group of instrument.groups) group.idle++
    }
    this.#untilOpen(instrument)
    if (instrument.idle) this.#ready.available(instrument)
  }

  /** Looks again when the window that is on, or comes next, is over. */
  #untilOpen(instrument: Instrument): void {
    const { closed } = instrument
    const before = instrument.nextClosed
    while ((closed[instrument.nextClosed]?.to ?? Number.POSITIVE_INFINITY) <= this.#now)
      instrument.nextClosed++
    const next = closed[instrument.nextClosed]
    if (next && (instrument.nextClosed > before || this.#now === this.#began))
      this.#at(next.to, instrument.index, { kind: 'open', instrument })
  }

  /** All it needs has ended: from when on it may begin. */
  #whenReady(node: Node): void {
    if (node.state !== 'waiting' || node.never) return
    const { earliest } = node.task
    let at = this.#began
    let cause: PaperCause | undefined
    if (earliest > at) {
      at = earliest
      cause = { kind: 'time', at, why: 'earliest' }
    }
    for (const need of node.needs) {
      const from = (need.node?.end ?? need.endedAt) + need.minWait
      if (from < at || (from === at && cause)) continue
      at = from
      cause = need.minWait > 0 ? { kind: 'time', at, why: 'min-wait' } : { kind: 'task', id: need.id }
    }
    node.readyAt = at
    node.readyBy = cause
    if (at <= this.#now) this.#addReady(node)
    else this.#at(at, node.index, { kind: 'ready', node })
  }

  #addReady(node: Node): void {
    if (node.state !== 'waiting') return
    const { arrivalIn } = this.#options
    if (arrivalIn) node.key = (arrivalIn[node.index] ?? 0) * 2 ** 26 + this.#arrivals++
    this.#ready.add(node)
  }

  #never(node: Node, never: Node['never']): void {
    node.never = never
    this.#left--
  }

  /** Time that is kept for a task for certain. */
  #promise(holds: readonly Hold[]): void {
    for (const hold of holds) {
      const { node } = hold
      if (node.reservation) this.#lift(node.reservation)
      node.state = 'placed'
      node.promise = hold
      node.instrument = hold.instrument
      node.start = hold.from
      node.end = hold.to
      enter(hold)
      this.#at(hold.from, node.index, { kind: 'promise', node })
      this.#outrank(node, hold.instrument, hold.key)
    }
  }

  #keepPromise(node: Node): void {
    const { promise } = node
    if (!promise) return
    strike(promise)
    node.promise = undefined
    const short = shortOf(node.shape.uses, this.#now, promise.to, Number.NEGATIVE_INFINITY)
    if (!promise.instrument.idle || short)
      throw new Error(
        `${node.task.id} was promised ${promise.instrument.given.id} at ${this.#now}, and it is taken`,
      )
    this.#begin(node, promise.instrument, promise.to, promise.cause)
  }

  /** Keeps time for a task that can't begin yet, against those that go after it. @returns whether it did */
  #reserve(node: Node, holds: readonly Hold[]): boolean {
    const over = new Set<Resource | Group>()
    for (const { node: member } of holds) {
      for (const { resource } of member.shape.uses) over.add(resource)
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
    const from = holds.find(hold => hold.node === node)?.from ?? this.#now
    this.#at(from, node.index, { kind: 'retry', node })
    return true
  }

  #retry(node: Node): void {
    if (node.reservation) this.#drop(node.reservation)
    if (node.state === 'ready' && headOf(node.shape) === node) this.#ready.unpark(node.shape)
  }

  /** What is kept for tasks that go after this one, and may be in its way, is planned anew. */
  #outrank(node: Node, instrument: Instrument, key: number): void {
    const dropped = new Set<Reservation>()
    const look = ({ hard, owner }: Hold) => {
      if (!hard && owner !== node && owner.reservation) dropped.add(owner.reservation)
    }
    for (const hold of instrument.holds) if (hold.key > key) look(hold)
    for (const { resource } of node.shape.uses)
      for (const { hold } of resource.holds) if (hold.key > key) look(hold)
    for (const reservation of dropped) this.#drop(reservation)
  }

  #drop(reservation: Reservation): void {
    this.#lift(reservation)
    for (const { instrument, node } of reservation.holds) {
      if (instrument.idle) this.#ready.available(instrument)
      for (const { resource } of node.shape.uses) this.#touched.add(resource)
    }
    const { shape } = reservation.node
    if (shape.parkedAt === 'chain') this.#ready.unpark(shape)
    let tried = 0
    for (const held of this.#heldUp) {
      if (tried++ >= HELD_UP) break
      this.#heldUp.delete(held)
      if (held.shape.parkedAt === 'chain') this.#ready.unpark(held.shape)
    }
  }

  #lift(reservation: Reservation): void {
    for (const hold of reservation.holds) strike(hold)
    for (const kept of reservation.over) if (kept.reservation === reservation) kept.reservation = undefined
    reservation.node.reservation = undefined
  }
}
