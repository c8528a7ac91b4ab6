import type { Middleware } from './middleware.ts'

/** Holds what a step asks for against the inventory, and what it gives against what its workflow says that it must be. */
export const validation: Middleware = {
  isImmediate: true,
  before(step, { refuse }) {
    const why = step.faults()
    return why === undefined ? undefined : refuse(why, { code: 'parameters-not-right' })
  },
  after(step, { refuse }) {
    const why = step.faults()
    return why === undefined ? undefined : refuse(why, { code: 'workflow-value', category: 'instrument' })
  },
}
