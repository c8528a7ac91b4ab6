import { forecastOf, type TaskRecord, whyChain, whyWaiting } from '@muster/coordinator/testing'
import { type Duration, hours, minutes, seconds } from '@muster/runtime'
import { RunningWorld } from '../simulation/running-world.ts'
import { activity, type WorldOptions } from '../simulation/world.ts'

type Repeatability = Parameters<typeof activity>[1]

/** A laboratory for solid-state synthesis: four box furnaces at two agents, and a diffractometer with a holder of 16. */
export class Lab extends RunningWorld {
  constructor(seed = 1, sinter: Repeatability = 'never', options: Partial<WorldOptions> = {}) {
    const heating = [activity('sinter', sinter, hours(5))]
    const furnace = (id: string) => ({ id, keepsIds: true, activities: heating })
    super({
      seed,
      heartbeat: seconds(30),
      ...options,
      machines: [
        { agentId: 'hall-a', instruments: [furnace('furnace-1'), furnace('furnace-2')] },
        { agentId: 'hall-b', instruments: [furnace('furnace-3'), furnace('furnace-4')] },
        {
          agentId: 'annex',
          instruments: [
            { id: 'xrd', keepsIds: true, activities: [activity('scan', 'safe-until-started', minutes(20))] },
          ],
        },
      ],
    })
  }

  static async begin(seed?: number, sinter?: Repeatability, options?: Partial<WorldOptions>): Promise<Lab> {
    const lab = new Lab(seed, sinter, options)
    await lab.start()
    return lab
  }

  /** @throws Error where a process ended that nobody killed, or a task waits without a reason. */
  override async pass(duration: Duration): Promise<void> {
    await super.pass(duration)
    this.#checkReasons()
  }

  /** @returns the job's id */
  async submit(submission: unknown): Promise<string> {
    const submitted = this.operations.submit(submission, { by: 'ada' })
    await this.pass(seconds(1))
    const { job } = await submitted
    return job.id
  }

  /** One job for each of so many samples. @returns their ids */
  async submitSamples(
    count: number,
    steps: (sample: string) => Readonly<Record<string, unknown>>,
    from = 1,
  ): Promise<string[]> {
    const jobs: string[] = []
    for (let number = from; number < from + count; number += 1)
      jobs.push(
        await this.submit({
          workflow: { muster: 1, name: 'synthesis', version: 1, steps: steps(`S${number}`) },
        }),
      )
    return jobs
  }

  async jobStates(jobs: readonly string[]): Promise<string[]> {
    const states = await Promise.all(jobs.map(async id => (await this.store.job(id))?.state ?? 'unknown'))
    return [...new Set(states)].sort()
  }

  async task(id: string): Promise<TaskRecord> {
    const task = this.state.tasks.get(id) ?? (await this.store.task(id))
    if (!task) throw new Error(`there is no task ${id}`)
    return task
  }

  async taskStates(jobs: readonly string[], step: string): Promise<string[]> {
    return Promise.all(jobs.map(async id => (await this.task(`${id}-${step}`)).state))
  }

  /** How often each instrument was started. */
  get starts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { instrument } of this.world.ledger) counts[instrument] = (counts[instrument] ?? 0) + 1
    return counts
  }

  /** How often each of these was started, alone or with others: by the attempts that the ledger names. */
  async startsOf(taskIds: readonly string[]): Promise<number[]> {
    const started = new Set(this.world.ledger.map(({ attemptId }) => attemptId))
    return Promise.all(
      taskIds.map(async id => {
        const attempts = await this.store.attemptsOfTask(id)
        return attempts.filter(attempt => started.has(attempt.id)).length
      }),
    )
  }

  instrument(id: string) {
    for (const { instruments } of this.world.machines.values()) {
      const found = instruments.get(id)
      if (found) return found
    }
    throw new Error(`there is no instrument ${id}`)
  }

  #checkReasons(): void {
    if (!this.world.coordinator) return
    const { now } = this
    const { runs, untold } = forecastOf(this.state, now)
    for (const task of this.state.tasks.values()) {
      if (!['pending', 'queued', 'dispatched', 'verifying'].includes(task.state)) continue
      if (whyWaiting(this.state, task).length === 0 || whyChain(this.state, task, now).length === 0)
        throw new Error(`${task.id} is ${task.state}, and nothing says why`)
      const hasNotBegun = task.state === 'pending' || task.state === 'queued'
      if (hasNotBegun && !runs.has(task.id) && !untold.has(task.id))
        throw new Error(
          `${task.id} is ${task.state}, and nothing says when it begins, or why nobody can tell`,
        )
    }
  }
}
