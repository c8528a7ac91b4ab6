import { configurable, createDriverRegistry, type DriverRegistry } from '../../../instruments/registry.ts'
import { LadsDriver } from '../driver.ts'
import { ladsDriver } from '../index.ts'

/** The driver without a process of its own, which takes longer to begin than most tests take. */
export function inProcessLads(): DriverRegistry {
  return createDriverRegistry({
    lads: async () =>
      configurable({ ...ladsDriver, create: (settings, context) => new LadsDriver(settings, context) }),
  })
}
