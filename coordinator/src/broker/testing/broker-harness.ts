import { createServer } from 'node:net'
import { mqttJsPort } from '@muster/protocol'
import { HARNESS_SITE, HARNESS_USERS, loginOf, type MqttHarness } from '@muster/protocol/testing/contract'
import { silentLogger, systemClock } from '@muster/runtime'
import { startBroker } from '../broker.ts'
import type { Credential } from '../credentials.ts'

/** The users of the contract suites, for tests with real brokers. */
export const harnessCredentials: readonly Credential[] = [
  ...HARNESS_USERS.coordinators.map(id => ({
    id,
    password: loginOf(id).password,
    role: 'coordinator' as const,
  })),
  ...HARNESS_USERS.publishers.map(id => ({
    id,
    password: loginOf(id).password,
    role: 'publisher' as const,
  })),
  ...HARNESS_USERS.agents.map(id => ({ id, password: loginOf(id).password })),
]

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** What all harnesses with real sockets share. */
export function socketHarness(
  url: string,
  stop: () => Promise<void>,
): Omit<MqttHarness, 'refusesSubscriptions'> {
  return {
    url,
    port: () => mqttJsPort(systemClock),
    unreachable: async () => ({ port: mqttJsPort(systemClock), url: `mqtt://127.0.0.1:${await freePort()}` }),
    wait: promise => promise,
    [Symbol.asyncDispose]: stop,
  }
}

export async function aedesHarness(): Promise<MqttHarness> {
  const broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    site: HARNESS_SITE,
    credentials: harnessCredentials,
    logger: silentLogger,
    clock: systemClock,
  })
  return { ...socketHarness(broker.url, () => broker.stop()), refusesSubscriptions: true }
}
