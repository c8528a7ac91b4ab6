import type { Steps } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import { endAsScope, type Hands, type Kind, limitOf, ONLY, outputsOf, tookTooLong } from './kind.ts'
import type { RunNode } from '../run.ts'
import type { Step } from '@muster/protocol'

/** Steps as one step. */
export const group: Kind = {
  isLeaf: false,
  open(hands, node, step) {
    beginOnly(hands, node, step)
  },
  steps: (_node, step) => step.steps,
  proceed,
  due: tookTooLong,
}

/** Steps that are known only now. They are checked as those were that the job came with. */
export const stepsFrom: Kind = {
  isLeaf: false,
  open(hands, node, step) {
    const input = hands.expression(step.stepsFrom ?? '', node)
    const faults = hands.checkSteps(input, node.path)
    if (faults.length > 0) {
      const told = faults.map(fault => `${fault.field} ${fault.message}`.trim()).join('; ')
      throw new MusterError(
        'workflow-steps',
        'input',
        `the steps that came of ${step.stepsFrom ?? ''}: ${told}`,
      )
    }
    beginOnly(hands, { ...node, input }, step)
  },
  steps: node => node.input as Steps | undefined,
  proceed,
  due: tookTooLong,
}

function beginOnly(hands: Hands, node: RunNode, step: Step): void {
  const open = { ...node, begun: 1, ...limitOf(hands, step) }
  hands.put(open)
  hands.beginScope(open, ONLY)
}

function proceed(hands: Hands, node: RunNode, step: Step): void {
  endAsScope(hands, node, ONLY, () => outputsOf(hands, node, ONLY, step.outputs))
}
