import type { Step } from '@muster/protocol'
import { MusterError, type Timestamp } from '@muster/runtime'
import type { RunNode } from '../run.ts'
import { after, handOver, type Hands, type Kind, leafEffects, timeFailure } from './kind.ts'

/**
 * A wait for a time, a signal or a file. The engine ends it by itself; only for a file somebody else has to look. A signal that was sent
 * while the job was under way, and that no wait has taken, counts.
 */
export const wait: Kind = {
  isLeaf: true,
  open(hands, node, step) {
    const { wait: what = {} } = step
    if (what.for !== undefined) openFor(hands, node, after(hands.at, text(hands, what.for, node)))
    else if (what.until !== undefined) openFor(hands, node, timeOf(text(hands, what.until, node)))
    else if (what.signal !== undefined) openForSignal(hands, node, step, text(hands, what.signal, node))
    else
      handOver(hands, { ...limited(hands, node, step), input: { file: text(hands, what.file ?? '', node) } })
  },
  effects: (node, isForced) => (isForOthers(node) ? leafEffects(node, isForced) : []),
  endsByItself: () => true,
  due(hands, node, step) {
    const { until } = node.input as { readonly until?: Timestamp }
    if (until !== undefined || step.wait?.onTimeout === 'continue')
      hands.succeed(node, { result: { at: hands.at } })
    else hands.fail(node, timeFailure('waited-too-long', `it did not come within ${step.timeLimit ?? ''}`))
  },
}

/** Somebody else looks whether it is there. */
const isForOthers = (node: RunNode): boolean => (node.input as { readonly file?: string }).file !== undefined

export const signalResult = (at: Timestamp, payload: unknown) => ({ at, payload: payload ?? null })

function openFor(hands: Hands, node: RunNode, until: Timestamp): void {
  const open = { ...node, input: { until } }
  if (until <= hands.at) hands.succeed(open, { result: { at: hands.at } })
  else hands.put({ ...open, due: until })
}

function openForSignal(hands: Hands, node: RunNode, step: Step, signal: string): void {
  const open = { ...node, input: { signal } }
  const sent = hands.takeSignal(signal)
  if (sent) hands.succeed(open, { result: signalResult(sent.at, sent.payload) })
  else hands.put(limited(hands, open, step))
}

const limited = (hands: Hands, node: RunNode, step: Step): RunNode =>
  step.timeLimit === undefined ? node : { ...node, due: after(hands.at, step.timeLimit) }

const text = (hands: Hands, template: string, node: RunNode): string => String(hands.value(template, node))

function timeOf(value: string): Timestamp {
  const at = Date.parse(value)
  if (Number.isNaN(at))
    throw new MusterError(
      'workflow-value',
      'input',
      `${JSON.stringify(value)} is not a time such as "2027-01-31T08:00:00+01:00"`,
    )
  return at
}
