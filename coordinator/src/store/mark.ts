/**
 * A note kept beside the database and outside of it: how far the store had come at its last commit. A backup
 * that is put back brings an older database and not the note, so the two disagree.
 */
export interface Mark {
  readonly storeId: string
  readonly writes: number
  readonly epoch: number
}

/**
 * Whether the store was put back from a backup, as far as the mark can tell. A store that was written to and has
 * no mark was moved here from elsewhere, and nobody knows how old it is. The mark may lag behind after a loss of power.
 */
export function wasRestored(store: Mark, mark: Mark | undefined): boolean {
  if (mark === undefined) return store.writes > 0
  return mark.storeId !== store.storeId || store.writes < mark.writes || store.epoch < mark.epoch
}

/** Above all epochs that are stored, heard of or marked: one that was used before a restore is not used again. */
export function nextEpoch(store: Mark, mark: Mark | undefined, heardEpoch: number): number {
  return 1 + Math.max(store.epoch, heardEpoch, mark?.epoch ?? 0)
}
