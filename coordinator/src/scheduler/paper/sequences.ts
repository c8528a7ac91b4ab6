import type { Node, World } from './world.ts'

/**
 * The order of the tasks on each instrument as a graph, in which a change is weighed far more quickly than by playing
 * it through. It knows needs, least waits, earliest times and deadlines; resources, closed windows and greatest waits it
 * does not, so what it finds must still be played.
 */
export class Sequences {
  readonly #nodes: readonly Node[]
  readonly #duration: Float64Array
  readonly #release: Float64Array
  readonly #needs: readonly (readonly { readonly index: number; readonly minWait: number }[])[]
  readonly #followers: readonly (readonly number[])[]
  readonly #before: Int32Array
  readonly #next: Int32Array
  readonly #start: Float64Array
  readonly #open: Int32Array
  readonly #queue: Int32Array

  /** As they were played. What never begins is left out. */
  constructor(world: World, now: number) {
    const { nodes } = world
    this.#nodes = nodes
    this.#duration = Float64Array.from(nodes, node => (node.instrument ? node.end - node.start : 0))
    this.#release = Float64Array.from(nodes, node => releaseOf(node, now))
    this.#needs = nodes.map(node =>
      node.needs.flatMap(({ node: needed, minWait }) => (needed ? [{ index: needed.index, minWait }] : [])),
    )
    this.#followers = nodes.map(node => node.followers.map(({ index }) => index))
    this.#before = new Int32Array(nodes.length).fill(-1)
    this.#next = new Int32Array(nodes.length).fill(-1)
    this.#start = new Float64Array(nodes.length)
    this.#open = new Int32Array(nodes.length)
    this.#queue = new Int32Array(nodes.length)
    const last = new Map<unknown, Node>()
    const begun = nodes.filter(node => node.instrument)
    for (const node of begun.sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index)) {
      const before = last.get(node.instrument)
      if (before) this.#join(before.index, node.index)
      last.set(node.instrument, node)
    }
  }

  /** For each task by its index, the one before it on its instrument. */
  get before(): readonly (Node | undefined)[] {
    return Array.from(this.#before, index => this.#nodes[index])
  }

  /** The order in which the tasks begin. */
  get order(): Node[] {
    const start = this.#start
    return this.#nodes.toSorted((a, b) => (start[a.index] ?? 0) - (start[b.index] ?? 0) || a.index - b.index)
  }

  copyOrder(): { readonly before: Int32Array; readonly next: Int32Array } {
    return { before: this.#before.slice(), next: this.#next.slice() }
  }

  restore({ before, next }: { readonly before: Int32Array; readonly next: Int32Array }): void {
    this.#before.set(before)
    this.#next.set(next)
  }

  /** Times all tasks. @returns weighted lateness and last end, to be compared; Infinity where the order goes in a circle */
  weigh(): number {
    const count = this.#nodes.length
    const queue = this.#queue
    let size = 0
    for (let i = 0; i < count; i++) {
      const open = (this.#needs[i]?.length ?? 0) + (at(this.#before, i) >= 0 ? 1 : 0)
      this.#open[i] = open
      if (open === 0) queue[size++] = i
    }
    let late = 0
    let last = 0
    for (let done = 0; done < size; done++) {
      const i = at(queue, done)
      const end = this.#time(i)
      last = Math.max(last, end)
      const task = this.#nodes[i]?.task
      if (task?.deadline !== undefined) late += (task.weight ?? 1) * Math.max(0, end - task.deadline)
      for (const follower of this.#followers[i] ?? []) if (this.#oneLess(follower)) queue[size++] = follower
      const next = at(this.#next, i)
      if (next >= 0 && this.#oneLess(next)) queue[size++] = next
    }
    return size < count ? Number.POSITIVE_INFINITY : late * 1e6 + last
  }

  /** @returns whether nothing is left that it waits for */
  #oneLess(i: number): boolean {
    const left = at(this.#open, i) - 1
    this.#open[i] = left
    return left === 0
  }

  #time(i: number): number {
    let start = at(this.#release, i)
    const before = at(this.#before, i)
    if (before >= 0) start = Math.max(start, this.#endOf(before))
    for (const { index, minWait } of this.#needs[i] ?? [])
      start = Math.max(start, this.#endOf(index) + minWait)
    this.#start[i] = start
    return start + at(this.#duration, i)
  }

  #endOf(i: number): number {
    return at(this.#start, i) + at(this.#duration, i)
  }

  /**
   * Neighbours on an instrument that stand at an edge of a block of what decides the end (or the worst lateness), as they
   * were weighed last. Only changing one of these can help.
   */
  moves(random: () => number): number[] {
    const path: number[] = []
    let i = this.#worst()
    while (i >= 0) {
      const start = at(this.#start, i)
      const before = at(this.#before, i)
      const byTurn = before >= 0 && this.#endOf(before) === start
      const need = (this.#needs[i] ?? []).find(({ index, minWait }) => this.#endOf(index) + minWait === start)
      const turn = byTurn && (!need || random() < 0.5)
      path.push(turn ? i : -1)
      i = turn ? before : (need?.index ?? -1)
    }
    // A run of turns is a block, last first: what stands inside it changes nothing.
    return path.filter((index, k) => index >= 0 && ((path[k - 1] ?? -1) < 0 || (path[k + 1] ?? -1) < 0))
  }

  #worst(): number {
    let worst = -1
    let value = Number.NEGATIVE_INFINITY
    let end = Number.NEGATIVE_INFINITY
    for (const { index, task } of this.#nodes) {
      const own = this.#endOf(index)
      const late = task.deadline === undefined ? 0 : (task.weight ?? 1) * Math.max(0, own - task.deadline)
      if (late < value || (late === value && own <= end)) continue
      worst = index
      value = late
      end = own
    }
    return worst
  }

  /** The one before it on its instrument; -1: none. */
  beforeOf(i: number): number {
    return at(this.#before, i)
  }

  /** Lets a task go before the one that stands before it. Doing it to that one takes it back. */
  swap(i: number): void {
    const p = at(this.#before, i)
    if (p < 0) return
    const outer = at(this.#before, p)
    const inner = at(this.#next, i)
    this.#join(outer, i)
    this.#join(i, p)
    this.#join(p, inner)
  }

  #join(first: number, second: number): void {
    if (first >= 0) this.#next[first] = second
    if (second >= 0) this.#before[second] = first
  }
}

function at(array: Float64Array | Int32Array, index: number): number {
  return array[index] as number
}

function releaseOf(node: Node, now: number): number {
  let release = Math.max(now, node.task.earliest, node.instrument?.given.freeAt ?? now)
  for (const need of node.needs) if (!need.node) release = Math.max(release, need.endedAt + need.minWait)
  return release
}
