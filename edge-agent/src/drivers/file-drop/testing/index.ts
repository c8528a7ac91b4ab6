import { compileSchema } from '@muster/runtime'
import type { Driver, DriverContext } from '../../../instruments/driver.ts'
import { FileDropDriver, type HandOver } from '../driver.ts'
import { FileDropSettings } from '../settings.ts'

export type { HandOver } from '../driver.ts'

/** A driver whose handing over of job files is in the hands of a test. */
export function fileDropDriver(settings: object, context: DriverContext, handOver: HandOver): Driver {
  const parsed = compileSchema<FileDropSettings>(FileDropSettings, { defaults: true })(settings)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return new FileDropDriver(parsed.value, context, handOver)
}
