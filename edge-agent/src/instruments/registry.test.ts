import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { ManualClock, seededRandom } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { FakeInstrument, fakeDriver } from '../testing/index.ts'
import type { DriverModule } from './driver.ts'
import { configurable, createDriverRegistry } from './registry.ts'

const MODBUS = {
  busy: { table: 'input', address: 0, when: { is: [1] } },
  activities: [
    {
      name: 'heat',
      start: { trigger: { table: 'coil', address: 0 } },
      status: { table: 'input', address: 0, busy: { is: [1] }, done: { is: [2] } },
    },
  ],
}
const clock = new ManualClock()
const module: DriverModule<{ port: number }> = {
  name: 'fake',
  settingsSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['host'],
    properties: { host: { type: 'string' }, port: { type: 'integer', default: 7 } },
  },
  check: settings => (settings.port === 13 ? [{ field: 'port', message: 'brings bad luck' }] : []),
  create: (_, context) => fakeDriver(new FakeInstrument({ clock }), context),
}

describe('the driver registry', () => {
  it('loads only what is configured', async () => {
    const loaded: string[] = []
    const loader = (name: string) => async () => {
      loaded.push(name)
      return configurable(module)
    }
    const registry = createDriverRegistry({ one: loader('one'), two: loader('two') })
    const configured = await registry.configure('two', { host: 'here' })
    expect(configured.ok).toBe(true)
    expect(loaded).toEqual(['two'])
  })

  it('gives all faults of the settings, and names the drivers there are for an unknown one', async () => {
    const registry = createDriverRegistry({ fake: async () => configurable(module) })
    expect(await registry.configure('fake', { port: 'x', speed: 1 })).toMatchObject({
      ok: false,
      faults: [{ field: 'host' }, { field: 'speed' }, { field: 'port' }],
    })
    expect(await registry.configure('fake', { host: 'a', port: 13 })).toMatchObject({
      faults: [{ field: 'port' }],
    })
    expect(await registry.configure('toString', {})).toEqual({
      ok: false,
      faults: [{ field: 'driver', message: 'must be one of fake' }],
    })
  })

  it('creates a driver that works', async () => {
    const configured = configurable(module).configure({ host: 'here' })
    if (!configured.ok) throw new Error('not ok')
    const context = {
      instrumentId: 'i',
      clock,
      random: seededRandom(1),
      logger: silentLogger,
      folder: '/nowhere',
    }
    const driver = configured.value.create(context)
    await driver.connect({ connected() {}, disconnected() {} })
    expect(await driver.idle()).toEqual({ idle: true })
  })

  it('puts a driver into a process where it is told to, and says where each runs', async () => {
    const settings = { network: { host: '127.0.0.1', port: 1 }, ...MODBUS }
    const registry = createDriverRegistry()
    const inline = await registry.configure('modbus', settings)
    const configured = await registry.configure('modbus', settings, { isolation: 'process' })
    if (!configured.ok || !inline.ok) throw new Error('not ok')
    expect([inline.value.isolation, configured.value.isolation]).toEqual(['inline', 'process'])
    const folder = await mkdtemp(join(tmpdir(), 'muster-registry-'))
    const ports = { clock: systemClock, random: systemRandom, logger: silentLogger }
    const driver = configured.value.create({ instrumentId: 'kiln', folder, ...ports })
    expect(driver.traits).toEqual(inline.value.create({ instrumentId: 'kiln', folder, ...ports }).traits)
    await expect(driver.connect({ connected() {}, disconnected() {} })).rejects.toThrow(
      /127\.0\.0\.1:1\b|ECONNREFUSED/,
    )
    // A process has been there.
    expect(await readdir(folder)).toContain('driver.lock')
    await driver.close()
    await rm(folder, { recursive: true })
  })

  it('has the built-in drivers', () => {
    expect(createDriverRegistry().names).toEqual([
      'command',
      'file-drop',
      'isa95-opcua',
      'lads',
      'manual',
      'modbus',
      'opcua-nodes',
      'scpi',
    ])
  })
})
