import { Heap } from './heap.ts'
import { type Level, resetLevel, type Share } from './level.ts'
import type {
  ClosedWindow,
  PaperBatch,
  PaperCause,
  PaperInstrument,
  PaperNever,
  PaperResource,
  PaperTask,
} from './problem.ts'

/** A problem made ready to be played through, again and again: references instead of names. */
export interface World {
  /** Sorted by rank. */
  readonly nodes: readonly Node[]
  readonly instruments: readonly Instrument[]
  readonly resources: readonly Resource[]
  readonly groups: readonly Group[]
  readonly shapes: readonly Shape[]
  readonly levels: readonly Level<Shape>[]
  readonly shares: readonly Share[]
  /** Tasks that must be begun within a time from the end of what is not on the paper any more. */
  readonly promised: readonly Node[]
  readonly displacing: { readonly oncePer: number } | undefined
}

export interface Need {
  /** Undefined where it runs or has ended. */
  readonly node: Node | undefined
  readonly id: string
  /** Of what runs or has ended; Infinity of what nobody knows. */
  readonly endedAt: number
  readonly minWait: number
  readonly maxWait: number
}

export interface Use {
  readonly resource: Resource
  readonly amount: number
  /** How much of it comes back; the rest is used up. */
  readonly held: number
  /** One does for all that are in a run. */
  readonly isForAll: boolean
}

export interface Candidate {
  readonly instrument: Instrument
  readonly duration: number
  readonly goesOnLater: boolean
}

/** `placed`: its time and instrument are promised, because it must follow another within a time. */
export type NodeState = 'waiting' | 'ready' | 'placed' | 'begun'

/** A task. */
export class Node {
  readonly index: number
  readonly task: PaperTask
  readonly shape: Shape
  needs: readonly Need[] = []
  /** Why it never begins, whatever happens. */
  hopeless: PaperNever | undefined = undefined
  /** Tasks that need it, and those of them that must follow within a time. */
  readonly followers: Node[] = []
  readonly tied: Node[] = []
  /** Those that begin together with it, itself among them; empty where it begins alone. */
  mates: readonly Node[] = []
  level: Level<Shape> | undefined = undefined
  share: Share | undefined = undefined
  /** Where it is from the beginning. */
  underWayAt: Instrument | undefined = undefined
  /** What it alone takes. */
  readonly own: readonly Use[]

  // What is played:
  /** Lower goes first, while nothing rises; unlike for all tasks. */
  place = 0
  /** What is taken for it: of the first in a run also for the others. */
  uses: readonly Use[]
  /** Others in its run. */
  members: readonly Node[] = []
  /** How much of it is left to do, from 1 to 0. */
  left = 1
  displaced: { readonly byJob: string; readonly at: number } | undefined = undefined
  /** When it began first, and what it had waited for. */
  firstStart = Number.POSITIVE_INFINITY
  state: NodeState = 'waiting'
  openNeeds = 0
  readyAt = Number.POSITIVE_INFINITY
  readyBy: PaperCause | undefined = undefined
  instrument: Instrument | undefined = undefined
  start = Number.POSITIVE_INFINITY
  end = Number.POSITIVE_INFINITY
  blockedBy: PaperCause | undefined = undefined
  never: PaperNever | undefined = undefined
  reservation: Reservation | undefined = undefined
  /** How often its chain was put off. */
  puttings = 0
  /** Where it is placed. */
  promise: Hold | undefined = undefined

  constructor(index: number, task: PaperTask, shape: Shape, own: readonly Use[]) {
    this.index = index
    this.task = task
    this.shape = shape
    this.own = own
    this.uses = own
  }

  /** Lower goes first by now; unlike for all tasks. */
  get key(): number {
    const { level, share, place } = this
    return level ? place - level.risen + (share ? share.behind : 0) : place
  }
}

/** What a task takes while it is at an instrument. */
export function usesAt({ uses }: Node, instrument: Instrument): readonly Use[] {
  return instrument.uses.length === 0 ? uses : [...uses, ...instrument.uses]
}

/** Time on an instrument, with the resources, kept for a task. */
export interface Hold {
  readonly node: Node
  readonly instrument: Instrument
  readonly from: number
  readonly to: number
  readonly uses: readonly Use[]
  /** Against all, as it was promised; else only against tasks that go after `key`. */
  readonly hard: boolean
  readonly key: number
  /** The task for whose sake it is kept: this one, or one that it must follow. */
  readonly owner: Node
  readonly cause: PaperCause | undefined
}

/** What a task that can't begin yet has put by: for itself, and for those that must follow it. */
export interface Reservation {
  readonly node: Node
  readonly holds: readonly Hold[]
  /** Each of these has one reservation at most. */
  readonly over: readonly (Resource | Group)[]
}

export class Instrument {
  readonly index: number
  readonly given: PaperInstrument
  /** Sorted, without overlaps. */
  readonly closed: readonly ClosedWindow[]
  readonly groups: Group[] = []
  /** By their priority as given: those of which one can be done here. */
  readonly levels = new Map<number, Level<Shape>[]>()
  uses: readonly Use[] = []

  freeAt = 0
  idle = false
  lastTask: string | undefined = undefined
  current: Node | undefined = undefined
  readonly holds: Hold[] = []
  /** The first window that is not over. */
  nextClosed = 0
  /** The key of its entry in the queue; Infinity where it has none. */
  queuedKey = Number.POSITIVE_INFINITY

