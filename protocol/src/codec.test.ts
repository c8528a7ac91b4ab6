import { InvalidInputError, type JsonSchema } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import {
  decodeCoordinatorSession,
  decodeDown,
  decodeUp,
  encodeCoordinatorSession,
  encodeDown,
  encodeUp,
  LONGEST_MESSAGE,
  LONGEST_SYNC,
} from './codec.ts'
import { muster } from './generated/muster.js'
import { COORDINATOR_SCHEMA, DOWN_SCHEMAS, UP_SCHEMAS } from './messages.ts'
import { sampleValue } from './testing/sample-value.ts'
import { DOWN_KINDS, UP_KINDS } from './topics.ts'

interface Kind {
  readonly name: string
  readonly schema: JsonSchema
  readonly longest: number
  encode(message: never): Uint8Array
  decode(bytes: Uint8Array): unknown
}

const KINDS: readonly Kind[] = [
  ...UP_KINDS.map(kind => ({
    name: `up/${kind}`,
    schema: UP_SCHEMAS[kind],
    longest: kind === 'sync' ? LONGEST_SYNC : LONGEST_MESSAGE,
    encode: (message: never) => encodeUp(kind, message),
    decode: (bytes: Uint8Array) => decodeUp(kind, bytes),
  })),
  ...DOWN_KINDS.map(kind => ({
    name: `down/${kind}`,
    schema: DOWN_SCHEMAS[kind],
    longest: kind === 'sync' ? LONGEST_SYNC : LONGEST_MESSAGE,
    encode: (message: never) => encodeDown(kind, message),
    decode: (bytes: Uint8Array) => decodeDown(kind, bytes),
  })),
  {
    name: 'coordinator/session',
    schema: COORDINATOR_SCHEMA,
    longest: LONGEST_MESSAGE,
    encode: message => encodeCoordinatorSession(message),
    decode: decodeCoordinatorSession,
  },
]

const sample = (kind: Kind, seed: number, fill: 'everything' | 'the least' | 'some'): never =>
  sampleValue(kind.schema, seededRandom(seed), fill) as never

/** What decoding says, or a failure of the test where it says nothing. */
function refusalOf(kind: Kind, bytes: Uint8Array): InvalidInputError {
  try {
    kind.decode(bytes)
  } catch (error) {
    if (error instanceof InvalidInputError) return error
    throw error
  }
  throw new Error(`${kind.name} was taken`)
}

/** The paths of all texts that have to have a form, such as `header.bootId`. */
function formedTexts(schema: JsonSchema, value: unknown, path: readonly string[] = []): string[] {
  const {
    pattern,
    enum: words,
    format,
    properties,
    items,
  } = schema as {
    [key: string]: unknown
    properties?: Record<string, JsonSchema>
    items?: JsonSchema
  }
  if (pattern !== undefined || words !== undefined || format !== undefined) return [path.join('.')]
  if (items && Array.isArray(value))
    return value.flatMap((item, i) => formedTexts(items, item, [...path, String(i)]))
  return Object.entries(properties ?? {}).flatMap(([name, inner]) => {
    const part = (value as Record<string, unknown>)[name]
    return part === undefined ? [] : formedTexts(inner, part, [...path, name])
  })
}

function withText(value: unknown, path: string, text: string): never {
  const changed = structuredClone(value) as Record<string, unknown>
  const parts = path.split('.')
  const last = parts.pop() ?? ''
  let holder = changed
  for (const part of parts) holder = holder[part] as Record<string, unknown>
  holder[last] = text
  return changed as never
}

