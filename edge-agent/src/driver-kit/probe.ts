import { fork } from 'node:child_process'
import { type Clock, type Parsed, seconds, systemClock, withTimeout } from '@muster/runtime'
import type { ForeignSource } from './foreign-module.ts'
import type { Probed } from './probe-process.ts'

const LIMIT = seconds(30)

/** Looks at a driver from outside in a process of its own, so that nothing of it runs in this one. */
export async function probeForeign(
  source: ForeignSource,
  settings: unknown,
  clock: Clock = systemClock,
): Promise<Parsed<Probed>> {
  const child = fork(new URL('./probe-process.ts', import.meta.url), {
    execArgv: ['--max-old-space-size=128'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let printed = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-2_000)
  })
  const answer = new Promise<Parsed<Probed>>(resolve => {
    child.once('message', message => resolve(message as Parsed<Probed>))
    child.once('error', error => resolve(wrong(`can't be looked at: ${error.message}`)))
    child.once('exit', code =>
      resolve(wrong(`ends its process (exit code ${code}) when it is loaded: ${errorIn(printed)}`)),
    )
  })
  child.send({ source, settings })
  try {
    return await withTimeout(clock, LIMIT, answer, () => new Error('late'))
  } catch {
    child.kill('SIGKILL')
    return wrong(`does not come to an end of loading within ${LIMIT / 1_000} s`)
  } finally {
    // It ends by itself then.
    if (child.connected) child.disconnect()
  }
}

function errorIn(printed: string): string {
  return (/^\w*Error.*$/m.exec(printed)?.[0] ?? printed.trim()).slice(0, 500)
}

function wrong(message: string): Parsed<Probed> {
  return { ok: false, faults: [{ field: 'driver', message }] }
}
