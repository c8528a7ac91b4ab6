import { type Duration, InvariantError, type Parsed, parseDuration } from '@muster/runtime'
import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'
import { parserByKind } from '../config/parser-by-kind.ts'

const DurationText = (options: { default?: string; description?: string } = {}) =>
  Type.String({ format: 'duration-text', ...options })

const Lasting = {
  times: Type.Optional(
    Type.Integer({ minimum: 1, description: 'How often it strikes; without it, until it is removed' }),
  ),
  for: Type.Optional(DurationText({ description: 'Real time after which it is over' })),
}

function faultSchema<K extends string, P extends TProperties>(kind: K, properties: P) {
  return Type.Object({ kind: Type.Literal(kind), ...properties, ...Lasting }, { additionalProperties: false })
}

const Percent = Type.Number({ minimum: 0, maximum: 100, default: 50, 'x-unit': '%' })

/**
 * What an instrument can be told to do wrong.
 * - `refuse`: a start is refused, with a reason; nothing starts.
 * - `lose-answer`: a start happens, but its answer never leaves: the connections are cut before it, or
 *   (`keepConnection`) stay open and silent.
 * - `hang`: requests are neither carried out nor answered; what runs goes on. `times` counts messages.
 * - `drop-link`: all connections are closed; `times` counts closings (1 unless `for` is given).
 * - `delay`: commands (not questions) are carried out at once and answered late.
 * - `wrong-progress`: the percentage shown is this one.
 * - `fail-run`: the next started run breaks off at a percentage of its time.
 * - `stop-at-panel`: somebody presses stop at the instrument when the next started run has come so far.
 * - `reboot`: the instrument loses power, and has it again, when the next started run has come so far.
 */
const SCHEMAS = {
  refuse: faultSchema('refuse', { reason: Type.String({ minLength: 1, default: 'the instrument refuses' }) }),
  'lose-answer': faultSchema('lose-answer', { keepConnection: Type.Boolean({ default: false }) }),
  hang: faultSchema('hang', {}),
  'drop-link': faultSchema('drop-link', {}),
  delay: faultSchema('delay', { by: DurationText() }),
  'wrong-progress': faultSchema('wrong-progress', { percent: Type.Number({ minimum: 0, maximum: 100 }) }),
  'fail-run': faultSchema('fail-run', {
    at: Percent,
    reason: Type.String({ minLength: 1, default: 'a simulated breakdown' }),
  }),
  'stop-at-panel': faultSchema('stop-at-panel', { at: Percent }),
  reboot: faultSchema('reboot', { at: Percent }),
} satisfies Record<string, TObject>

export type FaultKind = keyof typeof SCHEMAS
/** A fault as it is given in a file or a request. */
export type FaultOf<K extends FaultKind> = Static<(typeof SCHEMAS)[K]>
export type SimulatedFault = { [K in FaultKind]: FaultOf<K> }[FaultKind]

export const FAULT_KINDS = Object.keys(SCHEMAS) as FaultKind[]

/** Checks a fault that came from outside, and fills in what was left out. */
export const parseFault: (value: unknown) => Parsed<SimulatedFault> = parserByKind(SCHEMAS)

/** A duration whose text a schema has let through. */
export function checkedDuration(text: string): Duration {
  const duration = parseDuration(text)
  if (duration === undefined) throw new InvariantError(`not a duration: ${text}`)
  return duration
}
