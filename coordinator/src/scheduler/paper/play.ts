import { firstOf, fitting, holdOver, mostEver, PASSED_OVER, takenBy, takenInRun } from './batch.ts'
import { chainOf, mustSettle, place } from './chain.ts'
import { causeOf, chosen } from './choose.ts'
import { Course } from './course.ts'
import { mayDisplace, toDisplace } from './displace.ts'
import { Keeping } from './keeping.ts'
import type { PlayOptions } from './play-options.ts'
import type { PaperBatch, PaperCause } from './problem.ts'
import { allOf, isReservedBefore, shortOf } from './timetable.ts'
import type { Candidate, Instrument, Node, Resource, Use, World } from './world.ts'
import { reset } from './world.ts'

/** How often a chain is put off before its time is settled, so that no two put each other off for ever. */
const PUTTINGS = 8
const ALONE: readonly Node[] = []

/** Plays a world through from `now`, until nothing more can begin. What was done stands in its nodes. */
export function play(world: World, now: number, options: PlayOptions = {}): void {
  reset(world, now)
  new Play(world, now, options).run()
}

/** Decides, moment by moment, what begins where. */
class Play {
  readonly #world: World
  readonly #options: PlayOptions
  readonly #course: Course
  readonly #keeping: Keeping
  /** What waits only for its turn. */
  readonly #next = new Map<Node, Node>()
  /** What may displace others, and waits. */
  readonly #urgent = new Set<Node>()
  #arrivals = 0

  constructor(world: World, now: number, options: PlayOptions) {
    this.#world = world
    this.#options = options
    this.#course = new Course(world, now)
    this.#keeping = new Keeping(this.#course)
  }

