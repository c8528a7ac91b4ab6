import { InvariantError } from './errors.ts'

/** Which states may follow which. A state with nothing behind it is an end. */
export interface TransitionTable<State extends string> {
  readonly states: readonly State[]
  next(from: State): readonly State[]
  allows(from: State, to: State): boolean
  isEnd(state: State): boolean
  /** @throws InvariantError where the table does not allow it. */
  check(from: State, to: State): void
}

export function defineTransitions<State extends string>(
  name: string,
  table: { readonly [From in State]: readonly State[] },
): TransitionTable<State> {
  const states = Object.keys(table) as State[]
  const allowed = new Map<State, ReadonlySet<State>>(states.map(from => [from, new Set(table[from])]))
  const allows = (from: State, to: State) => allowed.get(from)?.has(to) ?? false
  return {
    states,
    next: from => table[from],
    allows,
    isEnd: state => table[state].length === 0,
    check(from, to) {
      if (!allows(from, to)) throw new InvariantError(`${name} can't go from ${from} to ${to}`, { from, to })
    },
  }
}
