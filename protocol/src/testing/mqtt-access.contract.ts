import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { coordinatorSessionTopic, downFilter, downTopic, siteRoot, upTopic } from '../topics.ts'
import {
  bytes,
  connectClient,
  HARNESS_SITE,
  type MqttHarness,
  says,
  type TestClient,
  text,
} from './mqtt-harness.ts'

const SITE = HARNESS_SITE
const OWN = 'furnace-pc'
const OTHER = 'printer-pc'

/**
 * What a broker with our access rules lets through. A denied message is acknowledged and goes nowhere, since
 * MQTT 3.1.1 has no other answer that leaves the connection (clause 3.3.5); a denied subscription is refused or brings nothing.
 */
export function describeMqttAccess(
  name: string,
  start: () => Promise<MqttHarness>,
  { skip = false } = {},
): void {
  describe.skipIf(skip)(`access on ${name}`, () => {
    let harness: MqttHarness
    let coordinator: TestClient
    let agent: TestClient
    beforeEach(async () => {
      harness = await start()
      coordinator = await connectClient(harness, 'coordinator')
      await harness.wait(coordinator.connection.subscribe([`${siteRoot(SITE)}/#`], 1))
      agent = await connectClient(harness, OWN)
    })
    afterEach(() => harness[Symbol.asyncDispose]())

    const tell = (from: TestClient, topic: string, what: string, retain = false) =>
      harness.wait(from.connection.publish(topic, bytes(what), { qos: 1, retain }))
    const mayHear = (client: TestClient, filter: string) =>
      harness.wait(client.connection.subscribe([filter], 1).catch(() => undefined))

    it('lets an agent speak on its own topics', async () => {
      await tell(agent, upTopic(SITE, OWN, 'claim'), 'a claim')
      await coordinator.hears(says('a claim'))
    })

    it('drops what an agent says as another, as the coordinator, or elsewhere, and leaves it and others connected', async () => {
      const denied = [
        upTopic(SITE, OTHER, 'claim'),
        upTopic(SITE, OTHER, 'session'),
        downTopic(SITE, OTHER, 'grant'),
        downTopic(SITE, OWN, 'grant'),
        coordinatorSessionTopic(SITE),
        `${siteRoot(SITE)}/anything`,
        `${siteRoot(SITE)}/triggers/anything`,
      ]
      for (const topic of denied) await tell(agent, topic, 'forged', true)
      await tell(agent, upTopic(SITE, OWN, 'claim'), 'still here')
      await coordinator.hears(says('still here'))
      expect(coordinator.heard.map(text)).toEqual(['still here'])

      const later = await connectClient(harness, 'one')
      await harness.wait(later.connection.subscribe([`${siteRoot(SITE)}/#`], 1))
      await tell(coordinator, `${siteRoot(SITE)}/end`, 'end')
      await later.hears(says('end'))
      expect(later.heard.map(text)).toEqual(['end'])
    })

    it('lets an agent hear what is said to it, and the session of the coordinator', async () => {
      await harness.wait(
        agent.connection.subscribe([downFilter(SITE, OWN), coordinatorSessionTopic(SITE)], 1),
      )
      await tell(coordinator, coordinatorSessionTopic(SITE), 'online', true)
      await tell(coordinator, downTopic(SITE, OWN, 'offer'), 'an offer')
      await agent.hears(says('online'))
      await agent.hears(says('an offer'))
    })

    it('lets an agent hear nothing else', async () => {
      await tell(coordinator, upTopic(SITE, OTHER, 'session'), 'retained', true)
      const filters = [
        downFilter(SITE, OTHER),
        '#',
        `${siteRoot(SITE)}/#`,
        `${siteRoot(SITE)}/agents/+/down/+`,
        '$SYS/#',
        '+/+/+/+/+/+/+',
      ]
      for (const filter of filters) await mayHear(agent, filter)
      await harness.wait(agent.connection.subscribe([downFilter(SITE, OWN)], 1))
      await tell(coordinator, downTopic(SITE, OTHER, 'grant'), 'not yours')
      await tell(coordinator, upTopic(SITE, OTHER, 'claim'), 'not yours')
      await tell(coordinator, downTopic(SITE, OWN, 'grant'), 'yours')
      await agent.hears(says('yours'))
      expect(new Set(agent.heard.map(text))).toEqual(new Set(['yours']))
    })

    it('lets a publisher speak to triggers, and say and hear nothing else', async () => {
      const publisher = await connectClient(harness, 'lims')
      const denied = [
        upTopic(SITE, 'lims', 'session'),
        upTopic(SITE, OWN, 'claim'),
        downTopic(SITE, OWN, 'grant'),
        coordinatorSessionTopic(SITE),
        `${siteRoot(SITE)}/anything`,
      ]
      for (const topic of denied) await tell(publisher, topic, 'forged', true)
      for (const filter of ['#', `${siteRoot(SITE)}/triggers/#`]) await mayHear(publisher, filter)
      await tell(publisher, `${siteRoot(SITE)}/triggers/samples/arrived`, 'arrived')
      await coordinator.hears(says('arrived'))
      expect(coordinator.heard.map(text).filter(said => said !== 'arrived')).toEqual([])
      await tell(agent, upTopic(SITE, OWN, 'claim'), 'end')
      await coordinator.hears(says('end'))
      expect(publisher.heard).toEqual([])
    })

    it('drops a will that an agent may not say', async () => {
      const will = {
        topic: coordinatorSessionTopic(SITE),
        payload: bytes('forged'),
        qos: 1,
        retain: true,
      } as const
      const mortal = await connectClient(harness, OTHER, { will })
      mortal.connection.destroy()
      const again = await connectClient(harness, OTHER)
      await tell(again, upTopic(SITE, OTHER, 'claim'), 'end')
      await coordinator.hears(says('end'))
      expect(coordinator.heard.map(text)).toEqual(['end'])
    })

    it('lets no agent take the connection of another', async () => {
      const thief = connectClient(harness, OTHER, { clientId: OWN })
      // Either it is refused, or its client id is made its own.
      await thief.catch(() => undefined)
      await tell(agent, upTopic(SITE, OWN, 'claim'), 'still here')
      await coordinator.hears(says('still here'))
    })
  })
}
