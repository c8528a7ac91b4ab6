/** What an activity is called, and what its parameters are. */
interface TypedActivity {
  readonly name: string
  readonly title?: string
  /** A JSON Schema. */
  readonly parameters: unknown
}

/** Schemas within schemas: deeper than this nothing is said. */
const DEEPEST = 20

/**
 * A TypeScript file with the types of activities, for `workflow<Activities>(…)`. What the same activity takes at several instruments is one
 * or the other. Results are `unknown`: no instrument says what they are.
 */
export function activityTypes(activities: readonly TypedActivity[]): string {
  const byName = Map.groupBy(activities, ({ name }) => name)
  const members = [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, same]) => {
      const types = [...new Set(same.map(({ parameters }) => parametersType(parameters)))].sort()
      const title = same.find(one => one.title !== undefined && one.title !== '')?.title
      const comment =
        title === undefined ? '' : `  /** ${title.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */\n`
      return `${comment}  readonly ${keyOf(name)}: { readonly parameters: ${types.join(' | ')}; readonly result: unknown }`
    })
  const head =
    '/** What instruments offer, as `muster workflow types` has found it. Results may be written in by hand. */'
  return `${head}\nexport interface Activities {\n${members.map(member => `${member}\n`).join('')}}\n`
}

/** Parameters are an object: one of which nothing is said may have any fields. */
function parametersType(schema: unknown): string {
  const type = typeOf(schema, 0)
  return type === 'unknown' || type === '{}' ? 'Readonly<Record<string, unknown>>' : type
}

type Schema = Readonly<Record<string, unknown>>
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))

/** The type of what a schema accepts, as far as types can say it; wider where they can't. */
function typeOf(schema: unknown, depth: number): string {
  if (!isSchema(schema) || depth > DEEPEST) return 'unknown'
  if ('const' in schema) return JSON.stringify(schema['const']) ?? 'unknown'
  const { type, enum: values, anyOf, oneOf } = schema
  if (Array.isArray(values)) return unionOf(values.map(value => JSON.stringify(value) ?? 'unknown'))
  const choices = Array.isArray(anyOf) ? anyOf : oneOf
  if (Array.isArray(choices)) return unionOf(choices.map(choice => typeOf(choice, depth + 1)))
  if (Array.isArray(type))
    return unionOf(type.map((one: unknown) => typeOf({ ...schema, type: one }, depth + 1)))
  if (type === 'array') return `readonly (${typeOf(schema['items'], depth + 1)})[]`
  if (type === 'object' || isSchema(schema['properties'])) return objectType(schema, depth)
  return (typeof type === 'string' ? PLAIN[type] : undefined) ?? 'unknown'
}

const PLAIN: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
}

const unionOf = (types: readonly string[]): string => [...new Set(types)].join(' | ') || 'never'

function objectType({ properties, required, additionalProperties }: Schema, depth: number): string {
  const needed = new Set(Array.isArray(required) ? required : [])
  const fields = Object.entries(isSchema(properties) ? properties : {}).map(
    ([name, schema]) => `readonly ${keyOf(name)}${needed.has(name) ? '' : '?'}: ${typeOf(schema, depth + 1)}`,
  )
  if (fields.length > 0) return `{ ${fields.join('; ')} }`
  if (isSchema(additionalProperties))
    return `Readonly<Record<string, ${typeOf(additionalProperties, depth + 1)}>>`
  return additionalProperties === false ? 'Readonly<Record<string, never>>' : '{}'
}
