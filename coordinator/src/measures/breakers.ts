import { BREAKER_STATES, type BreakerRecord } from '../model/records.ts'
import type { Observer } from '../observers.ts'
import type { Meter } from './meter.ts'
import { wordOf } from './rows.ts'
import { sums } from './samples.ts'

/** What a breaker keeps work away from, as its id begins. */
const SCOPES = ['agent', 'instrument', 'activity'] as const

/** Circuit breakers. */
export function measureBreakers(meter: Meter): Partial<Observer> {
  const none = SCOPES.flatMap(scope => BREAKER_STATES.map(state => [{ scope, state }, 0] as const))
  meter.gauge(
    'muster_breakers',
    'Circuit breakers by state; closed ones are those that have counted something.',
    ['scope', 'state'],
    ({ state }) => {
      const breakers = [...state.breakers.values()].map(row => [labelsOf(row), 1] as const)
      return sums([...none, ...breakers])
    },
  )
  const transitions = meter.counter(
    'muster_breaker_transitions_total',
    'Changes of circuit breakers, by the state they went to.',
    ['scope', 'state'],
  )
  for (const [labels] of none) transitions.inc(labels, 0)
  return {
    committed: change => {
      for (const event of change.events) {
        const state = wordOf(event, 'breaker', BREAKER_STATES)
        if (state) transitions.inc(labelsOf({ id: event.subject, state }))
      }
    },
  }
}

function labelsOf({ id, state }: Pick<BreakerRecord, 'id' | 'state'>): { scope: string; state: string } {
  return { scope: id.slice(0, Math.max(0, id.indexOf(':'))), state }
}
