import { afterEach, beforeEach, describe, it } from 'vitest'
import { Bench, type DriverHarness } from '../driver-kit/contract/bench.ts'
import { CONTRACT, NotPromised } from '../driver-kit/contract/cases.ts'

/** What every driver promises. `createHarness` gives a fresh instrument, idle and reachable, for each test. */
export function describeDriver(name: string, createHarness: () => Promise<DriverHarness>): void {
  describe(`${name} as a driver`, () => {
    let bench: Bench
    beforeEach(async () => {
      bench = new Bench(await createHarness())
    })
    afterEach(() => bench.dispose())
    it.for(CONTRACT)('$name', async (promise, context) => {
      try {
        await promise.run(bench)
      } catch (error) {
        if (error instanceof NotPromised) context.skip()
        throw error
      }
    })
  })
}
