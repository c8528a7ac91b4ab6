/** The workflow engine. What it works on is in run.ts. */
export { advance, replay } from './advance.ts'
export { canTake } from './by-hand.ts'
export { whyNotAdd, whyNotMove } from './change-plan.ts'
export { apply, newRun, nextDue, openEffects, restoreRun, type Run } from './memory.ts'
export * from './run.ts'
