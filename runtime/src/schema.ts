import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { DURATION_PATTERN } from './duration.ts'
import { type Fault, messageOf } from './errors.ts'
import { safePattern } from './safe-pattern.ts'

/** A JSON Schema, as data. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Either the value, of the form that the schema says, or everything that is wrong with it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export interface ParseOptions {
  /** Fill in the schema's defaults (the value is copied first). */
  readonly defaults?: boolean
}

const strict = once(() => newAjv(false))
const filling = once(() => newAjv(true))

function newAjv(useDefaults: boolean): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    useDefaults,
    strict: true,
    // That makes compiling twice as long, and parsers hardly quicker.
    code: { optimize: false },
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    verbose: true,
  })
  addAllFormats(ajv)
  for (const keyword of ['x-unit', 'example']) ajv.addKeyword(keyword)
  return ajv
}

function addAllFormats(ajv: Ajv): void {
  // The default export of a CommonJS module, which Node gives as `default.default`.
  const add = addFormats as unknown as { default?: typeof addFormats.default } & typeof addFormats.default
  ;(add.default ?? add)(ajv)
  ajv.addFormat('duration-text', new RegExp(DURATION_PATTERN))
  ajv.addFormat('json-text', isJson)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/**
 * Makes a parser from a JSON Schema whose type is `T`. Call it once, at module level or where the schema arrives; the
 * schema is compiled when it is first used, as most programs meet few of those that they know.
 */
export function compileSchema<T>(
  schema: JsonSchema,
  options: ParseOptions = {},
): (value: unknown) => Parsed<T> {
  const compiled = once((): ValidateFunction => (options.defaults ? filling() : strict()).compile(schema))
  return value => {
    const validate = compiled()
    const candidate: unknown = options.defaults ? structuredClone(value) : value
    if (validate(candidate)) return { ok: true, value: candidate as T }
    return { ok: false, faults: toFaults(validate.errors ?? []) }
  }
}

const FOREIGN = { allErrors: true, strict: false, verbose: true, logger: false } as const
const ofSchemas = once(() => {
  const ajv = new Ajv(FOREIGN)
  addAllFormats(ajv)
  return ajv
})

/**
 * Compiles a schema that came from outside. Its patterns are those of RE2, so that none takes for ever.
 * @returns what is wrong with it, or a parser.
 */
export function compileForeignSchema(
  schema: JsonSchema,
  { defaults = false }: ParseOptions = {},
): Parsed<(value: unknown) => Parsed<unknown>> {
  // An instance of its own: schemas of strangers may carry ids that clash, and are not kept for ever. Whether it is a schema at all is asked
  // of one that is shared: making ready to tell is most of the work.
  const ajv = new Ajv({
    ...FOREIGN,
    meta: false,
    validateSchema: false,
    useDefaults: defaults,
    code: { regExp: safePattern },
  })
  addAllFormats(ajv)
  try {
    const judge = ofSchemas()
    if (judge.validateSchema(schema) !== true) throw new Error(`schema is invalid: ${judge.errorsText()}`)
    const validate = ajv.compile(schema)
    const parse = (given: unknown): Parsed<unknown> => {
      const value = defaults ? structuredClone(given) : given
      try {
        return validate(value) ? { ok: true, value } : { ok: false, faults: toFaults(validate.errors ?? []) }
      } catch (error) {
        return { ok: false, faults: [{ field: '', message: messageOf(error) }] }
      }
    }
    return { ok: true, value: parse }
  } catch (error) {
    return { ok: false, faults: [{ field: '', message: `is not a JSON Schema: ${messageOf(error)}` }] }
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function toFaults(errors: readonly ErrorObject[]): Fault[] {
  const faults = new Map<string, Fault>()
  for (const error of errors) {
    // What the parts of a union say is noise once the union itself is reported.
    if (
      error.keyword === 'if' ||
      (errors.length > 1 && error.keyword === 'anyOf' && hasDeeper(errors, error))
    )
      continue
    const fault = { field: fieldOf(error), message: sentenceOf(error) }
    faults.set(`${fault.field}\0${fault.message}`, fault)
  }
  return [...faults.values()]
}

function hasDeeper(errors: readonly ErrorObject[], error: ErrorObject): boolean {
  return errors.some(other => other !== error && other.instancePath.startsWith(`${error.instancePath}/`))
}

function fieldOf(error: ErrorObject): string {
  const parts = error.instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const params: Record<string, unknown> = error.params
  if (error.keyword === 'required') parts.push(String(params['missingProperty']))
  if (error.keyword === 'additionalProperties') parts.push(String(params['additionalProperty']))
  return parts.join('.')
}

function sentenceOf(error: ErrorObject): string {
  const params: Record<string, unknown> = error.params
  switch (error.keyword) {
    case 'required':
      return 'is missing'
    case 'additionalProperties': {
      const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {})
      return `is not known here${known.length > 0 ? `; known: ${known.join(', ')}` : ''}`
    }
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`
    case 'format':
      return params['format'] === 'duration-text'
        ? 'must be a duration such as "500 ms", "30 s" or "18 h"'
        : `must be ${params['format'] === 'json-text' ? 'JSON' : `a ${String(params['format'])}`}`
    default:
      return error.message ?? 'is not right'
  }
}
