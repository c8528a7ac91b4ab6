import type { DriverModule } from '../../instruments/driver.ts'
import { ScpiDriver } from './driver.ts'
import { checkScpiSettings, ScpiSettings } from './settings.ts'

export const scpiDriver: DriverModule<ScpiSettings> = {
  name: 'scpi',
  settingsSchema: ScpiSettings,
  check: checkScpiSettings,
  create: (settings, context) => new ScpiDriver(settings, context),
}
