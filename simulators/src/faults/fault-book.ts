import type { Clock, Timer } from '@muster/runtime'
import { checkedDuration, type FaultKind, type FaultOf, type SimulatedFault } from './fault.ts'

/** A fault that is in force. */
export interface ActiveFault {
  readonly id: string
  readonly fault: SimulatedFault
  /** How often it will still strike; undefined where only `for` or a person ends it. */
  readonly timesLeft: number | undefined
}

/** `used-up`: it has struck as often as it was meant to; `over`: it was removed, or its time has passed. */
export type FaultChange = 'added' | 'used-up' | 'over'

interface Entry {
  readonly id: string
  readonly fault: SimulatedFault
  timesLeft: number | undefined
  timer: Timer | undefined
}

/** The faults of one instrument, oldest first. It outlives the instrument's reboots. */
export class FaultBook implements Disposable {
  readonly #clock: Clock
  readonly #entries: Entry[] = []
  readonly #listeners = new Set<(change: FaultChange, fault: SimulatedFault) => void>()
  #lastId = 0

  constructor(clock: Clock, initial: readonly SimulatedFault[] = []) {
    this.#clock = clock
    for (const fault of initial) this.add(fault)
  }

  add(fault: SimulatedFault): ActiveFault {
    this.#lastId += 1
    const entry: Entry = { id: `fault-${this.#lastId}`, fault, timesLeft: timesOf(fault), timer: undefined }
    if (fault.for !== undefined) {
      entry.timer = this.#clock.after(checkedDuration(fault.for), () => this.#drop(entry, 'over'))
    }
    this.#entries.push(entry)
    this.#tell('added', fault)
    return view(entry)
  }

  list(): readonly ActiveFault[] {
    return this.#entries.map(view)
  }

  /** The oldest fault of a kind, without counting it as having struck. */
  peek<K extends FaultKind>(kind: K): FaultOf<K> | undefined {
    return this.#find(kind)?.fault
  }

  /** Lets the oldest fault of a kind strike once. */
  take<K extends FaultKind>(kind: K): FaultOf<K> | undefined {
    const entry = this.#find(kind)
    if (!entry) return undefined
    if (entry.timesLeft !== undefined) {
      entry.timesLeft -= 1
      if (entry.timesLeft === 0) this.#drop(entry, 'used-up')
    }
    return entry.fault
  }

  /** @returns false when there is none of that id (any more). */
  remove(id: string): boolean {
    const entry = this.#entries.find(candidate => candidate.id === id)
    if (entry) this.#drop(entry, 'over')
    return entry !== undefined
  }

  clear(): void {
    for (const entry of [...this.#entries]) this.#drop(entry, 'over')
  }

  /** @returns a function that ends the listening. */
  onChange(listener: (change: FaultChange, fault: SimulatedFault) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  [Symbol.dispose](): void {
    this.#listeners.clear()
    for (const entry of this.#entries) entry.timer?.cancel()
    this.#entries.length = 0
  }

  #find(kind: FaultKind): Entry | undefined {
    return this.#entries.find(entry => entry.fault.kind === kind)
  }

  #drop(entry: Entry, change: FaultChange): void {
    const index = this.#entries.indexOf(entry)
    if (index < 0) return
    this.#entries.splice(index, 1)
    entry.timer?.cancel()
    this.#tell(change, entry.fault)
  }

  #tell(change: FaultChange, fault: SimulatedFault): void {
    for (const listener of [...this.#listeners]) listener(change, fault)
  }
}

function timesOf(fault: SimulatedFault): number | undefined {
  if (fault.times !== undefined) return fault.times
  return fault.kind === 'drop-link' && fault.for === undefined ? 1 : undefined
}

function view(entry: Entry): ActiveFault {
  return { id: entry.id, fault: entry.fault, timesLeft: entry.timesLeft }
}
