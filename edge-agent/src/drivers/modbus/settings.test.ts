import { readFile } from 'node:fs/promises'
import { parseYaml } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { createDriverRegistry } from '../../instruments/registry.ts'

interface Sample {
  readonly driver: string
  readonly settings: Record<string, unknown> & {
    activities: (Record<string, unknown> & { start: Record<string, unknown> })[]
  }
}

async function sample(): Promise<Sample> {
  const text = await readFile(new URL('sample.yaml', import.meta.url), 'utf8')
  return parseYaml(text, 'sample.yaml').value as Sample
}

async function faultsOf(settings: object): Promise<string[]> {
  const configured = await createDriverRegistry().configure('modbus', settings)
  return configured.ok ? [] : configured.faults.map(fault => `${fault.field}: ${fault.message}`)
}

describe('the settings of the Modbus driver', () => {
  it('take the sample as it is', async () => {
    const { driver, settings } = await sample()
    expect(await createDriverRegistry().configure(driver, settings)).toMatchObject({ ok: true })
  })

  it('want one way to the instrument', async () => {
    const { settings } = await sample()
    const both = { ...settings, serial: { device: '/dev/ttyUSB0' } }
    expect(await faultsOf(both)).toEqual(['network: or serial must be there, and not both'])
    const { network: _, ...neither } = settings
    expect(await faultsOf(neither)).toEqual(['network: or serial must be there, and not both'])
  })

  it('name every fault', async () => {
    const { settings } = await sample()
    const [fire] = settings.activities
    const wrong = {
      ...settings,
      ids: [{ table: 'input', address: 1, type: 'uint32' }],
      boot: { table: 'input', address: 65_535, type: 'uint32' },
      activities: [
        {
          ...fire,
          start: {
            write: [
              { table: 'input', address: 0, parameter: 'colour' },
              { table: 'holding', address: 0, type: 'bool', value: 1, parameter: 'programme' },
            ],
            trigger: { table: 'discrete', address: 0 },
          },
          percent: { table: 'coil', address: 0, type: 'float32' },
          phase: { table: 'input', address: 0, type: 'bits', bit: 14, width: 3 },
        },
      ],
    }
    expect(await faultsOf(wrong)).toEqual([
      'boot.address: reaches beyond the last address, 65535',
      'activities.0.percent.type: must be bool in the table coil',
      'activities.0.phase.width: reaches beyond the 16 bits of the register',
      'ids.0.type: must be string',
      'activities.0.start.write.0.table: must be coil or holding to be written',
      'activities.0.start.write.0.parameter: colour is no parameter of the activity',
      'activities.0.start.write.1.type: can not be written: other bits share the register',
      'activities.0.start.write.1: must have parameter or value, and not both',
      'activities.0.start.trigger.table: must be coil or holding to be written',
      'activities.0.start: must write attemptId for ids to have something to hold',
    ])
  })
})
