/** Paths of nodes and scopes; see run.ts. The outermost scope is the empty string. */

/** The scope that a node stands in. */
export function scopeOf(path: string): string {
  const dot = path.lastIndexOf('.')
  return dot < 0 ? '' : path.slice(0, dot)
}

/** The id of a node's step. */
export function idOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

/** The node that a scope belongs to; not for the outermost. */
export const ownerOf = scopeOf

/** The name of a scope in its owner: a number, `fallback` or `undo`. */
export const nameOf = idOf

export const within = (scope: string, id: string): string => (scope === '' ? id : `${scope}.${id}`)

export const isUndoScope = (scope: string): boolean => scope.endsWith('.undo')

/** A time through its owner, and not what stands in for it or undoes it. */
export const isTime = (name: string): boolean => name !== 'fallback' && name !== 'undo'
