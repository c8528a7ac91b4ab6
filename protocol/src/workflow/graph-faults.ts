import { type Fault, parseDuration } from '@muster/runtime'
import { suggest } from '../suggest.ts'
import { fault, listSome } from './fault-codes.ts'
import { findRing, Precedence, type StepMap, stepsBefore } from './graph.ts'

/**
 * What is wrong with the order of the steps of one map. Fields are relative to that map.
 * @returns no precedence where there is a ring: then nothing can be said about what comes before what
 */
export function graphFaults(map: StepMap): { readonly faults: Fault[]; readonly precedence?: Precedence } {
  const { steps } = map
  const known = Object.keys(steps)
  const faults: Fault[] = []
  for (const [id, step] of Object.entries(steps)) {
    for (const [index, needed] of (step.after ?? []).entries()) {
      if (Object.hasOwn(steps, needed)) continue
      const message = `"${needed}" is not a step${suggest(needed, known)}; steps: ${listSome(known)}`
      faults.push(fault('step-unknown', `${id}.after.${index}`, message))
    }
  }
  const ring = findRing(map)
  if (ring) {
    const message = `steps wait for each other: ${ring.join(' → ')}`
    return { faults: [...faults, fault('step-ring', `${ring[0] ?? ''}.after`, message)] }
  }
  const precedence = new Precedence(map)
  return { faults: [...faults, ...placeFaults(map, precedence), ...waitFaults(map)], precedence }
}

/** What is wrong with steps that name the instruments of others: these have to be done before. */
function placeFaults(map: StepMap, precedence: Precedence): Fault[] {
  return Object.entries(map.steps).flatMap(([id, { sameInstrumentAs, otherInstrumentThan = [] }]) => {
    const named: [string, string][] = otherInstrumentThan.map((step, index) => [
      `otherInstrumentThan.${index}`,
      step,
    ])
    if (sameInstrumentAs !== undefined) named.push(['sameInstrumentAs', sameInstrumentAs])
    return named
      .filter(([, step]) => !precedence.isBefore(step, id))
      .map(([field, step]) => {
        const earlier = listSome([...stepsBefore(map, id)])
        const message = `"${step}" is not a step that comes before; those are: ${earlier}`
        return fault('step-not-before', `${id}.${field}`, message)
      })
  })
}

function waitFaults({ steps }: StepMap): Fault[] {
  return Object.entries(steps).flatMap(([id, { waits = {}, after = [] }]) =>
    Object.entries(waits).flatMap(([needed, { atLeast, atMost }]) => {
      const field = `${id}.waits.${needed}`
      if (!after.includes(needed)) {
        const message = `"${needed}" has to be named in \`after\` as well; there is: ${listSome(after)}`
        return [fault('wait-not-after', field, message)]
      }
      const [least = 0, most = Number.POSITIVE_INFINITY] = [atLeast, atMost].map(text =>
        text === undefined ? undefined : parseDuration(text),
      )
      if (least <= most) return []
      return [
        fault('wait-range', field, `atLeast (${atLeast ?? ''}) is longer than atMost (${atMost ?? ''})`),
      ]
    }),
  )
}
