import { hasLabels, type Step } from '@muster/protocol'
import type { KnownInstrument } from '../model/known.ts'
import { amountOf } from './resources/enough.ts'
import type { Ledger } from './resources/ledger.ts'
import { needsOf } from './resources/needs.ts'

/** Why a step could never be started together with those with which it has to be. */
interface GroupFault {
  readonly step: string
  readonly message: string
}

/** What steps that are to be started together could never have at once, even with nothing held: told at the first of each group. */
export function groupFaults(
  steps: Readonly<Record<string, Step>>,
  ledger: Ledger,
  instruments: readonly KnownInstrument[],
): GroupFault[] {
  const groups = new Map<string, [string, Step][]>()
  for (const [id, step] of Object.entries(steps))
    if (step.together !== undefined)
      groups.set(step.together, [...(groups.get(step.together) ?? []), [id, step]])
  return [...groups].flatMap(([name, members]) => {
    const [first] = members
    const all = members.map(([, step]) => step)
    const messages = [...tooFew(all, instruments), ...tooMuch(all, ledger)]
    return messages.map(message => ({
      step: first?.[0] ?? '',
      message: `"${name}" is never started together: ${message}`,
    }))
  })
}

/** Each of them needs an instrument of its own. */
function tooFew(steps: readonly Step[], instruments: readonly KnownInstrument[]): string[] {
  const owner = new Map<KnownInstrument, Step>()
  /** Gives a step an instrument, moving others to further ones where that helps. */
  const give = (step: Step, seen: Set<KnownInstrument>): boolean =>
    instruments.some(known => {
      if (seen.has(known) || !suits(step, known)) return false
      seen.add(known)
      const before = owner.get(known)
      if (before && !give(before, seen)) return false
      owner.set(known, step)
      return true
    })
  const given = steps.filter(step => give(step, new Set())).length
  return given === steps.length
    ? []
    : [`its ${steps.length} steps need an instrument each, and there are ${given} for them`]
}

/** Parameters may depend on what is not known yet. */
const suits = (step: Step, known: KnownInstrument): boolean =>
  known.activities.has(step.activity ?? '') &&
  (step.instrument === undefined || step.instrument === known.description.id) &&
  (step.role === undefined || known.roles.includes(step.role)) &&
  hasLabels(known.labels, step.requires)

/** Of what can be had in no other way. */
function tooMuch(steps: readonly Step[], ledger: Ledger): string[] {
  const needs = steps
    .filter(({ degraded }) => degraded === undefined || degraded.length === 0)
    .map(step => {
      const { resources = [], samples } = needsOf(step)
      return {
        resources: resources.filter(({ anyOf }) => anyOf.length === 1),
        ...(samples ? { samples } : {}),
      }
    })
  const requests = needs.flatMap(({ resources }) => resources.flatMap(({ anyOf }) => anyOf))
  const counted = [...new Set(requests.map(({ resource }) => resource))].flatMap(id => {
    const capacity = ledger.info(id)?.capacity
    const needed = amountOf(needs, id)
    return capacity !== undefined && needed > capacity
      ? [`it needs ${needed} of ${id}, and all there could ever be is ${capacity}`]
      : []
  })
  const named = requests.flatMap(({ resource, names = [] }) => names.map(name => `${name} of ${resource}`))
  const samples = needs.flatMap(need => need.samples ?? []).map(sample => `the sample ${sample}`)
  const twice = [...named, ...samples].filter((one, at, all) => all.indexOf(one) !== at)
  return [...counted, ...[...new Set(twice)].map(one => `two of its steps need ${one}`)]
}
