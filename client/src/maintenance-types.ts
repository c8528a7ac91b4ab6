/** A time in which an instrument is kept free. Times are ISO 8601 in UTC. */
export interface MaintenanceView {
  readonly id: string
  readonly instrument: string
  readonly from: string
  readonly to: string
  readonly reason: string
  /** Who added it; left out where it stands in the coordinator's configuration. */
  readonly by?: string
}
