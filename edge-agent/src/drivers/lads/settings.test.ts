import { readFile } from 'node:fs/promises'
import { parseYaml } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { createDriverRegistry } from '../../instruments/registry.ts'

async function faultsOf(change: Record<string, unknown>): Promise<Record<string, string>> {
  const text = await readFile(new URL('sample.yaml', import.meta.url), 'utf8')
  const { driver, settings } = parseYaml(text, 'sample.yaml').value as { driver: string; settings: object }
  const configured = await createDriverRegistry().configure(driver, { ...settings, ...change })
  return configured.ok
    ? {}
    : Object.fromEntries(configured.faults.map(({ field, message }) => [field, message]))
}

describe('the settings of the LADS driver', () => {
  it('take the sample as it is', async () => {
    expect(await faultsOf({})).toEqual({})
  })

  it('name every fault that the schema can not see', async () => {
    expect(
      await faultsOf({
        namespaces: { L: 'urn:other' },
        device: 'PlateReader',
        functionalUnit: 'Reader',
        values: [{ name: 't', function: 'X:Temperature' }],
        ends: { succeeded: { Outcome: '(' } },
        activities: [
          {
            name: 'read',
            properties: { wells: '{wels}' },
            samples: [{ sampleId: '{sample}' }],
            samplesFrom: 'samples',
            parameters: { type: 'object', properties: { wells: { type: 'integer' } } },
          },
        ],
      }),
    ).toEqual({
      device: 'must be /prefix:Name/prefix:Name',
      functionalUnit: 'must be prefix:Name',
      'values.0.function': 'has the prefix X, which is not among `namespaces`',
      'ends.succeeded.Outcome': 'is not a regular expression',
      'namespaces.L': 'is there already',
      'activities.0.properties.wells': 'names wels, which is no parameter of the activity',
      'activities.0.samples.0.sampleId': 'names sample, which is no parameter of the activity',
      'activities.0.samplesFrom': 'names samples, which is no parameter of the activity',
    })
  })

  it('want a user to be sent over a connection that others can not read', async () => {
    expect(await faultsOf({ user: { name: 'anna', password: 'open sesame' } })).toHaveProperty(
      'security.mode',
    )
  })
})
