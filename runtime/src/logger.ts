import { type DestinationStream, destination, type LevelWithSilent, pino } from 'pino'

export type LogFields = Readonly<Record<string, unknown>>

/**
 * What a level means: `error`: somebody has to act now; `warn`: something was lost or refused and the
 * program went on; `info`: a state changed that an operator knows by name; `debug`: for us.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A logger that adds `fields` to each of its lines. */
  child(fields: LogFields): Logger
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** JSON lines on standard output, or where `stream` goes. */
export function createLogger(options: {
  name: string
  level?: LogLevel
  stream?: DestinationStream
}): Logger {
  const level: LevelWithSilent = options.level ?? 'info'
  const base = pino({ name: options.name, level }, options.stream ?? destination({ dest: 1, sync: true }))
  return wrap(base)
}

function wrap(base: pino.Logger): Logger {
  return {
    debug: (message, fields = {}) => base.debug(fields, message),
    info: (message, fields = {}) => base.info(fields, message),
    warn: (message, fields = {}) => base.warn(fields, message),
    error: (message, fields = {}) => base.error(fields, message),
    child: fields => wrap(base.child(fields)),
  }
}

export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
}
