import type { Fault, JsonSchema } from '@muster/runtime'
import { compileTemplate } from '../expressions/index.ts'
import { suggest } from '../suggest.ts'
import { below, fault, listSome } from './fault-codes.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { Step, Steps } from './model.ts'
import { MOST_STEPS, nestedIn, withNested } from './nested.ts'
import { LONGEST_PATH } from './paths.ts'
import { mismatch } from './places.ts'
import { schemaAt, valueFaults } from './value-schemas.ts'

/** Finds a registered workflow: of this version, or its latest. What it gives has its `version`. */
export type WorkflowLookup = (name: string, version: number | undefined) => WorkflowDefinition | undefined

/** A definition whose steps name the workflows that they use with their exact versions, and all of these, each likewise. */
export interface PinnedWorkflow {
  readonly definition: WorkflowDefinition
  /** By `name@version`, directly used or not. */
  readonly uses: Readonly<Record<string, WorkflowDefinition>>
}

/** A name and version as they are written: `sinter@3`, `sinter@latest`, `sinter`. */
export function splitUses(uses: string): { readonly name: string; readonly version: number | undefined } {
  const [name = '', version] = uses.split('@')
  return { name, version: version === undefined || version === 'latest' ? undefined : Number(version) }
}

/** How a workflow is named exactly. */
export const pinnedName = ({ name, version = 1 }: Pick<WorkflowDefinition, 'name' | 'version'>): string =>
  `${name}@${version}`

/** Finds all workflows that steps use, and theirs, and checks what they are given. Fields are relative to the definition. */
export function pinUses(
  definition: WorkflowDefinition,
  lookup: WorkflowLookup,
): { readonly pinned: PinnedWorkflow; readonly faults: readonly Fault[] } {
  const pinner = new Pinner(lookup)
  const steps = pinner.pin(definition, [])
  const faults = [...pinner.faults]
  for (const [at, { uses }] of (definition.then ?? []).entries()) {
    const { name, version } = splitUses(uses)
    if (name !== definition.name && !lookup(name, version)) faults.push(unknown(uses, `then.${at}.uses`))
  }
  const size = pinner.sizeOf(steps)
  if (size.count > MOST_STEPS)
    faults.push(
      fault(
        'steps-too-many',
        'steps',
        `with those of the workflows they use there are ${size.count} steps; ${MOST_STEPS} is the most`,
      ),
    )
  if (size.length > LONGEST_PATH)
    faults.push(
      fault(
        'path-too-long',
        'steps',
        `with those of the workflows they use, ids make a path of ${size.length} characters; ${LONGEST_PATH} is the most`,
      ),
    )
  return { pinned: { definition: steps, uses: Object.fromEntries(pinner.found) }, faults }
}

interface Size {
  /** Steps in all, those of used workflows counted at each use. */
  readonly count: number
  /** Characters of the longest path. */
  readonly length: number
}

class Pinner {
  readonly found = new Map<string, WorkflowDefinition>()
  readonly faults: Fault[] = []
  readonly #lookup: WorkflowLookup
  readonly #sizes = new Map<WorkflowDefinition, Size>()

  constructor(lookup: WorkflowLookup) {
    this.#lookup = lookup
  }

  /** @param ring the workflows that are being gone through, the outermost first */
  pin(definition: WorkflowDefinition, ring: readonly string[]): WorkflowDefinition {
    const steps = this.#pinSteps(definition, definition.steps, 'steps', ring)
    return steps === definition.steps ? definition : { ...definition, steps }
  }

