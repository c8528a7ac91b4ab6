import { compileSchema, InvalidInputError, messageOf, type Parsed } from '@muster/runtime'
import { muster } from './generated/muster.js'
import {
  COORDINATOR_SCHEMA,
  type CoordinatorSessionMessage,
  DOWN_SCHEMAS,
  type DownMessages,
  UP_SCHEMAS,
  type UpMessages,
} from './messages.ts'
import type { DownKind, UpKind } from './topics.ts'

/** Bytes that no message may exceed; digests hold a journal's whole state and may be longer. */
export const LONGEST_MESSAGE = 256 * 1024
export const LONGEST_SYNC = 8 * 1024 * 1024

/** What the codec uses of a generated class. */
interface WireType {
  encode(message: never): { finish(): Uint8Array }
  decode(bytes: Uint8Array): unknown
  toObject(message: never, options: object): Record<string, unknown>
}

interface Codec<T> {
  encode(message: T): Uint8Array
  /** @throws InvalidInputError `invalid-input` that names each field that is wrong. */
  decode(bytes: Uint8Array): T
}

// Defaults are filled in, since proto3 leaves out what equals them; 64-bit counters stay below 2^53 by schema.
const TO_OBJECT = { longs: Number, defaults: true, arrays: true, objects: true }

function codec<T>(
  name: string,
  wire: WireType,
  parse: (value: unknown) => Parsed<T>,
  longest = LONGEST_MESSAGE,
): Codec<T> {
  return {
    encode: message => wire.encode(message as never).finish(),
    decode(bytes) {
      if (bytes.length > longest)
        throw invalid(name, 'longer than allowed', `has ${bytes.length} bytes; at most ${longest}`)
      let value: unknown
      try {
        value = wire.toObject(wire.decode(bytes) as never, TO_OBJECT)
      } catch (error) {
        throw invalid(name, 'not protobuf', messageOf(error), error)
      }
      const parsed = parse(value)
      if (parsed.ok) return parsed.value
      const fields = parsed.faults.map(fault => `${fault.field} ${fault.message}`)
      throw new InvalidInputError(`${name} message: ${fields.join('; ')}`, parsed.faults)
    },
  }
}

function invalid(name: string, what: string, message: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`${name} message is ${what}: ${message}`, [{ field: '', message }], { cause })
}

const wire = muster.v1

const up: { readonly [K in UpKind]: Codec<UpMessages[K]> } = {
  session: codec('session', wire.Session, compileSchema(UP_SCHEMAS.session)),
  inventory: codec('inventory', wire.Inventory, compileSchema(UP_SCHEMAS.inventory)),
  heartbeat: codec('heartbeat', wire.Heartbeat, compileSchema(UP_SCHEMAS.heartbeat)),
  claim: codec('claim', wire.Claim, compileSchema(UP_SCHEMAS.claim)),
  report: codec('report', wire.Report, compileSchema(UP_SCHEMAS.report)),
  sync: codec('sync', wire.UpSync, compileSchema(UP_SCHEMAS.sync), LONGEST_SYNC),
  telemetry: codec('telemetry', wire.Telemetry, compileSchema(UP_SCHEMAS.telemetry)),
}

const down: { readonly [K in DownKind]: Codec<DownMessages[K]> } = {
  offer: codec('offer', wire.Offer, compileSchema(DOWN_SCHEMAS.offer)),
  grant: codec('grant', wire.Grant, compileSchema(DOWN_SCHEMAS.grant)),
  control: codec('control', wire.Control, compileSchema(DOWN_SCHEMAS.control)),
  ack: codec('ack', wire.Ack, compileSchema(DOWN_SCHEMAS.ack)),
  sync: codec('sync', wire.DownSync, compileSchema(DOWN_SCHEMAS.sync), LONGEST_SYNC),
  telemetry: codec('telemetry', wire.TelemetryAck, compileSchema(DOWN_SCHEMAS.telemetry)),
}

const coordinatorSession: Codec<CoordinatorSessionMessage> = codec(
  'coordinator session',
  wire.CoordinatorSession,
  compileSchema(COORDINATOR_SCHEMA),
)

export const encodeUp = <K extends UpKind>(kind: K, message: UpMessages[K]): Uint8Array =>
  up[kind].encode(message)
export const decodeUp = <K extends UpKind>(kind: K, bytes: Uint8Array): UpMessages[K] =>
  up[kind].decode(bytes)
export const encodeDown = <K extends DownKind>(kind: K, message: DownMessages[K]): Uint8Array =>
  down[kind].encode(message)
export const decodeDown = <K extends DownKind>(kind: K, bytes: Uint8Array): DownMessages[K] =>
  down[kind].decode(bytes)
export const encodeCoordinatorSession = (message: CoordinatorSessionMessage): Uint8Array =>
  coordinatorSession.encode(message)
export const decodeCoordinatorSession = (bytes: Uint8Array): CoordinatorSessionMessage =>
  coordinatorSession.decode(bytes)
