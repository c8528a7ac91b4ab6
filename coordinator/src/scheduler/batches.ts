import type { Step } from '@muster/protocol'
import { parseDuration, type Timestamp } from '@muster/runtime'
import type { BatchRule, ResourceRequirement, TaskRecord } from '../model/records.ts'
import { hashOfBody } from '../store/body-hash.ts'
import type { Obstacle } from './obstacle.ts'
import { fromParts, toParts } from './resources/amounts.ts'

/** What decides when tasks that wait for each other are begun in one run. Pure. */

/** The rule of a step, as its tasks keep it. What the step says of the run itself has to be the same for all that are in it. */
export function batchOf({
  batch,
  away,
  timeLimit,
  staleAfter,
  lostAfter,
  startLimit,
  checkpointEvery,
}: Step): Pick<TaskRecord, 'batch'> {
  if (!batch) return {}
  const { size, atLeast = 1 } = batch
  const later = startLimit ?? checkpointEvery
  const limits = away ?? timeLimit ?? staleAfter ?? lostAfter ?? later
  // Those that were kept before there were others say no more than they did.
  const all = [away, timeLimit, staleAfter, lostAfter, ...(later ? [startLimit, checkpointEvery] : [])]
  const alike = limits === undefined ? {} : { alike: JSON.stringify(all) }
  return { batch: { size, atLeast, hold: parseDuration(batch.hold) ?? 0, ...alike } }
}

/** The same for tasks that may be in one run, as far as they suit the same instruments. Samples are each task's own. */
export const keyOfBatch = ({ batch, parametersJson, resources = [] }: TaskRecord): string =>
  JSON.stringify([batch, hashOfBody(JSON.parse(parametersJson)), resources])

/** Since when a task waits for others. A time before which it may not be begun is no wait; one before another attempt is. */
function since({ queuedAt = 0, notBefore = 0, attempts }: TaskRecord): Timestamp {
  return attempts === 0 ? Math.max(queuedAt, notBefore) : queuedAt
}

/** When the first of them has waited as long as it may. @param tasks at least one */
export const holdOver = (tasks: Iterable<TaskRecord>, { hold }: BatchRule): Timestamp =>
  Math.min(...[...tasks].map(task => since(task) + hold))

/** Why tasks that have the same rule wait for more of them; undefined where they need not. */
export function gathering(
  tasks: readonly TaskRecord[],
  rule: BatchRule,
  now: Timestamp,
): Obstacle | undefined {
  const missing = rule.size - tasks.length
  if (missing <= 0 || tasks.length === 0) return undefined
  const until = holdOver(tasks, rule)
  const tooFew = rule.atLeast - tasks.length
  if (until <= now && tooFew <= 0) return undefined
  const of = `waits for ${missing} more of a batch of ${rule.size}`
  const least = tooFew > 0 ? `, ${tooFew} of them at the least` : ''
  if (until <= now) return { code: 'batch-too-few', message: of + least }
  const at = new Date(until).toISOString()
  return {
    code: 'batch-gathering',
    message: `${of}${least}, until ${at} at the latest`,
    waitsFor: { kind: 'time', id: at },
  }
}

/** One task in the place of several of one batch: it needs all that they need. @param tasks at least one */
export function asOne(tasks: readonly TaskRecord[]): TaskRecord {
  const [first] = tasks
  if (!first) throw new RangeError('a batch has a task')
  if (tasks.length === 1) return first
  const samples = tasks.flatMap(task => task.samples ?? [])
  const one: TaskRecord = {
    ...first,
    // What was in a backup is withheld while any of it is.
    sequence: Math.min(...tasks.map(({ sequence }) => sequence)),
    ...timesAll(first, tasks.length),
    ...(first.degraded
      ? { degraded: first.degraded.map(variant => ({ ...variant, ...timesAll(variant, tasks.length) })) }
      : {}),
    // One that two of them name is there twice: it can't be in a run for both.
    ...(samples.length > 0 ? { samples } : {}),
  }
  behind.set(one, tasks)
  return one
}

/** By what `asOne` made: in whose place it is. */
const behind = new WeakMap<TaskRecord, readonly TaskRecord[]>()

/** All in whose place a task is: itself, where it is in that of none. */
export const allIn = (task: TaskRecord): readonly TaskRecord[] => behind.get(task) ?? [task]

const timesAll = (
  { resources }: Pick<TaskRecord, 'resources'>,
  count: number,
): Pick<TaskRecord, 'resources'> => (resources ? { resources: resources.map(one => times(one, count)) } : {})

/** What is named is one thing for all of them; what is counted each of them needs. */
const times = ({ anyOf }: ResourceRequirement, count: number): ResourceRequirement => ({
  anyOf: anyOf.map(request =>
    request.names ? request : { ...request, amount: fromParts(toParts(request.amount) * count) },
  ),
})
