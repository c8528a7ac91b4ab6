import { messageOf, millis, MusterError, sleep, type Timestamp } from '@muster/runtime'
import type { TaskRecord } from '../model/records.ts'
import type { Obstacle } from '../scheduler/obstacle.ts'
import type { ExpectedTime } from '../scheduler/forecast/expected-run.ts'
import type { Forecast } from '../scheduler/forecast/forecast.ts'
import { startOf, type Start } from '../scheduler/forecast/start-of.ts'
import { endsOfJobs, type PlannedJob, planned } from '../scheduler/forecast/what-if.ts'
import type { Pool } from '../scheduler/pool.ts'
import { competing } from '../scheduler/standing.ts'
import { type Link, whyChain } from '../scheduler/why-chain.ts'
import { whyWaiting } from '../scheduler/why.ts'
import { jobOf, taskRecordsOf } from '../work/jobs.ts'
import { checkSubmission } from './check-submission.ts'
import { Forecaster } from './forecaster.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { OperationPorts } from './ports.ts'

/** No task has this id, and none of a job that was not submitted is ever kept. */
const IMAGINED_JOB = 'plan'
/** A task that came after the last forecast is waited for so long at the most, milliseconds. */
const LONGEST_WAIT = 2_500

/** Why a task waits, and when it is expected to begin. */
export interface Why extends Start {
  readonly task: TaskRecord
  /** Wall time. */
  readonly at: Timestamp
  readonly reasons: readonly Obstacle[]
  readonly chain: readonly Link[]
  /** Among those that compete with it for instruments. */
  readonly position?: { readonly ahead: number; readonly of: number }
}

/** Questions about what is to come. Nothing is changed by them. */
export interface ForecastOperations {
  /** When tasks are expected to begin, as it was worked out last, and the time now; undefined where it was not yet. */
  forecastAtHand(): { readonly forecast: Forecast; readonly now: Timestamp } | undefined
  /** @throws MusterError `not-found` */
  why(taskId: string): Promise<Why>
  /**
   * Puts a job on paper against all that waits now.
   * @param submission as one that is submitted; it is checked in the same way
   * @throws InvalidInputError with every fault; MusterError `plan-too-long`
   */
  plan(submission: unknown, by: string): Promise<PlannedJob>
}

export function forecastOperations(ports: OperationPorts): ForecastOperations {
  const { state, store, clock, logger } = ports
  const forecaster = new Forecaster(ports)
  const inTurn = oneAtATime()

  /** One in which the task is, if it waits and that does not take long. */
  const forecastWith = async (taskId: string): Promise<Forecast> => {
    const forecast = await forecaster.current()
    if (forecast.runs.has(taskId) || forecast.untold.has(taskId) || forecaster.pause > LONGEST_WAIT)
      return forecast
    await sleep(clock, millis(forecaster.pause))
    return forecaster.current()
  }

  return {
    forecastAtHand() {
      // Whoever looks at tasks has it ready for the next look.
      forecaster
        .current()
        .catch((error: unknown) => logger.error('a forecast failed', { error: messageOf(error) }))
      const forecast = forecaster.latest
      return forecast && { forecast, now: clock.wall() }
    },
    async why(taskId) {
      const found = state.tasks.get(taskId) ?? (await store.task(taskId))
      if (!found) throw new MusterError('not-found', 'input', `there is no task ${taskId}`)
      if (found.state !== 'queued' && found.state !== 'pending') {
        const at = clock.wall()
        const chain = whyChain(state, found, at)
        return { task: found, at, reasons: whyWaiting(state, found), chain }
      }
      const forecast = await forecastWith(taskId)
      const now = clock.wall()
      const task = state.tasks.get(taskId) ?? found
      const chain = whyChain(state, task, now, id => finite(forecast.runs.get(id)?.end))
      const position = positionIn(forecast, taskId)
      return {
        task,
        at: now,
        reasons: whyWaiting(state, task),
        chain,
        ...startOf(forecast, task, now),
        ...(position ? { position } : {}),
      }
    },
    plan: (submission, by) =>
      inTurn('plan', async () => {
        const now = clock.wall()
        const checked = checkSubmission(state, submission, now)
        const sequence = state.lastSequence + 1
        const job = jobOf(checked, { id: IMAGINED_JOB, sequence, submittedBy: by, submittedAt: now })
        const imagined = { job, tasks: taskRecordsOf(job) }
        const { without, withIt } = await forecaster.compare(imagined)
        return planned(withIt, imagined, endsOfJobs(without))
      }),
  }
}

const finite = (time: ExpectedTime | undefined) =>
  time?.to === undefined ? undefined : { from: time.from, expected: time.expected, to: time.to }

function positionIn({ paper }: Forecast, taskId: string): { ahead: number; of: number } | undefined {
  const own = paper.order.waiting.find(({ task }) => task.id === taskId)?.pool
  if (!own) return undefined
  const rivals: ReadonlySet<Pool> = competing(own)
  let ahead: number | undefined
  let of = 0
  for (const { task, pool } of paper.order.waiting) {
    if (task.id === taskId) ahead = of
    if (pool && rivals.has(pool)) of += 1
  }
  return ahead === undefined ? undefined : { ahead, of }
}
