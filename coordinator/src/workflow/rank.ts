import { type Book, placeOf } from './book.ts'
import { nameOf, ownerOf, scopeOf } from './names.ts'

/** A node that could begin. */
export interface Ready {
  readonly path: string
  readonly priority: number
  /** Its place in the order written: of its step, and before that of what it stands in, from the outside. */
  readonly rank: readonly number[]
}

const NORMAL = 50

/** Of a step without one of its own: that of what it stands in. */
export function priorityOf(book: Book, path: string): number {
  for (let at = path; ; ) {
    const own = placeOf(book, at)?.step.priority
    if (own !== undefined) return own
    const scope = scopeOf(at)
    if (scope === '') return NORMAL
    at = ownerOf(scope)
  }
}

function rankOf(book: Book, path: string): number[] {
  const rank: number[] = []
  for (let at = path; ; ) {
    rank.push(placeOf(book, at)?.index ?? -1)
    const scope = scopeOf(at)
    if (scope === '') return rank.reverse()
    const name = nameOf(scope)
    rank.push(name === 'fallback' ? -1 : name === 'undo' ? -2 : Number(name))
    at = ownerOf(scope)
  }
}

export function readyOf(book: Book, path: string): Ready {
  const byPriority = book.plan.definition.strategy === 'priority'
  return { path, priority: byPriority ? priorityOf(book, path) : NORMAL, rank: rankOf(book, path) }
}

/** Whether `a` is to begin before `b`. */
export function goesFirst(a: Ready, b: Ready): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority
  const length = Math.min(a.rank.length, b.rank.length)
  for (let at = 0; at < length; at += 1) {
    const difference = (a.rank[at] ?? 0) - (b.rank[at] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return a.rank.length < b.rank.length
}
