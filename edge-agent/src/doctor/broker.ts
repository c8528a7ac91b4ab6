import { coordinatorSessionTopic, type MqttConnection, type MqttPort } from '@muster/protocol'
import { type Clock, messageOf, MusterError, seconds, withTimeout } from '@muster/runtime'
import type { AgentSettings } from '../config.ts'
import { type Finding, right, wrong } from './finding.ts'

/** The broker hands over what it has kept as soon as it is asked. */
const KEPT_WITHIN = seconds(3)

/**
 * Whether the broker answers, takes the credential, and has heard of a coordinator. Under a client id of its own, so that an agent
 * that is running keeps its connection.
 */
export async function examineBroker(
  settings: Pick<AgentSettings, 'id' | 'site' | 'broker'>,
  mqtt: MqttPort,
  clock: Clock,
): Promise<readonly Finding[]> {
  const { id, site, broker } = settings
  const { password } = broker
  const session = Promise.withResolvers<void>()
  let connection: MqttConnection
  try {
    connection = await mqtt.connect(
      {
        url: broker.url,
        clientId: `${id}:doctor`,
        keepaliveSeconds: broker.keepaliveSeconds,
        ...(password === undefined ? {} : { username: id, password }),
      },
      ({ payload }) => {
        if (payload.length > 0) session.resolve()
      },
    )
  } catch (error) {
    return [wrong('broker', messageOf(error), adviceFor(error, settings))]
  }
  const taken = right(
    'broker',
    `${broker.url} answers${password === undefined ? '' : ' and takes the password'}`,
  )
  try {
    await connection.subscribe([coordinatorSessionTopic(site)], 1)
    await withTimeout(clock, KEPT_WITHIN, session.promise, () => new Error('nothing is there'))
    return [taken, right('coordinator', `one has said at the broker that it leads site ${site}`)]
  } catch (error) {
    const message = `no coordinator has said at the broker that it leads site ${site}: ${messageOf(error)}`
    const advice = `Is the coordinator running, and is its site ${site} too? The agent waits for it as long as it takes.`
    return [taken, wrong('coordinator', message, advice)]
  } finally {
    await connection.close()
  }
}

function adviceFor(error: unknown, { id, broker }: Pick<AgentSettings, 'id' | 'broker'>): string {
  const said = messageOf(error)
  const { hostname, port, protocol } = new URL(broker.url)
  const at = `${hostname}:${port || (protocol === 'mqtts:' ? 8883 : 1883)}`
  if (error instanceof MusterError && error.code === 'mqtt-refused')
    return `The broker knows no such agent or another password: compare id (${id}) and broker.password with what the coordinator has for this agent.`
  if (/certificate|self.signed|TLS|SSL|wrong version number/i.test(said))
    return `The broker was reached, but not by TLS: is ${at} its TLS port, and does this machine trust the authority that has signed its certificate?`
  if (/ENOTFOUND|EAI_AGAIN/.test(said))
    return `No machine of the name ${hostname} is known here: check broker.url, or name its address.`
  if (/ECONNREFUSED/.test(said))
    return `The machine answers, but nothing listens at ${at}: is the broker running, and does it listen on more than its own loopback?`
  return `Can this machine reach ${at}? Check the cable, the address in broker.url, and firewalls on the way.`
}
