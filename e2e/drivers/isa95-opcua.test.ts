import { describeDriver } from '@muster/edge-agent/testing/driver-contract'
import { printerHarness } from './printer-harness.ts'

describeDriver('ISA-95 Job Control at a printer with StoreAndStart', () => printerHarness('spec', true))
