import { messageOf } from '@muster/runtime'
import type { Channel } from './channel.ts'
import { channelFailed } from './failure.ts'
import type { MqttSettings } from './settings.ts'

/** Publishes below the root of the site; resolves when the broker has it. */
export type Publish = (topic: string, payload: Uint8Array) => Promise<void>

/** Publishes each notification as JSON, for panels, lamps and programs at the broker. */
export function createMqttChannel({ name, topic }: MqttSettings, publish: Publish): Channel {
  return {
    name,
    async send(notification, to, signal) {
      const stopped = () => channelFailed(name, 'unavailable', 'was stopped', signal.reason)
      if (signal.aborted) throw stopped()
      const { promise: stop, reject } = Promise.withResolvers<never>()
      const onAbort = () => reject(stopped())
      signal.addEventListener('abort', onAbort, { once: true })
      const payload = JSON.stringify({ ...notification, to: to.map(person => person.name) })
      const published = publish(topic, Buffer.from(payload)).catch((error: unknown) => {
        throw channelFailed(name, 'unavailable', `could not publish: ${messageOf(error)}`, error)
      })
      try {
        await Promise.race([published, stop])
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    },
    async close() {},
  }
}
