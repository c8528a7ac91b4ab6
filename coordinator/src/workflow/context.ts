import type { WorkflowDefinition } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import { type Book, stepOf } from './book.ts'
import { expressionOf, templateOf } from './expressions.ts'
import { KINDS } from './kinds/index.ts'
import { usedWorkflow } from './layout.ts'
import { isTime, nameOf, ownerOf, scopeOf, within } from './names.ts'
import type { RunNode } from './run.ts'

type Names = Readonly<Record<string, unknown>>

/** The value of a template, in a scope. @param extra names that are known besides @throws MusterError */
export function valueIn(book: Book, scope: string, template: unknown, extra?: Names): unknown {
  const compiled = templateOf(template)
  if (compiled.isConstant) return compiled.evaluate({})
  const asked = new Set<string>()
  let mentionsSteps = false
  for (const { expression } of compiled.expressions) {
    for (const id of expression.steps) asked.add(id)
    mentionsSteps ||= expression.roots.has('steps')
  }
  return compiled.evaluate(namesIn(book, scope, { mentionsSteps, asked }, extra))
}

/** The value of an expression, in a scope. @throws MusterError */
export function expressionIn(book: Book, scope: string, text: string, extra?: Names): unknown {
  const expression = expressionOf(text)
  const mentionsSteps = expression.roots.has('steps')
  return expression.evaluate(namesIn(book, scope, { mentionsSteps, asked: expression.steps }, extra))
}

/** Whether a condition holds, in a scope. @throws MusterError, also where it is neither true nor false */
export function holdsIn(book: Book, scope: string, condition: string, extra?: Names): boolean {
  const value = expressionIn(book, scope, condition, extra)
  if (typeof value === 'boolean') return value
  throw new MusterError(
    'expression-type',
    'input',
    `${condition}: must be true or false, not ${JSON.stringify(value)}`,
  )
}

interface Asked {
  readonly mentionsSteps: boolean
  readonly asked: ReadonlySet<string>
}

/** What expressions in a scope know. Of steps only those that are asked for, as there may be thousands. */
function namesIn(book: Book, scope: string, { mentionsSteps, asked }: Asked, extra: Names = {}): Names {
  // Not by assignment to an object: names are free, and JSON may have one that is __proto__.
  const names = new Map(Object.entries(extra))
  const steps: Record<string, unknown> = {}
  const say = (name: string, value: unknown) => {
    if (!names.has(name)) names.set(name, value)
  }
  let key = scope
  for (;;) {
    if (mentionsSteps) addSteps(book, key, asked, steps)
    if (key === '') break
    const owner = book.nodes.get(ownerOf(key))
    if (!owner) break
    const name = nameOf(key)
    if (name === 'undo') {
      say('result', owner.result ?? null)
      say('instrument', owner.instrument ?? null)
    } else if (name !== 'fallback') {
      const known = KINDS[owner.kind].names?.(owner, stepOf(book, owner.path), name) ?? {}
      for (const [word, value] of Object.entries(known)) say(word, value)
      if (owner.kind === 'uses') break
    }
    key = scopeOf(owner.path)
  }
  say('inputs', book.facts.inputs)
  say('vars', book.status.variables)
  names.set('job', jobOf(book))
  names.set('steps', steps)
  return Object.fromEntries(names)
}

/** What expressions know of the job. */
export const jobOf = ({ facts }: Book) => ({ id: facts.jobId, labels: facts.labels })

/** Steps of the map of a scope that none further in hides. */
function addSteps(book: Book, key: string, asked: ReadonlySet<string>, steps: Record<string, unknown>): void {
  const layout = book.scopes.get(key)?.layout
  if (!layout) return
  for (const id of asked.size > 0 ? asked : layout.keys()) {
    if (Object.hasOwn(steps, id) || !layout.has(id)) continue
    const node = book.nodes.get(within(key, id))
    if (node) steps[id] = viewOf(node)
  }
}

const viewOf = (node: RunNode) => ({
  state: node.state,
  result: node.result ?? null,
  failure: node.failure ?? null,
  instrument: node.instrument ?? null,
})

/** The workflow that a scope is part of, and the node that uses it; none for the job's own. */
export function workflowOf(
  book: Book,
  scope: string,
): { readonly definition: WorkflowDefinition; readonly user?: RunNode } {
  for (let key = scope; key !== ''; key = scopeOf(ownerOf(key))) {
    const owner = book.nodes.get(ownerOf(key))
    if (owner?.kind !== 'uses' || !isTime(nameOf(key))) continue
    const definition = usedWorkflow(book.plan, stepOf(book, owner.path).uses ?? '')
    if (definition) return { definition, user: owner }
  }
  return { definition: book.plan.definition }
}
