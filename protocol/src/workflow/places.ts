import type { Fault, JsonSchema } from '@muster/runtime'
import type { Expression } from '../expressions/index.ts'
import { suggest } from '../suggest.ts'
import { fault, listSome } from './fault-codes.ts'
import type { Precedence } from './graph.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { Steps } from './model.ts'
import { nestedIn } from './nested.ts'
import { canBe, schemaAt, typesOf } from './value-schemas.ts'

/** What an expression can look at, from where it stands. */
export interface Place {
  readonly definition: Pick<WorkflowDefinition, 'inputs' | 'variables'>
  /** Names besides `steps`: `inputs`, `vars`, `job`, and what loops and results add. */
  readonly roots: ReadonlySet<string>
  /** The steps around it, the innermost first; none where no steps are known. */
  readonly level?: Level
}

/** A map of steps, and one of them: what comes before that one can be looked at. */
export interface Level {
  readonly steps: Steps
  /** Left out where the map has a ring, so that nothing more is said about its order. */
  readonly precedence?: Precedence
  /** Left out where all of them have been done. */
  readonly at?: string
  readonly outer?: Level
}

/** Names that workflows can not give: they are of the language. */
export const RESERVED_NAMES = [
  'inputs',
  'vars',
  'steps',
  'job',
  'index',
  'iteration',
  'last',
  'result',
  'true',
  'false',
  'null',
  'in',
  '__proto__',
] as const

const STEP_FIELDS = ['state', 'result', 'failure', 'instrument']

/** What is wrong with what an expression mentions, seen from its place. The field is that of the expression. */
export function mentionFaults(expression: Expression, place: Place, field: string): Fault[] {
  return expression.references.flatMap(([root = '', name, ...rest]) => {
    if (root === 'steps' && place.level) return stepFaults(place.level, name, rest, field)
    if (!place.roots.has(root)) {
      const known = [...place.roots, ...(place.level ? ['steps'] : [])]
      const message = `"${root}" is not known here${suggest(root, known)}; known: ${listSome(known)}`
      return [fault('expression-unknown-name', field, message)]
    }
    if (name === undefined) return []
    if (root === 'inputs') return nameFaults('input', name, place.definition.inputs ?? {}, field)
    if (root === 'vars') return nameFaults('variable', name, place.definition.variables ?? {}, field)
    return []
  })
}

function nameFaults(what: 'input' | 'variable', name: string, known: object, field: string): Fault[] {
  if (Object.hasOwn(known, name)) return []
  const names = Object.keys(known)
  const message = `there is no ${what} "${name}"${suggest(name, names)}; ${what}s: ${listSome(names)}`
  return [fault(`expression-${what}-unknown`, field, message)]
}

function stepFaults(level: Level, id: string | undefined, rest: readonly string[], field: string): Fault[] {
  if (id === undefined) {
    const message = 'steps are named as they stand, such as steps.weigh.result or steps["weigh-all"].result'
    return [fault('expression-step-dynamic', field, message)]
  }
  const [part] = rest
  const own: Fault[] =
    part === undefined || STEP_FIELDS.includes(part)
      ? []
      : [
          fault(
            'expression-step-field',
            field,
            `a step has no "${part}": there is ${STEP_FIELDS.join(', ')}; what it gave is steps.${id}.result`,
          ),
        ]
  for (let at: Level | undefined = level; at; at = at.outer) {
    if (!Object.hasOwn(at.steps, id)) continue
    if (at.at === undefined || !at.precedence || at.precedence.isBefore(id, at.at)) return own
    const message =
      id === at.at
        ? `"${id}" can not look at itself, nor can what stands in it`
        : `"${id}" does not come before "${at.at}"; name it in \`after\` of "${at.at}"`
    return [fault('expression-step-not-before', field, message)]
  }
  return [fault('expression-step-unknown', field, unknownStep(level, id))]
}

/** Of very many steps only the first are looked at: it is but a hint. */
const MOST_LOOKED_AT = 500

function unknownStep(level: Level, id: string): string {
  const visible: string[] = []
  const within: string[] = []
  for (let at: Level | undefined = level; at; at = at.outer) {
    const ids = Object.keys(at.steps)
    for (const other of ids) if (other !== at.at) visible.push(other)
    for (const other of ids.slice(0, MOST_LOOKED_AT)) {
      const step = at.steps[other]
      if (step && nestedIn(step).some(({ steps }) => Object.hasOwn(steps, id))) within.push(other)
    }
  }
  const [around] = within
  if (around !== undefined)
    return `"${id}" stands within "${around}"; from outside look at steps["${around}"].result`
  const dashed = visible.find(other => other.startsWith(`${id}-`))
  const hint =
    dashed === undefined ? suggest(id, visible) : ` (a name with dashes is written steps["${dashed}"])`
  return `there is no step "${id}"${hint}; steps: ${listSome(visible)}`
}

/** The schema of what a reference gives, where it is known. */
function schemaOf(reference: readonly string[], { definition }: Place): JsonSchema | undefined {
  const [root, name = '', ...rest] = reference
  if (root === 'index' || root === 'iteration') return { type: 'integer' }
  if (root === 'steps')
    return rest[0] === 'state' || rest[0] === 'instrument' ? { type: 'string' } : undefined
  if (root === 'job') return name === 'id' ? { type: 'string' } : undefined
  const inputs = definition.inputs ?? {}
  if (root === 'inputs') return Object.hasOwn(inputs, name) ? schemaAt(inputs[name], rest) : undefined
  const variables = definition.variables ?? {}
  if (root === 'vars' && Object.hasOwn(variables, name)) return schemaAt(variables[name]?.schema, rest)
  return undefined
}

/** Whether a reference gives what a schema asks for, where both are known. */
export function mismatch(
  expression: Expression,
  place: Place,
  wanted: JsonSchema | undefined,
  field: string,
): Fault[] {
  if (!expression.reference) return []
  const given = typesOf(schemaOf(expression.reference, place))
  const types = typesOf(wanted)
  if (canBe(given, types)) return []
  const message = `${expression.text.trim()} is ${orList(given)}, and ${orList(types)} is needed`
  return [fault('type-mismatch', field, message)]
}

const orList = (types: readonly string[]): string => types.join(' or ')
