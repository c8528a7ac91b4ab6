import type { Node } from './syntax.ts'

/** What an expression mentions from a name of its context on, as far as it is written out: `['steps', 'weigh', 'result', 'mass']`. */
export type Reference = readonly string[]

export const MACROS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/** A macro's list, the name it gives to each item, and the parts that are worked out for each. */
export interface Macro {
  readonly name: string
  readonly list: Node
  readonly variable: string
  readonly bodies: readonly Node[]
}

export function macroOf(node: Node): Macro | undefined {
  if (node.op !== 'rcall' || !MACROS.has(node.args[0])) return undefined
  const [name, list, [variable, ...bodies]] = node.args
  const most = name === 'map' ? 2 : 1
  if (variable?.op !== 'id' || bodies.length < 1 || bodies.length > most) return undefined
  return { name, list, variable: variable.args, bodies }
}

/** All that an expression mentions of its context; names that macros give to items are not of it. */
export function referencesOf(root: Node): readonly Reference[] {
  const found = new Map<string, Reference>()
  const visit = (node: Node, own: ReadonlySet<string>): void => {
    const chain = chainOf(node)
    if (chain) {
      if (!own.has(chain[0] ?? '')) found.set(chain.join('\0'), chain)
      return
    }
    const macro = macroOf(node)
    if (macro) {
      visit(macro.list, own)
      const inner = new Set([...own, macro.variable])
      for (const body of macro.bodies) visit(body, inner)
      return
    }
    for (const part of partsOf(node)) visit(part, own)
  }
  visit(root, new Set())
  return [...found.values()]
}

/** The whole node as one reference, where it is no more than that. */
export function chainOf(node: Node): Reference | undefined {
  const chain: string[] = []
  let at: Node = node
  for (;;) {
    if (at.op === 'id') return [at.args, ...chain.reverse()]
    if (at.op === '.') chain.push(at.args[1])
    else if (at.op === '[]' && at.args[1].op === 'value' && typeof at.args[1].args === 'string')
      chain.push(at.args[1].args)
    else return undefined
    at = at.args[0]
  }
}

/** The nodes right below a node. */
function partsOf(node: Node): readonly Node[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return []
    case '.':
    case '.?':
      return [node.args[0]]
    case 'call':
      return node.args[1]
    case 'rcall':
      return [node.args[1], ...node.args[2]]
    case 'map':
      return node.args.flat()
    case '!_':
    case '-_':
      return [node.args]
    default:
      return node.args
  }
}
