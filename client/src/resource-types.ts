/**
 * What the coordinator's API answers about what tasks hold besides instruments, and where samples are. Times are ISO 8601 in UTC.
 */

/** Something counted or named that tasks hold. */
export interface ResourceView {
  /** An agent's own is `agent:<agent>/<name>`. */
  readonly id: string
  readonly title?: string
  readonly kind: 'countable' | 'consumable' | 'named'
  readonly unit: string
  /** How many there are, or the most that fits. */
  readonly capacity?: number
  /** Of a consumable: what is there, reserved or not. */
  readonly remaining?: number
  readonly held: number
  readonly free: number
  readonly names?: readonly { readonly name: string; readonly free: boolean; readonly sample?: string }[]
  /** Attempts under way that hold some. */
  readonly holders: readonly { readonly attempt: string; readonly task?: string; readonly amount: number }[]
  /** What people have taken out. */
  readonly leases: readonly ResourceLease[]
}

export interface ResourceLease {
  readonly id: string
  readonly by: string
  readonly reason: string
  readonly amount: number
  readonly names?: readonly string[]
  readonly since: string
  readonly until?: string
}

/** A position, by the resource and the name, or a place in words. */
export type SamplePlace = { readonly resource: string; readonly name: string } | { readonly text: string }

export interface SampleView {
  readonly id: string
  readonly place?: SamplePlace
  readonly since?: string
  readonly by?: string
  /** The task that has it. */
  readonly task?: string
}
