import type { DriverModule } from '../../instruments/driver.ts'
import { FileDropDriver } from './driver.ts'
import { checkFileDropSettings, FileDropSettings } from './settings.ts'

export const fileDropDriver: DriverModule<FileDropSettings> = {
  name: 'file-drop',
  about: 'instruments that take job files from a folder',
  settingsSchema: FileDropSettings,
  check: checkFileDropSettings,
  create: (settings, context) => new FileDropDriver(settings, context),
}
