import { configurable, createDriverRegistry } from '../../../instruments/registry.ts'
import { NodesDriver } from '../driver.ts'
import { opcUaNodesDriver } from '../index.ts'

/** The driver without a process of its own, which takes most of a second to begin. */
export const registryInProcess = createDriverRegistry({
  [opcUaNodesDriver.name]: async () =>
    configurable({
      ...opcUaNodesDriver,
      isolation: 'inline',
      create: (settings, context) => new NodesDriver(settings, context),
    }),
})
