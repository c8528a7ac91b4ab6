/** What a run of a task left behind. Times are ISO 8601 in UTC. */
export interface ResultFileView {
  readonly attempt: string
  /** As the instrument had it: not unique, and not a path. */
  readonly name: string
  readonly state: 'expected' | 'stored' | 'failed' | 'removed'
  /** Bytes. */
  readonly size?: number
  readonly sha256?: string
  readonly mediaType?: string
  /** Why it is not there, or not yet. */
  readonly problem?: string
  readonly toldAt: string
  readonly storedAt?: string
}
