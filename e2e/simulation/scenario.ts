import { CALM, type NetworkFaults, STORM } from '@muster/protocol/testing'
import { type Clock, type Duration, hours, millis, minutes, seconds } from '@muster/runtime'
import { settle } from '@muster/runtime/testing'
import type { Change } from '@muster/coordinator/testing'
import { brokenAtRest } from './invariants.ts'
import { Counts, Dice } from './site/dice.ts'
import { Backups } from './start/backups.ts'
import { INSTRUMENT_FAULTS } from './start/faults-instruments.ts'
import { MACHINE_FAULTS } from './start/faults-machines.ts'
import { NETWORK_FAULTS } from './start/faults-network.ts'
import { STORE_FAULTS } from './start/faults-stores.ts'
import { MACHINES } from './start/floor.ts'
import { operate, submit } from './start/people.ts'
import type { Faults, Scene } from './start/scene.ts'
import { Watches } from './start/watches.ts'
import { World, type WorldOptions } from './world.ts'

/** How long faults go on, and how long everything then has to come to rest. */
const TROUBLE = minutes(40)
const REST = hours(12)

const FAULTS: Faults = { ...MACHINE_FAULTS, ...NETWORK_FAULTS, ...STORE_FAULTS, ...INSTRUMENT_FAULTS }

/** The others count once. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'agent crash': 6,
  'coordinator crash': 6,
  'power lost at a write': 2,
  partition: 3,
  'ack held up over a restart': 2,
  'instrument fault': 5,
  'journal backup': 2,
  'store backup': 2,
  'machine put back': 2,
}

export interface SeedResult {
  readonly seed: number
  readonly broken: readonly string[]
  readonly story: readonly string[]
  readonly starts: number
  readonly jobs: number
  /** How often each fault occurred. */
  readonly faults: ReadonlyMap<string, number>
  readonly virtual: Duration
}

export interface SeedOptions {
  readonly tell?: (line: string) => void
  /** What the coordinator is extended with. @param clock the coordinator's, once there is one */
  readonly extensions?: (clock: () => Clock) => NonNullable<WorldOptions['extensions']>
}

/** Lives one seed: jobs come in while everything goes wrong, then the world is left in peace. */
export async function liveSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  const scenario = new Scenario(seed, options)
  const broken = await scenario.live()
  const { world, counts, accepted } = scenario.scene
  if (options.tell) for (const line of world.story) options.tell(line)
  return {
    seed,
    broken,
    story: world.story,
    starts: world.ledger.length,
    jobs: accepted.length,
    faults: counts.all,
    virtual: millis(world.time.now),
  }
}

class Scenario {
  readonly scene: Scene
  readonly #world: World
  readonly #watches: Watches
  readonly #isTold: boolean
  #isPeace = false

  constructor(seed: number, { tell, extensions }: SeedOptions) {
    const verbose = tell !== undefined
    this.#isTold = verbose
    this.#world = new World({
      seed,
      verbose,
      machines: MACHINES,
      ...(extensions ? { extensions: extensions(() => this.#world.coordinatorClock) } : {}),
      onCommit: change => this.#committed(change),
      onHeard: (process, topic, payload) => {
        this.#watches.heard(process, topic, payload)
        for (const look of this.scene.heard) look(process, topic, payload)
      },
      onStart: (agentId, attemptId) => {
        this.#watches.starting(agentId, attemptId)
        for (const look of this.scene.starting) look(agentId, attemptId)
      },
    })
    this.#watches = new Watches(this.#world)
    this.scene = this.#scene(this.#world)
    const { network } = this.#world
    network.intercept = hop => {
      this.#watches.hop(hop)
      for (const look of this.scene.seen) look(hop)
      return undefined
    }
    this.#world.reaper = {
      agent: agentId => point => point === 'before connect' && this.scene.unheard.get(agentId)?.() === true,
      coordinator: () => () => false,
    }
  }

