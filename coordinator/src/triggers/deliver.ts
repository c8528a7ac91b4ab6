import { compileExpression, compileTemplate, ExpressionError } from '@muster/protocol'
import { type Fault, messageOf } from '@muster/runtime'
import type { BegunWork, TriggerKind, TriggerRecord } from '../model/trigger-records.ts'

/** What a trigger makes of what came. Nothing here changes anything. */

/** What came, besides its payload: what `delivery` is in expressions. */
export interface DeliveryFacts {
  readonly on: TriggerKind
  readonly id?: string
  /** Of a message: below `muster/v1/{site}/triggers/`. */
  readonly topic?: string
}

export type Verdict =
  | { readonly kind: 'begin'; readonly work: BegunWork }
  /** Its condition does not hold. */
  | { readonly kind: 'passed' }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }

type Definition = Pick<TriggerRecord, 'when' | 'uses' | 'inputs' | 'priority' | 'labels'>

/** Whether the payload begins a job, and which; or all that is wrong with it. */
export function judge(trigger: Definition, payload: unknown, delivery: DeliveryFacts): Verdict {
  const context = { payload, delivery }
  const faults: Fault[] = []
  const holds = tried('when', faults, () => conditionOf(trigger.when, context))
  if (holds === false && faults.length === 0) return { kind: 'passed' }
  const { uses, priority } = trigger
  const inputs = workedOut('inputs', trigger.inputs, context, faults)
  const labels = workedOut('labels', trigger.labels, context, faults)
  for (const [name, value] of Object.entries(labels ?? {}))
    if (value !== undefined && typeof value !== 'string')
      faults.push({ field: `labels.${name}`, message: 'does not come to a text' })
  if (faults.length > 0) return { kind: 'faulty', faults }
  return {
    kind: 'begin',
    work: {
      uses,
      ...(inputs ? { inputs } : {}),
      ...(priority === undefined ? {} : { priority }),
      ...(labels ? { labels: labels as Readonly<Record<string, string>> } : {}),
    },
  }
}

/** The id of a message by its trigger's template; undefined where it has none. A fault where it can't be worked out. */
export function deliveryIdOf(
  template: string | undefined,
  payload: unknown,
  delivery: DeliveryFacts,
): { readonly id?: string } | Fault {
  if (template === undefined) return {}
  const faults: Fault[] = []
  const value = tried('deliveryId', faults, () => valueOf(template, { payload, delivery }))
  const [fault] = faults
  if (fault) return fault
  const id = typeof value === 'number' ? String(value) : value
  if (typeof id === 'string' && id.length >= 1 && id.length <= LONGEST_ID) return { id }
  return { field: 'deliveryId', message: `does not come to a text of 1 to ${LONGEST_ID} characters` }
}

export const LONGEST_ID = 200

type Context = Readonly<Record<string, unknown>>

function conditionOf(when: string | undefined, context: Context): boolean {
  if (when === undefined) return true
  const parsed = compileExpression(when)
  if (!parsed.ok) throw new Error(parsed.faults.map(({ message }) => message).join('; '))
  const value = parsed.value.evaluate(context)
  if (typeof value !== 'boolean') throw new Error('is neither true nor false')
  return value
}

function valueOf(template: unknown, context: Context): unknown {
  const parsed = compileTemplate(template)
  if (!parsed.ok) throw new Error(parsed.faults.map(({ message }) => message).join('; '))
  return parsed.value.evaluate(context)
}

/** Each value by itself, so that all that is wrong is told. */
function workedOut(
  field: string,
  templates: Readonly<Record<string, unknown>> | undefined,
  context: Context,
  faults: Fault[],
): Readonly<Record<string, unknown>> | undefined {
  if (!templates) return undefined
  return Object.fromEntries(
    Object.entries(templates).map(([name, template]) => [
      name,
      tried(`${field}.${name}`, faults, () => valueOf(template, context)),
    ]),
  )
}

function tried<T>(field: string, faults: Fault[], work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    faults.push({
      field,
      message: messageOf(error),
      ...(error instanceof ExpressionError ? { code: error.code } : {}),
    })
    return undefined
  }
}

/** JSON of bytes, or what is wrong with them. */
export function readPayload(bytes: Uint8Array): { readonly payload: unknown } | Fault {
  const field = 'payload'
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { field, message: 'is no UTF-8 text' }
  }
  try {
    return { payload: JSON.parse(text) as unknown }
  } catch (error) {
    return { field, message: `is no JSON: ${messageOf(error)}`.slice(0, 300) }
  }
}
