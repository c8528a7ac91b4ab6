import { type Fault, parseDuration } from '@muster/runtime'
import { suggest } from '../suggest.ts'
import { fault, listSome, MOST_FAULTS } from './fault-codes.ts'
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
      if (Object.hasOwn(steps, needed) || faults.length >= MOST_FAULTS) continue
      const message = `"${needed}" is not a step${suggest(needed, known)}; steps: ${listSome(known)}`
      faults.push(fault('step-unknown', `${id}.after.${index}`, message))
    }
  }
  const ring = findRing(map)
  if (ring) {
    const message = `steps wait for each other: ${ringText(ring)}`
    return { faults: [...faults, fault('step-ring', `${ring[0] ?? ''}.after`, message)] }
  }
  const precedence = new Precedence(map)
  return { faults: [...faults, ...placeFaults(map, precedence), ...waitFaults(map)], precedence }
}

/** What is wrong with steps that name the instruments of others: these have to be done before. */
function placeFaults(map: StepMap, precedence: Precedence): Fault[] {
  const faults: Fault[] = []
  for (const [id, { sameInstrumentAs, otherInstrumentThan }] of Object.entries(map.steps)) {
    if (sameInstrumentAs === undefined && otherInstrumentThan === undefined) continue
    const named = (otherInstrumentThan ?? []).map((step, index): [string, string] => [
      `otherInstrumentThan.${index}`,
      step,
    ])
    if (sameInstrumentAs !== undefined) named.push(['sameInstrumentAs', sameInstrumentAs])
    for (const [field, step] of named) {
      if (precedence.isBefore(step, id)) continue
      if (faults.length >= MOST_FAULTS) return faults
      const earlier = listSome([...stepsBefore(map, id)])
      const message = `"${step}" is not a step that comes before; those are: ${earlier}`
      faults.push(fault('step-not-before', `${id}.${field}`, message))
    }
  }
  return faults
}

function waitFaults({ steps }: StepMap): Fault[] {
  const faults: Fault[] = []
  for (const [id, { waits, after = [] }] of Object.entries(steps)) {
    if (waits === undefined) continue
    for (const [needed, { atLeast, atMost }] of Object.entries(waits)) {
      const field = `${id}.waits.${needed}`
      if (!after.includes(needed)) {
        const message = `"${needed}" has to be named in \`after\` as well; there is: ${listSome(after)}`
        faults.push(fault('wait-not-after', field, message))
        continue
      }
      const [least = 0, most = Number.POSITIVE_INFINITY] = [atLeast, atMost].map(text =>
        text === undefined ? undefined : parseDuration(text),
      )
      if (least > most)
        faults.push(
          fault('wait-range', field, `atLeast (${atLeast ?? ''}) is longer than atMost (${atMost ?? ''})`),
        )
    }
  }
  return faults
}

/** A ring as people can read it: of a long one its ends. */
function ringText(ring: readonly string[]): string {
  const shown =
    ring.length > 16 ? [...ring.slice(0, 10), `… (${ring.length - 15} more)`, ...ring.slice(-5)] : ring
  return shown.join(' → ')
}
