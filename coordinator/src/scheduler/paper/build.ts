import { type Ageing, Level, Share } from './level.ts'
import type { ClosedWindow, PaperInstrument, PaperNever, PaperProblem } from './problem.ts'
import { Shapes, Signatures, usesOf } from './shapes.ts'
import { Instrument, type Need, Node, Resource, type Shape, type World } from './world.ts'

/**
 * A problem made ready to be played through.
 *
 * @throws RangeError where two have one name, or a number is not what it may be: whoever puts a problem on paper has
 * checked what came from outside
 */
export function build(problem: PaperProblem): World {
  const instruments = byName(
    problem.instruments,
    (given, index) => new Instrument(index, given, closedOf(given)),
  )
  const resources = byName(problem.resources ?? [], (given, index) => {
    if (!Number.isFinite(given.free)) throw new RangeError(`${given.id}: ${given.free} of a resource`)
    return new Resource(index, given)
  })
  for (const instrument of instruments.values()) useAlways(instrument, resources)
  const shapes = new Shapes(instruments, resources)
  const sorted = problem.tasks.toSorted((a, b) => compareRanks(a.rank, b.rank))
  const signatures = new Signatures(problem.tasks)
  const levels = problem.ageing && new Levels(problem.ageing)
  const shares = sharesOf(problem)
  const byId = byName(sorted, (task, index) => {
    const { shape, own } = shapes.of(task, signatures.of(task))
    const node = new Node(index, task, shape, own)
    node.level = levels?.of(node)
    node.share = shares.get(task.share ?? '')
    return node
  })
  const nodes = [...byId.values()]
  for (const node of nodes) {
    link(node, byId, problem.ended)
    const { underWay } = node.task
    if (underWay) node.underWayAt = instruments.get(underWay.instrumentId)
    node.hopeless = hopelessness(node, instruments)
  }
  joinMates(nodes)
  return {
    nodes,
    instruments: [...instruments.values()],
    resources: [...resources.values()],
    groups: shapes.groups,
    shapes: shapes.shapes,
    levels: levels?.all ?? [],
    shares: [...shares.values()],
    promised: nodes.filter(isPromised),
    displacing: problem.displacing,
  }
}

/** Negative where `a` goes first. */
export function compareRanks(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function byName<G extends { readonly id: string }, T>(
  given: readonly G[],
  make: (given: G, index: number) => T,
): Map<string, T> {
  const found = new Map<string, T>()
  for (const [index, each] of given.entries()) {
    if (found.has(each.id)) throw new RangeError(`${each.id} is there twice`)
    found.set(each.id, make(each, index))
  }
  return found
}

/** Sorted, and what overlaps or touches joined, so that one step leads out of all of it. */
function closedOf({ closed = [] }: PaperInstrument): ClosedWindow[] {
  const joined: ClosedWindow[] = []
  for (const window of closed.filter(({ from, to }) => to > from).toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    const alike = (last?.mayRunInto ?? false) === (window.mayRunInto ?? false)
    if (last && window.from <= last.to && alike)
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, window.to) }
    else joined.push(window)
  }
  return joined
}

function link(
  node: Node,
  byId: ReadonlyMap<string, Node>,
  ended: ReadonlyMap<string, number> | undefined,
): void {
  node.needs = node.task.needs.map((need): Need => {
    const needed = byId.get(need.taskId)
    needed?.followers.push(node)
    if (need.maxWait !== undefined) needed?.tied.push(node)
    return {
      node: needed,
      id: need.taskId,
      endedAt: needed ? Number.NaN : (ended?.get(need.taskId) ?? Number.POSITIVE_INFINITY),
      minWait: need.minWait ?? 0,
      maxWait: need.maxWait ?? Number.POSITIVE_INFINITY,
    }
  })
}

function hopelessness(node: Node, instruments: ReadonlyMap<string, Instrument>): PaperNever | undefined {
  const unknown = node.needs.find(need => !need.node && need.endedAt === Number.POSITIVE_INFINITY)
  if (unknown) return { kind: 'task', id: unknown.id }
  if (node.shape.candidates.length > 0) return undefined
  const stuck = node.task.candidates.find(({ instrumentId }) => instruments.has(instrumentId))
  return stuck ? { kind: 'instrument', id: stuck.instrumentId } : { kind: 'no-instrument' }
}

function isPromised(node: Node): boolean {
  return node.needs.some(
    need => need.maxWait < Number.POSITIVE_INFINITY && need.endedAt < Number.POSITIVE_INFINITY,
  )
}

function sharesOf({ shares = new Map() }: PaperProblem): Map<string, Share> {
  const least = Math.min(...[...shares.values()].map(({ use }) => use))
  return new Map([...shares].map(([name, { use, weight }]) => [name, new Share(use - least, weight)]))
}

/** What every run at an instrument takes. */
function useAlways(instrument: Instrument, resources: ReadonlyMap<string, Resource>): void {
  const { id, uses = [] } = instrument.given
  instrument.uses = usesOf(id, uses, resources)
  for (const { resource } of instrument.uses) resource.instruments.push(instrument)
}

/** Those that begin together know of each other; not where one must be followed within a time, which is planned by itself. */
function joinMates(nodes: readonly Node[]): void {
  const byText = new Map<string, Node[]>()
  for (const node of nodes) {
    const { together } = node.task
    if (together === undefined) continue
    const mates = byText.get(together)
    if (mates) mates.push(node)
    else byText.set(together, [node])
  }
  for (const mates of byText.values())
    if (mates.length > 1 && mates.every(({ tied }) => tied.length === 0))
      for (const node of mates) node.mates = mates
}

/** The levels of all tasks. */
class Levels {
  readonly #ageing: Ageing
  readonly #byKey = new Map<string, Level<Shape>>()

  constructor(ageing: Ageing) {
    this.#ageing = ageing
  }

  get all(): Level<Shape>[] {
    return [...this.#byKey.values()]
  }

  /** @throws RangeError where a task has none */
  of({ task, shape }: Node): Level<Shape> {
    if (!task.level) throw new RangeError(`${task.id}: no level`)
    const { kind, priority, since = Number.POSITIVE_INFINITY } = task.level
    const key = `${shape.group.index} ${priority} ${kind}`
    const level = this.#byKey.get(key) ?? this.#make(key, priority, shape)
    level.shapes.add(shape)
    level.givenSince = Math.min(level.givenSince, since)
    return level
  }

  #make(key: string, priority: number, { group }: Shape): Level<Shape> {
    const level = new Level<Shape>(this.#byKey.size, priority, this.#ageing)
    this.#byKey.set(key, level)
    for (const { levels } of group.instruments) {
      const alike = levels.get(priority)
      if (alike) alike.push(level)
      else levels.set(priority, [level])
    }
    return level
  }
}
