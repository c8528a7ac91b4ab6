import { hasLabels, type Step } from '@muster/protocol'
import type { State } from '../../model/state.ts'
import { resourceFaults } from '../../scheduler/resources/needs.ts'

/**
 * Why an activity can't be done as its expressions have worked out: no instrument takes these parameters, or the inventory never
 * has what it asks for. One sentence; undefined where it can.
 */
export function activityFaults(state: State, step: Step): string | undefined {
  const faults = resourceFaults(state.resources, step).map(({ field, message }) => `${field} ${message}`)
  const suited = [...state.known.values()].filter(
    known =>
      known.activities.has(step.activity ?? '') &&
      (step.instrument === undefined || known.description.id === step.instrument) &&
      hasLabels(known.labels, step.requires),
  )
  if (suited.length === 0)
    faults.push(`no instrument that is known has ${step.activity ?? ''} as it is asked for`)
  const parsed = suited.map(known => known.activities.get(step.activity ?? '')?.parse(step.parameters ?? {}))
  const first = parsed[0]
  if (first && !first.ok && !parsed.some(one => one?.ok))
    faults.push(...first.faults.map(({ field, message }) => `parameters.${field} ${message}`))
  return faults.length === 0 ? undefined : faults.join('; ')
}
