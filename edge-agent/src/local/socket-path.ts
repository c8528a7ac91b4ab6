import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { ConfigurationError } from '@muster/runtime'

/** Of a Unix socket's path, in bytes: the kernel keeps 108, one of them for the end. */
const LONGEST_PATH = 107

/**
 * Where the agent of a data folder is spoken to: a socket in that folder, on Windows a named pipe of its own.
 * @throws ConfigurationError where the folder's path leaves no room for a socket.
 */
export function socketPathOf(folder: string, platform: NodeJS.Platform = process.platform): string {
  const whole = resolve(folder)
  if (platform === 'win32')
    return `\\\\.\\pipe\\muster-agent-${createHash('sha256').update(whole.toLowerCase()).digest('hex').slice(0, 32)}`
  const path = join(folder, 'agent.sock')
  const bytes = Buffer.byteLength(path)
  if (bytes > LONGEST_PATH)
    throw new ConfigurationError(
      `the path of the agent's socket has ${bytes} bytes, ${LONGEST_PATH} at most: ${path}\nGive the agent a data folder with a shorter path.`,
    )
  return path
}
