import { ConfigurationError, type Fault, messageOf } from './errors.ts'
import type { Logger } from './logger.ts'

/** Something that was started and can be stopped. Stopping twice is the same as stopping once. */
export interface Running extends AsyncDisposable {
  stop(): Promise<void>
}

/** Exit codes after sysexits.h. */
export const EXIT_CONFIGURATION = 78
export const EXIT_FAILURE = 1

/** A `Running` over a function that stops things; it is called once, whoever asks however often. */
export function running(stop: () => Promise<void>): Running {
  let stopped: Promise<void> | undefined
  const once = () => (stopped ??= stop())
  return { stop: once, [Symbol.asyncDispose]: once }
}

/**
 * Runs a program until it is told to stop by SIGINT or SIGTERM, then stops it in order. A second signal
 * ends it at once. A configuration that can't work ends it with exit code 78 and every fault on standard error.
 */
export async function runUntilSignal(logger: Logger, start: () => Promise<Running>): Promise<void> {
  const signalled = Promise.withResolvers<string>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    let seen = 0
    process.on(signal, () => {
      seen += 1
      if (seen > 1) process.exit(EXIT_FAILURE)
      signalled.resolve(signal)
    })
  }
  let program: Running
  try {
    program = await start()
  } catch (error) {
    process.exitCode = reportFatal(error)
    process.exit()
  }
  const signal = await signalled.promise
  logger.info('stopping', { signal })
  await program.stop()
  process.exit(0)
}

/** Writes why a program can't go on, for the person in front of it. Returns the exit code that fits. */
export function reportFatal(error: unknown): number {
  if (error instanceof ConfigurationError) {
    process.stderr.write(
      `${error.message}\n${error.faults.map(fault => `  ${formatFault(fault)}\n`).join('')}`,
    )
    return EXIT_CONFIGURATION
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`)
  return EXIT_FAILURE
}

export function formatFault(fault: Fault): string {
  const place = fault.line === undefined ? '' : `${fault.line}:${fault.column ?? 1} `
  return `${place}${fault.field === '' ? '' : `${fault.field}: `}${fault.message}`
}
