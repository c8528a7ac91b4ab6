import type { DriverModule } from '../../instruments/driver.ts'
import { IsolatedDriver } from '../../instruments/isolation/isolated-driver.ts'
import { checkLadsSettings, LadsSettings } from './settings.ts'
import { traitsOf } from './traits.ts'

/** In a process of its own, as each driver with an OPC UA client. */
export const ladsDriver: DriverModule<LadsSettings> = {
  name: 'lads',
  about: 'laboratory devices with OPC UA LADS (OPC 30500-1)',
  isolation: 'process',
  settingsSchema: LadsSettings,
  check: checkLadsSettings,
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
