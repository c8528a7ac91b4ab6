import { configurable, createDriverRegistry } from '../../../instruments/registry.ts'
import { Isa95Driver } from '../driver.ts'
import { isa95OpcUaDriver } from '../index.ts'

/** The driver without a process of its own, which takes most of a second to begin. */
export const registryInProcess = createDriverRegistry({
  [isa95OpcUaDriver.name]: async () =>
    configurable({
      ...isa95OpcUaDriver,
      isolation: 'inline',
      create: (settings, context) => new Isa95Driver(settings, context),
    }),
})
