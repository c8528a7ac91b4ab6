import type { TelemetryPoint } from '@muster/protocol'
import { compileSchema } from '@muster/runtime'
import { Type } from '@sinclair/typebox'

const Line = Type.Unsafe<TelemetryPoint>(
  Type.Object({
    sequence: Type.Integer(),
    attemptId: Type.String(),
    atWallMs: Type.Number(),
    percent: Type.Optional(Type.Number()),
    phase: Type.Optional(Type.String()),
    values: Type.Record(Type.String(), Type.Number()),
    units: Type.Record(Type.String(), Type.String()),
  }),
)
const parseLine = compileSchema<TelemetryPoint>(Line)
const NAME = /^(\d{9})\.([^.]+)\.jsonl$/

/** A file of points of one stream, in their order. */
export interface Segment {
  readonly number: number
  /** The process that measured them. */
  readonly stream: string
  readonly name: string
  bytes: number
  /** Whether it may still hold live values. */
  hasValues: boolean
  /** How often it was thinned. */
  thinned: number
}

export function newSegment(number: number, stream: string): Segment {
  const name = `${String(number).padStart(9, '0')}.${stream}.jsonl`
  return { number, stream, name, bytes: 0, hasValues: true, thinned: 0 }
}

/** @returns undefined for the name of a file that is none */
export function segmentNamed(name: string): Segment | undefined {
  const [, number, stream] = NAME.exec(name) ?? []
  return stream === undefined ? undefined : newSegment(Number(number), stream)
}

/** Each on a line of its own, also after one that a crash has torn. */
export function encodePoints(points: readonly TelemetryPoint[]): Uint8Array {
  return new TextEncoder().encode(points.map(point => `\n${JSON.stringify(point)}`).join(''))
}

/** A line that was torn is left out. */
export function decodePoints(bytes: Uint8Array | undefined): TelemetryPoint[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap(line => readLine(line) ?? [])
}

function readLine(line: string): TelemetryPoint | undefined {
  if (line === '') return undefined
  try {
    const parsed = parseLine(JSON.parse(line))
    return parsed.ok ? parsed.value : undefined
  } catch {
    return undefined
  }
}
