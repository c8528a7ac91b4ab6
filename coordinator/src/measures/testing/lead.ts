import { ManualClock } from '@muster/runtime/testing'
import { metrics } from '../../middleware/metrics.ts'
import { workEvents } from '../../middleware/seen.ts'
import { newAgentLive } from '../../model/live.ts'
import { State } from '../../model/state.ts'
import { type Rows, TABLE_NAMES, type TableName } from '../../store/store.ts'
import { aChange, anEvent } from '../../testing/store-fixtures.ts'
import { createMeasures, type LeadView, type Measures } from '../index.ts'
import { type Exposition, parseExposition } from './exposition.ts'

/** A lead whose state is put in place by hand, and what is measured of it. */
export interface Measured {
  readonly clock: ManualClock
  readonly measures: Measures
  readonly state: State
  readonly counts: { received: number; sent: number; dropped: number }
  readonly gateway: { connected: boolean }
  /** Puts the rows into the state, and tells of them as of one decision. */
  commit(rows: Partial<Rows>, events?: readonly (readonly [kind: string, subject: string])[]): void
  online(agentId: string): void
  /** From now on nobody leads here. */
  end(): void
  scrape(): Promise<Exposition>
}

/** @param now what the wall clock shows */
export function measured(now: number, rows: Partial<Rows> = {}): Measured {
  const clock = new ManualClock(undefined, now)
  const state = new State()
  const counts = { received: 0, sent: 0, dropped: 0 }
  const gateway = { connected: true, counts }
  putAll(state, rows)
  let lead: LeadView | undefined = { term: { epoch: 3 }, state, gateway, transactor: { writes: 41 } }
  const { middleware, registry } = metrics()
  const measures = createMeasures({ clock, lead: () => lead, registry })
  return {
    clock,
    measures,
    state,
    counts,
    gateway,
    commit(changed, events = []) {
      putAll(state, changed)
      const told = events.map(([kind, subject]) => ({ ...anEvent(kind, subject), at: clock.wall() }))
      const change = aChange(changed, { events: told })
      measures.committed(change)
      for (const event of workEvents(change, id => state.jobs.get(id))) middleware.seen?.(event)
    },
    online: agentId => void state.live.set(agentId, { ...newAgentLive(), online: true, synced: true }),
    end: () => {
      lead = undefined
    },
    scrape: async () => parseExposition(await measures.text()),
  }
}

function putAll(state: State, rows: Partial<Rows>): void {
  const put = (table: TableName) => {
    for (const row of rows[table] ?? []) state.put(table, row)
  }
  for (const table of TABLE_NAMES) put(table)
}
