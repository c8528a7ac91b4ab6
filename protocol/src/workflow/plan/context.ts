import type { WorkflowDefinition } from '../definition.ts'
import type { Steps } from '../model.ts'
import type { Assumption, AssumptionCode, PathProgress, PlanOptions } from './types.ts'
import type { Level } from './parts.ts'

/** Paths shown of the steps that an assumption is about. */
const PATHS_SHOWN = 10

/** What is taken for granted on the way, each thing once. */
export class Assumptions {
  readonly #found = new Map<
    string,
    { code: AssumptionCode; message: string; steps: string[]; count: number }
  >()

  add(code: AssumptionCode, message: string, path: string): void {
    const key = `${code} ${message}`
    const known = this.#found.get(key) ?? { code, message, steps: [], count: 0 }
    this.#found.set(key, known)
    known.count += 1
    if (known.steps.length < PATHS_SHOWN) known.steps.push(path)
  }

  get all(): Assumption[] {
    return [...this.#found.values()]
  }
}

/** How far a running job is, by path, and which scopes of a step it has come to. */
export class Progress {
  readonly #done: ReadonlyMap<string, PathProgress>
  readonly #scopes = new Map<string, Set<string>>()

  constructor(done: ReadonlyMap<string, PathProgress> = new Map()) {
    this.#done = done
    for (const path of done.keys()) {
      const names = path.split('.')
      // A path is id.scope.id.scope.id: every second name is that of a scope.
      for (let place = 1; place < names.length; place += 2) {
        const step = names.slice(0, place).join('.')
        const known = this.#scopes.get(step)
        if (known) known.add(names[place] ?? '')
        else this.#scopes.set(step, new Set([names[place] ?? '']))
      }
    }
  }

  of(path: string): PathProgress | undefined {
    return this.#done.get(path)
  }

  /** The scopes of a step that something is known of. */
  scopesOf(path: string): ReadonlySet<string> {
    return this.#scopes.get(path) ?? NO_SCOPES
  }

  /** Whether nothing is known of steps: whoever starts with this. */
  get isEmpty(): boolean {
    return this.#done.size === 0
  }
}

const NO_SCOPES: ReadonlySet<string> = new Set()

/** What the steps of one workflow are planned with. */
export interface Context {
  readonly definition: WorkflowDefinition
  readonly options: PlanOptions
  readonly inputs: Readonly<Record<string, unknown>>
  readonly progress: Progress
  readonly assumptions: Assumptions
  /** Plans of steps that nothing is known of yet: the same each time through. */
  readonly fresh: Map<Steps, Level>
  /** Contexts of workflows that steps use, by what they use and with which inputs. */
  readonly used: Map<string, Context>
  /** Plans the steps of one map: steps within steps are planned in the same way. */
  readonly planLevel: (context: Context, steps: Steps, prefix: string, isFresh: boolean) => Level
  /** How deep it stands in workflows that use workflows. */
  readonly depth: number
}

/** The value of a template as far as it is known. */
export function valueOf({ options, inputs }: Context, template: unknown): unknown {
  return (options.resolve ?? plainValue)(template, inputs)
}

/** Constants, and inputs that are given as they are: `${ inputs.samples }`. Undefined for all else. */
function plainValue(template: unknown, inputs: Readonly<Record<string, unknown>>): unknown {
  if (typeof template !== 'string')
    return (JSON.stringify(template) ?? '').includes('${') ? undefined : template
  if (!template.includes('${')) return template
  const [, name = '', quoted = name] =
    /^\$\{\s*inputs(?:\.([A-Za-z_]\w*)|\["([^"\\]+)"\])\s*\}$/.exec(template) ?? []
  return Object.hasOwn(inputs, quoted) ? inputs[quoted] : undefined
}

/** The inputs of a job, with defaults in the place of those that are not given. */
export function withDefaults(
  { inputs: declared = {} }: WorkflowDefinition,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(declared).flatMap(([name, schema]) =>
    'default' in schema ? [[name, schema['default']] as const] : [],
  )
  return { ...Object.fromEntries(defaults), ...given }
}
