import type { Store, Term } from '../store/store.ts'

/** One disk, on which processes that use the store come and go. */
export interface StoreHarness {
  /** The store as a new process finds it; an earlier one has ended without closing it where it could. */
  reopen(): Promise<Store>
  /** The store in a second process, while the first goes on. */
  openBeside(): Promise<Store>
  /** Makes a backup of the database while it is in use. Gives what puts it back, once no process uses the store. */
  backup(): Promise<(how: { readonly marked: boolean }) => Promise<void>>
  /** Changes what event `number` says, behind the store's back. */
  tamper(number: number): Promise<void>
  dispose(): Promise<void>
}

/** A store that leads, for each test. */
export interface StoreBench {
  readonly harness: StoreHarness
  store: Store
  term: Term
  /** Ends the process, starts the next and takes the lead. */
  restart(): Promise<void>
}
