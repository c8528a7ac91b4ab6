import { readFile } from 'node:fs/promises'
import { parseYaml } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { createDriverRegistry } from '../../instruments/registry.ts'

interface Sample {
  readonly driver: string
  readonly settings: Record<string, unknown> & { readonly activities: readonly Record<string, unknown>[] }
}

async function faultsOf(
  change: Record<string, unknown>,
  inActivity: Record<string, unknown> = {},
): Promise<readonly string[]> {
  const text = await readFile(new URL('sample.yaml', import.meta.url), 'utf8')
  const { driver, settings } = parseYaml(text, 'sample.yaml').value as Sample
  const activities = settings.activities.map(activity => ({ ...activity, ...inActivity }))
  const configured = await createDriverRegistry().configure(driver, { ...settings, activities, ...change })
  return configured.ok ? [] : configured.faults.map(({ field, message }) => `${field}: ${message}`)
}

describe('the settings of OPC UA by nodes', () => {
  it('take the sample as it is', async () => {
    expect(await faultsOf({})).toEqual([])
  })

  it('name nodes that are neither paths nor ids, and prefixes that nobody declared', async () => {
    expect(await faultsOf({ serial: 'SerialNumber', busy: { node: 'G;s=State', values: [1] } })).toEqual([
      'busy.node: has the prefix G, which is not among `namespaces`',
      'serial: is neither a path (/prefix:Name/prefix:Name) nor an id (prefix;s=Name)',
    ])
  })

  it('name what a start can not be made of', async () => {
    expect(await faultsOf({}, { start: {} })).toEqual(['activities.0.start: must have either call or write'])
    const write = { node: '/F:Controller/F:StartButton', parameter: 'speed' }
    expect(
      await faultsOf({}, { start: { write }, stop: { write: { ...write, parameter: 'programme' } } }),
    ).toEqual([
      'activities.0.start.write.parameter: speed is none of programme, attemptId',
      'activities.0.stop.write.parameter: programme is none of attemptId',
    ])
  })

  it('do not take a variable that we write for an id that the instrument keeps', async () => {
    const node = '/F:Controller/F:NextRunId'
    expect(await faultsOf({ ids: { node } })).toEqual([
      'activities.0.start: must hand over attemptId for ids to have something to hold',
    ])
    expect(await faultsOf({ ids: { node } }, { before: [{ node, parameter: 'attemptId' }] })).toEqual([
      'ids.node: is what we write ourselves, and says nothing of a start',
    ])
  })

  it('want a user to be told apart, and not to be sent in the open', async () => {
    const secure = { security: { mode: 'Sign' } }
    expect(await faultsOf({ user: { name: 'anna', password: 'p' } })).toEqual([
      expect.stringContaining('security.mode: must be Sign or SignAndEncrypt where there is a user'),
    ])
    expect(await faultsOf({ ...secure, user: { name: 'anna' } })).toEqual([
      'user: must have one of password, passwordFile and passwordVariable with the name',
    ])
    expect(await faultsOf({ ...secure, user: { name: 'anna', password: 'p', passwordFile: '/p' } })).toEqual([
      'user: must have one of password, passwordFile and passwordVariable with the name',
    ])
    expect(await faultsOf({ ...secure, user: { certificateFile: '/c' } })).toEqual([
      'user: must have certificateFile and privateKeyFile, or neither',
    ])
  })
})
