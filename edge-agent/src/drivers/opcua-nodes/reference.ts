import type { RunReference, StartRequest } from '../../instruments/driver.ts'
import type { NodesActivity, NodesSettings } from './settings.ts'

/** A run, as far as it can be told apart from others. */
export interface NodesRun {
  readonly attemptId: string
  readonly activity: NodesActivity
  /** Of the boot in which the run began; undefined where the instrument keeps ids itself. */
  readonly bootMark: string | undefined
}

/** The attempt id where the instrument keeps it, else `<activity>:<attempt id>@<boot mark>`. */
export function formatReference(
  request: StartRequest,
  bootMark: string,
  settings: NodesSettings,
): RunReference {
  return settings.ids ? request.attemptId : `${request.activity}:${request.attemptId}@${bootMark}`
}

/** @returns undefined for a reference that this configuration can't have made */
export function parseReference(reference: RunReference, settings: NodesSettings): NodesRun | undefined {
  const [only] = settings.activities
  if (settings.ids) return only && { attemptId: reference, activity: only, bootMark: undefined }
  const match = /^(.+?):([^:@]+)@(.*)$/.exec(reference)
  const activity = settings.activities.find(known => known.name === match?.[1])
  if (!match || !activity) return undefined
  return { attemptId: match[2] ?? '', activity, bootMark: match[3] }
}
