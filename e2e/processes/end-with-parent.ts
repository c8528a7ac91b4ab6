/**
 * Loaded before a program (`node --import`): tells it to stop when whoever started it is gone, however that ended.
 * Its standard input is a pipe that nobody writes to and that the system closes with the parent.
 */
import { Socket } from 'node:net'
import { stdin } from 'node:process'

stdin.on('close', () => process.kill(process.pid, 'SIGTERM'))
stdin.on('error', () => undefined)
stdin.resume()
if (stdin instanceof Socket) stdin.unref()
