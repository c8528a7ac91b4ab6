import {
  createBackoff,
  InvalidInputError,
  messageOf,
  millis,
  minutes,
  MusterError,
  parseDuration,
  repeat,
  seconds,
  sleep,
  withTimeout,
} from '@muster/runtime'
import { describeActivity } from '../drivers/shared/declared-activity.ts'
import { KeptLink } from '../drivers/shared/kept-link.ts'
import { SteadyProgress } from '../drivers/shared/steady-progress.ts'
import type { DriverContext, RunUpdate as InnerUpdate } from '../instruments/driver.ts'
import type * as kit from './muster-driver.ts'

/** The version of the interface in muster-driver.ts. */
export const KIT_VERSION = 1

/** What a driver from outside is given. */
export function kitContext(context: DriverContext): kit.DriverContext {
  return { ...context, kit: kitOf(context) }
}

function kitOf(context: DriverContext): kit.DriverKit {
  const { clock } = context
  return {
    version: KIT_VERSION,
    duration: readDuration,
    sleep: (ms, signal) => sleep(clock, millis(ms), signal),
    every: (ms, action) => repeat(clock, millis(ms), action),
    within: (ms, what, work) =>
      withTimeout(
        clock,
        millis(ms),
        work,
        () => new MusterError('timeout', 'instrument', `${what} gave no answer within ${ms} ms`),
      ),
    error: (code, category, message) => new MusterError(code, category, message),
    refused: (code, message, category) => ({
      kind: 'refused',
      failure: { code, message, category, started: 'no' },
    }),
    activity: activityOf,
    poll: (ms, signal, look) => poll(context, ms, signal, look),
    keptLink: options =>
      new KeptLink(
        {
          ...options,
          checkEvery: millis(options.checkEvery),
          noSession: () =>
            new MusterError('no-link', 'unavailable', 'there is no connection to the instrument'),
        },
        context,
      ),
  }
}

function readDuration(text: string): number {
  const duration = parseDuration(text)
  if (duration !== undefined) return duration
  throw new InvalidInputError(`"${text}" is not a length of time such as "30 s"`, [])
}

function activityOf(activity: kit.ActivityInWords): kit.ActivityDescription {
  const { parameters, repeatability, canPause = false, canCheckpoint = false } = activity
  const { resultFiles, ...rest } = activity
  const declared = {
    ...rest,
    ...(resultFiles ? { resultFiles: [...resultFiles] } : {}),
    version: activity.version ?? '1',
    repeatability: repeatability ?? 'safe-until-started',
    phases: [...(activity.phases ?? [])],
    parameters: { ...(parameters ?? { type: 'object', additionalProperties: false }) },
  }
  for (const text of [activity.expectedDuration, activity.staleAfter, activity.lostAfter])
    if (text !== undefined) readDuration(text)
  return { ...describeActivity(declared, canPause), canCheckpoint }
}

/** Asks again after a question that failed, ever more rarely. */
async function* poll(
  { clock, logger, random }: DriverContext,
  ms: number,
  signal: AbortSignal,
  look: () => Promise<kit.RunUpdate | undefined>,
): AsyncGenerator<kit.RunUpdate, void, void> {
  const steady = new SteadyProgress()
  const backoff = createBackoff({ first: millis(ms), longest: millis(Math.max(ms, seconds(10))) }, random)
  while (!signal.aborted) {
    let update: kit.RunUpdate | undefined
    try {
      update = await withTimeout(
        clock,
        minutes(1),
        look(),
        () => new Error('it gave no answer within a minute'),
      )
      backoff.reset()
    } catch (error) {
      if (!signal.aborted) logger.debug('a run could not be looked at', { reason: messageOf(error) })
    }
    if (signal.aborted) return
    // Lengths of time are bare numbers outside.
    const news = update && (steady.next(update as InnerUpdate) as kit.RunUpdate | undefined)
    if (news) yield news
    if (update && update.kind !== 'progress') return
    await sleep(clock, update ? millis(ms) : backoff.next(), signal).catch(() => undefined)
  }
}
