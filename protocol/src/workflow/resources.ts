import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { AGENT_RESOURCE_PATTERN, ID_PATTERN } from '../identifiers.ts'
import { orTemplate } from './words.ts'

/** What a step needs besides an instrument: resources, samples, and lesser ways to do it where they are short. */

const strict = { additionalProperties: false } as const

/** Ids of samples, names of positions and of people. */
export const NAME_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_.:/+ -]{0,118}[A-Za-z0-9+]$|^[A-Za-z0-9]$'

/** A resource of the site, or `agent/<name>`: of the agent that gets the task. */
const RESOURCE_PATTERN = `${ID_PATTERN}|^agent/${AGENT_RESOURCE_PATTERN.slice(1)}`

const request = {
  amount: Type.Optional(
    Type.Number({
      minimum: 0.000001,
      maximum: 1_000_000_000,
      default: 1,
      description: 'In the unit of the resource; 1 where left out.',
    }),
  ),
  unit: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 40,
      description: 'Refused where the resource is counted in another.',
    }),
  ),
  names: Type.Optional(
    Type.Array(Type.String({ pattern: orTemplate(NAME_PATTERN), maxLength: 4_000 }), {
      minItems: 1,
      maxItems: 1_000,
      uniqueItems: true,
      description: 'Of a resource with names: these and no others. May hold ${ … } with CEL.',
    }),
  ),
}
const resource = Type.String({
  pattern: RESOURCE_PATTERN,
  description: 'Its id; `agent/gpu` is that of the agent that gets the task.',
})

const ResourceRequest = Type.Object({ resource, ...request }, strict)
type ResourceRequest = Static<typeof ResourceRequest>

const Requirement = Type.Object(
  {
    resource: Type.Optional(resource),
    ...request,
    anyOf: Type.Optional(
      Type.Array(ResourceRequest, {
        minItems: 1,
        maxItems: 20,
        description: 'In the place of all else here: one of these, the first listed first.',
      }),
    ),
  },
  strict,
)
type Requirement = Static<typeof Requirement>

const Requirements = Type.Array(Requirement, {
  maxItems: 50,
  description: 'What is held while it is done: all of it, or it does not begin.',
})

export const StepResources = {
  resources: Type.Optional(Requirements),
  samples: Type.Optional(
    Type.Array(Type.String({ pattern: orTemplate(NAME_PATTERN), maxLength: 4_000 }), {
      maxItems: 1_000,
      uniqueItems: true,
      description: 'Ids of samples; each is with one task at a time. May hold ${ … } with CEL.',
    }),
  ),
  degraded: Type.Optional(
    Type.Array(
      Type.Object(
        {
          name: Type.String({ pattern: ID_PATTERN, description: 'Marked on what was done so.' }),
          after: Type.Optional(
            Type.String({
              format: 'duration-text',
              description:
                'Only when all that was asked for could not be had for so long; at once where left out.',
            }),
          ),
          parameters: Type.Optional(
            Type.Record(Type.String(), Type.Unknown(), {
              description: "In the place of the step's parameters of the same names.",
            }),
          ),
          resources: Type.Optional(Requirements),
        },
        strict,
      ),
      {
        maxItems: 20,
        description: 'Lesser ways to do it, such as half a batch, in the order in which they are tried.',
      },
    ),
  ),
} as const

type Variant = { readonly parameters?: Readonly<Record<string, unknown>>; readonly resources?: Requirement[] }
interface NeedyStep {
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly resources?: Requirement[]
  readonly degraded?: readonly (Variant & { readonly name: string })[]
}

/** The alternatives of each requirement, with all that was left out filled in, and where each stands in the step. */
export function alternativesOf(
  requirements: readonly Requirement[],
  field: string,
): { readonly field: string; readonly request: ResourceRequest & { readonly amount: number } }[][] {
  return requirements.map((requirement, at) => {
    const { anyOf, resource: id, ...rest } = requirement
    if (anyOf)
      return anyOf.map((one, index) => ({ field: `${field}.${at}.anyOf.${index}`, request: filled(one) }))
    return id === undefined ? [] : [{ field: `${field}.${at}`, request: filled({ resource: id, ...rest }) }]
  })
}

/** How many, where only names are given: all of them. */
const filled = (one: ResourceRequest) => ({ ...one, amount: one.amount ?? one.names?.length ?? 1 })

/** A variant's parameters: the step's, with its own over them. Undefined where it has none of its own. */
export function variantParameters(
  step: NeedyStep,
  { parameters }: Variant,
): Readonly<Record<string, unknown>> | undefined {
  return parameters && { ...step.parameters, ...parameters }
}

/** What the form of a step's needs does not show. Fields are relative to the step. */
export function needsFaults(step: NeedyStep): Fault[] {
  const { resources = [], degraded = [] } = step
  const names = degraded.map(({ name }) => name)
  const twice = names.flatMap((name, at) =>
    names.indexOf(name) === at ? [] : [{ field: `degraded.${at}.name`, message: `"${name}" is there twice` }],
  )
  const pointless =
    degraded.length > 0 && step.resources === undefined
      ? [{ field: 'degraded', message: 'is for a step with resources: nothing else makes it fall short' }]
      : []
  return [
    ...requirementFaults(resources, 'resources'),
    ...degraded.flatMap((variant, at) =>
      requirementFaults(variant.resources ?? [], `degraded.${at}.resources`),
    ),
    ...twice,
    ...pointless,
  ]
}

function requirementFaults(requirements: readonly Requirement[], field: string): Fault[] {
  const faults: Fault[] = []
  for (const [at, { resource: id, amount, unit, names, anyOf }] of requirements.entries()) {
    const isPlain = id !== undefined || amount !== undefined || unit !== undefined || names !== undefined
    if (anyOf && isPlain)
      faults.push({ field: `${field}.${at}`, message: 'give either a resource or anyOf, and not both' })
    else if (!anyOf && id === undefined)
      faults.push({ field: `${field}.${at}.resource`, message: 'is missing' })
  }
  const seen = new Set<string>()
  for (const { field: place, request: one } of alternativesOf(requirements, field).flat()) {
    if (seen.has(one.resource))
      faults.push({ field: `${place}.resource`, message: `"${one.resource}" is there twice` })
    seen.add(one.resource)
    if (one.names && one.amount !== one.names.length)
      faults.push({
        field: `${place}.amount`,
        message: `is ${one.amount}, and there are ${one.names.length} names; leave it out`,
      })
  }
  return faults
}
