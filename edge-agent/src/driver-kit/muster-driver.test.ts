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
