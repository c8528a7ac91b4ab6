import type { InstrumentStatus, ReadinessChange, ReadinessDetail, ReadinessOrder } from '@muster/protocol'
import type { Clock, Logger } from '@muster/runtime'
import type { InstrumentUnit } from '../instruments/unit.ts'
import type { Journal } from '../journal/journal.ts'
import type { InstrumentReadiness, ReadinessOnDisk } from '../journal/on-disk.ts'
import { byOrder, bySomebody, notReadyBecause, type ReadinessWish } from '../journal/readiness.ts'

export interface ReadinessPorts {
  readonly journal: Journal
  readonly clock: Clock
  readonly logger: Logger
}

/** Keeps how ready an instrument is, as runs leave it and people say; leaves it alone while it is borrowed. */
export class ReadinessKeeper {
  readonly #unit: InstrumentUnit
  readonly #ports: ReadinessPorts

  constructor(unit: InstrumentUnit, ports: ReadinessPorts) {
    this.#unit = unit
    this.#ports = ports
    unit.readiness = () => statusOf(ports.journal.durable.readiness?.[unit.id])
  }

  /** To be called before the unit is started: what was borrowed when the agent stopped is not touched. */
  start(): Promise<void> {
    return this.#follow()
  }

  /**
   * A person says what the instrument is; resolves when that is durable.
   * @throws MusterError `readiness-refused`
   */
  async say(wish: ReadinessWish): Promise<void> {
    const { journal } = this.#ports
    const { id } = this.#unit
    const next = bySomebody(journal.readinessOf(id), wish, this.#now(), journal.openEntryOf(id))
    await this.#become(next, wish.by)
  }

  /** What was ordered at the coordinator. One that has to wait for the end of a run comes again. */
  async obey(order: ReadinessOrder): Promise<void> {
    const { journal } = this.#ports
    const { id } = this.#unit
    const next = byOrder(journal.readinessOf(id), order, this.#now(), journal.openEntryOf(id))
    if (next) await this.#become(next, order.by)
  }

  /** The last changes, for a coordinator that may not have heard them. */
  changes(): ReadinessChange[] {
    const known = this.#ports.journal.durable.readiness?.[this.#unit.id]
    return (known?.changes ?? []).map(({ readiness, ...change }) => ({
      instrumentId: this.#unit.id,
      readiness,
      detail: detailOf(change),
    }))
  }

  async #become(next: InstrumentReadiness, by: string): Promise<void> {
    const { journal, logger } = this.#ports
    const written = journal.noteReadiness(this.#unit.id, next)
    logger.info('how ready an instrument is has been said', {
      instrument: this.#unit.id,
      readiness: next.readiness,
      by,
      ...(next.refusal === undefined ? {} : { refused: next.refusal }),
    })
    // Nothing more is sent to what is borrowed, also while that is being written down.
    await Promise.all([written, this.#follow()])
  }

  async #follow(): Promise<void> {
    const known = this.#ports.journal.readinessOf(this.#unit.id)
    if (known?.readiness === 'borrowed')
      await this.#unit.leaveAlone(notReadyBecause(known) ?? 'it is borrowed')
    else this.#unit.takeBack()
  }

  #now(): string {
    return new Date(this.#ports.clock.wall()).toISOString()
  }
}

function statusOf(
  known: InstrumentReadiness | undefined,
): Pick<InstrumentStatus, 'readiness' | 'readinessDetail'> {
  if (!known) return { readiness: 'ready' }
  const { order, refusal } = known
  const answer = { ...(order === undefined ? {} : { order }), ...(refusal === undefined ? {} : { refusal }) }
  return { readiness: known.readiness, readinessDetail: { ...detailOf(known), ...answer } }
}

function detailOf({ count, at, by, reason }: Omit<ReadinessOnDisk, 'readiness'>): ReadinessDetail {
  return {
    count,
    atWallMs: Date.parse(at),
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  }
}
