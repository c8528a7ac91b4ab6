import { type LogFields, type Logger, seconds, systemClock } from '@muster/runtime'
import type { FromDriver } from './messages.ts'

/** Lines that a driver may log in a period; of what is more the number is told. */
const MOST_LINES = 200
const PERIOD = seconds(10)

/** Tells the agent, from within a driver's process. Resolves when it is out of this process. */
export function tell(message: FromDriver): Promise<void> {
  return new Promise(resolve => {
    // Where nobody listens any more the process is about to end.
    if (!process.connected || !process.send) return resolve()
    process.send(message, undefined, {}, () => resolve())
  })
}

/** Tells the agent why, and ends this process. */
export function fail(reason: string): void {
  const end = () => process.exit(1)
  tell({ kind: 'failed', reason: reason.slice(0, 500) }).then(end, end)
  systemClock.after(seconds(1), end)
}

let lines = 0
let periodEnds = 0

/** A logger that is the agent's, at a bounded rate: a driver that logs without end must not keep the agent busy. */
export function remoteLogger(context: LogFields): Logger {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    const now = systemClock.monotonic()
    if (now >= periodEnds) {
      const left = lines - MOST_LINES
      lines = 0
      periodEnds = now + PERIOD
      if (left > 0)
        void tell({ kind: 'log', level: 'warn', message: 'a driver logs too much', fields: { left } })
    }
    lines += 1
    if (lines <= MOST_LINES) void tell({ kind: 'log', level, message, fields: { ...context, ...fields } })
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: fields => remoteLogger({ ...context, ...fields }),
  }
}
