import { alternativesOf, type Step, variantParameters } from '@muster/protocol'
import { type Fault, parseDuration } from '@muster/runtime'
import type { ResourceRequest, ResourceRequirement, TaskRecord, TaskVariant } from '../../model/records.ts'
import { quantity } from './amounts.ts'
import { type Ledger, OWN, type ResourceInfo } from './ledger.ts'

type Requirements = NonNullable<Step['resources']>

/** What a step needs besides an instrument, as its task keeps it. */
export function needsOf(step: Step): Pick<TaskRecord, 'resources' | 'samples' | 'degraded'> {
  const { resources = [], samples = [], degraded = [] } = step
  return {
    ...(resources.length === 0 ? {} : { resources: requirementsOf(resources) }),
    ...(samples.length === 0 ? {} : { samples }),
    ...(degraded.length === 0 ? {} : { degraded: degraded.map(variant => variantOf(step, variant)) }),
  }
}

function variantOf(step: Step, variant: NonNullable<Step['degraded']>[number]): TaskVariant {
  const parameters = variantParameters(step, variant)
  return {
    name: variant.name,
    after: (variant.after === undefined ? undefined : parseDuration(variant.after)) ?? 0,
    ...(parameters ? { parametersJson: JSON.stringify(parameters) } : {}),
    ...(variant.resources ? { resources: requirementsOf(variant.resources) } : {}),
  }
}

const requirementsOf = (requirements: Requirements): ResourceRequirement[] =>
  alternativesOf(requirements, '').map(alternatives => ({
    anyOf: alternatives.map(({ request }) => request),
  }))

/** What is wrong with the resources that a step asks for, given what there is. Fields are relative to the step. */
export function resourceFaults(ledger: Ledger, step: Step): Fault[] {
  const lists = [
    { field: 'resources', list: step.resources ?? [] },
    ...(step.degraded ?? []).map((variant, at) => ({
      field: `degraded.${at}.resources`,
      list: variant.resources ?? [],
    })),
  ]
  return lists.flatMap(({ field, list }) =>
    alternativesOf(list, field)
      .flat()
      .flatMap(({ field: place, request }) => {
        const never = neverMet(ledger, request, step.instrument)
        return never ? [{ field: `${place}.${never.field}`, message: never.message }] : []
      }),
  )
}

/**
 * Why a task can't be done whatever becomes free, as one sentence: none of its alternatives is in the inventory any more, and
 * none of its variants can be done either. Undefined where it can.
 * @param agents that have an instrument for it; any where left out
 */
export function impossible(
  ledger: Ledger,
  task: Pick<TaskRecord, 'resources' | 'degraded' | 'instrument'>,
  agents?: ReadonlySet<string>,
): string | undefined {
  const faults = neverFaults(ledger, task.resources ?? [], task.instrument, agents)
  if (faults.length === 0) return undefined
  const isPossible = ({ resources }: TaskVariant) =>
    neverFaults(ledger, resources ?? task.resources ?? [], task.instrument, agents).length === 0
  return task.degraded?.some(isPossible) === true ? undefined : faults.join('; ')
}

function neverFaults(
  ledger: Ledger,
  requirements: readonly ResourceRequirement[],
  instrument: string | undefined,
  agents: ReadonlySet<string> | undefined,
): string[] {
  return requirements.flatMap(({ anyOf }) => {
    const faults = anyOf.map(request => {
      const never = neverMet(ledger, request, instrument, agents)
      return never && `${request.resource}: ${never.field} ${never.message}`
    })
    return faults.some(fault => fault === undefined) ? [] : [faults.join(' or ')]
  })
}

interface Never {
  readonly field: 'resource' | 'amount' | 'unit' | 'names'
  readonly message: string
}

/** Why the inventory could never meet a request, even with nothing held. */
function neverMet(
  ledger: Ledger,
  request: ResourceRequest,
  instrument: string | undefined,
  agents?: ReadonlySet<string>,
): Never | undefined {
  const { resource } = request
  const all = resource.startsWith(OWN)
    ? [...ledger.agentsWith(resource.slice(OWN.length))]
    : [ledger.info(resource)].filter(info => info !== undefined)
  const infos = all.filter(({ agentId }) => agentId === undefined || agents?.has(agentId) !== false)
  if (infos.length === 0 && all.length > 0)
    return { field: 'resource', message: `"${resource}" is at no agent that has an instrument for it` }
  if (infos.length === 0) return { field: 'resource', message: unknownText(ledger, resource) }
  const nevers = infos.map(info => neverOf(ledger, info, request, instrument))
  return nevers.some(never => never === undefined) ? undefined : nevers[0]
}

function neverOf(
  ledger: Ledger,
  info: ResourceInfo,
  { amount, unit, names, resource }: ResourceRequest,
  instrument: string | undefined,
): Never | undefined {
  if (unit !== undefined && unit !== info.unit)
    return { field: 'unit', message: `is "${unit}", and ${resource} is counted in "${info.unit}"` }
  if (instrument !== undefined && info.instrument !== undefined && info.instrument !== instrument)
    return { field: 'resource', message: `"${resource}" belongs to ${info.instrument}, not to ${instrument}` }
  if (names && info.kind !== 'named')
    return { field: 'names', message: `are of no use: ${resource} is ${info.kind}` }
  const missing = names?.find(name => ledger.names(info.id)?.has(name) !== true)
  if (missing !== undefined) return { field: 'names', message: `${resource} has no "${missing}"` }
  if (info.kind === 'named' && !Number.isInteger(amount))
    return { field: 'amount', message: `is ${amount}; names come whole` }
  if (info.capacity !== undefined && amount > info.capacity) {
    const all = quantity(info.capacity, info.unit, resource)
    return { field: 'amount', message: `is ${amount}, and all there could ever be is ${all}` }
  }
  return undefined
}

function unknownText(ledger: Ledger, resource: string): string {
  if (resource.startsWith(OWN)) return `no agent has a resource "${resource.slice(OWN.length)}"`
  const known = [...ledger.records.keys()].sort()
  const some =
    known.length > 20 ? `${known.slice(0, 20).join(', ')}, and ${known.length - 20} more` : known.join(', ')
  return `there is no resource "${resource}"; known: ${some === '' ? 'none' : some}`
}