  #scene(world: World): Scene {
    const { time } = world
    return {
      world,
      dice: new Dice(world.random),
      counts: new Counts(),
      backups: new Backups(),
      accepted: [],
      seen: new Set(),
      heard: new Set(),
      starting: new Set(),
      unheard: new Map(),
      storeRestored: () => this.#watches.storeRestored(),
      isPeace: () => this.#isPeace,
      later: (delay, action) => time.at(time.now + delay, action),
    }
  }

  async live(): Promise<string[]> {
    const world = this.#world
    await world.startCoordinator()
    for (const agentId of world.machines.keys()) world.startAgent(agentId)
    await world.time.advance(seconds(20))
    world.network.faults = this.#storm()
    this.#every(seconds(60), () => submit(this.scene))
    this.#every(seconds(45), () => this.#trouble())
    operate(this.scene)
    this.#revive()
    const broken = await this.#runUntil(world.time.now + TROUBLE)
    if (broken.length > 0) return broken
    this.#calm()
    const later = await this.#runUntil(world.time.now + REST, () => this.#atRest())
    return later.length > 0 ? later : brokenAtRest(world, this.scene.accepted)
  }

  #storm(): NetworkFaults {
    const wild = this.scene.dice.float()
    return {
      ...STORM,
      loss: STORM.loss * 2 * wild,
      late: STORM.late * wild,
      doubling: STORM.doubling * 2 * this.scene.dice.float(),
    }
  }

  /** Steps the world, and looks at it after each step that moved time. */
  async #runUntil(end: number, done: () => boolean = () => false): Promise<string[]> {
    const { time } = this.#world
    await settle()
    while (time.step(end)) {
      await settle()
      const broken = this.#watches.look()
      if (broken.length > 0) return broken
      if (done()) return []
    }
    return []
  }

  #committed(change: Change): void {
    this.#watches.committed(change)
    for (const { kind } of change.events) if (kind === 'task.moved') this.scene.counts.add('task moved')
    if (!this.#isTold) return
    for (const { kind, subject, actor, details } of change.events)
      this.#world.tell(`  ${kind} ${subject} by ${actor} ${JSON.stringify(details)}`)
  }

  #every(mean: Duration, action: () => void): void {
    this.scene.later(millis(mean * 2 * this.scene.dice.float()), () => {
      if (this.#isPeace) return
      action()
      this.#every(mean, action)
    })
  }

  /** One fault, of any kind. */
  #trouble(): void {
    const { dice, counts } = this.scene
    const name = dice.weighted(
      Object.fromEntries(Object.keys(FAULTS).map(fault => [fault, WEIGHTS[fault] ?? 1])),
    )
    this.#world.tell(`fault: ${name}`)
    FAULTS[name]?.(this.scene)
    counts.add(name)
  }

  /** What has died is started again, after a while. */
  #revive(): void {
    const world = this.#world
    if (!world.coordinatorGate?.alive) void world.startCoordinator()
    for (const [agentId, machine] of world.machines) {
      world.startAgent(agentId)
      // A cable that came loose is put back sooner or later.
      for (const instrument of machine.instruments.values()) if (!instrument.link) instrument.restoreLink()
    }
    this.scene.later(seconds(5 + 30 * this.scene.dice.float()), () => this.#revive())
  }

  #calm(): void {
    const world = this.#world
    world.tell('peace')
    this.#isPeace = true
    world.network.faults = CALM
    world.network.heal()
    for (const machine of world.machines.values()) {
      if (machine.gate) machine.gate.dies = () => false
      for (const instrument of machine.instruments.values()) instrument.restoreLink()
    }
    if (world.coordinatorGate) world.coordinatorGate.dies = () => false
  }

  #atRest(): boolean {
    const { database } = this.#world.storeDisk
    if (!database || !this.#world.coordinator) return false
    for (const job of database.rows.jobs.values()) if (job.endedAt === undefined) return false
    return true
  }
}
