import { STANDARD_LIMITS, type TaskRecord, whyWaiting } from '@muster/coordinator/testing'
import { minutes, seconds } from '@muster/runtime'
import { RunningWorld } from '../simulation/running-world.ts'
import type { WorldOptions } from '../simulation/world.ts'

/** A hall of instruments, each with an agent of its own where not said otherwise, on virtual time. Nothing goes wrong in it by itself. */
export class Hall extends RunningWorld {
  private constructor(options: Pick<WorldOptions, 'machines'> & Partial<WorldOptions>) {
    super({ heartbeat: minutes(1), healthEvery: minutes(5), limits: STANDARD_LIMITS, ...options })
  }

  /** All parts run, and know each other. */
  static async open(options: Pick<WorldOptions, 'machines'> & Partial<WorldOptions>): Promise<Hall> {
    const hall = new Hall(options)
    await hall.start()
    return hall
  }

  /** Submits a workflow of these steps. @returns the job's id */
  async submit(
    steps: Readonly<Record<string, unknown>>,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const workflow = { muster: 1, name: 'study', version: 1, steps }
    const submitted = this.operations.submit({ workflow, ...more }, { by: 'ada' })
    const [{ job }] = await Promise.all([submitted, this.pass(seconds(10))])
    return job.id
  }

  /** As it is in the store, also when its job is over. */
  async task(jobId: string, step: string): Promise<TaskRecord> {
    const task = await this.world.coordinator?.store.task(`${jobId}-${step}`)
    if (!task) throw new Error(`there is no step ${step} of ${jobId}`)
    return task
  }

  /** Codes of the reasons for which a task waits. */
  whyWaiting(task: TaskRecord): readonly string[] {
    return whyWaiting(this.state, task).map(({ code }) => code)
  }

  /** When a step was started at an instrument, and at which; in order. */
  startsOf(jobId: string, step: string) {
    return this.world.ledger.filter(({ attemptId }) => attemptId.startsWith(`${jobId}-${step}-`))
  }
}
