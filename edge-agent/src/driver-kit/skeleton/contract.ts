import type { ContractHarness } from '../muster-driver.ts'
import { SimulatedStirrer } from './instrument.ts'

/** What `muster-agent driver test` needs to hold the driver to its promises: a fresh instrument for each of them. */
const harness: ContractHarness = async () => {
  const instrument = await SimulatedStirrer.open()
  return {
    settings: { host: '127.0.0.1', port: instrument.port, responseLimit: '500 ms', pollEvery: '20 ms' },
    activity: 'stir',
    short: { seconds: 0.3 },
    long: { seconds: 60 },
    instrument,
    dispose: () => instrument.close(),
  }
}
export default harness
