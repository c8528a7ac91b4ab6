import { endAsScope, type Kind, limitOf, outputsOf, tookTooLong } from './kind.ts'

/** The first branch whose condition is true; where none is, it is done with no branch. */
export const choice: Kind = {
  isLeaf: false,
  open(hands, node, step) {
    const branch = (step.switch ?? []).findIndex(one => one.when === undefined || hands.holds(one.when, node))
    if (branch < 0) {
      hands.succeed(node, { result: { branch: null } })
      return
    }
    const open = { ...node, begun: branch, ...limitOf(hands, step) }
    hands.put(open)
    hands.beginScope(open, branch)
  },
  steps: (_node, step, _plan, time) => step.switch?.[Number(time)]?.steps,
  proceed(hands, node, step) {
    const branch = node.begun ?? 0
    const outputs = () => outputsOf(hands, node, branch, step.switch?.[branch]?.outputs)
    endAsScope(hands, node, branch, () => ({ branch, ...outputs() }))
  },
  due: tookTooLong,
}
