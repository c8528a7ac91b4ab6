import type { DriverModule } from '../../instruments/driver.ts'
import { IsolatedDriver } from '../../instruments/isolation/isolated-driver.ts'
import { checkNodesSettings, NodesSettings } from './settings.ts'
import { traitsOf } from './traits.ts'

/** In a process of its own, as every driver over the OPC UA client. */
export const opcUaNodesDriver: DriverModule<NodesSettings> = {
  name: 'opcua-nodes',
  about: 'OPC UA servers with plain variables and methods',
  isolation: 'process',
  settingsSchema: NodesSettings,
  check: checkNodesSettings,
  create: (settings, context) =>
    new IsolatedDriver(
      {
        entry: new URL('./process.ts', import.meta.url),
        settings,
        traits: traitsOf(settings),
        offers: settings.activities.some(({ pause }) => pause) ? ['pause', 'resume'] : [],
      },
      context,
    ),
}
