import { changeSteps, parseReference, usedBy, type WorkflowDefinition } from '@muster/protocol'
import type { Fault } from '@muster/runtime'

/** A registered workflow, as far as who uses it has to know. */
export interface Registered {
  readonly name: string
  readonly number: number
  readonly definition: WorkflowDefinition
}

/** What is registered. */
export interface Registrations {
  /** The latest version where none is given. */
  version(name: string, number?: number): Registered | undefined
  isRetired(name: string): boolean
}

/** A definition with all that it uses, each at the version that it has now. */
export interface Resolved {
  /** Its `uses` name a version, all of them. */
  readonly definition: WorkflowDefinition
  /** By `name@version`; their own `uses` name versions as well. */
  readonly uses: Readonly<Record<string, WorkflowDefinition>>
  /** What it uses and there is not, is retired, or uses it in its turn. Fields are relative to the definition. */
  readonly faults: readonly Fault[]
}

/** Workflows that use workflows: no deeper than this. */
const DEEPEST = 20

/** What there will be once a definition is registered: it is the latest of its name. */
export function withNext(registrations: Registrations, definition: WorkflowDefinition): Registrations {
  const { name } = definition
  const next = { name, number: (registrations.version(name)?.number ?? 0) + 1, definition }
  const isNext = (asked: string, number: number | undefined) =>
    asked === name && (number === undefined || number === next.number)
  return {
    version: (asked, number) => (isNext(asked, number) ? next : registrations.version(asked, number)),
    isRetired: asked => registrations.isRetired(asked),
  }
}

/** What a registered workflow uses, and what that uses, and so on. */
export function resolveUses(root: Registered, registrations: Registrations): Resolved {
  const { definition } = root
  const uses: Record<string, WorkflowDefinition> = {}
  /** @param chain those that use each other down to this one @returns what is wrong, in words */
  const include = (reference: string, chain: readonly string[]): string | undefined => {
    const parsed = parseReference(reference)
    const found = parsed && registrations.version(parsed.name, parsed.version)
    if (!found) return missing(reference, registrations)
    const key = keyOf(found)
    const way = [...chain, key]
    if (chain.includes(key)) return `it would use itself: ${way.join(' → ')}`
    if (uses[key]) return undefined
    if (registrations.isRetired(found.name)) return `${found.name} is retired`
    if (chain.length > DEEPEST)
      return `workflows use each other more than ${DEEPEST} deep: ${way.join(' → ')}`
    uses[key] = pinned(found.definition, registrations)
    for (const used of usedBy(found.definition)) {
      const wrong = include(used.uses, way)
      if (wrong !== undefined) return wrong
    }
    return undefined
  }
  const faults = usedBy(definition).flatMap(({ field, uses: reference }): Fault[] => {
    const message = include(reference, [keyOf(root)])
    return message === undefined ? [] : [{ field, message }]
  })
  return {
    definition: pinned(definition, registrations),
    uses,
    faults: [...faults, ...chainedFaults(definition, registrations)],
  }
}

/** Jobs that are begun after it may be of itself; they have to be of something that there is. */
function chainedFaults({ then = [] }: WorkflowDefinition, registrations: Registrations): Fault[] {
  return then.flatMap(({ uses }, at): Fault[] => {
    const parsed = parseReference(uses)
    if (parsed && registrations.version(parsed.name, parsed.version)) return []
    return [{ field: `then.${at}.uses`, message: missing(uses, registrations) }]
  })
}

function missing(reference: string, registrations: Registrations): string {
  const name = parseReference(reference)?.name
  const latest = name === undefined ? undefined : registrations.version(name)
  return `there is no workflow ${reference}${latest ? `; the latest is ${keyOf(latest)}` : ''}`
}

const keyOf = ({ name, number }: Registered): string => `${name}@${number}`

/** With the versions that are the latest now in the place of `latest`. */
function pinned(definition: WorkflowDefinition, registrations: Registrations): WorkflowDefinition {
  const steps = changeSteps(definition.steps, step => {
    const parsed = step.uses === undefined ? undefined : parseReference(step.uses)
    const found = parsed && registrations.version(parsed.name, parsed.version)
    return found ? { ...step, uses: keyOf(found) } : step
  })
  return { ...definition, steps }
}
