import type { Level } from './level.ts'
import { Heap } from './heap.ts'
import type { PaperCause } from './problem.ts'
import { Ready } from './queue.ts'
import { insertReturn } from './timetable.ts'
import { type Instrument, type Node, type Resource, type Shape, usesAt, type World } from './world.ts'

type Event =
  | { readonly kind: 'end' | 'ready' | 'retry' | 'promise'; readonly node: Node }
  | { readonly kind: 'return'; readonly resource: Resource }
  | { readonly kind: 'open'; readonly instrument: Instrument }

/** At one moment: first what ends, then what begins. */
const TURN = { end: 0, return: 1, open: 2, ready: 3, retry: 4, promise: 5 } as const
const TURNS = 2 ** 32
const NONE: readonly Node[] = []

/** What happens on paper, moment by moment: what has instruments and resources, what is ready, how it rises. It decides nothing. */
export class Course {
  readonly world: World
  readonly ready = new Ready()
  /** Resources of which there may be more than before. */
  readonly touched = new Set<Resource>()
  readonly began: number
  readonly #events = new Heap<Event>()
  /** Apart from these: what rises changes who goes first, and nothing of what is there. */
  readonly #rises = new Heap<Level<Shape>>()
  #now: number
  /** Tasks that have not begun. */
  left: number
  /** What the share had had that was served last: whoever comes anew begins there. */
  #use = 0

  constructor(world: World, now: number) {
    this.world = world
    this.began = now
    this.#now = now
    this.left = world.nodes.length
  }

  get now(): number {
    return this.#now
  }

  /** When something happens next; Infinity where nothing does. */
  get nextAt(): number {
    return this.#events.firstKey
  }

  at(time: number, index: number, event: Event): void {
    this.#events.push(time, TURN[event.kind] * TURNS + index, event)
  }

