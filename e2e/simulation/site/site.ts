import type { Hop } from '@muster/protocol/testing'
import type { FakeInstrument } from '@muster/edge-agent/testing'
import type { Duration } from '@muster/runtime'
import type { Grants } from '../grants.ts'
import type { Handover } from '../handover.ts'
import type { SimulatedMachine, World } from '../world.ts'
import type { Channels } from './channels.ts'
import type { CommitWatch } from './commit-watch.ts'
import type { Counts, Dice } from './dice.ts'
import type { Holdings } from './holdings.ts'
import type { Judge } from './judge.ts'
import type { KeptInstruments } from './kept.ts'
import type { Orders } from './jobs.ts'
import type { Steady } from './steady.ts'
import type { Truth } from './truth.ts'

/** What faults and people act on. */
export interface Site {
  readonly world: World
  readonly dice: Dice
  readonly counts: Counts
  readonly channels: Channels
  readonly truth: Truth
  readonly watch: CommitWatch
  readonly judge: Judge
  readonly grants: Grants
  readonly handover: Handover
  readonly holdings: Holdings
  readonly kept: KeptInstruments
  readonly steady: Steady
  readonly orders: Orders
  /** Messages that are lost, by what they are. */
  readonly lost: Set<(hop: Hop) => boolean>
  /** What is waited for on the network. */
  readonly seen: Set<(hop: Hop) => void>
  /** Until when a machine stays off, on the timeline; `coordinator` is one of them. */
  readonly offUntil: Map<string, number>
  /** Instruments whose cable somebody is going to put back. */
  readonly unplugged: Set<FakeInstrument>
  /** Whether the faults have ended. */
  isPeace(): boolean
  /** Does it then, also after the faults have ended. */
  later(delay: Duration, action: () => void): void
}

export const COORDINATOR = 'coordinator'

export const pickMachine = ({ world, dice }: Site): SimulatedMachine =>
  dice.pick([...world.machines.values()])

export interface PickedInstrument {
  readonly id: string
  readonly machine: SimulatedMachine
  readonly instrument: FakeInstrument
}

const allInstruments = ({ world }: Site): PickedInstrument[] =>
  [...world.machines.values()].flatMap(machine =>
    [...machine.instruments].map(([id, instrument]) => ({ id, machine, instrument })),
  )

/** Any instrument; one that works, where there is one, if that is wanted. */
export function pickInstrument(site: Site, wanted: 'any' | 'busy' | 'idle' = 'any'): PickedInstrument {
  const all = allInstruments(site)
  const fit = all.filter(
    ({ instrument }) => wanted === 'any' || (instrument.busyWith() !== undefined) === (wanted === 'busy'),
  )
  return site.dice.pick(fit.length > 0 ? fit : all)
}

export function instrumentsOf(site: Site, activity: string): PickedInstrument[] {
  return allInstruments(site).filter(({ instrument }) =>
    instrument.activities.some(({ name }) => name === activity),
  )
}
