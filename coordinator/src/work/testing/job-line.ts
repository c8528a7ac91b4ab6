import { parseSubmission, type WorkflowDefinition } from '@muster/protocol'
import type { Draft } from '../../model/draft.ts'
import type { JobRecord } from '../../model/records.ts'
import { checkWorkflow } from '../../operations/check-workflow.ts'
import { checkSubmission } from '../../operations/check-submission.ts'
import { cancelJob, submitJob } from '../jobs.ts'
import { signalJob } from '../runs/life.ts'
import { registerWorkflow } from '../workflows.ts'
import { type Desk, openDesk } from './desk.ts'

/** A step that is under way until the job is told to go on, and no instrument does. */
export const UNTIL_GO = { wait: { signal: 'go' } } as const

/** A desk with jobs whose steps wait for a signal: how jobs follow each other, without instruments. */
export class JobLine {
  #desk: Desk

  private constructor(desk: Desk) {
    this.#desk = desk
  }

  static async open(): Promise<JobLine> {
    return new JobLine(await openDesk())
  }

  get desk(): Desk {
    return this.#desk
  }

  /** The process ends, and another goes on with what the store has. */
  async restart(): Promise<void> {
    this.#keep()
    await this.#desk.stop()
    // The next process has other random numbers than this one, and so other ids.
    await this.#desk.pass(1)
    this.#desk = await openDesk({ after: this.#desk })
  }

  async register(definition: WorkflowDefinition): Promise<void> {
    const checked = checkWorkflow(this.#desk.state, definition).definition
    await this.decide(draft => void registerWorkflow(draft, checked, 'ada'))
  }

  /** @param isKnown whether it is held against what there is: activities have to be offered then. @returns the job's id */
  async submit(submission: object, isKnown = false): Promise<string> {
    const { state, clock } = this.#desk
    const parsed = isKnown
      ? { ok: true as const, value: checkSubmission(state, submission, clock.wall()) }
      : parseSubmission(submission)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
    let id = ''
    await this.decide(draft => {
      ;({ id } = submitJob(draft, parsed.value, 'ada'))
    })
    return id
  }

  /** @throws what the decision throws */
  async decide(action: (draft: Draft) => void): Promise<void> {
    const done = this.#desk.transactor.decide('test', 'person:ada', action)
    const [result] = await Promise.allSettled([done, this.#desk.pass(0)])
    if (result.status === 'rejected') throw result.reason
  }

  /** Something is done with a job that has not ended. */
  async act(id: string, action: (draft: Draft, job: JobRecord) => void): Promise<void> {
    await this.decide(draft => {
      const job = draft.state.jobs.get(id)
      if (!job) throw new Error(`${id} has ended`)
      action(draft, job)
    })
  }

  /** Its step ends. */
  go(id: string, payload?: unknown): Promise<void> {
    return this.act(id, (draft, job) => signalJob(draft, job, 'go', payload))
  }

  cancel(id: string): Promise<void> {
    return this.act(id, (draft, job) => cancelJob(draft, job, 'person:ada', undefined))
  }

  /** As the store has it. */
  job(id: string): JobRecord {
    const job = this.#desk.state.jobs.get(id) ?? this.kept.find(one => one.id === id)
    if (!job) throw new Error(`there is no job ${id}`)
    return job
  }

  /** All jobs that were ever kept, as they were kept last, in the order of their submission. */
  get kept(): readonly JobRecord[] {
    this.#keep()
    return [...this.#kept.values()].sort((a, b) => a.sequence - b.sequence)
  }
  readonly #kept = new Map<string, JobRecord>()

  #keep(): void {
    for (const { rows } of this.#desk.changes) for (const job of rows.jobs) this.#kept.set(job.id, job)
  }

  /** States of jobs: `held` while they wait for their key, `open` while they have it. */
  states(...ids: readonly string[]): string[] {
    return ids.map(id => {
      const { state, run } = this.job(id)
      if (run?.isHeld) return 'held'
      return state === 'queued' || state === 'running' ? 'open' : state
    })
  }

  /** Kinds of events about a job, in order. */
  events(id: string): string[] {
    return this.#desk.changes.flatMap(({ events }) =>
      events
        .filter(({ subject, kind }) => subject === id && !kind.startsWith('run.'))
        .map(({ kind }) => kind),
    )
  }
}