  /** What happens at the next moment, one after another. */
  *nextMoment(): Iterable<Event> {
    this.#now = Math.min(this.#events.firstKey, this.#rises.firstKey)
    while (this.#rises.firstKey === this.#now) this.#lookAgainAt(this.#rises.pop())
    while (this.#events.firstKey === this.#now) {
      const event = this.#events.pop()
      if (event) yield event
    }
  }

  wakeTouched(): void {
    for (const resource of this.touched) {
      this.ready.wake(resource)
      for (const instrument of resource.instruments) if (instrument.idle) this.ready.available(instrument)
    }
    this.touched.clear()
  }

  /** It has the instrument, with the others of its run. */
  begin(
    node: Node,
    instrument: Instrument,
    end: number,
    cause: PaperCause | undefined,
    members = NONE,
  ): void {
    for (const each of [node, ...members]) {
      if (each.state === 'ready') this.#leave(each)
      each.state = 'begun'
      each.instrument = instrument
      each.start = this.#now
      each.end = end
      if (each.firstStart === Number.POSITIVE_INFINITY) {
        each.firstStart = this.#now
        each.blockedBy = cause
      }
      this.left--
      this.#countAnew(each, instrument)
      this.#charge(each, (end - this.#now) / (1 + members.length))
    }
    node.members = members
    node.shape.obstacle = undefined
    instrument.idle = false
    instrument.freeAt = end
    instrument.lastTask = node.task.id
    instrument.current = node
    for (const { resource, amount, held } of usesAt(node, instrument)) {
      resource.free -= amount
      if (held > 0) insertReturn(resource.returns, { at: end, amount: held, by: node.task.id })
    }
    this.at(end, node.index, { kind: 'end', node })
    for (const group of instrument.groups) if (--group.idle === 0) this.ready.full(group)
  }

  /** It has its instrument from the beginning. */
  isUnderWay(node: Node, instrument: Instrument, since: number, until: number): void {
    node.state = 'begun'
    node.instrument = instrument
    node.start = since
    node.end = until
    node.firstStart = since
    this.left--
    instrument.current = node
    instrument.lastTask = node.task.id
    instrument.freeAt = until
    if (instrument.idle) this.#take(instrument)
    this.at(until, node.index, { kind: 'end', node })
  }

  /** @returns whether it is over: one that was displaced is not */
  end(node: Node): boolean {
    const { instrument } = node
    if (!instrument || instrument.current !== node || node.end !== this.#now) return false
    instrument.current = undefined
    this.#free(instrument)
    for (const { resource } of usesAt(node, instrument)) this.giveBack(resource)
    return true
  }

  /** It has its instrument no more, and goes on later. @param isOffer nothing of it was begun */
  displace(node: Node, instrument: Instrument, by: Node, isOffer: boolean): void {
    const uses = usesAt(node, instrument)
    const duration = node.shape.candidates.find(each => each.instrument === instrument)?.duration ?? 0
    if (!isOffer && duration > 0) node.left = Math.min(node.left, (node.end - this.#now) / duration)
    for (const { resource } of uses) {
      const place = resource.returns.findIndex(back => back.by === node.task.id)
      const [back] = place < 0 ? [] : resource.returns.splice(place, 1)
      if (!back) continue
      resource.free += back.amount
      this.touched.add(resource)
    }
    instrument.current = undefined
    this.#free(instrument)
    node.displaced = { byJob: by.task.jobId, at: this.#now }
    // It comes into the queue anew, after those of its priority that wait already; only what is due by a time stays where it was.
    if (node.level && node.task.deadline === undefined) node.place = node.level.last
    node.state = 'waiting'
    node.end = Number.POSITIVE_INFINITY
    this.left++
    this.add(node, this.#now, { kind: 'instrument', id: instrument.given.id, taskId: by.task.id })
  }

  /** It is ready from now on. */
  add(node: Node, at: number, cause: PaperCause | undefined): void {
    if (node.state !== 'waiting') return
    node.readyAt = at
    node.readyBy = cause
    this.ready.add(node)
    const { level, share } = node
    if (share && share.ready++ === 0) share.use = Math.max(share.use, this.#use)
    if (!level || level.ready++ > 0) return
    // What waits from the beginning has waited all the time.
    if (this.#now > this.began || level.since > this.#now) level.since = this.#now
    this.#lookAt(level)
  }

  /** It is not among those that wait any more. */
  #leave({ level, share }: Node): void {
    if (level) level.ready--
    if (share) share.ready--
  }

  #charge({ share }: Node, time: number): void {
    if (!share) return
    this.#use = Math.max(this.#use, share.use)
    share.use += time / share.weight
  }

  /** Its time and instrument are promised. */
  placed(node: Node): void {
    if (node.state === 'ready') this.#leave(node)
    node.state = 'placed'
  }

  never(node: Node, never: Node['never']): void {
    if (node.state === 'ready') this.#leave(node)
    node.never = never
    this.left--
  }

  /** A level may have risen. */
  #lookAt(level: Level<Shape>): void {
    if (level.ready === 0) return
    const band = level.bandAt(this.#now)
    if (band !== level.band) {
      level.band = band
      this.ready.risen(level)
    }
    const next = level.risesAt
    if (next >= level.nextLook) return
    level.nextLook = Math.max(next, this.#now + 1)
    this.#rises.push(level.nextLook, level.index, level)
  }

  /** The time has come at which it may have risen. */
  #lookAgainAt(level: Level<Shape> | undefined): void {
    if (!level) return
    level.nextLook = Number.POSITIVE_INFINITY
    this.#lookAt(level)
  }

  /** Of this priority something has begun: all of the same that could have had the instrument were in turn with it. */
  #countAnew({ level }: Node, instrument: Instrument): void {
    if (!level) return
    for (const alike of instrument.levels.get(level.priority) ?? []) {
      alike.since = this.#now
      // That it falls back is seen when one of its tasks is looked at.
      alike.band = alike.priority
    }
  }

  giveBack(resource: Resource): void {
    for (let back = resource.returns[0]; back && back.at <= this.#now; back = resource.returns[0]) {
      resource.returns.shift()
      resource.free += back.amount
      resource.last = back
      this.touched.add(resource)
    }
  }

  open(instrument: Instrument): void {
    const isOver = instrument.lastTask === instrument.given.heldBy && instrument.freeAt <= this.#now
    if (!instrument.idle && isOver) this.#free(instrument)
    this.untilOpen(instrument)
    if (instrument.idle) this.ready.available(instrument)
  }

  /** Looks again when the window that is on, or comes next, is over. */
  untilOpen(instrument: Instrument): void {
    const { closed } = instrument
    const before = instrument.nextClosed
    while ((closed[instrument.nextClosed]?.to ?? Number.POSITIVE_INFINITY) <= this.#now)
      instrument.nextClosed++
    const next = closed[instrument.nextClosed]
    if (next && (instrument.nextClosed > before || this.#now === this.began))
      this.at(next.to, instrument.index, { kind: 'open', instrument })
  }

  #free(instrument: Instrument): void {
    if (instrument.idle) return
    instrument.idle = true
    for (const group of instrument.groups) group.idle++
    this.ready.available(instrument)
  }

  #take(instrument: Instrument): void {
    instrument.idle = false
    for (const group of instrument.groups) group.idle--
  }
}
