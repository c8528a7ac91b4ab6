import { registryInProcess } from '@muster/edge-agent/testing/isa95-opcua'
import type { RunUpdate } from '@muster/edge-agent/testing'
import { expect, it } from 'vitest'
import { printerHarness } from './printer-harness.ts'
import { SharedSimulator } from './simulator-harness.ts'

it('a printer with OPC 40540 tells layers as it prints, and its material at the end', async () => {
  const printer = new SharedSimulator()
  const harness = await printerHarness('spec', true, printer, registryInProcess, { additive: true })
  const driver = harness.createDriver()
  try {
    await driver.connect({ connected() {}, disconnected() {} })
    const run = async (attemptId: string, layers: number) => {
      const parameters = { layers, material: '17-4PH' }
      const outcome = await driver.start({ attemptId, activity: 'print', parameters })
      expect(outcome).toEqual({ kind: 'started', runReference: attemptId })
      return driver.follow(attemptId, new AbortController().signal)
    }
    for await (const update of await run('a-1', 2_000))
      if (update.kind === 'progress' && (update.values?.['layer'] ?? 0) > 1) break
    await driver.cancel('a-1')
    const updates: RunUpdate[] = []
    for await (const update of await run('a-2', 2)) updates.push(update)
    expect(updates.at(-1)).toEqual({
      kind: 'succeeded',
      result: { layers: { value: 2 }, materials: [{ definition: '17-4PH', use: 'Consumed' }] },
    })
  } finally {
    await driver.close()
    await harness.dispose()
    await printer.stop()
  }
})
