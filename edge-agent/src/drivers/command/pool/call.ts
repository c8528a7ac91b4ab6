import { InvariantError, type Parsed } from '@muster/runtime'
import type { StartRequest } from '../../../instruments/driver.ts'
import { jobText } from '../../shared/job-text.ts'
import type { CommandActivity } from '../settings.ts'
import type { Launch } from '../wrapper.ts'
import { type Worker, WORKER_ENDED } from './worker.ts'

/** What a call ends with. Anything else: nobody knows what the program made of the job. */
export const CALL_DONE = 0
export const CALL_FAILED = 1

/**
 * Hands one job to a program of a pool and carries its answer: all that it says, up to the line that ends the job. It is begun as
 * any other program is, behind the claim of the run's folder, so what holds for those holds for the jobs of a
 * pool: one that has not got the claim never writes a line, and one that has it writes one.
 */
const SCRIPT = `
in=$1 out=$2 job=$3 done=$4 failed=$5 ended=$6
exec 3<> "$out" || exit 75
printf '%s\\n' "$job" 1<> "$in" || exit 75
while IFS= read -r line <&3; do
  case $line in *"$ended"*) exit 76 ;; esac
  printf '%s\\n' "$line"
  case $line in *"$done"*) exit ${CALL_DONE} ;; esac
  [ -n "$failed" ] || continue
  case $line in *"$failed"*) printf '%s\\n' "$line" >&2; exit ${CALL_FAILED} ;; esac
done
exit 75
`

/** What is to be run, given the program of a pool that is to have it, where it is one of a pool. */
export type HowToRun = (worker?: Worker) => Pick<Launch, 'program' | 'arguments'>

/** Longer lines would not fit into one argument of a program, in bytes. */
const LONGEST_JOB = 100_000

/** How a job is handed to whichever program of the pool gets it. @returns the faults of its parameters. */
export function howToCall(activity: CommandActivity, request: StartRequest): Parsed<HowToRun> {
  const { attemptId } = request
  const job = jobText(activity.job, request)
  if (!job.ok) return job
  if (Buffer.byteLength(job.value) > LONGEST_JOB)
    return { ok: false, faults: [{ field: 'parameters', message: 'are too long for one line' }] }
  const [done, failed] = [activity.done, activity.failed].map(text =>
    text === undefined ? '' : text.replaceAll('{attemptId}', attemptId),
  )
  return {
    ok: true,
    value: worker => {
      if (!worker) throw new InvariantError('a call without a program to be called')
      const pipes = [worker.inPipe, worker.outPipe]
      const texts = [job.value, done ?? '', failed ?? '', WORKER_ENDED]
      return { program: '/bin/sh', arguments: ['-c', SCRIPT, 'muster-call', ...pipes, ...texts] }
    },
  }
}
