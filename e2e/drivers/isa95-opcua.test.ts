import { describeDriver } from '@muster/edge-agent/testing/driver-contract'
import { afterAll } from 'vitest'
import { printerHarness } from './printer-harness.ts'
import { SharedSimulator } from './simulator-harness.ts'

const printer = new SharedSimulator()
afterAll(() => printer.stop())

/** The driver in a process of its own, as an agent has it. */
describeDriver('ISA-95 Job Control at a printer with StoreAndStart', () =>
  printerHarness('spec', true, printer),
)
