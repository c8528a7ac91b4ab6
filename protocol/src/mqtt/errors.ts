import { MusterError } from '@muster/runtime'

/** The broker said no to CONNECT: who is asked to act is the one who set the credentials up. */
export function refusedError(url: string, message: string, cause?: unknown): MusterError {
  return new MusterError(
    'mqtt-refused',
    'configuration',
    `the broker at ${url} refused the connection: ${message}`,
    { cause },
  )
}

/** Nobody answered, or not in time, or the broker said that it can't serve just now. */
export function unreachableError(url: string, message: string, cause?: unknown): MusterError {
  return new MusterError(
    'mqtt-unreachable',
    'unavailable',
    `no connection to the broker at ${url}: ${message}`,
    { cause },
  )
}

/** What a connection that is over answers to everything. */
export function closedError(what: string, cause?: unknown): MusterError {
  return new MusterError('mqtt-closed', 'unavailable', `${what} failed: the connection is over`, { cause })
}

/** SUBACK 0x80: the broker's access rules do not allow one of the filters. */
export function subscribeRefusedError(filters: readonly string[], cause?: unknown): MusterError {
  return new MusterError(
    'mqtt-subscribe-refused',
    'configuration',
    `the broker refused to subscribe to ${filters.join(', ')}`,
    {
      cause,
      details: { filters },
    },
  )
}
