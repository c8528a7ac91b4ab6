import { Buffer } from 'node:buffer'

/** Of syslog, by the numbers that the logger gives its levels. */
const PRIORITIES: Readonly<Record<number, number>> = { 20: 7, 30: 6, 40: 4, 50: 3 }
/** A datagram has to fit into the socket's buffer whole. */
const LONGEST_VALUE = 8_000
const MOST_FIELDS = 20
/** What the logger says of each line, and the journal knows by itself or by a name of its own. */
const ENVELOPE = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg'])

/**
 * A line of the logger, as systemd's journal takes it: MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, and each of the line's fields as one of
 * its own, so `instrument` can be asked for as MUSTER_INSTRUMENT and `attemptId` as MUSTER_ATTEMPT_ID. The message names them as well, since
 * that is all that `journalctl` shows unasked.
 */
export function journalRecord(line: string): Buffer {
  const { level, name, msg, ...rest } = parsed(line)
  const fields = Object.entries(rest)
    .filter(([key]) => !ENVELOPE.has(key))
    .slice(0, MOST_FIELDS)
  const told = fields.map(([key, value]) => `${key}=${quoted(textOf(value))}`)
  const priority = PRIORITIES[Number(level)] ?? 6
  return Buffer.concat([
    entry('MESSAGE', [textOf(msg), ...told].join(' ')),
    entry('PRIORITY', String(priority)),
    entry('SYSLOG_IDENTIFIER', textOf(name ?? 'muster')),
    ...fields.map(([key, value]) => entry(fieldName(key), textOf(value))),
  ])
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
  } catch {
    // A line of somebody else's is a message as it stands.
  }
  return { msg: line.trimEnd() }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** Words with spaces are told from the next field. */
function quoted(text: string): string {
  return text === '' || /[\s"]/.test(text) ? JSON.stringify(text) : text
}

/** The journal takes capital letters, digits and underlines, 64 at most. */
function fieldName(key: string): string {
  const words = key.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[^A-Za-z0-9]+/g, '_')
  return `MUSTER_${words.toUpperCase()}`.slice(0, 64)
}

/** A value of more than one line is told with its length, little-endian in eight bytes. */
function entry(field: string, value: string): Buffer {
  const text = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value
  if (!text.includes('\n')) return Buffer.from(`${field}=${text}\n`)
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(bytes.length))
  return Buffer.concat([Buffer.from(`${field}\n`), length, bytes, Buffer.from('\n')])
}
