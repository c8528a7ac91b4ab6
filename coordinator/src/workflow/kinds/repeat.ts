import {
  endAsScope,
  type Hands,
  type Kind,
  limitOf,
  outputsOf,
  timeFailure,
  tookTooLong,
  without,
} from './kind.ts'
import type { RunNode } from '../run.ts'

/** A loop with a bound: its condition is asked after each time through. */
export const repeat: Kind = {
  isLeaf: false,
  open(hands, node, step) {
    begin(hands, { ...node, ...limitOf(hands, step) }, 1)
  },
  steps: (_node, step) => step.repeat?.steps,
  names: (node, _step, time) => ({ iteration: Number(time), last: node.last ?? null }),
  proceed(hands, node, step) {
    const iterations = node.begun ?? 1
    const { until = 'true', atMost = 1, onLimit, outputs } = step.repeat ?? {}
    if (hands.outcome(node, iterations) !== 'succeeded') {
      endAsScope(hands, node, iterations, () => undefined)
      return
    }
    const made = outputsOf(hands, node, iterations, outputs)
    const end = { result: { iterations, ...made }, mayHaveStarted: true }
    if (hands.holds(until, node, iterations)) hands.succeed(node, end)
    else if (node.failure) hands.fail(without(node, 'stopping'), node.failure, end)
    else if (hands.isStopped(node)) hands.cancel(node, end)
    else if (iterations < atMost) begin(hands, { ...node, last: made }, iterations + 1)
    else if (onLimit === 'continue') hands.succeed(node, end)
    else hands.fail(node, limitReached(until, atMost), end)
  },
  due: tookTooLong,
}

function begin(hands: Hands, node: RunNode, iteration: number): void {
  const open = { ...node, begun: iteration }
  hands.put(open)
  hands.beginScope(open, iteration)
}

const limitReached = (until: string, atMost: number) => ({
  ...timeFailure('loop-limit', `it was done ${atMost} times, and ${until} is still false`),
  started: 'yes' as const,
})
