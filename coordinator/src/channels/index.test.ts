import { ManualClock } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import { createChannels } from './index.ts'
import { aNotification, noStop } from './testing/fixtures.ts'
import type { ChannelSettings } from './settings.ts'

const published: string[] = []
const ports = { clock: new ManualClock(), publish: async (topic: string) => void published.push(topic) }
const lamps: ChannelSettings = { kind: 'mqtt', name: 'lamps', topic: 'escalations' }

test('makes every channel of the configuration, by its name', async () => {
  const channels = createChannels(
    [
      lamps,
      { kind: 'webhook', name: 'ops', url: 'https://a.example', format: 'slack' },
      { kind: 'ntfy', name: 'phones', url: 'https://ntfy.sh' },
      { kind: 'smtp', name: 'mail', host: 'a.example', port: 587, tls: 'starttls', from: 'm@a.example' },
    ],
    ports,
  )
  expect([...channels].map(([name, channel]) => [name, channel.name])).toEqual([
    ['lamps', 'lamps'],
    ['ops', 'ops'],
    ['phones', 'phones'],
    ['mail', 'mail'],
  ])
  await channels.get('lamps')?.send(aNotification(), [], noStop())
  expect(published).toEqual(['escalations'])
  for (const channel of channels.values()) await channel.close()
})

test('refuses two of one name', () => {
  expect(() => createChannels([lamps, lamps], ports)).toThrow('two channels have the same name')
})
