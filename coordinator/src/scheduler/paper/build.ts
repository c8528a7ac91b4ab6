import type {
  ClosedWindow,
  PaperCandidate,
  PaperInstrument,
  PaperNeed,
  PaperNever,
  PaperProblem,
  PaperTask,
  PaperUse,
} from './problem.ts'
import {
  type Candidate,
  Group,
  Instrument,
  type Need,
  Node,
  Resource,
  Shape,
  type Use,
  type World,
} from './world.ts'

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
  const shapes = new Shapes(instruments, resources)
  const sorted = problem.tasks.toSorted((a, b) => compareRanks(a.rank, b.rank))
  const signatures = new Signatures(problem.tasks)
  const byId = byName(sorted, (task, index) => new Node(index, task, shapes.of(task, signatures.of(task))))
  const nodes = [...byId.values()]
  for (const node of nodes) {
    link(node, byId, problem.ended)
    node.hopeless = hopelessness(node, instruments)
  }
  return {
    nodes,
    instruments: [...instruments.values()],
    resources: [...resources.values()],
    groups: shapes.groups,
    shapes: shapes.shapes,
    promised: nodes.filter(isPromised),
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

/** The groups and shapes of all tasks. An array that tasks share is looked at once. */
class Shapes {
  readonly groups: Group[] = []
  readonly shapes: Shape[] = []
  readonly #instruments: ReadonlyMap<string, Instrument>
  readonly #resources: ReadonlyMap<string, Resource>
  readonly #groupsByKey = new Map<string, Group>()
  readonly #shapesByKey = new Map<string, Shape>()
  readonly #candidates = new Map<readonly PaperCandidate[], { key: string; candidates: Candidate[] }>()
  readonly #keys = new Map<string, number>()

  constructor(instruments: ReadonlyMap<string, Instrument>, resources: ReadonlyMap<string, Resource>) {
    this.#instruments = instruments
    this.#resources = resources
  }

  of(task: PaperTask, signature: string): Shape {
    const { uses = NO_USES } = task
    const { key: where, candidates } = this.#candidatesOf(task)
    const key = `${where}|${keyOfUses(uses)}|${signature}`
    const known = this.#shapesByKey.get(key)
    if (known) return known
    const group = this.#groupOf(candidates)
    const shape = new Shape(this.shapes.length, group, candidates, this.#usesOf(task.id, uses))
    this.shapes.push(shape)
    this.#shapesByKey.set(key, shape)
    return shape
  }

  #candidatesOf(task: PaperTask) {
    const known = this.#candidates.get(task.candidates)
    if (known) return known
    const candidates: Candidate[] = []
    for (const { instrumentId, duration } of task.candidates) {
      if (!(duration >= 0 && duration < Number.POSITIVE_INFINITY))
        throw new RangeError(`${task.id}: a duration of ${duration} ms`)
      const instrument = this.#instruments.get(instrumentId)
      if (instrument && instrument.given.freeAt < Number.POSITIVE_INFINITY)
        candidates.push({ instrument, duration })
    }
    const text = candidates.map(({ instrument, duration }) => `${instrument.index}:${duration}`).join()
    let number = this.#keys.get(text)
    if (number === undefined) this.#keys.set(text, (number = this.#keys.size))
    candidates.sort((a, b) => a.duration - b.duration)
    const found = { key: `${number}`, candidates }
    this.#candidates.set(task.candidates, found)
    return found
  }

  #groupOf(candidates: readonly Candidate[]): Group {
    const instruments = [...new Set(candidates.map(({ instrument }) => instrument))].sort(
      (a, b) => a.index - b.index,
    )
    const key = instruments.map(({ index }) => index).join()
    const known = this.#groupsByKey.get(key)
    if (known) return known
    const group = new Group(this.groups.length, instruments)
    this.groups.push(group)
    this.#groupsByKey.set(key, group)
    for (const instrument of instruments) instrument.groups.push(group)
    return group
  }

  #usesOf(taskId: string, uses: readonly PaperUse[]): Use[] {
    const found = new Map<Resource, Use>()
    for (const { resource: name, amount, kind } of uses) {
      if (!(amount > 0 && amount < Number.POSITIVE_INFINITY))
        throw new RangeError(`${taskId}: ${amount} of ${name}`)
      const resource = this.#resources.get(name)
      if (!resource) throw new RangeError(`${taskId}: no resource ${name}`)
      const before = found.get(resource) ?? { amount: 0, held: 0 }
      const held = before.held + (kind === 'held' ? amount : 0)
      found.set(resource, { resource, amount: before.amount + amount, held })
    }
    return [...found.values()]
  }
}

function keyOfUses(uses: readonly PaperUse[]): string {
  return uses.map(({ resource, amount, kind }) => `${resource}:${amount}:${kind}`).join()
}

const NO_USES: readonly PaperUse[] = []

/** What must follow a task within a time, as a text: tasks are alike only if what follows them is. */
class Signatures {
  readonly #tied = new Map<string, { readonly task: PaperTask; readonly need: PaperNeed }[]>()
  readonly #arrays = new Map<unknown, number>()

  constructor(tasks: readonly PaperTask[]) {
    for (const task of tasks) {
      for (const need of task.needs) {
        if (need.maxWait === undefined) continue
        const list = this.#tied.get(need.taskId)
        if (list) list.push({ task, need })
        else this.#tied.set(need.taskId, [{ task, need }])
      }
    }
  }

  of(task: PaperTask, depth = 0): string {
    if (depth > 8) return task.id
    const tied = this.#tied.get(task.id)
    if (!tied) return ''
    return tied
      .map(({ task: next, need }) => {
        // One that needs others besides is like none.
        if (next.needs.length > 1 || need.maxWait === undefined || next.id === task.id) return task.id
        const where = `${this.#number(next.candidates)}/${keyOfUses(next.uses ?? NO_USES)}/${next.earliest}`
        return `(${where}/${need.minWait ?? 0}/${need.maxWait}${this.of(next, depth + 1)})`
      })
      .join()
  }

  #number(array: unknown): number {
    let number = this.#arrays.get(array)
    if (number === undefined) this.#arrays.set(array, (number = this.#arrays.size))
    return number
  }
}
