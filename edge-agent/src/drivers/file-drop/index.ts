import type { DriverModule } from '../../instruments/driver.ts'
import { FileDropDriver } from './driver.ts'
import { checkFileDropSettings, FileDropSettings } from './settings.ts'

export const fileDropDriver: DriverModule<FileDropSettings> = {
  name: 'file-drop',
  settingsSchema: FileDropSettings,
  check: checkFileDropSettings,
  create: (settings, context) => new FileDropDriver(settings, context),
}
