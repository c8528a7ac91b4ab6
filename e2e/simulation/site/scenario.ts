import type { Hop } from '@muster/protocol/testing'
import { CALM } from '@muster/protocol/testing'
import { type Duration, hours, millis, minutes, seconds } from '@muster/runtime'
import { settle } from '@muster/runtime/testing'
import { World } from '../world.ts'
import { Channels, CHANNELS } from './channels.ts'
import { CommitWatch } from './commit-watch.ts'
import { Counts, Dice } from './dice.ts'
import { Holdings } from './holdings.ts'
import { Judge } from './judge.ts'
import { KeptInstruments } from './kept.ts'
import { LIMITS } from './limits.ts'
import { Steady } from './steady.ts'
import { INSTRUMENT_FAULTS, plugIn } from './faults-instruments.ts'
import { MACHINE_FAULTS } from './faults-machines.ts'
import { MILD, NETWORK_FAULTS } from './faults-network.ts'
import { Grants } from '../grants.ts'
import { Handover } from '../handover.ts'
import { MACHINES, RESOURCES } from './floor.ts'
import { Orders } from './jobs.ts'
import { People } from './people.ts'
import { Promises } from './promises.ts'
import { brokenAtRest } from './at-rest.ts'
import { COORDINATOR, type Site } from './site.ts'
import { type Broken, Truth } from './truth.ts'

const HEARTBEAT = seconds(60)
/** How long everything has to come to rest: what was late may need another sintering, or two. */
const REST = hours(240)
/** After the last job has ended: contact, breakers and ladders. */
const AFTER_REST = hours(5)

export interface SiteOptions {
  /** How long things go wrong. */
  readonly trouble: Duration
  /** Tell what the parts log, too. */
  readonly verbose: boolean
}

export interface SiteResult {
  readonly seed: number
  readonly broken: readonly Broken[]
  readonly story: readonly string[]
  readonly counts: Counts
  readonly virtual: Duration
  readonly tasks: number
  readonly starts: number
  readonly steps: number
}

/** The faults of channels to people. */
const CHANNEL_FAULTS: Readonly<Record<string, (site: Site) => void>> = {
  'channel slow': site => channelFault(site, 'slow'),
  'channel unavailable': site => channelFault(site, 'unavailable'),
  'channel misconfigured': site => channelFault(site, 'misconfigured'),
}

function channelFault(site: Site, state: 'slow' | 'unavailable' | 'misconfigured'): void {
  const name = site.dice.pick(CHANNELS)
  site.channels.set(name, state)
  site.later(site.dice.between(minutes(5), hours(4)), () => site.channels.set(name, 'well'))
}

export const FAULTS: Readonly<Record<string, (site: Site) => void>> = {
  ...MACHINE_FAULTS,
  ...NETWORK_FAULTS,
  ...INSTRUMENT_FAULTS,
  ...CHANNEL_FAULTS,
}

/** The others count once. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'agent crash': 8,
  'coordinator crash': 8,
  storm: 2,
  'store put back': 0.5,
  'journal put back': 0.7,
  'journal deleted': 0.7,
  'progress stalls': 2,
  'paused at the panel': 3,
  'instrument refuses, and is mended': 3,
  'busy instrument wanted': 8,
}

/** In so many seeds in a row each fault has its turn, and that so many times. */
export const SEEDS_OF_A_ROUND = 10
const TIMES = 3

/** Lives one seed: a week of work while everything goes wrong, until all has come to rest. */
export async function liveSite(seed: number, options: SiteOptions): Promise<SiteResult> {
  return new SiteScenario(seed, options).live()
}

class SiteScenario {
  readonly #seed: number
  readonly #options: SiteOptions
  readonly #site: Site
  readonly #people: People
  readonly #promises: Promises
  #isPeace = false
  #steps = 0

