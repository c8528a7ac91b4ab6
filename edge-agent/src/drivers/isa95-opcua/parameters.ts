import type { Fault, Parsed } from '@muster/runtime'
import type { VariantOptions } from 'node-opcua-client'
import { typeOf, variantOf } from '../shared/opcua/variant.ts'
import type { Isa95Activity } from './settings.ts'

/** One ISA95ParameterDataType, as node-opcua wants its fields. */
export interface SentParameter {
  readonly ID: string
  readonly value: VariantOptions
}

/** Parameters as JobOrderParameters; all that can't be sent is named. */
export function writeParameters(
  activity: Isa95Activity,
  parameters: Readonly<Record<string, unknown>>,
): Parsed<readonly SentParameter[]> {
  const faults: Fault[] = []
  const sent = Object.entries(parameters).flatMap(([ID, value]): SentParameter[] => {
    const variant = variantOf(value, activity.parameterTypes[ID] ?? typeOf(value))
    if (typeof variant === 'string') faults.push({ field: ID, message: variant })
    return typeof variant === 'string' ? [] : [{ ID, value: variant }]
  })
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: sent }
}
