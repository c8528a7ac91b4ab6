import type { Fault, Parsed } from '@muster/runtime'
import type { VariantOptions } from 'node-opcua-client'
import { typeOf, variantOf } from '../shared/opcua/variant.ts'
import type { Act, NodesActivity, Sent, Written } from './settings.ts'

/** A value on its way to a variable. */
export interface PlannedWrite {
  readonly node: string
  readonly value: VariantOptions
}

/** The one request that does something. */
export type PlannedAct =
  | ({ readonly kind: 'write' } & PlannedWrite)
  | {
      readonly kind: 'call'
      readonly object: string
      readonly method: string
      readonly inputs: readonly VariantOptions[]
    }

interface Plan {
  readonly before: readonly PlannedWrite[]
  readonly start: PlannedAct
}

type Values = Readonly<Record<string, unknown>>

/** What a start sends; all that can't be sent is named. */
export function planStart(activity: NodesActivity, values: Values): Parsed<Plan> {
  const faults: Fault[] = []
  const before = activity.before.flatMap(written => {
    // One that was not given is not written.
    if (written.parameter !== undefined && values[written.parameter] === undefined) return []
    return [planWrite(written, values, faults)]
  })
  const start = planAct(activity.start, values, faults)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: { before, start } }
}

/** @param faults gets what can't be sent */
export function planAct({ call, write }: Act, values: Values, faults: Fault[]): PlannedAct {
  if (write) return { kind: 'write', ...planWrite(write, values, faults) }
  const { object = '', method = '', arguments: inputs = [] } = call ?? {}
  return { kind: 'call', object, method, inputs: inputs.map(sent => variantFor(sent, values, faults)) }
}

function planWrite(written: Written, values: Values, faults: Fault[]): PlannedWrite {
  return { node: written.node, value: variantFor(written, values, faults) }
}

function variantFor(
  { parameter, value, choices, type }: Sent,
  values: Values,
  faults: Fault[],
): VariantOptions {
  const given = parameter === undefined ? value : values[parameter]
  const field = parameter ?? 'value'
  const chosen =
    choices && given !== undefined
      ? choices[typeof given === 'string' ? given : JSON.stringify(given)]
      : given
  if (choices && given !== undefined && chosen === undefined)
    faults.push({ field, message: `must be one of ${Object.keys(choices).join(', ')}` })
  const variant = variantOf(chosen, type ?? typeOf(chosen))
  if (typeof variant !== 'string') return variant
  if (chosen !== undefined || given === undefined) faults.push({ field, message: variant })
  return {}
}
