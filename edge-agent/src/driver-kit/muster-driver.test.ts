import { expect, it } from 'vitest'
import type * as inner from '../instruments/driver.ts'
import type { ContractStartFault } from './contract/bench.ts'
import type * as kit from './muster-driver.ts'

/** A length of time is a bare number outside. */
type Bare<T> = unknown extends T ? T : T extends number ? number : { readonly [K in keyof T]: Bare<T[K]> }

it('the types that are handed out are those that the agent has', () => {
  // The compiler is who tests; each line says that one is the other.
  const fits = {
    outcome: (given: kit.StartOutcome): inner.StartOutcome => given,
    found: (given: kit.FindOutcome): inner.FindOutcome => given,
    idle: (given: kit.IdleAnswer): inner.IdleAnswer => given,
    description: (given: kit.DriverDescription): inner.DriverDescription => given,
    request: (given: inner.StartRequest): kit.StartRequest => given,
    events: (given: inner.DriverEvents): kit.DriverEvents => given,
    update: (given: kit.RunUpdate): Bare<inner.RunUpdate> => given,
    traits: (given: kit.DriverTraits): Bare<inner.DriverTraits> => given,
    calls: (given: Exclude<keyof kit.Driver, 'traits'>): keyof inner.Driver => given,
    control: (given: kit.ContractStartFault): ContractStartFault => given,
    wanted: (given: ContractStartFault): kit.ContractStartFault => given,
  }
  expect(Object.keys(fits)).toHaveLength(11)
})

/** The names of all that a type, or any of a union, may have. */
type Keys<T> = T extends unknown ? keyof T : never
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Updates = { readonly kit: kit.RunUpdate; readonly inner: inner.RunUpdate }
type KeysOf<From extends keyof Updates, Kind extends inner.RunUpdate['kind']> = Keys<
  Extract<Updates[From], { readonly kind: Kind }>
>

it('what may be left out has the same names outside and inside, so that nothing is added to one alone', () => {
  // Assignability passes over an optional field that only one of them has.
  const same: {
    request: Same<Keys<kit.StartRequest>, Keys<inner.StartRequest>>
    activity: Same<Keys<kit.ActivityDescription>, Keys<inner.DriverActivity>>
    rule: Same<Keys<kit.ResultFileRule>, Keys<inner.ResultFileRule>>
    readiness: Same<Required<kit.ReadinessAfter>, Required<inner.ReadinessAfter>>
    description: Same<Keys<kit.DriverDescription>, Keys<inner.DriverDescription>>
    // `refused` is the agent's own word on a file.
    file: Same<Keys<kit.RunFile>, Exclude<Keys<inner.RunFile>, 'refused'>>
    started: Same<Keys<kit.StartOutcome>, Keys<inner.StartOutcome>>
    found: Same<Keys<kit.FindOutcome>, Keys<inner.FindOutcome>>
    idle: Same<Keys<kit.IdleAnswer>, Keys<inner.IdleAnswer>>
    traits: Same<Keys<kit.DriverTraits>, Keys<inner.DriverTraits>>
    // A desk for a person's work crosses no process.
    calls: Same<Keys<kit.Driver>, Exclude<Keys<inner.Driver>, 'desk'>>
    updates: Same<kit.RunUpdate['kind'], inner.RunUpdate['kind']>
    progress: Same<KeysOf<'kit', 'progress'>, KeysOf<'inner', 'progress'>>
    succeeded: Same<KeysOf<'kit', 'succeeded'>, KeysOf<'inner', 'succeeded'>>
    failed: Same<KeysOf<'kit', 'failed'>, KeysOf<'inner', 'failed'>>
    cancelled: Same<KeysOf<'kit', 'cancelled'>, KeysOf<'inner', 'cancelled'>>
    stopped: Same<KeysOf<'kit', 'stopped-locally'>, KeysOf<'inner', 'stopped-locally'>>
    lost: Same<KeysOf<'kit', 'lost'>, KeysOf<'inner', 'lost'>>
  } = {
    request: true,
    activity: true,
    rule: true,
    readiness: true,
    description: true,
    file: true,
    started: true,
    found: true,
    idle: true,
    traits: true,
    calls: true,
    updates: true,
    progress: true,
    succeeded: true,
    failed: true,
    cancelled: true,
    stopped: true,
    lost: true,
  }
  expect(Object.values(same)).not.toContain(false)
})
