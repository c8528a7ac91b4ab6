import type { FailureCategory } from '@muster/protocol'
import {
  compileForeignSchema,
  type Fault,
  InvariantError,
  type JsonSchema,
  type Parsed,
} from '@muster/runtime'
import { CallError, type CallKind, type CallRequest } from './call-kind.ts'

/** A try of a step of this kind; `with` is of the schema that the kind has for it. */
export interface StepKindRequest<With = Readonly<Record<string, unknown>>> extends Omit<CallRequest, 'with'> {
  readonly with: With
}

export interface StepKindContext {
  /** Aborted when nobody wants the answer any more: the time limit is over, the job was cancelled, the coordinator stops. */
  readonly signal: AbortSignal
  /** The try has failed. @param as `step-failed` and `transient` where left out; of `parameters`, `safety` and `operator` no other try follows */
  readonly fail: (
    message: string,
    as?: { readonly code?: string; readonly category?: FailureCategory },
  ) => never
}

/** A kind of step of one's own. A workflow uses it as `call: {kind: <name of the module>, with: …}`. */
export interface StepKind<With = Readonly<Record<string, unknown>>, Result = unknown> {
  /** JSON Schema of `with`: held against what is written at submission, and against what it is worked out to at each try. */
  readonly with: JsonSchema
  /** JSON Schema of what it gives; anything where left out. */
  readonly result?: JsonSchema
  /** Does it, and gives what comes of it (JSON). It may be asked again with the same key after a crash. What it throws is a failed try. */
  run(request: StepKindRequest<With>, context: StepKindContext): Promise<Result>
}

type Parse = (value: unknown) => Parsed<unknown>

/** @throws InvariantError for schemas that were not looked at by `stepKindFaults` */
export function callKindOf(name: string, kind: StepKind): CallKind {
  const [parseWith, parseResult] = [compiled(kind.with), compiled(kind.result ?? {})]
  return {
    name,
    faults: written => faultsOf(parseWith, written).filter(fault => !isOpen(written, fault.field)),
    async call(request, signal) {
      mustBe(parseWith, request.with, 'with', 'call-not-right', 'parameters')
      const result = await kind.run(request, {
        signal,
        fail(message, { code = 'step-failed', category = 'transient' } = {}) {
          throw new CallError(code, category, message)
        },
      })
      mustBe(parseResult, result ?? {}, 'result', 'result-not-right', 'instrument')
      return result
    },
  }
}

/** What is wrong with its schemas. */
export function stepKindFaults(kind: StepKind): Fault[] {
  return (['with', 'result'] as const).flatMap(field => {
    const schema = kind[field]
    const parsed = schema === undefined ? undefined : compileForeignSchema(schema)
    return parsed && !parsed.ok ? parsed.faults.map(({ message }) => ({ field, message })) : []
  })
}

function compiled(schema: JsonSchema): Parse {
  const parsed = compileForeignSchema(schema)
  if (!parsed.ok) throw new InvariantError('a schema of a step kind was not looked at')
  return parsed.value
}

const faultsOf = (parse: Parse, value: unknown): readonly Fault[] => {
  const parsed = parse(value)
  return parsed.ok ? [] : parsed.faults
}

function mustBe(parse: Parse, value: unknown, what: string, code: string, category: FailureCategory): void {
  const faults = faultsOf(parse, value)
  if (faults.length === 0) return
  const message = faults.map(fault => `${[what, fault.field].filter(Boolean).join('.')} ${fault.message}`)
  throw new CallError(code, category, message.join('; '))
}

/** Whether what stands there is known only as the step begins: it holds an expression, or names a secret. */
function isOpen(written: unknown, field: string): boolean {
  let value = written
  for (const part of field === '' ? [] : field.split('.')) {
    if (typeof value === 'string') break
    if (typeof value !== 'object' || value === null) return false
    if ('secret' in value) return true
    value = (value as Readonly<Record<string, unknown>>)[part]
  }
  if (typeof value === 'string') return value.includes('${')
  return typeof value === 'object' && value !== null && 'secret' in value
}
