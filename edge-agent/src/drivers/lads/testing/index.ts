import { configurable, createDriverRegistry } from '../../../instruments/registry.ts'
import { LadsDriver } from '../driver.ts'
import { ladsDriver } from '../index.ts'

/** The driver without a process of its own, which takes most of a second to begin. */
export const registryInProcess = createDriverRegistry({
  [ladsDriver.name]: async () =>
    configurable({
      ...ladsDriver,
      isolation: 'inline',
      create: (settings, context) => new LadsDriver(settings, context),
    }),
})
