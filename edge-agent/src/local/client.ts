import { request } from 'node:http'
import { type Fault, MusterError, type Parsed } from '@muster/runtime'

/** Milliseconds that an answer is waited for. */
const LIMIT_MS = 15_000

/** Speaks to the agent that runs on a data folder. */
export interface LocalClient {
  /** @throws MusterError whose message is for the person who called */
  ask<T>(path: string, parse: (answer: unknown) => Parsed<T>): Promise<T>
  tell<T>(path: string, change: object, parse: (answer: unknown) => Parsed<T>): Promise<T>
}

/** `socket` is the path that `socketPathOf` gives of the agent's data folder. */
export function localClient(socket: string): LocalClient {
  return {
    ask: async (path, parse) => understood(await call(socket, 'GET', path), parse),
    tell: async (path, change, parse) =>
      understood(await call(socket, 'POST', path, JSON.stringify(change)), parse),
  }
}

interface Answer {
  readonly status: number
  readonly text: string
}

function call(socketPath: string, method: string, path: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const outgoing = request({ socketPath, method, path, headers, timeout: LIMIT_MS }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', error => reject(unreachable(socketPath, error)))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error('it does not answer')))
    outgoing.on('error', error => reject(unreachable(socketPath, error)))
    outgoing.end(body)
  })
}

function unreachable(socket: string, error: Error & { readonly code?: string }): MusterError {
  const sentence =
    error.code === 'ENOENT' || error.code === 'ECONNREFUSED'
      ? `no agent runs here: nobody answers on ${socket}`
      : error.code === 'EACCES' || error.code === 'EPERM'
        ? `you may not speak to the agent: ${socket} belongs to its user and group`
        : `the agent behind ${socket} can not be asked: ${error.message}`
  return new MusterError('agent-unreachable', 'unavailable', sentence, { cause: error })
}

function understood<T>({ status, text }: Answer, parse: (answer: unknown) => Parsed<T>): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw notUnderstood('it is not JSON', error)
  }
  if (status !== 200) throw refused(status, value)
  const parsed = parse(value)
  if (parsed.ok) return parsed.value
  throw notUnderstood(parsed.faults.map(fault => `${fault.field} ${fault.message}`).join('; '))
}

function notUnderstood(why: string, cause?: unknown): MusterError {
  const sentence = `the agent's answer is not understood, is it of another version? ${why}`
  return new MusterError('answer-unknown', 'unavailable', sentence, { cause })
}

function refused(status: number, problem: unknown): MusterError {
  const given = typeof problem === 'object' && problem !== null ? problem : {}
  const detail = 'detail' in given && typeof given.detail === 'string' ? given.detail : `status ${status}`
  const faults = 'faults' in given && Array.isArray(given.faults) ? (given.faults as Fault[]) : []
  return new MusterError('refused', 'conflict', detail, { faults })
}
