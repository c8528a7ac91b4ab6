/**
 * Rules of this house that oxlint has no rule for. It loads this file as a plugin; .oxlintrc.json turns the
 * rules on. tools/lint/rules.test.ts plants a violation of each and fails where one is not reported.
 */

interface Node {
  readonly type: string
  readonly name?: string
  readonly callee?: Node
  readonly arguments?: readonly Node[]
}

interface Context {
  report(finding: { readonly node: Node; readonly message: string }): void
}

/** `new Date(timestamp)` is a calculation; `new Date()` and `Date()` read the machine's clock. */
const noHiddenClock = {
  create(context: Context) {
    const isDate = (node: Node) => node.callee?.type === 'Identifier' && node.callee.name === 'Date'
    const report = (node: Node) =>
      context.report({
        node,
        message: 'This reads the wall clock. Take a Clock, and new Date(clock.wall()).',
      })
    return {
      NewExpression(node: Node) {
        if (isDate(node) && node.arguments?.length === 0) report(node)
      },
      CallExpression(node: Node) {
        if (isDate(node)) report(node)
      },
    }
  },
}

export default {
  meta: { name: 'house' },
  rules: { 'no-hidden-clock': noHiddenClock },
}
