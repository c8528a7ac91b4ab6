import { MusterError } from '@muster/runtime'
import type { JobRecord, StoredEvent } from '../model/records.ts'
import { planOf } from '../model/steps.ts'
import type { Store } from '../store/store.ts'
import { RULES } from '../work/runs/rules.ts'
import { replay } from '../workflow/advance.ts'
import type { RunEvent, RunNode, RunPlan, RunStatus } from '../workflow/run.ts'

/** What happened to a job's workflow, in order, as the audit has it. */

/** An event of a job's workflow. */
export interface HistoryEvent {
  /** In the audit. */
  readonly number: number
  readonly actor: string
  readonly event: RunEvent
}

const PREFIX = 'run.'
const PAGE = 500

/** @throws MusterError `not-found` */
export async function historyOf(store: Store, jobId: string): Promise<readonly HistoryEvent[]> {
  if (!(await store.job(jobId))) throw new MusterError('not-found', 'input', `there is no job ${jobId}`)
  const history: HistoryEvent[] = []
  for (let after = 0; ; ) {
    const page = await store.events({ jobId, after, limit: PAGE })
    for (const event of page) if (event.kind.startsWith(PREFIX)) history.push(read(event))
    const last = page.at(-1)
    if (!last || page.length < PAGE) return history
    after = last.number
  }
}

/** Only the coordinator writes these, each with the event that the engine was told. */
const read = ({ number, actor, at, details }: StoredEvent): HistoryEvent => ({
  number,
  actor,
  event: { ...(details['event'] as object), at } as RunEvent,
})

export interface Moment {
  /** The last event that counts. */
  readonly number: number
  readonly status: RunStatus
  readonly nodes: readonly RunNode[]
}

/**
 * How a job's workflow stood after an event: its recorded events up to then, gone through again.
 * @param number of the event in the audit; the last where left out
 * @throws MusterError `not-found`, `history-moved` for a job that was moved while that was not kept yet
 */
export async function momentOf(store: Store, job: JobRecord, number?: number): Promise<Moment> {
  const history = await historyOf(store, job.id)
  const counted = history.filter(one => number === undefined || one.number <= number)
  const last = counted.at(-1)
  if (!last)
    throw new MusterError('not-found', 'input', `there is no event of ${job.id} up to ${number ?? 0}`)
  const plan = firstPlan(job, history)
  const facts = { jobId: job.id, inputs: job.inputs ?? {}, labels: job.labels }
  const run = replay(
    plan,
    facts,
    counted.map(({ event }) => event),
    RULES,
  )
  return { number: last.number, status: run.status, nodes: [...run.nodes.values()] }
}

/** What it went by as it began: as its first move says, where there was one. What was added is in its events. */
function firstPlan(job: JobRecord, history: readonly HistoryEvent[]): RunPlan {
  const { added: _, ...plan } = planOf(job)
  for (const { event } of history) {
    if (event.kind !== 'move') continue
    if (event.from) return event.from
    throw new MusterError(
      'history-moved',
      'conflict',
      'It was moved to another version: what it began with is not kept.',
    )
  }
  return plan
}
