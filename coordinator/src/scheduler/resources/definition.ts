import { ID_PATTERN, NAME_PATTERN } from '@muster/protocol'
import { type Fault, parseDuration } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { RESOURCE_KINDS, type ResourceKind, type ResourceRecord } from '../../model/records.ts'
import { MOST_AMOUNT, PIECES } from './amounts.ts'

/** What a resource is, as configuration and API give it. */
export const DEFINITION_FIELDS = {
  title: Type.Optional(Type.String({ maxLength: 200 })),
  kind: Type.Unsafe<ResourceKind>({
    type: 'string',
    enum: [...RESOURCE_KINDS],
    description: 'countable: given back after use; consumable: used up; named: each name is held by one.',
  }),
  unit: Type.Optional(
    Type.String({ minLength: 1, maxLength: 40, description: 'Such as g or Mbit/s; pieces where left out.' }),
  ),
  capacity: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: MOST_AMOUNT,
      description: 'Of a countable: how many there are. Of a consumable: the most that fits.',
    }),
  ),
  fill: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: MOST_AMOUNT,
      description: 'Of a consumable: what is there at first; the capacity where left out.',
    }),
  ),
  names: Type.Optional(
    Type.Array(Type.String({ pattern: NAME_PATTERN }), {
      minItems: 1,
      maxItems: 100_000,
      uniqueItems: true,
      description: 'Of a named one, in the order in which they are given out.',
    }),
  ),
  instrument: Type.Optional(
    Type.String({
      pattern: ID_PATTERN,
      description: 'It belongs to this one: tasks elsewhere can not have it.',
    }),
  ),
  calendar: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  recycle: Type.Optional(
    Type.String({
      format: 'duration-text',
      description: 'How long it rests after use, such as "2 h" for cleaning.',
    }),
  ),
}

export const ResourceSettings = Type.Array(
  Type.Object(
    { id: Type.String({ pattern: ID_PATTERN }), ...DEFINITION_FIELDS },
    { additionalProperties: false },
  ),
  {
    default: [],
    description: 'What there is at first, besides instruments; afterwards the store says what there is.',
  },
)
export type ResourceSettings = Static<typeof ResourceSettings>
export type ResourceDefinition = Omit<ResourceSettings[number], 'id'>

/** What one field of a definition alone does not show. */
export function definitionFaults(definition: ResourceDefinition): Fault[] {
  const { kind, capacity, fill } = definition
  const faults = [...missing(definition), ...outOfPlace(definition)]
  if (kind === 'consumable' && fill !== undefined && capacity !== undefined && fill > capacity)
    faults.push({ field: 'fill', message: `is more than fits: ${capacity}` })
  return faults
}

function missing({ kind, capacity, fill, names }: ResourceDefinition): Fault[] {
  if (kind === 'countable' && capacity === undefined)
    return [{ field: 'capacity', message: 'is missing: how many are there?' }]
  if (kind === 'consumable' && capacity === undefined && fill === undefined)
    return [{ field: 'fill', message: 'is missing: how much is there? With a capacity alone it is full.' }]
  return kind === 'named' && names === undefined ? [{ field: 'names', message: 'are missing' }] : []
}

/** Fields that make no sense for a resource of this kind. */
function outOfPlace({ kind, capacity, fill, names, unit, recycle }: ResourceDefinition): Fault[] {
  const only = (field: string, of: ResourceKind): Fault => ({
    field,
    message: `is for ${of} resources, and this one is ${kind}`,
  })
  const isNamed = kind === 'named'
  const isConsumable = kind === 'consumable'
  return [
    ...(!isNamed && names !== undefined ? [only('names', 'named')] : []),
    ...(!isConsumable && fill !== undefined ? [only('fill', 'consumable')] : []),
    ...(isNamed && capacity !== undefined
      ? [{ field: 'capacity', message: 'is that of the names; leave it out' }]
      : []),
    ...(isNamed && unit !== undefined && unit !== PIECES
      ? [{ field: 'unit', message: 'of names is pieces; leave it out' }]
      : []),
    ...(isConsumable && recycle !== undefined
      ? [{ field: 'recycle', message: 'is for what is given back; a consumable is used up' }]
      : []),
  ]
}

/** Faults of a configuration's list, with their places. */
export function settingsFaults(resources: ResourceSettings): Fault[] {
  const ids = resources.map(({ id }) => id)
  return resources.flatMap((definition, at) => [
    ...(ids.indexOf(definition.id) === at
      ? []
      : [{ field: `resources.${at}.id`, message: `"${definition.id}" is there twice` }]),
    ...definitionFaults(definition).map(fault => ({ ...fault, field: `resources.${at}.${fault.field}` })),
  ])
}

/** The fields of a record that a definition gives; what it leaves out is undefined. */
export function definedFields(definition: ResourceDefinition) {
  const { title, kind, unit = PIECES, capacity, names, instrument, calendar, recycle } = definition
  const rest = recycle === undefined ? undefined : parseDuration(recycle)
  return { title, kind, unit, capacity, names, instrument, calendar, recycle: rest }
}

/** A resource that is new: nothing of it is held, and nothing was. */
export function newResource(id: string, definition: ResourceDefinition): ResourceRecord {
  const { kind, unit, ...optional } = definedFields(definition)
  const remaining = kind === 'consumable' ? (definition.fill ?? definition.capacity ?? 0) : undefined
  const given = Object.entries({ ...optional, remaining }).filter(([, value]) => value !== undefined)
  return {
    id,
    version: 1,
    kind,
    unit,
    ...(Object.fromEntries(given) as Partial<ResourceRecord>),
    leases: [],
    recycling: [],
    taken: 0,
    usedUp: 0,
    heldMs: 0,
  }
}
