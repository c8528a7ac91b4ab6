import type { CoordinatorOptions } from '@muster/coordinator'
import { type Change, createMemoryStore, type PromptRecord } from '@muster/coordinator/testing'
import { type Duration, hours, InvalidInputError, messageOf, minutes, seconds } from '@muster/runtime'
import { ManualClock, seededRandom } from '@muster/runtime/testing'
import { createMemoryLedger, type LedgerEntry } from '@muster/simulators'
import { RunningWorld } from '../simulation/running-world.ts'
import { chanceOf, Device, type DeviceSettings } from './device.ts'
import { ModelDriver } from './model-driver.ts'

/**
 * Plays a whole experiment: the real coordinator and the real agents in one process on virtual time, with models of the simulators as
 * instruments (`device.ts`), people who answer what is asked, and a coordinator that dies at the boundaries of steps.
 *
 *     const clean = await play(EXPERIMENT)                               nothing goes wrong
 *     await play(EXPERIMENT, { at: 17, when: 'after' })                  dies once, at the 17th boundary (from 0) of the clean run
 *     await play(EXPERIMENT, { at: 'each', when: 'before' })             dies at every boundary in turn, in one run
 *     expect(differences(clean, killed)).toEqual([])                     see compare.ts, which also plays many
 *
 * An experiment gives
 * - `site`: agents with their instruments (`configured({ name, parameters, takes, gives })` makes an activity; `createFiringActivity`
 *   and others of @muster/simulators are taken as they are), resources, and what steps can call. It is called anew for each run, so that what
 *   stands about in the laboratory is kept in variables of that function;
 * - `submission`: what `POST /v1/jobs` gets. Whoever submits does it again, with the same Idempotency-Key, when no answer comes;
 * - `operator`: what is answered to a question, worked out from it alone; undefined leaves it open. It is asked again until it is answered;
 * - `onBegun`: for all else that happens: `scene.device('mixer').onStarted(…)`, `scene.after(minutes(1), …)`, `scene.orders(…)`.
 *
 * A boundary is a decision of the coordinator in which a step begins, is handed on (queued, offered, running) or ends: a commit with an
 * event `run.…` or `task.…`. `before`: the coordinator dies just before it is written, and it never was; `after`: it is on disk, and nothing
 * that follows from it has left the coordinator. It comes back after a second, or some minutes (`DOWNTIMES`).
 *
 * That results must not depend on when the coordinator was away, nor on which of several equal instruments did something, is up to the
 * experiment: chance goes by what is done (`Chance`), and no answer looks at the clock.
 */
export interface Experiment {
  readonly seed?: number
  /** @param hold keeps virtual time from going on while something really happens outside, such as an answer over a socket */
  readonly site: (hold: (outside: Promise<unknown>) => void) => Site
  readonly submission: unknown
  readonly operator?: (prompt: PromptRecord) => Answer | undefined
  readonly onBegun?: (scene: Scene) => void
  /** Virtual time after which it has to be over, without any kills. */
  readonly within: Duration
}

export interface Site {
  /** Instruments by the agents that they are at. */
  readonly agents: Readonly<Record<string, readonly DeviceSettings[]>>
  readonly resources?: NonNullable<CoordinatorOptions['resources']>
  /** What steps can call; one that is called `http` stands in for the real one. */
  readonly callKinds?: NonNullable<CoordinatorOptions['callKinds']>
  readonly secrets?: NonNullable<CoordinatorOptions['secrets']>
}

