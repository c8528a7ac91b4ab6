import type { JobDetail } from '@muster/client'
import { formatDuration, millis } from '@muster/runtime'
import type { LedgerLine } from '../processes/ledger.ts'

/** What came of the work order, held against what the instruments wrote down. */
export function summary(
  job: JobDetail,
  ledger: readonly LedgerLine[],
  wasKilled: boolean,
): { readonly lines: readonly string[]; readonly isProven: boolean } {
  const counts = job.tasks.map(task => ({
    task,
    starts: ledger.filter(({ line }) => line.activity === task.activity).length,
  }))
  const isProven =
    job.state === 'succeeded' &&
    ledger.length === job.tasks.length &&
    counts.every(({ starts }) => starts === 1)
  const took = job.endedAt === undefined ? 0 : Date.parse(job.endedAt) - Date.parse(job.submittedAt)
  const lines = [
    '',
    `${job.name}: ${job.state} after ${formatDuration(millis(took))}`,
    'Physical starts, as the instruments wrote them down:',
    ...ledger.map(
      ({ instrument, line }) =>
        `  ${line.at}  ${instrument.padEnd(9)}  ${line.activity.padEnd(6)}  start ${line.start}  ${line.jobOrderId ?? '(keeps no ids)'}`,
    ),
    ...counts.map(({ task, starts }) => `  ${task.step}: ${starts === 1 ? 'one start' : `${starts} starts`}`),
  ]
  if (!isProven) return { lines: [...lines, 'That is not one start for each task.'], isProven }
  const sentence = wasKilled ? 'Killed it mid-print; one start.' : 'Four tasks, four starts.'
  return { lines: [...lines, sentence], isProven }
}
