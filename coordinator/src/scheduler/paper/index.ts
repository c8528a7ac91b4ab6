export { type ExpectedStart, expectedStarts, type Spread } from './expected.ts'
export {
  compareWorth,
  type LookAhead,
  lookAhead,
  type LookAheadOptions,
  type PaperWorth,
} from './lookahead.ts'
export type { Rule } from './orders.ts'
export type { Choice } from './choose.ts'
export type * from './problem.ts'
export { simulate, type SimulateOptions } from './simulate.ts'
