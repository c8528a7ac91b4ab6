import { silentLogger, systemClock } from '@muster/runtime'
import { MiddlewareChain } from './chain.ts'
import { validation } from './validation.ts'

export {
  MiddlewareChain,
  type MiddlewareEntry,
  type Passed,
  type ResultFacts,
  type StepFacts,
} from './chain.ts'
export type { JobView } from './middleware.ts'

/** Where nothing else is set up: only what is asked for and given is looked at. */
export const STANDARD_CHAIN = new MiddlewareChain(
  [{ name: 'validation', middleware: validation, isBuiltIn: true }],
  { clock: systemClock, logger: silentLogger },
)