  get #now(): number {
    return this.#course.now
  }

  run(): void {
    const course = this.#course
    this.#prepare()
    this.#dispatch()
    while (course.left > 0 && course.nextAt < Number.POSITIVE_INFINITY) {
      for (const event of course.nextMoment()) {
        if (event.kind === 'end') this.#end(event.node)
        else if (event.kind === 'return') course.giveBack(event.resource)
        else if (event.kind === 'open') course.open(event.instrument)
        else if (event.kind === 'ready') this.#addReady(event.node)
        else if (event.kind === 'retry') this.#keeping.retry(event.node)
        else this.#keepPromise(event.node)
      }
      this.#dispatch()
    }
  }

  #prepare(): void {
    const { nodes, instruments, resources, promised } = this.#world
    const { keys, keepFor } = this.#options
    const course = this.#course
    for (const instrument of instruments) {
      if (!instrument.idle && instrument.freeAt < Number.POSITIVE_INFINITY)
        course.at(instrument.freeAt, instrument.index, { kind: 'open', instrument })
      course.untilOpen(instrument)
    }
    for (const resource of resources)
      for (const { at } of resource.returns) course.at(at, resource.index, { kind: 'return', resource })
    for (const node of nodes) {
      if (keys) node.place = keys[node.index] ?? node.index
      this.#prepareNode(node)
    }
    this.#putInTurn()
    for (const node of promised) {
      if (node.state !== 'waiting' || node.never) continue
      const chain = chainOf(node)
      const placing = chain && place(chain, this.#now, node)
      if (placing) this.#keeping.promise(placing.holds)
    }
    for (const node of nodes) {
      if (node.openNeeds > 0) continue
      this.#whenReady(node)
      if (keepFor) this.#keepFor(node, keepFor)
    }
  }

  #prepareNode(node: Node): void {
    const { underWay } = node.task
    if (node.never) this.#course.left--
    else if (underWay && node.underWayAt)
      this.#course.isUnderWay(node, node.underWayAt, underWay.since, underWay.until)
    node.openNeeds = node.needs.reduce((count, need) => count + (need.node ? 1 : 0), 0)
  }

  #putInTurn(): void {
    for (const [index, node] of (this.#options.after ?? []).entries()) {
      const next = this.#world.nodes[index]
      if (!node || !next) continue
      next.openNeeds++
      this.#next.set(node, next)
    }
  }

  #dispatch(): void {
    this.#course.ready.nextMoment()
    this.#course.wakeTouched()
    do this.#beginAll()
    while (this.#displace())
  }

  #beginAll(): void {
    const { ready } = this.#course
    for (let node = ready.next(); node; node = ready.next()) {
      const { wokenBy } = node.shape
      node.shape.wokenBy = undefined
      this.#try(node)
      ready.list(node.shape)
      if (wokenBy) ready.wake(wokenBy)
      this.#course.wakeTouched()
    }
  }

  #try(node: Node): void {
    const { batch } = node.shape
    this.#keeping.lift(node)
    if (batch) this.#tryBatch(node, batch)
    else if (node.tied.length > 0) this.#tryChain(node)
    else if (node.mates.length > 0) this.#tryTogether(node)
    else this.#tryAlone(node)
  }

  #tryAlone(node: Node): void {
    const candidate = this.#choose(node)
    if (candidate) return this.#beginOrReserve(node, candidate, ALONE)
    this.#course.ready.park(node.shape, 'unfit')
  }

  /** Urgent work that could not begin has the instrument of what goes on later. @returns whether any has */
  #displace(): boolean {
    for (const node of this.#urgent) {
      if (node.state !== 'ready') this.#urgent.delete(node)
      const displacing =
        node.state === 'ready' && toDisplace(node, this.#now, this.#course.began, this.#world)
      if (!displacing) continue
      const { victim, isOffer } = displacing
      const { instrument, duration } = displacing.candidate
      const cause = { kind: 'instrument', id: instrument.given.id, taskId: victim.task.id } as const
      this.#keeping.lift(node)
      this.#course.displace(victim, instrument, node, isOffer)
      this.#begin(node, instrument, this.#now + duration * node.left, cause)
      this.#course.ready.list(node.shape)
      this.#course.wakeTouched()
      return true
    }
    return false
  }

  /** At an instrument that is free: begins it, if all that it needs besides is there; else this is put by for it. */
  #beginOrReserve(node: Node, candidate: Candidate, members: readonly Node[]): void {
    const { uses } = node
    const end = this.#now + candidate.duration * node.left
    const short = shortOf(uses, this.#now, end, node.key)
    if (short) return this.#putBy(node, uses, short)
    this.#begin(node, candidate.instrument, end, this.#causeOf(node, candidate.instrument), members)
  }

  /** What it needs is put by for it, as far as nobody who goes before has done so. */
  #putBy(node: Node, uses: readonly Use[], short: Resource): void {
    const { shape } = node
    if (this.#isTooLittle(node, uses, short)) return
    shape.obstacle = { kind: 'resource', id: short.given.id, taskId: short.last?.by }
    this.#course.ready.park(shape, short)
    if (uses.some(({ resource }) => isReservedBefore(resource, node))) return
    const placing = place([node], this.#now, node)
    if (placing) this.#keeping.reserve(node, placing.holds)
  }

  /** There will never be so much. */
  #isTooLittle(node: Node, uses: readonly Use[], short: Resource): boolean {
    const use = uses.find(({ resource }) => resource === short)
    if (!use || allOf(short) >= use.amount) return false
    this.#course.never(node, { kind: 'resource', id: short.given.id })
    return true
  }

  #choose(node: Node, taken?: ReadonlySet<Instrument>): Candidate | undefined {
    return chosen(node, this.#now, this.#options.choose, taken)
  }

  /** Begins it with as many of its batch as go into one run, once so many are there or the first has waited long enough. */
  #tryBatch(node: Node, batch: PaperBatch): void {
    const { shape } = node
    const { ready } = this.#course
    const there = firstOf(shape, batch.size + PASSED_OVER)
    const least = holdOver(there, batch) <= this.#now ? batch.atLeast : batch.size
    if (there.length < least) return this.#gather(node, holdOver(there, batch))
    const candidate = this.#choose(node)
    if (!candidate) return ready.park(shape, 'unfit')
    const end = this.#now + candidate.duration
    const run = fitting(there, batch.size, uses => !shortOf(uses, this.#now, end, node.key))
    const over = holdOver(run, batch)
    const isEnough = run.length >= (over <= this.#now ? batch.atLeast : batch.size)
    const [first = node, ...members] = isEnough ? run : there
    // Where it is there for too few, as much is put by as most of them could have.
    first.uses = takenInRun(isEnough ? run : mostEver(there, batch))
    const short = isEnough ? undefined : shortOf(first.uses, this.#now, end, first.key)
    if (short) this.#putBy(first, first.uses, short)
    else if (!isEnough) return this.#gather(first, over)
    else if (first.tied.length > 0) this.#tryChain(first, members)
    else this.#beginOrReserve(first, candidate, members)
    if (first.state === 'begun') return
    first.uses = first.own
    if (over > this.#now && over < Number.POSITIVE_INFINITY)
      this.#course.at(over, first.index, retryOf(first))
  }

  /** Nothing of it is begun until another comes, or then. */
  #gather(node: Node, until: number): void {
    node.uses = node.own
    this.#course.ready.park(node.shape, 'batch')
    if (until > this.#now) this.#course.at(until, node.index, retryOf(node))
  }

  /** Begins it with its mates, if there is an instrument for each of them. */
  #tryTogether(node: Node): void {
    const { ready } = this.#course
    const taken = new Map<Instrument, { readonly mate: Node; readonly candidate: Candidate }>()
    for (const mate of [node, ...node.mates.filter(one => one !== node)]) {
      const candidate = mate.state === 'ready' ? this.#choose(mate, new Set(taken.keys())) : undefined
      if (!candidate) return ready.park(node.shape, 'unfit')
      taken.set(candidate.instrument, { mate, candidate })
    }
    const runs = [...taken.values()]
    const end = this.#now + Math.max(...runs.map(({ candidate }) => candidate.duration))
    const uses = takenBy([...runs.map(({ mate }) => mate.uses), ...[...taken.keys()].map(one => one.uses)])
    const short = shortOf(uses, this.#now, end, node.key)
    if (short) {
      if (this.#isTooLittle(node, uses, short)) return
      node.shape.obstacle = { kind: 'resource', id: short.given.id, taskId: short.last?.by }
      return ready.park(node.shape, short)
    }
    const cause = this.#causeOf(node, [...taken.keys()][0])
    for (const { mate, candidate } of runs) {
      this.#keeping.lift(mate)
      this.#begin(mate, candidate.instrument, this.#now + candidate.duration * mate.left, cause)
    }
  }

  /** Begins it only if all that must follow it within a time can, on paper. */
  #tryChain(node: Node, members = ALONE): void {
    const { ready } = this.#course
    const chain = chainOf(node)
    const placing = chain && place(chain, this.#now, node)
    const own = placing?.holds.find(hold => hold.node === node)
    const atOnce = own !== undefined && own.from <= this.#now
    // Who is in a run with others is not known before it begins.
    const maySettle = placing !== undefined && !atOnce && members.length === 0
    const isSettled = maySettle && (mustSettle(node, placing.holds) || ++node.puttings > PUTTINGS)
    if (placing && own && (atOnce || isSettled)) {
      const cause = this.#causeOf(node, own.instrument)
      this.#keeping.promise(atOnce ? placing.holds.filter(hold => hold !== own) : placing.holds)
      if (atOnce) this.#begin(node, own.instrument, own.to, cause, members)
      return
    }
    ready.park(node.shape, 'chain')
    if (placing && own) {
      node.shape.obstacle = own.cause
      if (!this.#keeping.reserve(node, placing.holds)) {
        this.#keeping.holdUp(node)
        this.#course.at(own.from, node.index, retryOf(node))
      }
    } else if (this.#course.nextAt < Number.POSITIVE_INFINITY)
      this.#course.at(this.#course.nextAt, node.index, retryOf(node))
  }

  #causeOf(node: Node, instrument: Instrument | undefined): PaperCause | undefined {
    return causeOf(node, instrument, this.#now, this.#course.began)
  }

  #begin(
    node: Node,
    instrument: Instrument,
    end: number,
    cause: PaperCause | undefined,
    members = ALONE,
  ): void {
    const { keepFor } = this.#options
    this.#course.begin(node, instrument, end, cause, members)
    this.#keeping.outrank(node, instrument, node.key)
    if (keepFor) for (const follower of node.followers) this.#keepFor(follower, keepFor)
  }

  #keepFor(node: Node, keepFor: Uint8Array): void {
    const wanted = keepFor[node.index] === 1 && node.state === 'waiting' && !node.reservation
    const chain = wanted && !node.never && node.tied.length === 0 ? chainOf(node) : undefined
    if (chain?.length !== 1) return
    const placing = place(chain, this.#now, node)
    if (placing) this.#keeping.reserve(node, placing.holds)
  }

  #end(node: Node): void {
    if (!this.#course.end(node)) return
    for (const each of [node, ...node.members])
      for (const follower of each.followers) if (--follower.openNeeds === 0) this.#whenReady(follower)
    const next = this.#next.get(node)
    if (next && --next.openNeeds === 0) this.#whenReady(next)
  }

  /** All it needs has ended: from when on it may begin. */
  #whenReady(node: Node): void {
    if (node.state !== 'waiting' || node.never) return
    const { earliest } = node.task
    let at = this.#course.began
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
    else this.#course.at(at, node.index, { kind: 'ready', node })
  }

  #addReady(node: Node): void {
    if (node.state !== 'waiting') return
    const { arrivalIn } = this.#options
    if (arrivalIn) node.place = (arrivalIn[node.index] ?? 0) * 2 ** 26 + this.#arrivals++
    this.#course.add(node, node.readyAt, node.readyBy)
    if (mayDisplace(node, this.#world)) this.#urgent.add(node)
  }

  #keepPromise(node: Node): void {
    const promise = this.#keeping.redeem(node)
    if (promise) this.#begin(node, promise.instrument, promise.to, promise.cause)
  }
}

const retryOf = (node: Node) => ({ kind: 'retry', node }) as const
