import type { FakeInstrument } from '@muster/edge-agent/testing'
import type { Hop } from '@muster/protocol/testing'
import type { Duration } from '@muster/runtime'
import type { Counts, Dice } from '../site/dice.ts'
import type { SimulatedMachine, World } from '../world.ts'
import type { Backups } from './backups.ts'

/** What faults and people act on. */
export interface Scene {
  readonly world: World
  readonly dice: Dice
  readonly counts: Counts
  readonly backups: Backups
  /** Jobs that were answered for, and are in the store as far as backups allow. */
  accepted: string[]
  /** What is waited for on the network: called with each message that sets out. */
  readonly seen: Set<(hop: Hop) => void>
  /** Called with each message that a process is about to take in. */
  readonly heard: Set<(process: string, topic: string, payload: Uint8Array) => void>
  /** Called when an instrument is to be started. */
  readonly starting: Set<(agentId: string, attemptId: string) => void>
  /** Agents that die before they connect, while this says so. */
  readonly unheard: Map<string, () => boolean>
  /** Another database lies in the store's place. */
  storeRestored(): void
  /** Whether the faults have ended. */
  isPeace(): boolean
  /** Does it then, also after the faults have ended. */
  later(delay: Duration, action: () => void): void
}

export type Faults = Readonly<Record<string, (scene: Scene) => void>>

export const MACHINE_NAMES = ['left', 'right', 'coordinator'] as const

export const pickMachine = ({ world, dice }: Scene): SimulatedMachine =>
  dice.pick([...world.machines.values()])

export const pickInstrument = ({ world, dice }: Scene): FakeInstrument =>
  dice.pick([...world.machines.values()].flatMap(machine => [...machine.instruments.values()]))