export interface Answer {
  readonly answer: string
  readonly by: string
  readonly comment?: string
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Where the coordinator dies: at one boundary, at each in turn, or at every so many, the first of them being `from` (from 0). */
export interface Kills {
  readonly at: number | 'each' | { readonly every: number; readonly from: number }
  readonly when: 'before' | 'after'
}

/** What came of it. */
export interface Ending {
  readonly state: string
  readonly outputs: unknown
  /** Steps by their paths. */
  readonly steps: Readonly<Record<string, string>>
  /** Steps that were undone, in the order in which that ended. */
  readonly undone: readonly string[]
  /** By instruments' ledgers, in the order of starts; `jobOrderId` is the id of the attempt. */
  readonly starts: readonly LedgerEntry[]
  /** What was asked, and answered by whom. */
  readonly asked: readonly { readonly kind: string; readonly question: string; readonly by?: string }[]
  /** Attempts there were, those that never came to a start included. */
  readonly attempts: number
  readonly boundaries: readonly string[]
  readonly kills: number
  /** Virtual milliseconds from the submission to the end. */
  readonly took: number
}

/** How long the coordinator is away, in turn. */
const DOWNTIMES = [seconds(1), seconds(4), seconds(1), seconds(40), seconds(2), minutes(5)] as const
/** How often people look whether there is something to do. */
const LOOK_EVERY = minutes(1)
const KEY = 'the-experiment'

/** Plays an experiment to the end of its job. @throws Error where it does not come to an end, or a process ended that nobody killed */
export async function play(experiment: Experiment, kills?: Kills): Promise<Ending> {
  const scene = new Scene(experiment, kills)
  return scene.play()
}

export class Scene extends RunningWorld {
  readonly #experiment: Experiment
  readonly #kills: Kills | undefined
  readonly #devices: ReadonlyMap<string, Device>
  readonly #ledger
  readonly #boundaries: string[] = []
  /** What the coordinator has died at already, where it dies at each. */
  readonly #passed = new Set<string>()
  #killed = 0

  constructor(experiment: Experiment, kills?: Kills) {
    const site = experiment.site(outside => this.world.time.hold(outside))
    // They stand on the timeline of the world, which is there only when it is made.
    const devices = new Map<string, Device>()
    const machine = ([agentId, instruments]: [string, readonly DeviceSettings[]]) => ({
      agentId,
      instruments: instruments.map(({ id }) => ({
        id,
        keepsIds: true,
        activities: [],
        createDriver: (context: ConstructorParameters<typeof ModelDriver>[1]) =>
          new ModelDriver(found(devices, id), context),
      })),
    })
    const { resources, secrets, callKinds = [] } = site
    super({
      seed: experiment.seed ?? 1,
      heartbeat: minutes(5),
      healthEvery: hours(1),
      // No line breaks here, and processes that die close theirs.
      keepalivesEvery: minutes(10),
      machines: Object.entries(site.agents).map(machine),
      ...(resources ? { resources } : {}),
      more: gate => ({
        ...(secrets ? { secrets } : {}),
        callKinds: callKinds.map(kind => ({
          ...kind,
          call: (request, signal) => gate.through(`call ${kind.name}`, () => kind.call(request, signal)),
        })),
      }),
      beforeCommit: changes => this.#mayCommit(changes),
      onCommit: change => this.#onCommit(change),
    })
    const { seed = 1 } = experiment
    const chance = chanceOf(seed)
    this.#experiment = experiment
    this.#kills = kills
    this.#ledger = createMemoryLedger()
    for (const settings of Object.values(site.agents).flat())
      devices.set(settings.id, new Device(settings, new ManualClock(this.world.time), this.#ledger, chance))
    this.#devices = devices
  }

  device(id: string): Device {
    return found(this.#devices, id)
  }

  /** Does it after so much virtual time. */
  after(delay: Duration, action: () => void): void {
    this.world.time.at(this.world.time.now + delay, action)
  }

  async play(): Promise<Ending> {
    await this.start()
    this.#experiment.onBegun?.(this)
    const begun = this.world.time.now
    const store = createMemoryStore({ random: seededRandom(1), disk: this.world.storeDisk })
    for (;;) {
      const jobId = (await store.idempotency(KEY))?.jobId
      const job = jobId === undefined ? undefined : await store.job(jobId)
      if (job?.endedAt !== undefined) break
      const limit = begun + this.#experiment.within + this.#killed * minutes(5)
      if (this.world.time.now > limit) throw new Error(`it is not over in time: ${await this.#standing()}`)
      this.#actAsPeople(jobId === undefined)
      await this.pass(LOOK_EVERY)
    }
    const took = this.world.time.now - begun
    // What is still to be told and acknowledged is.
    await this.pass(minutes(10))
    return this.#ending(took)
  }

  /** What stands open, for who looks why it does not go on. */
  async #standing(): Promise<string> {
    const store = createMemoryStore({ random: seededRandom(1), disk: this.world.storeDisk })
    const { tasks, prompts } = await store.loadOpenWork()
    const open = tasks.filter(({ state }) => !['succeeded', 'skipped', 'pending'].includes(state))
    return [
      ...open.map(({ step, state }) => `${step} is ${state}`),
      ...prompts.map(({ question }) => `asked: ${question}`),
    ].join('; ')
  }

  #actAsPeople(isToSubmit: boolean): void {
    const { coordinator } = this.world
    if (!coordinator) return
    const { submission, operator } = this.#experiment
    if (isToSubmit) this.#try(coordinator.operations.submit(submission, { by: 'ada', idempotencyKey: KEY }))
    for (const prompt of coordinator.lead().state.prompts.values()) {
      const answer = operator?.(prompt)
      if (answer) this.#try(coordinator.operations.answer(prompt.id, answer))
    }
  }

  /** What comes of it is seen by who looks; an answer of a coordinator that has died never comes. */
  #try(order: Promise<unknown>): void {
    order.catch((error: unknown) => {
      const faults = error instanceof InvalidInputError ? JSON.stringify(error.faults) : ''
      this.world.defects.push(`refused: ${messageOf(error)} ${faults}`)
    })
  }

