/** Expressions as values: what they are of is known while typing, what they say is CEL. */

/** Where the text of an expression stands: nothing that a result has can be called so. */
const EXPRESSION: unique symbol = Symbol('expression')

/** An expression that gives a `T` when the job runs. */
export interface Expr<out T> {
  readonly [EXPRESSION]: { readonly text: string; readonly type?: T }
}

/** An expression of whose type nothing is known: it may stand anywhere, and has all fields. */
export interface Loose extends Expr<never> {
  readonly [field: string]: Loose
}

/** An expression, and expressions for what it holds: `steps.print.result.density`. */
export type Ref<T> = [T] extends [never]
  ? Loose
  : unknown extends T
    ? Loose
    : Expr<T> & FieldsOf<NonNullable<T>>

type FieldsOf<T> = T extends readonly (infer Item)[]
  ? { readonly [place: number]: Ref<Item> }
  : T extends object
    ? { readonly [K in keyof T]-?: Ref<Exclude<T[K], undefined>> }
    : unknown

/** A value, or an expression that gives it; also within lists and objects. */
export type Value<T> = unknown extends T ? unknown : Expr<T> | Plain<T>

type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Value<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Value<Exclude<T[K], undefined>> }
    : T

/** A condition: an expression, or CEL as it stands. */
export type Condition = Expr<boolean> | string

/** Names that CEL keeps for itself: fields with these are written in brackets. */
const RESERVED = new Set(
  (
    'as break const continue else false for function if import in let loop null package namespace return true ' +
    'var void while'
  ).split(' '),
)
const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/

/** `.field`, `[0]`, or `["field"]` for what is no word. */
function fieldText(name: string): string {
  if (/^\d+$/.test(name)) return `[${name}]`
  return WORD.test(name) && !RESERVED.has(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

/** An expression with this text, whose fields are expressions. In a template text it stands as `${ … }`. */
export function refTo<T>(cel: string): Ref<T> {
  const asText = () => `\${ ${cel} }`
  const target = { [EXPRESSION]: { text: cel } }
  const ref: unknown = new Proxy(target, {
    get(own, key) {
      if (key === Symbol.toPrimitive) return asText
      if (typeof key === 'symbol') return Reflect.get(own, key) as unknown
      return refTo(`${cel}${fieldText(key)}`)
    },
  })
  // Whatever field is asked for is given: what there is, the type says.
  return ref as Ref<T>
}

/** An item of a list: `at(s.print.result.marks, 0)`. What TypeScript may take for undefined, as it does `marks[0]`, this gives. */
export function at<Item>(list: Expr<readonly Item[]>, place: number | Expr<number>): Ref<Item>
/** What is within a value of which nothing is known: `at(s.ask.result, 'next', 'peak')`. */
export function at(value: Loose, ...fields: readonly (string | number)[]): Loose
export function at(value: Expr<unknown>, ...fields: readonly (string | number | Expr<number>)[]): Loose {
  const texts = fields.map(field =>
    typeof field === 'object' ? `[${textOf(field)}]` : fieldText(String(field)),
  )
  return refTo(`${textOf(value)}${texts.join('')}`)
}

export function isExpression(value: unknown): value is Expr<unknown> {
  return typeof value === 'object' && value !== null && EXPRESSION in value
}

/** The text of an expression; what is text already stays so. */
export const textOf = (condition: Expr<unknown> | string): string =>
  typeof condition === 'string' ? condition : condition[EXPRESSION].text

/**
 * CEL with values in it: `` expr<boolean>`${s.weigh.result.mass} > ${3}` ``. Expressions are put in as they are, all else as what CEL
 * writes for it. Its type is not checked against what it says: where none is given, it may stand anywhere.
 */
export function expr<T = never>(texts: TemplateStringsArray, ...values: readonly unknown[]): Expr<T> {
  return { [EXPRESSION]: { text: joined(texts, values.map(literal)) } }
}

/** Text with values in it: `` text`layer ${s.print.result.layer}` ``. Expressions are worked out when the job runs. */
export function text(
  texts: TemplateStringsArray,
  ...values: readonly (Expr<unknown> | string | number)[]
): string {
  return joined(
    texts,
    values.map(value => (typeof value === 'object' ? `\${ ${textOf(value)} }` : String(value))),
  )
}

const joined = (texts: readonly string[], values: readonly string[]): string =>
  texts.map((own, place) => own + (values[place] ?? '')).join('')

/** CEL reads JSON, but for expressions in it. */
function literal(value: unknown): string {
  if (isExpression(value)) return textOf(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${literal(inner)}`)
    return `{${entries.join(', ')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/** The JSON of a value with expressions in it: each becomes a template. Fields that are undefined are left out. */
export function templateOf(value: unknown): unknown {
  if (isExpression(value)) return `\${ ${textOf(value)} }`
  if (Array.isArray(value)) return value.map(templateOf)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries.map(([name, inner]) => [name, templateOf(inner)]))
}
