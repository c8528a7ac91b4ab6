import type { Fault } from '@muster/runtime'
import { textFault, Trouble, wrongType } from './errors.ts'
import { EXPRESSION_FUNCTIONS, stringOf } from './functions.ts'
import { type Budget, EXPRESSION_LIMITS } from './limits.ts'
import { itemOf, OPERATORS } from './operators.ts'
import { compilePattern } from './patterns.ts'
import { type Macro, MACROS, macroOf } from './references.ts'
import { isMissing, MISSING, rootFrom, selectFrom } from './select.ts'
import type { Node } from './syntax.ts'
import { aKindOf, type Fields, isFields } from './values.ts'

/** What an expression is worked out in. */
interface Frame {
  readonly context: Fields
  readonly budget: Budget
  /** The items that macros are at, the outer first. */
  readonly items: unknown[]
}

export type Run = (frame: Frame) => unknown

/** Names that macros give to items, the outer first, and where faults go. */
interface Scope {
  readonly names: readonly string[]
  readonly faults: Fault[]
}

/** Makes what works an expression out, each part a closure, each of which counts. Faults are those that only its parts show. */
export function interpret(root: Node): {
  readonly run: (context: Fields, budget: Budget) => unknown
  readonly faults: readonly Fault[]
} {
  const faults: Fault[] = []
  const run = compile(root, { names: [], faults })
  return { faults, run: (context, budget) => run({ context, budget, items: [] }) }
}

const nothing: Run = () => null

function compile(node: Node, scope: Scope): Run {
  const run = compileNode(node, scope)
  return frame => {
    if ((frame.budget.left -= 1) < 0) throw frame.budget.exceeded()
    return run(frame)
  }
}

function compileNode(node: Node, scope: Scope): Run {
  switch (node.op) {
    case 'value':
      return literal(node.args, scope)
    case 'id':
      return variable(node.args, scope)
    case '.':
    case '[]':
      return access(node, scope)
    case 'call':
      return call(node.args[0], node.args[1], scope)
    case 'rcall': {
      const macro = macroOf(node)
      if (macro) return runMacro(macro, scope)
      return method(node.args[0], node.args[1], node.args[2], scope)
    }
    case 'list': {
      const items = node.args.map(item => compile(item, scope))
      return frame => items.map(item => item(frame))
    }
    case 'map':
      return makeMap(node.args, scope)
    case '?:':
      return choose(node.args, scope)
    case '&&':
    case '||':
      return logic(node.op, node.args, scope)
    case '!_': {
      const operand = compile(node.args, scope)
      return frame => !boolOf('!', operand(frame))
    }
    case '-_':
      return negate(node.args, scope)
    default:
      return operator(node.op, node.args, scope)
  }
}

function fault(scope: Scope, code: string, message: string): Run {
  scope.faults.push(textFault(code, message))
  return nothing
}

function literal(value: unknown, scope: Scope): Run {
  if (typeof value === 'bigint') {
    const number = Number(value)
    if (Number.isSafeInteger(number)) return () => number
    return fault(scope, 'expression-syntax', `${value} is too large for a whole number`)
  }
  if (typeof value === 'object' && value !== null)
    return fault(
      scope,
      'expression-syntax',
      'unsigned numbers and bytes are not known here; write 1, or "text"',
    )
  return () => value
}

function variable(name: string, { names }: Scope): Run {
  const at = names.lastIndexOf(name)
  return at >= 0 ? frame => frame.items[at] : frame => rootFrom(frame.context, name)
}

type Access = Extract<Node, { op: '.' | '[]' }>

/** @param lenient a field that is missing gives MISSING, as `has` wants it */
function access(node: Access, scope: Scope, lenient = false): Run {
  const inner = node.args[0]
  const whole = lenient && isAccess(inner) ? access(inner, scope, true) : compile(inner, scope)
  const select = lenient
    ? (from: unknown, name: string) => (has(from, name) ? from[name] : MISSING)
    : selectFrom
  if (node.op === '.') {
    const name = node.args[1]
    return frame => select(whole(frame), name)
  }
  const index = compile(node.args[1], scope)
  return frame => {
    const [from, at] = [whole(frame), index(frame)]
    if (typeof at === 'string') return select(from, at)
    if (lenient && (!Array.isArray(from) || typeof at !== 'number' || !(at in from))) return MISSING
    return itemOf(from, at)
  }
}

const isAccess = (node: Node): node is Access => node.op === '.' || node.op === '[]'

const has = (from: unknown, name: string): from is Fields => isFields(from) && Object.hasOwn(from, name)

function call(name: string, args: readonly Node[], scope: Scope): Run {
  if (name === 'has') {
    const [field] = args
    if (args.length === 1 && field && isAccess(field)) {
      const look = access(field, scope, true)
      return frame => !isMissing(look(frame))
    }
    return fault(scope, 'expression-arguments', 'has asks for a field, such as has(steps.weigh.result)')
  }
  return apply(name, args, 'function', scope)
}

function method(name: string, receiver: Node, args: readonly Node[], scope: Scope): Run {
  if (MACROS.has(name))
    return fault(scope, 'expression-arguments', `${name} is written like list.${name}(x, x > 1)`)
  if (name === 'matches') return match(receiver, args, scope)
  return apply(name, [receiver, ...args], 'method', scope)
}