  constructor(seed: number, options: SiteOptions) {
    this.#seed = seed
    this.#options = options
    const channels = new Channels(() => world)
    const world: World = new World({
      seed,
      verbose: options.verbose,
      machines: MACHINES,
      heartbeat: HEARTBEAT,
      healthEvery: seconds(150),
      limits: LIMITS,
      resources: RESOURCES,
      escalation: channels.escalation,
      onCommit: change => {
        watch.committed(change)
        judge.committed(change)
        grants.committed(change)
        handover.committed(change)
        holdings.committed(change)
        kept.committed(change)
      },
    })
    const counts = new Counts()
    const dice = new Dice(world.random)
    const truth = new Truth(world, (attemptId, instrument) => grants.started(attemptId, instrument))
    const watch = new CommitWatch(world, truth, counts)
    const lost = new Set<(hop: Hop) => boolean>()
    const isFair = () => world.network.faults === MILD || world.network.faults === CALM
    const steady = new Steady({ world, lost, isFair })
    const judge = new Judge(world, truth, steady)
    const grants = new Grants(world)
    const handover = new Handover(world)
    const holdings = new Holdings(world, counts)
    const kept = new KeptInstruments(world, counts)
    const seen = new Set<(hop: Hop) => void>()
    world.network.intercept = hop => {
      grants.hop(hop)
      handover.hop(hop)
      for (const watcher of seen) watcher(hop)
      for (const isLost of lost) if (isLost(hop)) return { copies: [] }
      return undefined
    }
    this.#site = {
      world,
      dice,
      counts,
      channels,
      truth,
      watch,
      judge,
      grants,
      handover,
      holdings,
      kept,
      steady,
      orders: new Orders(world, dice, counts),
      lost,
      seen,
      offUntil: new Map(),
      unplugged: new Set(),
      isPeace: () => this.#isPeace,
      later: (delay, action) => void world.time.at(world.time.now + delay, action),
    }
    this.#people = new People(this.#site)
    this.#promises = new Promises(this.#site)
    kept.onKept = ({ taskId, instrumentId }) => this.#want(taskId, instrumentId)
  }

  async live(): Promise<SiteResult> {
    const { world, orders, steady } = this.#site
    await world.startCoordinator()
    for (const agentId of world.machines.keys()) world.startAgent(agentId)
    await this.#runUntil(world.time.now + minutes(5))
    world.network.faults = MILD
    this.#every(minutes(75), () => orders.place())
    this.#every(minutes(50), () => this.#trouble())
    this.#takeTurns()
    this.#revive()
    this.#people.start()
    this.#promises.start()
    steady.start()
    await this.#runUntil(world.time.now + this.#options.trouble)
    const isWhole = () => this.#broken().length === 0
    if (isWhole()) {
      this.#peace()
      await this.#runUntil(world.time.now + REST, () => this.#areJobsOver())
      if (isWhole()) await this.#runUntil(world.time.now + AFTER_REST)
    }
    const broken = isWhole() ? brokenAtRest(this.#site) : this.#broken()
    return this.#result(broken)
  }

  #result(broken: readonly Broken[]): SiteResult {
    const { world, counts, truth } = this.#site
    const { lost, doubled, late, held, afterlife } = world.network.counts
    for (const [name, times] of Object.entries({ lost, doubled, late, held, afterlife }))
      counts.add(`message ${name}`, times)
    return {
      seed: this.#seed,
      broken,
      story: world.story,
      counts,
      virtual: millis(world.time.now),
      tasks: world.storeDisk.database?.rows.tasks.size ?? 0,
      starts: truth.starts.length,
      steps: this.#steps,
    }
  }

  #broken(): readonly Broken[] {
    const { defects } = this.#site.world
    return [...defects.map(what => ({ what, about: [] })), ...this.#lookers.flatMap(({ broken }) => broken)]
  }

  /** Who look whether what must hold does. */
  get #lookers(): readonly { readonly broken: readonly Broken[] }[] {
    const { truth, watch, judge, grants, handover, holdings, kept, orders } = this.#site
    return [truth, watch, judge, grants, handover, holdings, kept, orders, this.#promises]
  }

  /** Asked after each step. */
  get #isBroken(): boolean {
    return this.#site.world.defects.length > 0 || this.#lookers.some(({ broken }) => broken.length > 0)
  }

  /** Steps the world, looking at the instruments after each step; ends at once where something broke. */
  async #runUntil(end: number, done: () => boolean = () => false): Promise<void> {
    const { world, truth } = this.#site
    const { time } = world
    await settle()
    for (;;) {
      if (!time.step(end)) return
      this.#steps += 1
      await settle()
      truth.look()
      if (this.#isBroken || (this.#steps % 1_000 === 0 && done())) return
    }
  }

  #every(mean: Duration, action: () => void): void {
    const { world, dice } = this.#site
    const next = () => {
      world.time.at(world.time.now + mean * 2 * dice.float(), () => {
        if (this.#isPeace) return
        action()
        next()
      })
    }
    next()
  }

  /** What is kept for one is wanted by another, who is more important; or somebody stops all such work. */
  #want(taskId: string, instrumentId: string): void {
    const { world, dice, orders, later } = this.#site
    const activity = world.storeDisk.database?.rows.tasks.get(taskId)?.activity
    if (this.#isPeace || activity === undefined) return
    if (dice.chance(0.3)) later(minutes(1), () => orders.placeAt(activity, instrumentId))
    if (dice.chance(0.15)) later(minutes(2), () => this.#people.pauseActivity(activity))
  }

  #trouble(): void {
    const { dice } = this.#site
    const weights = Object.fromEntries(Object.keys(FAULTS).map(name => [name, WEIGHTS[name] ?? 1]))
    this.#fault(dice.weighted(weights))
  }

  /** Whatever the dice say, each fault has its turn in one of any ten seeds in a row. */
  #takeTurns(): void {
    const { later } = this.#site
    const names = Object.keys(FAULTS).filter(
      (_, at) => at % SEEDS_OF_A_ROUND === this.#seed % SEEDS_OF_A_ROUND,
    )
    const turns = Array.from({ length: TIMES }, () => names).flat()
    turns.forEach((name, at) => {
      later(millis((this.#options.trouble * (at + 1)) / (turns.length + 1)), () => this.#fault(name))
    })
  }

  #fault(name: string): void {
    const { world, counts } = this.#site
    world.tell(`fault: ${name}`)
    counts.add(`fault: ${name}`)
    FAULTS[name]?.(this.#site)
  }

  /** What has died is started again once its computer is on. */
  #revive(): void {
    const { world, offUntil } = this.#site
    const isOn = (name: string) => (offUntil.get(name) ?? 0) <= world.time.now
    const look = () => {
      if (!world.coordinatorGate?.alive && isOn(COORDINATOR)) void world.startCoordinator()
      for (const [agentId, { gate }] of world.machines)
        if (!gate?.alive && isOn(agentId)) world.startAgent(agentId)
      plugIn(this.#site)
      world.time.at(world.time.now + seconds(20), look)
    }
    look()
  }

  /** Nothing new goes wrong, and what is wrong is mended. */
  #peace(): void {
    const { world, offUntil, lost, channels } = this.#site
    world.tell('peace')
    this.#isPeace = true
    this.#people.peace()
    lost.clear()
    offUntil.clear()
    world.network.faults = CALM
    world.network.startBroker()
    world.network.heal()
    for (const name of CHANNELS) channels.set(name, 'well')
    if (world.coordinatorGate) world.coordinatorGate.dies = () => false
    for (const machine of world.machines.values()) {
      if (machine.gate) machine.gate.dies = () => false
      for (const instrument of machine.instruments.values()) {
        instrument.restoreLink()
        instrument.feelSick(undefined)
        instrument.stall(false)
      }
    }
  }

  #areJobsOver(): boolean {
    const { database } = this.#site.world.storeDisk
    if (!database || !this.#site.world.coordinator) return false
    for (const job of database.rows.jobs.values()) if (job.endedAt === undefined) return false
    return true
  }
}
