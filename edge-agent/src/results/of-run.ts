import type { ResultFile } from '@muster/protocol'
import type { ResultFileRule, RunFile, RunUpdate } from '../instruments/driver.ts'
import type { EntryPatch } from '../journal/journal.ts'
import type { JournalEntry } from '../journal/on-disk.ts'

/** What is known of a run whose files are to be taken. */
export interface RunToCollect {
  readonly attemptId: string
  readonly runReference?: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** Wall clock, milliseconds: what is older is no file of this run. */
  readonly startedAt: number
  readonly rules: readonly ResultFileRule[]
  readonly given: readonly RunFile[]
  /** Whether files that are not there are told: a run that did not succeed need not have come to write them. */
  readonly tellMissing: boolean
}

/**
 * Takes what a run left behind, so that it is safe from the instrument's program; what is not there is told as such. Never rejects but
 * when `signal` says that the agent stops.
 */
export type CollectFiles = (run: RunToCollect, signal: AbortSignal) => Promise<readonly ResultFile[]>

/** What is noted of the files of a run that is over. */
export async function filesOfRun(
  entry: JournalEntry,
  end: RunUpdate,
  unit: { resultFiles(activity: string): readonly ResultFileRule[] },
  collect: CollectFiles | undefined,
  signal: AbortSignal,
): Promise<Pick<EntryPatch, 'files'>> {
  if (end.kind === 'lost' || end.kind === 'progress') return {}
  const given = ('files' in end && end.files) || []
  const rules = unit.resultFiles(entry.activity)
  if (given.length === 0 && rules.length === 0) return {}
  // A start that an earlier version has not noted came before the last change.
  const { attemptId, runReference, startedAt = Date.parse(entry.changedAt) } = entry
  const parameters = JSON.parse(entry.parametersJson) as RunToCollect['parameters']
  const run: RunToCollect = {
    attemptId,
    ...(runReference === undefined ? {} : { runReference }),
    startedAt,
    parameters,
    rules,
    given,
    tellMissing: end.kind === 'succeeded',
  }
  const list = collect ? await collect(run, signal).catch(() => []) : [NOT_SET_UP]
  return list.length > 0 ? { files: { list: [...list] } } : {}
}

const NOT_SET_UP: ResultFile = {
  name: 'result files',
  problem: 'the agent does not know where to send them: it needs coordinator.url in its configuration',
}
