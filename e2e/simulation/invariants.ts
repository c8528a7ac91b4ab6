import { findBrokenLink, whyWaiting } from '@muster/coordinator/testing'
import type { World } from './world.ts'

/** The task of an attempt: its id without the attempt's number. */
export const taskOf = (attemptId: string): string => attemptId.replace(/-\d+$/, '')

/** Which attempts of a task were started where, and when. */
function startsOf(world: World, task: string): string {
  return world.ledger
    .filter(({ attemptId }) => taskOf(attemptId) === task)
    .map(({ attemptId, instrument, at }) => `${attemptId} at ${instrument}, ${(at / 1_000).toFixed(3)} s`)
    .join('; ')
}

/** What must hold at every moment. @returns what does not. */
export function brokenAlways(world: World, safeActivities: ReadonlySet<string>): string[] {
  const broken = [...world.defects]
  const starts = new Map<string, number>()
  for (const line of world.ledger) {
    if (safeActivities.has(line.activity)) continue
    const task = taskOf(line.attemptId)
    const count = (starts.get(task) ?? 0) + 1
    starts.set(task, count)
    if (count > 1) broken.push(`${task} was started ${count} times (${startsOf(world, task)})`)
  }
  return broken
}

/** What must hold once everything has come to rest. */
export function brokenAtRest(world: World, accepted: readonly string[]): string[] {
  const { database } = world.storeDisk
  if (!database) return ['there is no database']
  const broken: string[] = []
  for (const id of accepted) {
    const job = database.rows.jobs.get(id)
    if (!job) broken.push(`${id} was accepted and is lost`)
    else if (job.endedAt === undefined)
      broken.push(`${id} has not ended: ${job.state} (${reasons(world, id)})`)
  }
  for (const task of database.rows.tasks.values()) {
    if (task.state !== 'succeeded') continue
    // A run that was taken over after its job was over here is of a task with another name.
    const lines = world.ledger.filter(
      ({ attemptId }) => taskOf(attemptId) === task.id || attemptId === task.attemptId,
    )
    if (lines.length === 0) broken.push(`${task.id} succeeded and was never started`)
  }
  const link = findBrokenLink(database.events)
  if (link !== undefined) broken.push(`the audit chain is broken at event ${link}`)
  return broken
}

/** Why the tasks of a job that should be over are waiting. */
function reasons(world: World, jobId: string): string {
  const state = world.coordinator?.lead().state
  if (!state) return 'no coordinator leads'
  return state
    .tasksOf(jobId)
    .map(
      task =>
        `${task.step} ${task.state}: ${whyWaiting(state, task)
          .map(reason => reason.message)
          .join(', ')}`,
    )
    .join('; ')
}
