import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError, formatFault } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { configured, FURNACE, PRINTER, temporaryFolder } from '../testing/simulators.ts'
import { loadSimulatorConfig } from './config.ts'

const SAMPLES = join(import.meta.dirname, '../../samples')

/** The faults of a YAML text, as a person sees them. */
async function faultsOf(text: string): Promise<string[]> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'simulator.yaml')
  await writeFile(path, text)
  const error: unknown = await loadSimulatorConfig(path).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConfigurationError)
  return (error as ConfigurationError).faults.map(formatFault)
}

describe("a simulator's file", () => {
  test('is right in every sample', async () => {
    const samples = await readdir(SAMPLES)
    expect(samples).toHaveLength(6)
    for (const sample of samples) await loadSimulatorConfig(join(SAMPLES, sample))
  })

  test('says all its faults at once, each with its place', async () => {
    const faults = await faultsOf(`kind: balance
name: Balance 1
protocol: { type: scpi, port: 99999 }
timeScale: 0
colour: red
ledger: l.jsonl
activities:
  weigh:
    tare: soon
faults:
  - { kind: delay }
`)
    expect(faults.toSorted()).toEqual([
      '11:5 faults.0.by: is missing',
      expect.stringMatching(/^1:1 serial: is missing/),
      expect.stringMatching(/^2:1 name: must match pattern/),
      expect.stringMatching(/^3:\d+ protocol\.port: must be <= 65535/),
      expect.stringMatching(/^4:1 timeScale: must be > 0/),
      expect.stringMatching(/^5:1 colour: is not known here; known: kind, name/),
      '9:5 activities.weigh.tare: must be a duration such as "500 ms", "30 s" or "18 h"',
    ])
  })

  test('of an unknown kind says which kinds there are', async () => {
    expect(await faultsOf('kind: toaster')).toEqual([
      '1:1 kind: must be one of binder-jet-printer, furnace, balance, kiln, plate-reader, muffle-furnace',
    ])
  })

  test('may name only programmes that it has', async () => {
    const faults = await faultsOf(`kind: furnace
name: f
serial: s
protocol: { type: isa95-opcua, port: 0 }
ledger: l
programmes: { a: [{ name: x, target: 100, ramp: 1 }] }
activities:
  cure: { programmes: [a, b] }
`)
    expect(faults).toEqual(['8:27 activities.cure.programmes.1: is no programme; known: a'])
  })

  test('speaks the protocol of its kind only', async () => {
    const faults = await faultsOf(`kind: balance
name: b
serial: s
protocol: { type: isa95-opcua, port: 0 }
ledger: l
`)
    expect(faults).toEqual(['4:13 protocol.type: must be "scpi"'])
  })

  test('that is not there is a fault of the configuration', async () => {
    await expect(loadSimulatorConfig('/no/such/file.yaml')).rejects.toThrow(ConfigurationError)
  })

  test('fills in what was left out, and finds its ledger beside it', () => {
    const { activities: _, ...printer } = PRINTER
    const config = configured(printer, '/etc/muster')
    expect(config).toMatchObject({
      seed: 1,
      ledger: '/etc/muster/ledger.jsonl',
      controlPort: undefined,
      faults: [],
    })
    expect(config.definition).toMatchObject({ timeScale: 1, activities: [{ name: 'print' }] })
    expect(configured(FURNACE).definition.activities.map(activity => activity.name)).toEqual([
      'cure',
      'sinter',
    ])
  })
})
