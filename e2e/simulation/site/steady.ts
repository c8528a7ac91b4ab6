import { minutes } from '@muster/runtime'
import type { FakeInstrument } from '@muster/edge-agent/testing'
import type { Hop } from '@muster/protocol/testing'
import type { World } from '../world.ts'

const LOOK_EVERY = minutes(1)

/** What a part of the site is, as anyone on the spot could see; `doubtful` is what is neither surely so nor surely not so. */
type Standing = 'in contact' | 'away' | 'doubtful' | 'sick' | 'well'

interface Seen {
  readonly is: Standing
  /** Another process or another link is a new beginning, however short the break was. */
  readonly by: unknown
  readonly since: number
}

interface WhatIsSeen {
  readonly world: World
  /** Messages that are lost, by what they are. */
  readonly lost: ReadonlySet<(hop: Hop) => boolean>
  /** Whether the network does nothing worse than now and then to lose a message. */
  readonly isFair: () => boolean
}

/** For how long agents have been in contact or away, and instruments well or sick: looked at every minute. */
export class Steady {
  readonly #seen: WhatIsSeen
  readonly #standing = new Map<string, Seen>()
  #lead: { readonly epoch: number; readonly since: number } | undefined

  constructor(seen: WhatIsSeen) {
    this.#seen = seen
  }

  start(): void {
    const { time } = this.#seen.world
    const look = () => {
      this.#look()
      time.at(time.now + LOOK_EVERY, look)
    }
    look()
  }

  /** For how long an agent and the coordinator have been in contact without a break, milliseconds. */
  inContactFor(agentId: string): number {
    const since = this.#agentSince(agentId, 'in contact')
    return this.#seen.world.time.now - Math.max(since, this.#leadSince())
  }

  /** For how long its process has not lived, or slept, or had no connection. */
  awayFor(agentId: string): number {
    return this.#seen.world.time.now - this.#agentSince(agentId, 'away')
  }

  /** For how long an instrument that its agent reaches has said that it is not well. */
  sickFor(instrumentId: string): number {
    return this.#instrumentIs(instrumentId, 'sick')
  }

  /** For how long it has been reached, and well. */
  wellFor(instrumentId: string): number {
    return this.#instrumentIs(instrumentId, 'well')
  }

  #agentSince(agentId: string, wanted: Standing): number {
    const gate = this.#seen.world.machines.get(agentId)?.gate
    return this.#since(agentId, this.#ofAgent(agentId), gate, wanted)
  }

  #instrumentIs(id: string, wanted: Standing): number {
    const instrument = this.#instrument(id)
    const is = instrument ? ofInstrument(instrument) : 'doubtful'
    return this.#seen.world.time.now - this.#since(id, is, instrument?.link, wanted)
  }

  #look(): void {
    const { machines } = this.#seen.world
    for (const [agentId, { gate, instruments }] of machines) {
      this.#note(agentId, this.#ofAgent(agentId), gate)
      for (const [id, instrument] of instruments) this.#note(id, ofInstrument(instrument), instrument.link)
    }
    const epoch = this.#leadingEpoch()
    const { now } = this.#seen.world.time
    if (epoch === undefined) this.#lead = undefined
    else if (this.#lead?.epoch !== epoch) this.#lead = { epoch, since: now }
  }

  #note(name: string, is: Standing, by: unknown): void {
    const before = this.#standing.get(name)
    if (before?.is !== is || before.by !== by)
      this.#standing.set(name, { is, by, since: this.#seen.world.time.now })
  }

  /** Since when it is as wanted, at every look and now; now where it is not. */
  #since(name: string, is: Standing, by: unknown, wanted: Standing): number {
    const { now } = this.#seen.world.time
    const standing = this.#standing.get(name)
    return is === wanted && standing?.is === wanted && standing.by === by ? standing.since : now
  }

  #leadSince(): number {
    const isSame = this.#lead !== undefined && this.#leadingEpoch() === this.#lead.epoch
    return isSame && this.#lead ? this.#lead.since : this.#seen.world.time.now
  }

  #ofAgent(agentId: string): Standing {
    const { world, isFair } = this.#seen
    const machine = world.machines.get(agentId)
    const isAsleep = (machine?.clock.wakeAt ?? 0) > world.time.now
    if (!machine?.gate?.alive || isAsleep || !world.network.connected.includes(agentId)) return 'away'
    return machine.agent && isFair() && !this.#isUnheard(agentId) ? 'in contact' : 'doubtful'
  }

  /** Its heartbeats, which tell all that changes, are being lost. */
  #isUnheard(agentId: string): boolean {
    const heartbeat = { topic: '/up/heartbeat', payload: new Uint8Array(), qos: 0 } as const
    const hop: Hop = { ...heartbeat, leg: 'up', process: agentId, clientId: agentId }
    return [...this.#seen.lost].some(isLost => isLost(hop))
  }

  /** Of a coordinator that is awake, leads and reaches the broker. */
  #leadingEpoch(): number | undefined {
    const { world } = this.#seen
    const name = world.coordinatorGate?.name ?? ''
    if (world.coordinatorClock.wakeAt > world.time.now || !world.network.connected.includes(name))
      return undefined
    try {
      const lead = world.coordinator?.lead()
      return lead?.state.brokerLostAt === undefined ? lead?.term.epoch : undefined
    } catch {
      return undefined
    }
  }

  #instrument(id: string): FakeInstrument | undefined {
    for (const { instruments } of this.#seen.world.machines.values()) {
      const instrument = instruments.get(id)
      if (instrument) return instrument
    }
    return undefined
  }
}

const ofInstrument = ({ complaint, link }: FakeInstrument): Standing =>
  link === undefined ? 'doubtful' : complaint === undefined ? 'well' : 'sick'
