import type { MemoryBackup } from '@muster/coordinator/testing'

export interface StoreBackup {
  readonly backup: MemoryBackup
  readonly accepted: readonly string[]
}

/** What somebody has kept. */
export class Backups {
  store: StoreBackup | undefined
  /** All files beside the journal with it, by agent. */
  readonly folders = new Map<string, ReadonlyMap<string, Uint8Array>>()
  /** How often a store was put back. */
  storesPutBack = 0
}