describe.each(KINDS)('a message $name', kind => {
  it('comes out as it went in, whatever of it is there', () => {
    for (const fill of ['everything', 'the least', 'some'] as const) {
      for (let seed = 0; seed < 60; seed++) {
        const message = sample(kind, seed, fill)
        expect(kind.decode(kind.encode(message))).toEqual(message)
      }
    }
  })

  it('is refused with the name of the field whose text is not of its form', () => {
    const message = sample(kind, 1, 'everything')
    const paths = formedTexts(kind.schema, message)
    expect(paths.length).toBeGreaterThan(0)
    for (const path of paths) {
      const refusal = refusalOf(kind, kind.encode(withText(message, path, 'Not {right}')))
      expect(refusal.faults.map(fault => fault.field)).toEqual([path])
      expect(refusal.message).toContain(path)
    }
  })

  it('is refused when it is empty, for what it has to have', () => {
    expect(refusalOf(kind, new Uint8Array()).faults.map(fault => fault.field)).toContain('header')
  })

  it('is refused unread when it is too long', () => {
    const refusal = refusalOf(kind, new Uint8Array(kind.longest + 1))
    expect(refusal.message).toContain('longer than allowed')
    expect(refusalOf(kind, new Uint8Array(kind.longest)).message).not.toContain('longer than allowed')
  })

  it('is taken with fields of a newer version, which are left out', () => {
    const message = sample(kind, 2, 'everything')
    // Field 1000, a varint.
    const newer = Buffer.concat([kind.encode(message), Uint8Array.of(0xc0, 0x3e, 7)])
    expect(kind.decode(newer)).toEqual(message)
  })

  it('is refused, and nothing worse, when it is garbage', () => {
    const random = seededRandom(11)
    const attempt = (bytes: Uint8Array) => {
      try {
        kind.decode(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputError)
      }
    }
    for (let i = 0; i < 500; i++) attempt(random.bytes(Math.floor(random.float() * 300)))
    for (let i = 0; i < 500; i++) {
      const bytes = kind.encode(sample(kind, i, 'some')).slice()
      for (let flips = 0; flips < 3; flips++)
        bytes[Math.floor(random.float() * bytes.length)] = Math.floor(random.float() * 256)
      attempt(bytes.subarray(0, Math.ceil(random.float() * bytes.length)))
    }
  })
})

describe('numbers', () => {
  const claim = sampleValue(UP_SCHEMAS.claim, seededRandom(1), 'the least') as Parameters<
    typeof encodeUp<'claim'>
  >[1]
  const heartbeat = sampleValue(UP_SCHEMAS.heartbeat, seededRandom(1), 'the least') as Parameters<
    typeof encodeUp<'heartbeat'>
  >[1]
  const claims = KINDS.find(kind => kind.name === 'up/claim')
  const heartbeats = KINDS.find(kind => kind.name === 'up/heartbeat')

  it('are exact up to 2^53 - 1 and refused beyond', () => {
    const fence = Number.MAX_SAFE_INTEGER
    expect(decodeUp('claim', encodeUp('claim', { ...claim, fence }))).toMatchObject({ fence })
    const beyond = muster.v1.Claim.encode({ ...claim, fence: 2 ** 60 }).finish()
    expect(claims && refusalOf(claims, beyond).faults).toMatchObject([{ field: 'fence' }])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('are refused when they are %d', wallMs => {
    const bytes = encodeUp('heartbeat', { ...heartbeat, wallMs })
    expect(heartbeats && refusalOf(heartbeats, bytes).faults).toMatchObject([{ field: 'wallMs' }])
  })

  it('are held to their range', () => {
    const run = { attemptId: 'a', state: 'running', percent: 101, values: {} } as const
    const bytes = encodeUp('heartbeat', { ...heartbeat, runs: [run] })
    expect(heartbeats && refusalOf(heartbeats, bytes).faults).toMatchObject([{ field: 'runs.0.percent' }])
  })
})

describe('JSON within a message', () => {
  it.each(['', '{', 'undefined', "{'a':1}", '{"a":1} x'])('is refused when it is %j', parametersJson => {
    const offer = sampleValue(DOWN_SCHEMAS.offer, seededRandom(1), 'the least') as Parameters<
      typeof encodeDown<'offer'>
    >[1]
    const offers = KINDS.find(kind => kind.name === 'down/offer')
    const bytes = encodeDown('offer', { ...offer, parametersJson })
    expect(offers && refusalOf(offers, bytes).faults).toEqual([
      { field: 'parametersJson', message: 'must be JSON' },
    ])
  })
})

describe('keys of maps', () => {
  it('reach no prototype', () => {
    const inventory = sampleValue(UP_SCHEMAS.inventory, seededRandom(1), 'the least') as Parameters<
      typeof encodeUp<'inventory'>
    >[1]
    const labels = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>
    const decoded = decodeUp('inventory', encodeUp('inventory', { ...inventory, labels }))
    expect(Object.getPrototypeOf(decoded.labels)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
    expect(decoded.labels['constructor']).toBe('y')
  })
})
