/**
 * Who has to act on an error:
 * - `input`: whoever sent the request, message or file;
 * - `configuration`: whoever set this program up; nothing was started;
 * - `conflict`: nobody; the state has moved on since the caller looked;
 * - `unavailable`: nobody yet; something outside does not answer and may again;
 * - `instrument`: whoever looks after the instrument;
 * - `bug`: us.
 */
export type ErrorCategory = 'input' | 'configuration' | 'conflict' | 'unavailable' | 'instrument' | 'bug'

/** One fault of something that was parsed: where it is and what would be right. */
export interface Fault {
  /** A path such as `steps.print.parameters.layers`; empty for the whole. */
  readonly field: string
  readonly message: string
  /** What kind of fault it is, where that may be matched on: stable, in kebab-case, such as `step-unknown`. */
  readonly code?: string
  /** 1-based, where the source is a text file. */
  readonly line?: number
  readonly column?: number
}

export interface MusterErrorOptions {
  readonly cause?: unknown
  readonly faults?: readonly Fault[]
  readonly details?: Readonly<Record<string, unknown>>
}

/** The base of all errors that leave a module. `code` is stable and may be matched on; the message is for people. */
export class MusterError extends Error {
  readonly code: string
  readonly category: ErrorCategory
  readonly faults: readonly Fault[]
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: string, category: ErrorCategory, message: string, options: MusterErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.category = category
    this.faults = options.faults ?? []
    this.details = options.details ?? {}
  }
}

/** Something from outside does not have the form it should have. Holds every fault found, not the first. */
export class InvalidInputError extends MusterError {
  constructor(message: string, faults: readonly Fault[], options: Omit<MusterErrorOptions, 'faults'> = {}) {
    super('invalid-input', 'input', message, { ...options, faults })
  }
}

/** The program can't start as it is set up. A program ends with exit code 78 (sysexits EX_CONFIG) on it. */
export class ConfigurationError extends MusterError {
  constructor(
    message: string,
    faults: readonly Fault[] = [],
    options: Omit<MusterErrorOptions, 'faults'> = {},
  ) {
    super('configuration', 'configuration', message, { ...options, faults })
  }
}

/** A state that the code holds impossible. Whoever meets it stops rather than go on from it. */
export class InvariantError extends MusterError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super('invariant', 'bug', message, { details })
  }
}

/** The sentence to show of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** For the end of a switch over a union: the compiler says which case is missing. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected value ${JSON.stringify(value)}`)
}
