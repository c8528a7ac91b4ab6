import { type Clock, messageOf, seconds, sleep } from '@muster/runtime'
import type { Driver, FindOutcome, RunReference } from '../instruments/driver.ts'
import type { JournalEntry } from '../journal/on-disk.ts'

/** What became of a start that was asked for and not answered. */
export type StartFinding =
  | { readonly kind: 'running'; readonly runReference: RunReference }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsure'; readonly reason: string }

/** How often the instrument is asked when it gives no answer, and the pause between. */
const TRIES = 4
const PAUSE = seconds(2)

/**
 * Asks the instrument whether a start landed. `absent` is said only where nothing else is possible: the
 * instrument keeps ids and forgets none, has not booted since `starting` was written, and says twice, its settling
 * time apart, that it has no such run. Whoever calls this has made sure that no earlier process or driver can still ask it to start.
 */
export async function findStart(
  entry: JournalEntry,
  driver: Driver,
  clock: Clock,
  signal: AbortSignal,
): Promise<StartFinding> {
  const { keepsIds, neverClears, settlingTime } = driver.traits
  if (!keepsIds) return { kind: 'unsure', reason: 'the instrument does not keep the ids of its runs' }
  const first = await lookUntilAnswered(driver, entry.attemptId, clock, signal)
  if (first.kind === 'found') return { kind: 'running', runReference: first.runReference }
  if (first.kind === 'unsure') return first
  if (!neverClears)
    return { kind: 'unsure', reason: 'the instrument does not know the run, but may have cleared it' }
  const early = await bootDoubt(entry, driver)
  if (early !== undefined) return { kind: 'unsure', reason: early }
  await sleep(clock, settlingTime, signal)
  const second = await lookUntilAnswered(driver, entry.attemptId, clock, signal)
  if (second.kind === 'found') return { kind: 'running', runReference: second.runReference }
  if (second.kind === 'unsure') return second
  const late = await bootDoubt(entry, driver)
  return late === undefined ? { kind: 'absent' } : { kind: 'unsure', reason: late }
}

async function lookUntilAnswered(
  driver: Driver,
  attemptId: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<FindOutcome> {
  let outcome = await look(driver, attemptId)
  for (let tries = 1; outcome.kind === 'unsure' && tries < TRIES; tries++) {
    await sleep(clock, PAUSE, signal)
    outcome = await look(driver, attemptId)
  }
  return outcome
}

async function look(driver: Driver, attemptId: string): Promise<FindOutcome> {
  try {
    return await driver.find(attemptId)
  } catch (error) {
    return { kind: 'unsure', reason: messageOf(error) }
  }
}

/** Why the instrument may have forgotten the run; undefined where it can't have. */
async function bootDoubt(entry: JournalEntry, driver: Driver): Promise<string | undefined> {
  if (entry.bootMark === undefined) return 'the instrument can not tell when it booted'
  try {
    const mark = await driver.bootMark()
    return mark === entry.bootMark ? undefined : 'the instrument has booted since the start was asked for'
  } catch (error) {
    return messageOf(error)
  }
}
