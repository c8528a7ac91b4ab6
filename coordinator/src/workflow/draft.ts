import type { Timestamp } from '@muster/runtime'
import type { Book, Scope, Table, Times } from './book.ts'
import type { Hands } from './kinds/kind.ts'
import type { Run } from './memory.ts'
import { Queue } from './queue.ts'
import { goesFirst, type Ready, readyOf } from './rank.ts'
import type { RunChange, RunEffect, RunNode, RunPlan } from './run.ts'

/** What comes of an event, while it is worked out: a book that holds what differs from the run, which stays as it is. */
export interface Draft extends Book {
  readonly run: Run
  readonly at: Timestamp
  readonly plan: RunPlan
  readonly nodes: Layer<RunNode>
  readonly scopes: Layer<Scope>
  readonly missing: Layer<number>
  readonly times: Layer<Times>
  readonly load: Layer<number>
  /** What could begin since this event. */
  readonly ready: Queue<Ready>
  readonly effects: RunEffect[]
  /** Nodes that have ended in this event, and what follows from it is not worked out yet. */
  readonly ended: string[]
  /** Scopes that have begun without a step. */
  readonly emptyScopes: string[]
  /** What is to be undone, where that was worked out in this event. */
  undoing?: string[]
  /** Nodes that are there. */
  size: number
  readonly hands: Hands
  stopScope(scope: string, how: 'rest' | 'all'): void
}

const GONE = Symbol('gone')

/** A table over another that stays as it is. */
class Layer<V> implements Table<V> {
  readonly #base: ReadonlyMap<string, V>
  readonly #own = new Map<string, V | typeof GONE>()

  constructor(base: ReadonlyMap<string, V>) {
    this.#base = base
  }

  get(key: string): V | undefined {
    const own = this.#own.get(key)
    if (own === undefined) return this.#base.get(key)
    return own === GONE ? undefined : own
  }

  set(key: string, value: V): void {
    this.#own.set(key, value)
  }

  delete(key: string): void {
    if (this.#base.has(key)) this.#own.set(key, GONE)
    else this.#own.delete(key)
  }

  /** What differs, in the order in which it was first set. */
  changes(): V[] {
    return [...this.#own.values()].filter((value): value is V => value !== GONE)
  }

  /** All there is. */
  *all(): Generator<V> {
    for (const [key, value] of this.#base) if (!this.#own.has(key)) yield value
    yield* this.changes()
  }
}

export function newDraft(run: Run, at: Timestamp, hands: () => Hands, stopScope: Draft['stopScope']): Draft {
  const draft: Draft = {
    run,
    at,
    plan: run.plan,
    facts: run.facts,
    rules: run.rules,
    status: run.status,
    nodes: new Layer(run.nodes),
    scopes: new Layer(run.scopes),
    missing: new Layer(run.missing),
    times: new Layer(run.times),
    load: new Layer(run.load),
    ready: new Queue(goesFirst),
    effects: [],
    ended: [],
    emptyScopes: [],
    get hands() {
      return hands()
    },
    stopScope,
    size: run.nodes.size,
    readyNow: path => draft.ready.push(readyOf(draft, path)),
    changed: (_node, before) => {
      if (!before) draft.size += 1
    },
  }
  return draft
}

export function changeOf(draft: Draft, plan?: RunPlan): RunChange {
  return {
    nodes: draft.nodes.changes(),
    ...(draft.status === draft.run.status ? {} : { status: draft.status }),
    ...(plan ? { plan } : {}),
    effects: draft.effects,
  }
}
