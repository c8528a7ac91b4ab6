import type { DriverModule } from '../../instruments/driver.ts'
import { IsolatedDriver } from '../../instruments/isolation/isolated-driver.ts'
import { checkIsa95Settings, Isa95Settings } from './settings.ts'
import { traitsOf } from './traits.ts'

/** In a process of its own: an OPC UA client is most of what an agent needs of memory, and prints what it likes. */
export const isa95OpcUaDriver: DriverModule<Isa95Settings> = {
  name: 'isa95-opcua',
  about: 'OPC UA servers with ISA-95 Job Control (OPC 10031-4)',
  isolation: 'process',
  settingsSchema: Isa95Settings,
  check: checkIsa95Settings,
  create: (settings, context) =>
    new IsolatedDriver(
      {
        entry: new URL('./process.ts', import.meta.url),
        settings,
        traits: traitsOf(settings),
        offers: ['pause', 'resume', 'release'],
      },
      context,
    ),
}