  #mayCommit(changes: readonly Change[]): boolean {
    const kills = this.#kills
    if (kills?.when !== 'before') return true
    const boundaries = changes.map(keysOf).filter(keys => keys.length > 0)
    const place = this.#boundaries.length
    if (!boundaries.some((keys, at) => this.#isToDieAt(keys, place + at, kills.at))) return true
    this.#die()
    return false
  }

  #onCommit(change: Change): void {
    const passed = keysOf(change)
    if (passed.length === 0) return
    const kills = this.#kills
    const dies = kills?.when === 'after' && this.#isToDieAt(passed, this.#boundaries.length, kills.at)
    this.#boundaries.push(passed.join(', '))
    if (dies) this.#die()
  }

  #isToDieAt(keys: readonly string[], place: number, at: Kills['at']): boolean {
    if (typeof at === 'number') return this.#killed === 0 && place === at
    const isNew = keys.some(key => !this.#passed.has(key))
    const isDue = at === 'each' || place % at.every === at.from
    if (isDue) for (const key of keys) this.#passed.add(key)
    return isNew && isDue
  }

  #die(): void {
    const downtime = DOWNTIMES[this.#killed % DOWNTIMES.length] ?? seconds(1)
    this.#killed += 1
    this.world.coordinatorGate?.kill('at a boundary')
    this.after(downtime, () => void this.world.startCoordinator())
  }

  async #ending(took: number): Promise<Ending> {
    const store = createMemoryStore({ random: seededRandom(1), disk: this.world.storeDisk })
    const jobId = (await store.idempotency(KEY))?.jobId ?? ''
    const job = await store.job(jobId)
    const tasks = await store.tasksOfJob(jobId)
    const prompts = await store.list('prompts', 'all', 10_000)
    const attempts = await Promise.all(tasks.map(({ id }) => store.attemptsOfTask(id)))
    const undone = tasks.filter(({ step, endedAt }) => step.includes('.undo.') && endedAt !== undefined)
    const order = (task: (typeof tasks)[number]) => task.node?.order ?? 0
    return {
      state: job?.state ?? 'unknown',
      outputs: job?.run?.outputs,
      steps: Object.fromEntries(tasks.map(({ step, state }) => [step, state])),
      undone: undone.toSorted((a, b) => order(a) - order(b)).map(({ step }) => step),
      starts: this.#ledger.entries(),
      asked: prompts.map(({ kind, question, answer }) => ({
        kind,
        question,
        ...(answer ? { by: answer.by } : {}),
      })),
      attempts: new Set(attempts.flat().map(({ id }) => id)).size,
      boundaries: this.#boundaries,
      kills: this.#killed,
      took,
    }
  }
}

const found = (devices: ReadonlyMap<string, Device>, id: string): Device => {
  const device = devices.get(id)
  if (!device) throw new Error(`there is no instrument ${id}`)
  return device
}

/** What a decision did to steps; without the id of the job, which is another where its submission was lost. */
const keysOf = ({ events }: Change): string[] =>
  events
    .filter(({ kind }) => /^(run|task)\./.test(kind))
    .map(({ kind, subject, details, jobId = '' }) =>
      `${kind} ${subject.replace(jobId, '')}${pathOf(details['event'])}`.trim(),
    )

const pathOf = (told: unknown): string =>
  typeof told === 'object' && told !== null && 'path' in told ? ` ${String(told.path)}` : ''
