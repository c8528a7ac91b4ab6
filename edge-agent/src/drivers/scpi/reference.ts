import type { RunReference, StartRequest } from '../../instruments/driver.ts'
import type { ScpiSession } from './link.ts'
import type { ScpiActivity, ScpiSettings } from './settings.ts'

/** A run, as far as it can be told apart from others. */
export interface ScpiRun {
  readonly attemptId: string
  readonly activity: ScpiActivity
  /** Of the boot in which the run began; undefined where the instrument has none or keeps ids itself. */
  readonly bootMark: string | undefined
}

/**
 * The name of a run. An instrument that keeps ids knows it by the attempt id. Of any other we remember what
 * tells its runs apart: `<activity>:<attempt id>@<boot mark>`.
 */
export function formatReference(
  request: StartRequest,
  session: ScpiSession,
  settings: ScpiSettings,
): RunReference {
  if (settings.find) return request.attemptId
  return `${request.activity}:${request.attemptId}@${session.bootMark ?? ''}`
}

/** @returns undefined for a reference that this configuration can't have made. */
export function parseReference(reference: RunReference, settings: ScpiSettings): ScpiRun | undefined {
  const [only] = settings.activities
  if (settings.find) return only && { attemptId: reference, activity: only, bootMark: undefined }
  const match = /^(.+):([^:@]+)@(.*)$/.exec(reference)
  const activity = settings.activities.find(known => known.name === match?.[1])
  if (!match || !activity) return undefined
  return { attemptId: match[2] ?? '', activity, bootMark: match[3] || undefined }
}
