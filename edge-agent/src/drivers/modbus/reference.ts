import type { RunReference, StartRequest } from '../../instruments/driver.ts'
import type { ModbusActivity, ModbusSettings } from './settings.ts'

/** A run, as far as it can be told apart from others. */
export interface ModbusRun {
  readonly attemptId: string
  readonly activity: ModbusActivity
  /** Of the boot in which the run began; undefined where the instrument has none or keeps ids itself. */
  readonly bootMark: string | undefined
}

/** The attempt id where the instrument keeps it, else `<activity>:<attempt id>@<boot mark>`. */
export function formatReference(
  request: StartRequest,
  bootMark: string | undefined,
  settings: ModbusSettings,
): RunReference {
  if (settings.ids) return request.attemptId
  return `${request.activity}:${request.attemptId}@${bootMark ?? ''}`
}

/** @returns undefined for a reference that this configuration can't have made. */
export function parseReference(reference: RunReference, settings: ModbusSettings): ModbusRun | undefined {
  const [only] = settings.activities
  if (settings.ids) return only && { attemptId: reference, activity: only, bootMark: undefined }
  const match = /^(.+):([^:@]+)@(.*)$/.exec(reference)
  const activity = settings.activities.find(known => known.name === match?.[1])
  if (!match || !activity) return undefined
  return { attemptId: match[2] ?? '', activity, bootMark: match[3] || undefined }
}
