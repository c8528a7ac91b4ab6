import { type Fault, MusterError } from '@muster/runtime'

/** Why an instrument does not do what it was asked to. Each protocol has its own code for each. */
export type RefusalReason =
  | 'busy'
  | 'refused-by-instrument'
  | 'unknown-activity'
  | 'wrong-parameters'
  | 'wrong-state'
  | 'unknown-id'
  | 'known-id'
  | 'list-full'

/** The instrument did not do what it was asked to, and nothing has moved. */
export class RefusedError extends MusterError {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, message: string, faults: readonly Fault[] = []) {
    super(`refused-${reason}`, 'instrument', message, { faults })
    this.reason = reason
  }
}
