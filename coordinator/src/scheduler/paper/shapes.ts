import type { PaperCandidate, PaperNeed, PaperTask, PaperUse } from './problem.ts'
import { type Candidate, Group, type Instrument, type Resource, Shape, type Use } from './world.ts'

/** The groups and shapes of all tasks. An array that tasks share is looked at once. */
export class Shapes {
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

  /** Where a task stands, and what it takes. Tasks of one batch stand in one shape, whatever each of them takes of its own. */
  of(task: PaperTask, signature: string): { readonly shape: Shape; readonly own: readonly Use[] } {
    const { uses = NO_USES, batch } = task
    const { key: where, candidates } = this.#candidatesOf(task)
    const common = batch ? uses.filter(use => use.of !== 'own') : uses
    const key = `${where}|${keyOfUses(common)}|${signature}`
    let shape = this.#shapesByKey.get(key)
    if (!shape) {
      const group = this.#groupOf(candidates)
      const taken = usesOf(task.id, common, this.#resources)
      shape = new Shape(this.shapes.length, group, candidates, taken, batch)
      this.shapes.push(shape)
      this.#shapesByKey.set(key, shape)
    }
    return {
      shape,
      own: common.length === uses.length ? shape.uses : usesOf(task.id, uses, this.#resources),
    }
  }

  #candidatesOf(task: PaperTask) {
    const known = this.#candidates.get(task.candidates)
    if (known) return known
    const candidates: Candidate[] = []
    for (const { instrumentId, duration, goesOnLater = false } of task.candidates) {
      if (!(duration >= 0 && duration < Number.POSITIVE_INFINITY))
        throw new RangeError(`${task.id}: a duration of ${duration} ms`)
      const instrument = this.#instruments.get(instrumentId)
      if (instrument && instrument.given.freeAt < Number.POSITIVE_INFINITY)
        candidates.push({ instrument, duration, goesOnLater })
    }
    const text = candidates.map(textOf).join()
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
}

const textOf = ({ instrument, duration, goesOnLater }: Candidate): string =>
  `${instrument.index}:${duration}${goesOnLater ? 'l' : ''}`

/**
 * What is taken of each resource.
 * @throws RangeError where there is no such resource, or an amount is not above 0
 */
export function usesOf(
  by: string,
  uses: readonly PaperUse[],
  resources: ReadonlyMap<string, Resource>,
): Use[] {
  const found = new Map<Resource, Use>()
  for (const { resource: name, amount, kind, of } of uses) {
    if (!(amount > 0 && amount < Number.POSITIVE_INFINITY))
      throw new RangeError(`${by}: ${amount} of ${name}`)
    const resource = resources.get(name)
    if (!resource) throw new RangeError(`${by}: no resource ${name}`)
    const before = found.get(resource) ?? { amount: 0, held: 0 }
    const held = before.held + (kind === 'held' ? amount : 0)
    found.set(resource, { resource, amount: before.amount + amount, held, isForAll: of === 'all' })
  }
  return [...found.values()]
}

function keyOfUses(uses: readonly PaperUse[]): string {
  return uses.map(({ resource, amount, kind, of = '' }) => `${resource}:${amount}:${kind}:${of}`).join()
}

const NO_USES: readonly PaperUse[] = []

/** What must follow a task within a time, as a text: tasks are alike only if what follows them is. */
export class Signatures {
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

  of(task: PaperTask): string {
    const { batch, together, level, share, underWay } = task
    // Those of one batch may be of unlike priority; what must follow one is looked at for the first of them only.
    if (batch) return `batch ${batch.key}`
    const alone = together === undefined && !underWay ? '' : task.id
    return `${level?.kind} ${level?.priority} ${share} ${alone} ${this.#tiedTo(task)}`
  }

  #tiedTo(task: PaperTask, depth = 0): string {
    if (depth > 8) return task.id
    const tied = this.#tied.get(task.id)
    if (!tied) return ''
    return tied
      .map(({ task: next, need }) => {
        // One that needs others besides is like none.
        if (next.needs.length > 1 || need.maxWait === undefined || next.id === task.id) return task.id
        const where = `${this.#number(next.candidates)}/${keyOfUses(next.uses ?? NO_USES)}/${next.earliest}`
        return `(${where}/${need.minWait ?? 0}/${need.maxWait}${this.#tiedTo(next, depth + 1)})`
      })
      .join()
  }

  #number(array: unknown): number {
    let number = this.#arrays.get(array)
    if (number === undefined) this.#arrays.set(array, (number = this.#arrays.size))
    return number
  }
}
