import type { MqttPort } from '@muster/protocol'
import { type Duration, sleep, systemClock } from '@muster/runtime'

/**
 * A network on which each message takes so long, in each direction; their order stays.
 * @param onSent told of each message that is sent
 */
export function slowNetwork(
  port: MqttPort,
  delay: Duration,
  onSent: (topic: string, payload: Uint8Array) => void,
): MqttPort {
  return {
    async connect(options, onMessage) {
      const connection = await port.connect(
        options,
        message => void systemClock.after(delay, () => onMessage(message)),
      )
      return {
        closed: connection.closed,
        close: () => connection.close(),
        destroy: () => connection.destroy(),
        subscribe: (filters, qos) => connection.subscribe(filters, qos),
        publish: async (topic, payload, publishOptions) => {
          onSent(topic, payload)
          await sleep(systemClock, delay)
          await connection.publish(topic, payload, publishOptions)
        },
      }
    },
  }
}