function apply(name: string, args: readonly Node[], form: 'function' | 'method', scope: Scope): Run {
  const known = Object.hasOwn(EXPRESSION_FUNCTIONS, name) ? EXPRESSION_FUNCTIONS[name] : undefined
  if (!known) {
    const all = [...Object.keys(EXPRESSION_FUNCTIONS), 'has', 'matches', ...MACROS].sort().join(', ')
    return fault(scope, 'expression-unknown-function', `there is no function "${name}"; there are: ${all}`)
  }
  const fits = known.form === 'both' || known.form === form
  if (!fits || args.length < known.least || args.length > known.most)
    return fault(scope, 'expression-arguments', `${name} is written ${known.usage}`)
  const given = args.map(arg => compile(arg, scope))
  return frame =>
    known.call(
      given.map(arg => arg(frame)),
      frame.budget,
    )
}

function match(receiver: Node, args: readonly Node[], scope: Scope): Run {
  const [written] = args
  if (args.length !== 1 || written?.op !== 'value' || typeof written.args !== 'string')
    return fault(
      scope,
      'expression-pattern',
      'matches takes a pattern as it stands, such as x.matches("^S-[0-9]+$")',
    )
  const pattern = compilePattern(written.args)
  if (typeof pattern === 'string')
    return fault(
      scope,
      'expression-pattern',
      `the pattern of matches ${pattern.startsWith('has') || pattern.startsWith('repeats') ? '' : 'can not be used: '}${pattern}`,
    )
  const text = compile(receiver, scope)
  return frame => pattern.matches(stringOf('matches', text(frame)), frame.budget)
}

function makeMap(entries: readonly (readonly [Node, Node])[], scope: Scope): Run {
  const fields = entries.map(([name, value]) => [compile(name, scope), compile(value, scope)] as const)
  return frame => {
    const map: Record<string, unknown> = {}
    for (const [name, value] of fields) {
      const key = name(frame)
      if (typeof key !== 'string') throw wrongType(`names of a map are texts, and not ${aKindOf(key)}`)
      if (key === '__proto__') throw new Trouble('expression-value', '"__proto__" can not be a name in a map')
      map[key] = value(frame)
    }
    return map
  }
}

function choose(args: readonly [Node, Node, Node], scope: Scope): Run {
  const [condition, yes, no] = [compile(args[0], scope), compile(args[1], scope), compile(args[2], scope)]
  return frame => (boolOf('?', condition(frame)) ? yes(frame) : no(frame))
}

/** From left to right, and no further than needed: what stands right of `false &&` may be without sense. */
function logic(op: '&&' | '||', args: readonly [Node, Node], scope: Scope): Run {
  const [left, right] = [compile(args[0], scope), compile(args[1], scope)]
  return op === '&&'
    ? frame => boolOf(op, left(frame)) && boolOf(op, right(frame))
    : frame => boolOf(op, left(frame)) || boolOf(op, right(frame))
}

function boolOf(sign: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw wrongType(`${sign} asks for true or false, and not for ${aKindOf(value)}`)
}

function negate(operand: Node, scope: Scope): Run {
  const run = compile(operand, scope)
  return frame => {
    const value = run(frame)
    if (typeof value === 'number') return 0 - value
    throw wrongType(`- is for numbers, and not for ${aKindOf(value)}`)
  }
}

function operator(op: string, args: readonly unknown[], scope: Scope): Run {
  const work = OPERATORS[op]
  const [first, second] = args as readonly [Node, Node]
  if (!work) return fault(scope, 'expression-syntax', `${op} is not known here`)
  const [left, right] = [compile(first, scope), compile(second, scope)]
  return frame => work(left(frame), right(frame), frame.budget)
}

function runMacro({ name, list, variable: item, bodies }: Macro, scope: Scope): Run {
  const depth = scope.names.length
  if (depth >= EXPRESSION_LIMITS.macros)
    return fault(
      scope,
      'expression-nested-macros',
      `${name} stands in ${depth} other macros; ${EXPRESSION_LIMITS.macros} within each other is the most`,
    )
  const whole = compile(list, scope)
  const inner: Scope = { ...scope, names: [...scope.names, item] }
  const [first = nothing, second] = bodies.map(body => compile(body, inner))
  const over = (frame: Frame, each: (one: unknown) => unknown): void => {
    for (const one of itemsOf(name, whole(frame))) {
      frame.items[depth] = one
      if (each(one) === STOP) return
    }
  }
  switch (name) {
    case 'all':
      return frame => quantify(over, frame, first, name).no === 0
    case 'exists':
      return frame => quantify(over, frame, first, name).yes > 0
    case 'exists_one':
      return frame => quantify(over, frame, first, name).yes === 1
    case 'filter':
      return frame => {
        const kept: unknown[] = []
        over(frame, one => void (boolOf(name, first(frame)) && kept.push(one)))
        return kept
      }
    default:
      return frame => {
        const made: unknown[] = []
        over(
          frame,
          () =>
            void (
              (second === undefined || boolOf(name, first(frame))) &&
              made.push((second ?? first)(frame))
            ),
        )
        return made
      }
  }
}

const STOP = Symbol('stop')

/** How many were and were not so, until the answer is known. */
function quantify(
  over: (frame: Frame, each: () => unknown) => void,
  frame: Frame,
  test: Run,
  name: string,
): { readonly yes: number; readonly no: number } {
  let [yes, no] = [0, 0]
  over(frame, () => {
    if (boolOf(name, test(frame))) yes += 1
    else no += 1
    const known = name === 'all' ? no > 0 : yes > (name === 'exists' ? 0 : 1)
    return known ? STOP : undefined
  })
  return { yes, no }
}

/** Of a map its names. */
function itemsOf(name: string, whole: unknown): readonly unknown[] {
  if (Array.isArray(whole)) return whole
  if (isFields(whole)) return Object.keys(whole)
  throw wrongType(`${name} goes through a list or a map, and not through ${aKindOf(whole)}`)
}
