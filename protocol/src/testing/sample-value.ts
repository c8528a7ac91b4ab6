import type { JsonSchema, Random } from '@muster/runtime'
import { SHA256_PATTERN } from '../messages.ts'

/** Which optional parts a sample has. */
export type Fill = 'everything' | 'the least' | 'some'

interface Sampled extends JsonSchema {
  readonly type: string
  readonly properties?: Readonly<Record<string, Sampled>>
  readonly required?: readonly string[]
  readonly items?: Sampled
  readonly minItems?: number
  readonly patternProperties?: Readonly<Record<string, Sampled>>
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

/** A value that a schema of messages.ts allows, edges among them. */
export function sampleValue(schema: JsonSchema, random: Random, fill: Fill = 'some'): unknown {
  return sample(schema as Sampled, random, fill)
}

function sample(schema: Sampled, random: Random, fill: Fill): unknown {
  switch (schema.type) {
    case 'object':
      return schema.properties ? sampleObject(schema, random, fill) : sampleRecord(schema, random, fill)
    case 'array':
      return sampleArray(schema, random, fill)
    case 'boolean':
      return random.float() < 0.5
    case 'integer':
      return pick([schema.minimum ?? 0, (schema.minimum ?? 0) + 1, 2 ** 31, 2 ** 32 - 1], random)
    case 'number':
      return sampleNumber(schema, random)
    case 'string':
      return sampleString(schema, random)
    default:
      throw new Error(`there are no samples for ${JSON.stringify(schema)}`)
  }
}

const isChosen = (random: Random, fill: Fill): boolean =>
  fill === 'everything' || (fill === 'some' && random.float() < 0.5)

function sampleObject({ properties = {}, required = [] }: Sampled, random: Random, fill: Fill): object {
  const present = Object.entries(properties).filter(
    ([name]) => required.includes(name) || isChosen(random, fill),
  )
  return Object.fromEntries(present.map(([name, schema]) => [name, sample(schema, random, fill)]))
}

function sampleRecord({ patternProperties = {} }: Sampled, random: Random, fill: Fill): object {
  const [schema] = Object.values(patternProperties)
  if (!schema || !isChosen(random, fill)) return {}
  return Object.fromEntries(['a', 'Größe', '', 'x y.z'].map(key => [key, sample(schema, random, fill)]))
}

function sampleArray({ items, minItems = 0 }: Sampled, random: Random, fill: Fill): unknown[] {
  const count = isChosen(random, fill) ? Math.max(minItems, 1 + Math.floor(random.float() * 3)) : minItems
  return items ? Array.from({ length: count }, () => sample(items, random, fill)) : []
}

function sampleNumber({ minimum, maximum }: Sampled, random: Random): number {
  const edges = [minimum ?? -1.5e9, maximum ?? 1.7e12, minimum ?? 0]
  return random.float() < 0.5 ? pick(edges, random) : (minimum ?? 0) + random.float() * 100
}

function sampleString(schema: Sampled, random: Random): string {
  if (schema.enum) return pick(schema.enum, random)
  if (schema.format === 'json-text') return pick(['{}', 'null', '{"layers":333,"µ":"é"}'], random)
  if (schema.pattern === SHA256_PATTERN)
    return pick(
      ['0', 'a9'].map(part => part.repeat(64).slice(0, 64)),
      random,
    )
  if (schema.pattern) return pick(['a', 'furnace-2', `x${'0'.repeat(60)}9`], random)
  const texts = ['word', 'Grüße, 世界 🙂', 'line\nline']
  return pick((schema.minLength ?? 0) > 0 ? texts : ['', ...texts], random)
}

function pick<T>(all: readonly T[], random: Random): T {
  const chosen = all[Math.floor(random.float() * all.length)]
  if (chosen === undefined) throw new Error('there is nothing to pick from')
  return chosen
}
