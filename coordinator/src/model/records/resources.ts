import type { Timestamp } from '@muster/runtime'
import type { Versioned } from './versioned.ts'

export const RESOURCE_KINDS = ['countable', 'consumable', 'named'] as const
/** `countable`: given back after use; `consumable`: used up; `named`: each of its names is held by one. */
export type ResourceKind = (typeof RESOURCE_KINDS)[number]

/** What a person has taken out of the inventory for a while. */
export interface Lease {
  readonly id: string
  readonly by: string
  readonly reason: string
  readonly amount: number
  readonly names?: readonly string[]
  readonly since: Timestamp
  /** When it ends by itself; without it a person gives it back. */
  readonly until?: Timestamp
}

/** What was used and may not be used again before a time, such as a crucible that is being cleaned. */
export interface Recycling {
  readonly amount: number
  readonly names?: readonly string[]
  readonly until: Timestamp
}

/** Something counted or named that tasks hold. What they hold is in their attempts. */
export interface ResourceRecord extends Versioned {
  readonly kind: ResourceKind
  readonly title?: string
  readonly unit: string
  /** Of a countable: how many there are. Of a consumable: the most that fits, where there is a limit. */
  readonly capacity?: number
  /** Of a consumable: what is there, reserved or not. */
  readonly remaining?: number
  /** Of a named one, in the order in which they are given out. */
  readonly names?: readonly string[]
  /** The instrument that it belongs to: tasks elsewhere can't have it. */
  readonly instrument?: string
  /** The name of a calendar. */
  readonly calendar?: string
  /** How long it rests after use, milliseconds. */
  readonly recycle?: number
  readonly leases: readonly Lease[]
  readonly recycling: readonly Recycling[]
  /** Over all attempts that have ended: how much they took, how much of it was used up, and for how long (amount × ms). */
  readonly taken: number
  readonly usedUp: number
  readonly heldMs: number
}

/** Where a sample is. */
export interface SampleRecord extends Versioned {
  /** A position, or in words; undefined where nobody knows. */
  readonly place?: { readonly resource: string; readonly name: string } | { readonly text: string }
  readonly since: Timestamp
  readonly by: string
}

/** So much of a resource, or these of its names. */
export interface ResourceRequest {
  /** The id of a resource; `agent/<name>` is the agent's own, of the agent that gets the task. */
  readonly resource: string
  /** Above 0, in the unit of the resource; of a named one, how many of its names. */
  readonly amount: number
  readonly unit?: string
  readonly names?: readonly string[]
}

/** One of these, the first listed first. */
export interface ResourceRequirement {
  readonly anyOf: readonly ResourceRequest[]
}

/** What an attempt holds of a resource while it is open. A sample is held as `sample:<id>`. */
export interface Hold {
  readonly resource: string
  readonly amount: number
  readonly names?: readonly string[]
  /** Of what is used up: the run has begun, and it is gone from what remains. */
  readonly isUsed?: boolean
}
