import { readFile } from 'node:fs/promises'
import { parseYaml } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { createDriverRegistry } from '../../instruments/registry.ts'

async function sample(): Promise<{ driver: string; settings: Record<string, unknown> }> {
  const text = await readFile(new URL('sample.yaml', import.meta.url), 'utf8')
  return parseYaml(text, 'sample.yaml').value as { driver: string; settings: Record<string, unknown> }
}

async function faultsOf(
  change: Record<string, unknown>,
): Promise<readonly { field: string; message: string }[]> {
  const { driver, settings } = await sample()
  const configured = await createDriverRegistry().configure(driver, { ...settings, ...change })
  return configured.ok ? [] : configured.faults
}

describe('the settings of the ISA-95 driver', () => {
  it('take the sample as it is', async () => {
    expect(await faultsOf({})).toEqual([])
  })

  it('name every fault that the schema can not see', async () => {
    const faults = await faultsOf({
      namespaces: { J: 'urn:other' },
      jobOrderControl: 'JobOrderControl',
      jobResponses: '/S:JobOrderResults',
      progress: { percent: '/X:Progress', values: [{ name: 't', path: '/0:Objects//' }] },
      busy: { path: '/0:Server', pattern: '(' },
      serial: undefined,
      ends: { succeeded: { outcome: '[' } },
      activities: [{ name: 'print', parameterTypes: { layers: 'UInt32' } }],
    })
    expect(faults.map(({ field }) => field)).toEqual([
      'jobOrderControl',
      'jobResponses',
      'progress.percent',
      'progress.values.0.path',
      'busy.pattern',
      'ends.succeeded.outcome',
      'namespaces.J',
      'activities.0.parameterTypes.layers',
    ])
  })

  it('want an endpoint that can be one, and a known type', async () => {
    const faults = await faultsOf({
      endpoint: 'http://printer',
      activities: [{ name: 'print', parameterTypes: { layers: 'Guid' } }],
    })
    expect(faults.map(({ field }) => field).toSorted()).toEqual([
      'activities.0.parameterTypes.layers',
      'endpoint',
    ])
  })
})
