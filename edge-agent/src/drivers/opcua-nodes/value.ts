import { DataType, type DataValue } from 'node-opcua-client'
import type { Point, Scalar } from './settings.ts'

/** A value that is none: no number, out of range, not readable. The message is for people. */
export class NonsenseError extends Error {
  override readonly name = 'NonsenseError'
}

/** The server has no value at present, and may have one later: the line behind it is away, or it has not read it yet. */
export class NoValueError extends Error {
  override readonly name = 'NoValueError'
}

/** Statuses that no waiting mends. */
const LASTING =
  /^Bad(NodeId(Unknown|Invalid)|AttributeIdInvalid|NotReadable|UserAccessDenied|NotSupported|NotImplemented|TypeMismatch|OutOfRange)$/

/**
 * What a variable holds, as the settings read it.
 * @throws NonsenseError where it is nothing that can be believed; NoValueError where there is none at present
 */
export function readScalar(
  given: DataValue | undefined,
  point: Point,
  type?: 'number' | 'text' | 'boolean',
): Scalar {
  const value = scalarOf(contentOf(given, point), point, isWide(given))
  if (type !== undefined && kindOf(value) !== type)
    throw new NonsenseError(`${point.node} is ${quoted(value)}, which is no ${type}`)
  if (typeof value !== 'number') return value
  const scaled = value * (point.scale ?? 1)
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = point
  if (scaled < minimum || scaled > maximum)
    throw new NonsenseError(`${point.node} is ${scaled}, out of its range`)
  return scaled
}

/** A list of texts, or a single one. @throws as readScalar */
export function readTexts(given: DataValue | undefined, node: string): string[] {
  const content = contentOf(given, { node })
  const list: readonly unknown[] = Array.isArray(content) ? content : [content ?? '']
  return list.map(one => {
    if (one === null || typeof one === 'string') return one ?? ''
    throw new NonsenseError(`${node} holds ${quoted(one)}, which is no text`)
  })
}

/** What is in the variable, or in one element of it. */
function contentOf(given: DataValue | undefined, { node, index }: Pick<Point, 'node' | 'index'>): unknown {
  if (!given) throw new NonsenseError(`${node} was not answered`)
  const { statusCode } = given
  if (!statusCode.isGood()) {
    const message = `${node} can't be read: ${statusCode.name}`
    throw LASTING.test(statusCode.name) ? new NonsenseError(message) : new NoValueError(message)
  }
  const content: unknown = given.value.value
  if (index === undefined) return content
  const list = listOf(content)
  if (!list || index >= list.length) throw new NonsenseError(`${node} has no element ${index}`)
  return list[index]
}

function scalarOf(content: unknown, { node }: Point, wide: boolean): Scalar {
  if (typeof content === 'string' || typeof content === 'boolean') return content
  const number = wide ? wholeNumber(content) : content
  if (typeof number === 'number') {
    if (Number.isFinite(number)) return number
    throw new NonsenseError(`${node} is ${number}, which is no number`)
  }
  if (content instanceof Date) return content.toISOString()
  const text = typeof content === 'object' && content !== null && 'text' in content ? content.text : undefined
  if (typeof text === 'string') return text
  throw new NonsenseError(`${node} holds ${quoted(content)}, which is no number, text or truth value`)
}

/** Whether its numbers have 64 bits. */
function isWide(given: DataValue | undefined): boolean {
  return given?.value.dataType === DataType.Int64 || given?.value.dataType === DataType.UInt64
}

/** A 64 bit integer, which node-opcua gives as high and low word. */
function wholeNumber(content: unknown): number | undefined {
  const words = listOf(content)
  const [high, low] = words ?? []
  if (words?.length !== 2 || typeof high !== 'number' || typeof low !== 'number') return undefined
  const number = (high > 0x7fffffff ? high - 2 ** 32 : high) * 2 ** 32 + low
  return Number.isSafeInteger(number) ? number : undefined
}

function listOf(content: unknown): readonly unknown[] | undefined {
  if (Array.isArray(content)) return content as readonly unknown[]
  return ArrayBuffer.isView(content) && !(content instanceof DataView)
    ? Array.from(content as Uint8Array)
    : undefined
}

function kindOf(value: Scalar): 'number' | 'text' | 'boolean' {
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : 'boolean'
}

/** Short enough for a message. */
function quoted(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
