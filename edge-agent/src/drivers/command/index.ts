import type { DriverModule } from '../../instruments/driver.ts'
import { CommandDriver } from './driver.ts'
import { checkCommandSettings, CommandSettings } from './settings.ts'

export const commandDriver: DriverModule<CommandSettings> = {
  name: 'command',
  about: 'programs of a vendor, started on this machine',
  settingsSchema: CommandSettings,
  check: checkCommandSettings,
  create: (settings, context) => new CommandDriver(settings, context),
}