  constructor(index: number, given: PaperInstrument, closed: readonly ClosedWindow[]) {
    this.index = index
    this.given = given
    this.closed = closed
  }
}

export interface Return {
  readonly at: number
  readonly amount: number
  readonly by: string | undefined
}

export class Resource {
  readonly index: number
  readonly given: PaperResource
  /** Where every run takes of it. */
  readonly instruments: Instrument[] = []

  free = 0
  /** Still to come, soonest first. */
  readonly returns: Return[] = []
  last: Return | undefined = undefined
  readonly holds: { readonly hold: Hold; readonly use: Use }[] = []
  /** Shapes whose first task waits for it. */
  readonly parked = new Heap<Shape>()
  /** Those of them that ask for more than there is at this moment. */
  readonly passed: Shape[] = []
  reservation: Reservation | undefined = undefined
  wakes = 0
  wakesAt = 0

  constructor(index: number, given: PaperResource) {
    this.index = index
    this.given = given
  }
}

/** Shapes that can be done by the same instruments. */
export class Group {
  readonly index: number
  readonly instruments: readonly Instrument[]

  idle = 0
  /** Shapes with ready tasks that are not parked, by the first task's key; entries may be out of date. */
  readonly open = new Heap<Shape>()
  /** Shapes whose first task fits on none of the idle instruments. */
  readonly unfit: Shape[] = []
  /** The key of its entry in the queue; Infinity where it has none. */
  queuedKey = Number.POSITIVE_INFINITY
  /** Resources that woke shapes in it. */
  readonly wokenBy: Resource[] = []
  tries = 0
  triesAt = 0
  reservation: Reservation | undefined = undefined

  constructor(index: number, instruments: readonly Instrument[]) {
    this.index = index
    this.instruments = instruments
  }
}

/** Tasks that are alike in all that decides whether one can begin: where one can't, none can. */
export class Shape {
  readonly index: number
  readonly group: Group
  /** Quickest first. */
  readonly candidates: readonly Candidate[]
  readonly uses: readonly Use[]
  /** Where its tasks are done several in one run. */
  readonly batch: PaperBatch | undefined

  readonly ready = new Heap<Node>()
  /** What would have to change before its first task could begin; undefined where it is to be tried. */
  parkedAt: Resource | 'unfit' | 'chain' | 'batch' | undefined = undefined
  /** The key of its entry in its group's heap; Infinity where it has none. */
  listedKey = Number.POSITIVE_INFINITY
  /** What its first task met when it was last tried. */
  obstacle: PaperCause | undefined = undefined
  wokenBy: Resource | undefined = undefined

  constructor(
    index: number,
    group: Group,
    candidates: readonly Candidate[],
    uses: readonly Use[],
    batch: PaperBatch | undefined,
  ) {
    this.index = index
    this.group = group
    this.candidates = candidates
    this.uses = uses
    this.batch = batch
  }
}

const NONE: readonly Node[] = []

/** Back to the beginning. */
export function reset(world: World, now: number): void {
  for (const node of world.nodes) {
    node.place = (node.level?.first ?? 0) + node.index
    node.uses = node.own
    node.members = NONE
    node.left = 1
    node.displaced = undefined
    node.firstStart = Number.POSITIVE_INFINITY
    node.state = 'waiting'
    node.openNeeds = 0
    node.readyAt = Number.POSITIVE_INFINITY
    node.readyBy = undefined
    node.instrument = undefined
    node.start = Number.POSITIVE_INFINITY
    node.end = Number.POSITIVE_INFINITY
    node.blockedBy = undefined
    node.never = node.hopeless
    node.reservation = undefined
    node.promise = undefined
    node.puttings = 0
  }
  for (const group of world.groups) {
    group.idle = 0
    group.open.clear()
    group.unfit.length = 0
    group.wokenBy.length = 0
    group.queuedKey = Number.POSITIVE_INFINITY
    group.tries = 0
    group.triesAt = 0
    group.reservation = undefined
  }
  for (const level of world.levels) resetLevel(level)
  for (const share of world.shares) share.reset()
  for (const instrument of world.instruments) resetInstrument(instrument, now)
  for (const resource of world.resources) resetResource(resource, now)
  for (const shape of world.shapes) {
    shape.ready.clear()
    shape.parkedAt = undefined
    shape.listedKey = Number.POSITIVE_INFINITY
    shape.obstacle = undefined
    shape.wokenBy = undefined
  }
}

function resetInstrument(instrument: Instrument, now: number): void {
  instrument.freeAt = instrument.given.freeAt
  instrument.idle = instrument.freeAt <= now
  instrument.lastTask = instrument.given.heldBy
  instrument.current = undefined
  instrument.holds.length = 0
  instrument.nextClosed = 0
  instrument.queuedKey = Number.POSITIVE_INFINITY
  if (instrument.idle) for (const group of instrument.groups) group.idle++
}

function resetResource(resource: Resource, now: number): void {
  resource.free = resource.given.free
  resource.returns.length = 0
  resource.last = undefined
  resource.holds.length = 0
  resource.parked.clear()
  resource.passed.length = 0
  resource.reservation = undefined
  resource.wakes = 0
  resource.wakesAt = 0
  for (const { at, amount, heldBy } of resource.given.returns) {
    if (at <= now) resource.free += amount
    else if (at < Number.POSITIVE_INFINITY) resource.returns.push({ at, amount, by: heldBy })
  }
  resource.returns.sort((a, b) => a.at - b.at)
}
