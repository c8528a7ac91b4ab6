import type { LogFields, Logger } from '@muster/runtime'

/** Tells what parts log, each line with the name of its process. */
export function storyLogger(tell: (line: string) => void, bound: LogFields = {}): Logger {
  const name = typeof bound['process'] === 'string' ? bound['process'] : ''
  const line =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      tell(`${name} ${level}: ${message} ${JSON.stringify(fields)}`)
    }
  return {
    debug: () => undefined,
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: fields => storyLogger(tell, { ...bound, ...fields }),
  }
}
