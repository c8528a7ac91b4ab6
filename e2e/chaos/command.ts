import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { messageOf } from '@muster/runtime'

const exec = promisify(execFile)

/** Where Debian and its relatives put it. */
export const MOSQUITTO = '/usr/sbin/mosquitto'

/** Runs a command of the system to its end. @returns what it wrote @throws Error with what it said */
export async function command(program: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await exec(program, [...args], { maxBuffer: 16 * 1024 * 1024, timeout: 30_000 })
    return stdout
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new Error(`${program} ${args.join(' ')}: ${said || messageOf(error)}`, { cause: error })
  }
}

/** As `command`, where it does not matter whether it works. */
export async function attempt(program: string, ...args: readonly string[]): Promise<string> {
  return command(program, ...args).catch(() => '')
}

/** A command line as it is to be run in a network namespace. It stays one process, so that signals reach it. */
export const within = (namespace: string, ...line: readonly string[]): readonly [string, ...string[]] => [
  'nsenter',
  `--net=/run/netns/${namespace}`,
  ...line,
]
