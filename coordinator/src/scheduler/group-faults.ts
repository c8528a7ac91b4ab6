import { hasLabels, isTemplated, type Step } from '@muster/protocol'
import type { KnownInstrument } from '../model/known.ts'
import { amountOf } from './resources/enough.ts'
import type { Ledger } from './resources/ledger.ts'
import { needsOf } from './resources/needs.ts'

/** Why a step could never be started together with those with which it has to be. */
interface GroupFault {
  readonly step: string
  readonly message: string
}

/** What there is, whether it is in use or not. */
export interface Equipment {
  readonly ledger: Ledger
  readonly instruments: readonly KnownInstrument[]
  /** How many tasks an agent takes at a time. */
  readonly roomAt: (agentId: string) => number
}

/** What steps that are to be started together could never have at once, even with nothing held: told at the first of each group. */
export function groupFaults(steps: Readonly<Record<string, Step>>, equipment: Equipment): GroupFault[] {
  const groups = new Map<string, [string, Step][]>()
  for (const [id, step] of Object.entries(steps))
    if (step.together !== undefined)
      groups.set(step.together, [...(groups.get(step.together) ?? []), [id, step]])
  return [...groups].flatMap(([name, members]) => {
    const [first] = members
    const all = members.map(([, step]) => step)
    const messages = [...tooFew(all, equipment), ...tooMuch(all, equipment.ledger)]
    return messages.map(message => ({
      step: first?.[0] ?? '',
      message: `"${name}" is never started together: ${message}`,
    }))
  })
}

/** Each of them needs an instrument of its own, and room for it at the agent of that. */
function tooFew(steps: readonly Step[], { instruments, roomAt }: Equipment): string[] {
  const owners = steps.length
  const anywhere = mostAtOnce(steps, instruments, () => owners)
  if (anywhere < owners)
    return [`its ${owners} steps need an instrument each, and there are ${anywhere} for them`]
  const given = mostAtOnce(steps, instruments, roomAt)
  return given === owners
    ? []
    : [
        `its ${owners} steps are run at the same time, and the agents of their instruments take ${given} of them at a time`,
      ]
}

/** How many of them can have an instrument at once: one that finds none moves others to further ones, as long as that helps. */
function mostAtOnce(
  steps: readonly Step[],
  instruments: readonly KnownInstrument[],
  roomAt: (agentId: string) => number,
): number {
  const owner = new Map<KnownInstrument, Step>()
  const load = new Map<string, number>()
  const give = (step: Step, seen: Set<KnownInstrument | string>): boolean =>
    instruments.some(known => {
      if (seen.has(known) || !suits(step, known)) return false
      seen.add(known)
      const before = owner.get(known)
      const isFree = before ? give(before, seen) : makeRoom(known.agentId, seen)
      if (isFree) owner.set(known, step)
      return isFree
    })
  const makeRoom = (agentId: string, seen: Set<KnownInstrument | string>): boolean => {
    if (seen.has(agentId)) return false
    seen.add(agentId)
    const taken = load.get(agentId) ?? 0
    if (taken < roomAt(agentId)) {
      load.set(agentId, taken + 1)
      return true
    }
    for (const [known, other] of [...owner]) {
      if (known.agentId !== agentId || seen.has(known)) continue
      seen.add(known)
      if (!give(other, seen)) continue
      owner.delete(known)
      return true
    }
    return false
  }
  return steps.filter(step => give(step, new Set())).length
}

/** Parameters, and what holds an expression, may depend on what is not known yet. */
const suits = ({ activity = '', instrument, role, requires = {} }: Step, known: KnownInstrument): boolean =>
  known.activities.has(activity) &&
  (instrument === undefined || isTemplated(instrument) || instrument === known.description.id) &&
  (role === undefined || known.roles.includes(role)) &&
  hasLabels(
    known.labels,
    Object.fromEntries(Object.entries(requires).filter(([, value]) => !isTemplated(value))),
  )

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
