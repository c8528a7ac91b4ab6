import type { Clock, Logger } from '@muster/runtime'
import type { StepKind } from '../calls/index.ts'
import type { Channel } from '../channels/channel.ts'
import type { Middleware } from '../middleware/middleware.ts'
import type { Strategy } from '../scheduler/strategies.ts'

/** What a module is given as it is made. */
export interface ExtensionPorts {
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * The default export of a module that extends a coordinator. It is loaded once, at the start, and by `muster-coordinator check`.
 * @typeParam Kind what it extends
 * @typeParam Made what it makes
 * @typeParam Options what it takes as `with` in the settings
 */
export interface Extension<Kind extends string, Made, Options = unknown> {
  readonly extends: Kind
  /** `[a-z0-9-]{1,63}`: what failures, the audit, and steps call it. */
  readonly name: string
  /**
   * Reads `with`; nothing may stand there where left out. Throws where it is not right: an error whose `faults` (`{field, message}[]`) say
   * all that is wrong, or any other.
   */
  parse?(value: unknown): Options
  /** Makes it. It must not reach out yet: checking the settings makes it too. */
  create(options: Options, ports: ExtensionPorts): Made
}

/** Put around steps and submissions (`middleware` in the settings). */
export type MiddlewareModule<Options = unknown> = Extension<'middleware', Middleware, Options>
/** A kind of step (`stepKinds` in the settings). */
export type StepKindModule<
  Options = unknown,
  With = Readonly<Record<string, unknown>>,
  Result = unknown,
> = Extension<'step-kind', StepKind<With, Result>, Options>
/** A way to choose an instrument (`strategies` in the settings). It has to give the same score for the same candidate. */
export type StrategyModule<Options = unknown> = Extension<'strategy', Pick<Strategy, 'score'>, Options>
/** A way to people (a channel of the kind `module` in `escalation.channels`). */
export type ChannelModule<Options = unknown> = Extension<'channel', OwnChannel, Options>

/** A channel whose name the settings give. */
export type OwnChannel = Pick<Channel, 'send'> & Partial<Pick<Channel, 'close'>>
