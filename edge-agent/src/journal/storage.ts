import {
  type Clock,
  createBackoff,
  type Logger,
  messageOf,
  type Random,
  seconds,
  sleep,
  type Timestamp,
} from '@muster/runtime'

/** The pauses between tries to write: a disk that is back is noticed within ten seconds. */
const PAUSES = { first: seconds(1), longest: seconds(10) }

/** Why the disk can't be written, and since when by the wall clock. */
export interface StorageFault {
  readonly message: string
  readonly since: Timestamp
}

export interface StoragePorts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/**
 * Whether what has to be on disk gets there. A full disk, one that has become read-only or one that answers with errors stops
 * whoever waits for it, until a new write of all of it has succeeded: nothing goes on as if it had been written.
 */
export class Storage {
  readonly #ports: StoragePorts
  readonly #stop = new AbortController()
  /** By the work that fails. */
  readonly #faults = new Map<symbol, StorageFault>()
  readonly #underWay = new Set<Promise<void>>()
  /** Before a process has written anything there is nothing worth waiting for. */
  #isPatient = false
  /** Called when it stops working, and when it works again. */
  onChange: () => void = () => undefined

  constructor(ports: StoragePorts) {
    this.#ports = ports
  }

  /** undefined while all is well. */
  get fault(): StorageFault | undefined {
    return this.#faults.values().next().value
  }

  /** From now on what the disk refuses is tried again. */
  beginWaiting(): void {
    this.#isPatient = true
  }

  /** Nothing is written any more once this has resolved: the folder may be another process's soon. */
  async close(): Promise<void> {
    this.#stop.abort(new Error('the agent stops'))
    await Promise.allSettled(this.#underWay)
  }

  /**
   * Does it until it has been done once. What fails for another reason than the disk is thrown; after `close` it waits for ever.
   * @param again what is done instead where it had failed; each try is to write everything anew, since what a failed sync was about is lost
   */
  async untilDone(work: () => Promise<void>, again = work): Promise<void> {
    const { clock, random } = this.#ports
    const key = Symbol('work')
    const backoff = createBackoff(PAUSES, random)
    let attempt = work
    for (;;) {
      if (this.#stop.signal.aborted) return new Promise<never>(() => undefined)
      try {
        await this.#once(attempt)
        return this.#clear(key)
      } catch (error) {
        if (!this.#isPatient || !isDiskFault(error)) throw error
        this.#note(key, messageOf(error))
      }
      attempt = again
      await sleep(clock, backoff.next(), this.#stop.signal).catch(() => undefined)
    }
  }

  async #once(attempt: () => Promise<void>): Promise<void> {
    const work = attempt()
    this.#underWay.add(work)
    try {
      await work
    } finally {
      this.#underWay.delete(work)
    }
  }

  #note(key: symbol, message: string): void {
    const known = this.#faults.get(key)
    this.#faults.set(key, { message, since: known?.since ?? this.#ports.clock.wall() })
    if (known?.message === message) return
    this.#ports.logger.error('the disk can not be written: nothing is started until it can', {
      error: message,
    })
    this.onChange()
  }

  #clear(key: symbol): void {
    if (!this.#faults.delete(key) || this.#faults.size > 0) return
    this.#ports.logger.info('the disk can be written again')
    this.onChange()
  }
}

/** What the operating system says of a disk has a code such as ENOSPC; all else is a fault of ours. */
export function isDiskFault(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^E[A-Z]+$/.test(error.code)
  )
}
