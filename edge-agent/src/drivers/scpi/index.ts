import type { DriverModule } from '../../instruments/driver.ts'
import { ScpiDriver } from './driver.ts'
import { checkScpiSettings, ScpiSettings } from './settings.ts'

export const scpiDriver: DriverModule<ScpiSettings> = {
  name: 'scpi',
  about: 'instruments that take lines of text over TCP: SCPI and the like',
  settingsSchema: ScpiSettings,
  check: checkScpiSettings,
  create: (settings, context) => new ScpiDriver(settings, context),
}
