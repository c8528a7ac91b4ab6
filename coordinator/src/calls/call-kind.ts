import type { Failure, FailureCategory } from '@muster/protocol'
import { type Fault, messageOf, MusterError } from '@muster/runtime'

/** One try of a step that asks something outside. */
export interface CallRequest {
  /** What the step says, all expressions worked out and secrets put in. */
  readonly with: Readonly<Record<string, unknown>>
  /** The same for each repetition of this try, also after a crash: what was done for it already need not be done again. */
  readonly idempotencyKey: string
  readonly jobId: string
  /** Where the step stands in its workflow. */
  readonly step: string
  /** 1 for the first. */
  readonly tries: number
}

/** A way to ask something outside. One of your own is given to `createCoordinator`, or is a `StepKind` that its settings name as a module. */
export interface CallKind {
  /** What `call.kind` of a step says. */
  readonly name: string
  /** What is wrong with `call.with` as it is written; fields are relative to it. Strings may hold expressions still. */
  faults?(written: Readonly<Record<string, unknown>>): readonly Fault[]
  /**
   * Asks, and gives what was answered: any JSON.
   * @param signal aborted when the answer is of no use any more: the time limit is over, the job was cancelled, the coordinator stops
   * @throws CallError, or any error, which counts as passing
   */
  call(request: CallRequest, signal: AbortSignal): Promise<unknown>
}

/** A call that failed, with whether another try may help. */
export class CallError extends MusterError {
  readonly failureCategory: FailureCategory

  /** @param failureCategory `transient` where another try may help; `parameters` where it can't */
  constructor(code: string, failureCategory: FailureCategory, message: string, cause?: unknown) {
    super(code, failureCategory === 'parameters' ? 'input' : 'unavailable', message, { cause })
    this.failureCategory = failureCategory
  }
}

export function failureOfCall(error: unknown): Failure {
  const category = error instanceof CallError ? error.failureCategory : 'transient'
  const code = error instanceof MusterError ? error.code : 'call-failed'
  return { code, message: messageOf(error).slice(0, 1_000), category, started: 'unknown' }
}
