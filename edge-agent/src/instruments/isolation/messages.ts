import type { ErrorCategory, Fault, LogFields, LogLevel } from '@muster/runtime'
import type {
  Checkpoint,
  DriverDescription,
  DriverHealth,
  FindOutcome,
  IdleAnswer,
  StartOutcome,
  StartRequest,
} from '../driver.ts'

/** The questions of a driver that are asked and answered across the processes as they are. */
export interface RemoteCalls {
  connect(): void
  describe(): DriverDescription
  /** JSON has no undefined. */
  bootMark(): string | null
  idle(): IdleAnswer
  find(attemptId: string): FindOutcome
  cancel(run: string): void
  pause(run: string): void
  resume(run: string): void
  checkpoint(run: string): Checkpoint
  release(run: string): void
  health(): DriverHealth
}

/**
 * What an agent tells a driver's process. Both come from one installation, so that there are no versions; what
 * travels is JSON.
 */
export type ToDriver =
  | {
      readonly kind: 'open'
      readonly settings: unknown
      readonly instrumentId: string
      readonly folder: string
    }
  | {
      readonly kind: 'call'
      readonly id: number
      readonly call: keyof RemoteCalls
      readonly argument?: string
    }
  /** `sentAt` is the machine's uptime, which both processes have in common: a start that lay about is not made. */
  | {
      readonly kind: 'start'
      readonly id: number
      readonly request: StartRequest
      readonly sentAt: number
      /** Whose child this process is for as long as that agent lives. */
      readonly agentPid: number
    }
  | { readonly kind: 'follow'; readonly id: number; readonly run: string }
  | { readonly kind: 'unfollow'; readonly id: number }
  /** Asks for a sign of life. */
  | { readonly kind: 'ping' }
  | { readonly kind: 'close' }

/** An error as it crosses the border. */
export interface RemoteError {
  readonly code: string
  readonly category: ErrorCategory
  readonly message: string
  readonly faults: readonly Fault[]
}

/** What a driver's process tells the agent. */
export type FromDriver =
  | { readonly kind: 'settled'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'started'; readonly id: number; readonly outcome: StartOutcome }
  | { readonly kind: 'rejected'; readonly id: number; readonly error: RemoteError }
  | { readonly kind: 'update'; readonly id: number; readonly update: unknown }
  | { readonly kind: 'disconnected'; readonly reason: string }
  | { readonly kind: 'connected' }
  | { readonly kind: 'pong'; readonly residentBytes: number }
  /** It is about to end, and why. */
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'log'
      readonly level: LogLevel
      readonly message: string
      readonly fields?: LogFields
    }
