import { type AttemptReport, isAttemptEnd } from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import { taskIdsOf } from '../model/attempt-tasks.ts'
import { type AttemptRecord, stateOfAll, type StoredResultFile } from '../model/records.ts'

/**
 * Expects the files that an agent tells of with the end of an attempt: from now on it may upload them. Told of once; what comes again is
 * the same.
 * @returns what is noted of it in the attempt
 */
export function expectFiles(
  draft: Draft,
  attempt: AttemptRecord,
  report: AttemptReport,
): Pick<AttemptRecord, 'files'> {
  if (!report.files || attempt.files || !isAttemptEnd(report.state)) return {}
  const { list } = report.files
  const files = list.map(
    (file): StoredResultFile => ({
      ...file,
      state: file.sha256 === undefined || file.size === undefined ? 'failed' : 'expected',
    }),
  )
  draft.insert('resultFiles', {
    id: attempt.id,
    version: 1,
    state: stateOfAll(files),
    jobId: attempt.jobId,
    taskIds: taskIdsOf(attempt),
    agentId: attempt.agentId,
    instrumentId: attempt.instrumentId,
    raisedAt: draft.now,
    files,
  })
  draft.audit('attempt.left-files', attempt.id, { files: list }, attempt.jobId)
  return { files: list }
}

/** The result of a task, with the files of its run as `files`, where the instrument has not given something of that name itself. */
export function resultWithFiles({ resultJson, files }: AttemptRecord): string | undefined {
  if (!files) return resultJson
  const result: unknown = resultJson === undefined ? {} : JSON.parse(resultJson)
  if (
    typeof result !== 'object' ||
    result === null ||
    Array.isArray(result) ||
    Object.hasOwn(result, 'files')
  )
    return resultJson
  return JSON.stringify({ ...result, files })
}
