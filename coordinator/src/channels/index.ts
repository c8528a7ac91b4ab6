import { type Clock, ConfigurationError, type Fault, InvariantError, unreachable } from '@muster/runtime'
import type { Channel } from './channel.ts'
import { createMqttChannel, type Publish } from './mqtt.ts'
import { createNtfy } from './ntfy.ts'
import type { ChannelSettings } from './settings.ts'
import { createSmtp } from './smtp.ts'
import { createWebhook } from './webhook.ts'

export * from './channel.ts'
export type { Publish } from './mqtt.ts'
export * from './settings.ts'

export interface ChannelPorts {
  readonly clock: Clock
  readonly publish: Publish
  /** Those of modules, by name. */
  readonly own?: ReadonlyMap<string, Channel>
}

/**
 * Makes every channel of the configuration, by name.
 * @throws ConfigurationError where two have one name, or one can't be made of its settings.
 */
export function createChannels(
  settings: readonly ChannelSettings[],
  ports: ChannelPorts,
): ReadonlyMap<string, Channel> {
  const faults = doubles(settings)
  if (faults.length > 0) throw new ConfigurationError('two channels have the same name', faults)
  return new Map(settings.map(one => [one.name, create(one, ports)]))
}

function create(settings: ChannelSettings, { clock, publish, own }: ChannelPorts): Channel {
  switch (settings.kind) {
    case 'webhook':
      return createWebhook(settings, { clock })
    case 'smtp':
      return createSmtp(settings)
    case 'ntfy':
      return createNtfy(settings, { clock })
    case 'mqtt':
      return createMqttChannel(settings, publish)
    case 'module': {
      const made = own?.get(settings.name)
      if (!made) throw new InvariantError(`the module of the channel ${settings.name} was not loaded`)
      return made
    }
    default:
      return unreachable(settings)
  }
}

function doubles(settings: readonly ChannelSettings[]): Fault[] {
  const names = settings.map(({ name }) => name)
  return names.flatMap((name, i) => {
    return names.indexOf(name) < i ? [{ field: `${i}.name`, message: `"${name}" is there twice` }] : []
  })
}
