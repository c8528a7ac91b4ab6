import type { Timestamp } from '@muster/runtime'
import type { Snapshot } from '../../model/snapshot.ts'
import { bookOf } from './book.ts'

/** A time in which nothing is begun at an instrument, nor before it what would run into it. */
export interface PlannedMaintenance {
  readonly id: string
  readonly instrument: string
  readonly from: Timestamp
  readonly to: Timestamp
  readonly reason: string
  /** The name of a person; undefined where it stands in the configuration. */
  readonly by?: string
}

/** What is not over yet, the earliest first. @param now wall milliseconds */
export function plannedMaintenance(state: Snapshot, now: Timestamp): PlannedMaintenance[] {
  const configured = [...bookOf(state.schedulerSettings).maintenance].flatMap(([instrument, windows]) =>
    windows.map((window, index) => ({ ...window, id: `configured-${instrument}-${index + 1}`, instrument })),
  )
  const added = [...state.instruments.values()].flatMap(({ id: instrument, maintenance = [] }) =>
    maintenance.map(window => ({ ...window, instrument })),
  )
  return [...configured, ...added].filter(({ to }) => to > now).sort((a, b) => a.from - b.from || a.to - b.to)
}
