import { seededRandom, VirtualTime } from '@muster/runtime/testing'
import { accessRules, mayUseClientId, type Principal } from '../mqtt/access.ts'
import type { MqttConnectOptions } from '../mqtt/port.ts'
import { HARNESS_SITE, HARNESS_USERS, loginOf, type MqttHarness } from './mqtt-harness.ts'
import { describeMqttPort } from './mqtt.contract.ts'
import { describeMqttAccess } from './mqtt-access.contract.ts'
import { type NetworkAccess, TestNetwork } from './test-network.ts'

function principalOf({ username = '', password }: MqttConnectOptions): Principal | undefined {
  if (password !== loginOf(username).password) return undefined
  if (HARNESS_USERS.coordinators.some(name => name === username)) return { role: 'coordinator' }
  if (HARNESS_USERS.publishers.some(name => name === username))
    return { role: 'publisher', publisherId: username }
  return HARNESS_USERS.agents.some(name => name === username)
    ? { role: 'agent', agentId: username }
    : undefined
}

function access(): NetworkAccess {
  const rules = accessRules(HARNESS_SITE)
  const ask = (client: MqttConnectOptions, question: (who: Principal) => boolean) => {
    const who = principalOf(client)
    return who !== undefined && question(who)
  }
  return {
    mayConnect: client => ask(client, who => mayUseClientId(who, client.clientId)),
    mayPublish: (client, topic) => ask(client, who => rules.mayPublish(who, topic)),
    maySubscribe: (client, filter) => ask(client, who => rules.maySubscribe(who, filter)),
  }
}

async function startHarness(): Promise<MqttHarness> {
  const time = new VirtualTime()
  const network = new TestNetwork({ time, random: seededRandom(1), access: access() })
  let ports = 0
  return {
    url: 'mqtt://test',
    port: () => network.port(`host-${++ports}`),
    async unreachable() {
      network.partition('far')
      return { port: network.port('far'), url: 'mqtt://test' }
    },
    async wait(promise) {
      let isSettled = false
      const mark = () => {
        isSettled = true
      }
      promise.then(mark, mark)
      await time.until(() => isSettled)
      return promise
    },
    refusesSubscriptions: true,
    async [Symbol.asyncDispose]() {},
  }
}

describeMqttPort('the test network', startHarness)
describeMqttAccess('the test network', startHarness)
