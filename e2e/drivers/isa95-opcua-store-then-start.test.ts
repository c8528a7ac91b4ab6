import { describeDriver } from '@muster/edge-agent/testing/driver-contract'
import { registryInProcess } from '@muster/edge-agent/testing/isa95-opcua'
import { afterAll } from 'vitest'
import { printerHarness } from './printer-harness.ts'
import { SharedSimulator } from './simulator-harness.ts'

const printer = new SharedSimulator()
afterAll(() => printer.stop())

describeDriver('ISA-95 Job Control at a printer with Store and Start', () =>
  printerHarness('numbered', false, printer, registryInProcess),
)
