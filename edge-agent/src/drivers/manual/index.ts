import type { DriverModule } from '../../instruments/driver.ts'
import { ManualDriver } from './driver.ts'
import { checkManualSettings, ManualSettings } from './settings.ts'

export const manualDriver: DriverModule<ManualSettings> = {
  name: 'manual',
  about: 'what people do: instructions, checklist, fields',
  settingsSchema: ManualSettings,
  check: checkManualSettings,
  create: (settings, context) => new ManualDriver(settings, context),
}