  #pinSteps(definition: WorkflowDefinition, steps: Steps, field: string, ring: readonly string[]): Steps {
    let changed = false
    const pinned = Object.entries(steps).map(([id, step]): [string, Step] => {
      const place = `${field}.${id}`
      let made = step.uses === undefined ? step : this.#pinStep(definition, step, step.uses, place, ring)
      for (const nested of nestedIn(step)) {
        const inner = this.#pinSteps(definition, nested.steps, `${place}.${nested.field}`, ring)
        if (inner !== nested.steps) made = withNested(made, nested.field, inner)
      }
      changed ||= made !== step
      return [id, made]
    })
    return changed ? Object.fromEntries(pinned) : steps
  }

  #pinStep(
    definition: WorkflowDefinition,
    step: Step,
    uses: string,
    field: string,
    ring: readonly string[],
  ): Step {
    const { name, version } = splitUses(uses)
    const used = this.#lookup(name, version)
    if (!used) {
      this.#add(ring, unknown(uses, `${field}.uses`))
      return step
    }
    const key = pinnedName(used)
    const at = ring.indexOf(key)
    if (at >= 0) {
      const names = [...ring.slice(at), key].join(' → ')
      this.#add(ring, fault('workflow-ring', `${field}.uses`, `workflows use each other: ${names}`))
      return step
    }
    for (const one of below(`${field}.inputs`, usedInputFaults(definition, step, used))) this.#add(ring, one)
    if (!this.found.has(key)) {
      // Entered first, so that one that uses it more than once goes through it once.
      this.found.set(key, used)
      this.found.set(key, this.pin(used, [...ring, key]))
    }
    return key === uses ? step : { ...step, uses: key }
  }

  /** What is wrong in a used workflow is told at the step that uses it, as far as the one who submits can see. */
  #add(ring: readonly string[], one: Fault): void {
    const inside = ring.at(-1)
    if (inside === undefined) this.faults.push(one)
    else this.faults.push({ ...one, field: 'steps', message: `in ${inside}, ${one.field}: ${one.message}` })
  }

  sizeOf(definition: WorkflowDefinition): Size {
    const known = this.#sizes.get(definition)
    if (known) return known
    // Whatever leads back here was reported as a ring.
    this.#sizes.set(definition, { count: 0, length: 0 })
    const size = this.#sizeOfSteps(definition.steps)
    this.#sizes.set(definition, size)
    return size
  }

  #sizeOfSteps(steps: Steps): Size {
    let [count, length] = [0, 0]
    for (const [id, step] of Object.entries(steps)) {
      count += 1
      length = Math.max(length, id.length)
      const used = step.uses === undefined ? undefined : this.found.get(step.uses)
      const inner = nestedIn(step).map(nested => ({
        size: this.#sizeOfSteps(nested.steps),
        scope: nested.longestScope,
      }))
      if (used) inner.push({ size: this.sizeOf(used), scope: '0' })
      for (const { size, scope } of inner) {
        count += size.count
        length = Math.max(length, id.length + scope.length + 2 + size.length)
      }
    }
    return { count, length }
  }
}

const unknown = (uses: string, field: string): Fault =>
  fault('workflow-unknown', field, `there is no workflow "${uses}"`)

/** What is wrong with what a step gives to the workflow that it uses. Fields are names of inputs. */
function usedInputFaults(definition: WorkflowDefinition, step: Step, used: WorkflowDefinition): Fault[] {
  const given = step.inputs ?? {}
  const wanted = used.inputs ?? {}
  const faults = nameFaults(given, wanted, used.name)
  for (const [name, value] of Object.entries(given)) {
    const schema: JsonSchema | undefined = Object.hasOwn(wanted, name) ? wanted[name] : undefined
    const template = compileTemplate(value)
    // What is wrong with it as a template was found with its definition.
    if (!schema || !template.ok) continue
    if (template.value.isConstant) faults.push(...inputValueFaults(schema, name, template.value.evaluate({})))
    const place = { definition, roots: new Set<string>() }
    for (const { expression, isWhole, place: at } of template.value.expressions)
      if (isWhole)
        faults.push(
          ...mismatch(
            expression,
            place,
            schemaAt(schema, at === '' ? [] : at.split('.')),
            at === '' ? name : `${name}.${at}`,
          ),
        )
  }
  return faults
}

/** The inputs of a job, with defaults filled in; and what is wrong with them. Fields are names of inputs. */
export function checkInputs(
  definition: WorkflowDefinition,
  given: Readonly<Record<string, unknown>>,
): { readonly inputs: Readonly<Record<string, unknown>>; readonly faults: readonly Fault[] } {
  const wanted = definition.inputs ?? {}
  const faults = nameFaults(given, wanted, definition.name)
  for (const [name, value] of Object.entries(given))
    if (Object.hasOwn(wanted, name)) faults.push(...inputValueFaults(wanted[name] ?? {}, name, value))
  const defaults = Object.entries(wanted).filter(
    ([name, schema]) => Object.hasOwn(schema, 'default') && !Object.hasOwn(given, name),
  )
  const inputs = {
    ...Object.fromEntries(defaults.map(([name, schema]) => [name, schema['default']])),
    ...given,
  }
  return { inputs, faults }
}

function nameFaults(given: object, wanted: Readonly<Record<string, JsonSchema>>, workflow: string): Fault[] {
  const known = Object.keys(wanted)
  const unknownOnes = Object.keys(given).filter(name => !Object.hasOwn(wanted, name))
  const missing = known.filter(
    name => !Object.hasOwn(given, name) && !Object.hasOwn(wanted[name] ?? {}, 'default'),
  )
  return [
    ...unknownOnes.map(name =>
      fault(
        'input-unknown',
        name,
        `is no input of ${workflow}${suggest(name, known)}; inputs: ${listSome(known)}`,
      ),
    ),
    ...missing.map(name => fault('input-missing', name, `is missing: ${workflow} has no default for it`)),
  ]
}

const inputValueFaults = (schema: JsonSchema, name: string, value: unknown): Fault[] =>
  below(name, valueFaults(schema, value)).map(one => ({ ...one, code: 'input-value' }))
