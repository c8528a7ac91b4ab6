import { findBrokenLink, whyWaiting } from '@muster/coordinator/testing'
import { isAttemptEnd } from '@muster/protocol'
import { taskOf } from '../invariants.ts'
import type { Site } from './site.ts'
import type { Broken } from './truth.ts'

type Database = NonNullable<Site['world']['storeDisk']['database']>

/** What must hold once everything has come to rest. */
export function brokenAtRest(site: Site): Broken[] {
  const { database } = site.world.storeDisk
  if (!database) return [{ what: 'there is no database', about: [] }]
  return [
    ...lostOrders(site, database),
    ...unmadeResults(site, database),
    ...lostResults(site, database),
    ...openThings(database),
    ...untoldEnds(site, database),
    ...undelivered(site),
    ...brokenChain(database),
  ]
}

/** Accepted and gone, or accepted and not ended. */
function lostOrders(site: Site, { rows }: Database): Broken[] {
  return site.orders.accepted.flatMap(id => {
    const job = rows.jobs.get(id)
    if (!job) return [{ what: `${id} was accepted and is lost`, about: [id] }]
    if (job.endedAt !== undefined) return []
    return [{ what: `${id} has not ended: ${job.state} (${reasons(site, id)})`, about: [id] }]
  })
}

function reasons({ world }: Site, jobId: string): string {
  const state = world.coordinator?.lead().state
  if (!state) return 'no coordinator leads'
  const texts = state.tasksOf(jobId).flatMap(task => {
    const why = whyWaiting(state, task).map(({ message }) => message)
    return task.endedAt === undefined ? [`${task.step} ${task.state}: ${why.join(', ')}`] : []
  })
  return texts.join('; ')
}

/** Succeeded, and neither started by an instrument nor the word of a person. */
function unmadeResults({ truth }: Site, { rows }: Database): Broken[] {
  return [...rows.tasks.values()].flatMap(({ id, state }) => {
    if (state !== 'succeeded' || truth.startsOf(id).length > 0 || truth.saidDone.has(id)) return []
    return [{ what: `${id} succeeded and was never started`, about: [id] }]
  })
}

/** What an instrument has finished is a succeeded attempt, unless a person settled it. */
function lostResults({ truth, orders }: Site, { rows }: Database): Broken[] {
  const accepted = new Set(orders.accepted)
  return truth.starts.flatMap(start => {
    const outcome = truth.outcomeOf(start)
    if (outcome === undefined || outcome === 'lost' || outcome.kind !== 'succeeded') return []
    const { attemptId } = start.line
    const attempt = rows.attempts.get(attemptId)
    // A store that was put back may know nothing of a job that was accepted after the backup.
    if (!attempt) {
      const task = rows.tasks.get(taskOf(attemptId))
      return task && accepted.has(task.jobId)
        ? [{ what: `${attemptId} was done, and is not known`, about: [attemptId, task.id] }]
        : []
    }
    // A store that was put back knows of a person's word only what the agent was told of it.
    const isSettled =
      attempt.settledBy?.startsWith('person:') || attempt.note?.startsWith('settled by person:')
    if (attempt.state === 'succeeded' || isSettled) return []
    return [
      {
        what: `${attemptId} was done at ${start.instrumentId}, and ended as ${attempt.state} (${attempt.settledBy ?? attempt.note ?? 'by its agent'})`,
        about: [attemptId, start.instrumentId],
      },
    ]
  })
}

/** Nothing is open any more. */
function openThings({ rows }: Database): Broken[] {
  const attempts = [...rows.attempts.values()].filter(({ state }) => !isAttemptEnd(state))
  const prompts = [...rows.prompts.values()].filter(({ state }) => state === 'open')
  const escalations = [...rows.escalations.values()].filter(({ state }) => state === 'open')
  return [
    ...attempts.map(({ id, state }) => ({ what: `${id} is still ${state}`, about: [id] })),
    ...prompts.map(({ id, kind, subject }) => ({
      what: `the prompt ${id} (${kind} of ${subject}) is still open`,
      about: [id, subject],
    })),
    ...escalations.map(({ id, kind, entries }) => ({
      what: `${id} (${kind} of ${entries.map(({ subject }) => subject).join(', ')}) is still open`,
      about: [id, ...entries.map(({ subject }) => subject.slice(subject.indexOf(':') + 1))],
    })),
  ]
}

/** Who was told of something is told that it is over, and nothing is left to be told. */
function untoldEnds({ channels }: Site, { rows }: Database): Broken[] {
  return [...rows.escalations.values()].flatMap(({ id, kind, state, deliveries }) => {
    const pending = deliveries.filter(delivery => delivery.state === 'pending')
    if (pending.length > 0)
      return [{ what: `${id} (${kind}) has messages that nobody was given`, about: [id] }]
    const told = channels.toldOf(id).map(({ notification }) => notification.reason)
    const isGivenUp = deliveries.some(delivery => delivery.state === 'given-up')
    if (state === 'open' || told.length === 0 || isGivenUp || told.includes('resolved')) return []
    return [{ what: `${id} (${kind}) was told, and not that it is over`, about: [id] }]
  })
}

/** What an agent's journal has not yet handed over. */
function undelivered({ world }: Site): Broken[] {
  return [...world.machines.values()].flatMap(({ agentId, agent }) => {
    const depth = agent?.journal.outboxDepth ?? 0
    return depth === 0 ? [] : [{ what: `${agentId} still holds ${depth} events`, about: [agentId] }]
  })
}

function brokenChain({ events }: Database): Broken[] {
  const link = findBrokenLink(events)
  return link === undefined ? [] : [{ what: `the audit chain is broken at event ${link}`, about: [] }]
}
