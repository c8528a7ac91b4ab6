import type { InstrumentModel } from '../instruments/model.ts'
import type { Run } from '../instruments/run.ts'
import type { ScpiError } from './error.ts'

const bit = (number: number) => 1 << number

/** Bits of the event status register (IEEE 488.2, 11.5.1). */
const EVENT = {
  complete: bit(0),
  device: bit(3),
  execution: bit(4),
  command: bit(5),
  powerOn: bit(7),
} as const
/** Bits of the operation status register (SCPI-1999, 20.3): settling, measuring. */
const OPERATION = { settling: bit(1), measuring: bit(4) } as const
/** Bits of the questionable status register that SCPI leaves to the instrument: how the last weighing ended. */
const QUESTIONABLE = { failed: bit(9), stoppedAtPanel: bit(10), stoppedRemotely: bit(11) } as const
/** Bits of the status byte: error queue, questionable, event and operation status. */
const SUMMARY = { errors: bit(2), questionable: bit(3), event: bit(5), operation: bit(7) } as const

/** What the balance does at the moment. */
export function operationCondition(model: InstrumentModel): number {
  if (!model.busy) return 0
  return OPERATION.measuring | (model.progress?.phase === 'settle' ? OPERATION.settling : 0)
}

/** How the last weighing ended, where it was not well; 0 from the next start on. */
export function questionableCondition(run: Run | undefined): number {
  const { state } = run ?? {}
  if (state?.name === 'failed') return QUESTIONABLE.failed
  if (state?.name !== 'stopped' && state?.name !== 'aborted') return 0
  return state.by === 'panel' ? QUESTIONABLE.stoppedAtPanel : QUESTIONABLE.stoppedRemotely
}

export interface Summarised {
  readonly hasErrors: boolean
  readonly operation: number
  readonly questionable: number
}

/** The event status register: what has happened since it was read last. */
export class EventStatus {
  #events: number = EVENT.powerOn

  /** Reads and clears it. */
  take(): number {
    const events = this.#events
    this.#events = 0
    return events
  }

  complete(): void {
    this.#events |= EVENT.complete
  }

  /** SCPI-1999, 21.8.2 to 21.8.5. */
  onError({ number }: ScpiError): void {
    if (number <= -100 && number > -200) this.#events |= EVENT.command
    else if (number <= -200 && number > -300) this.#events |= EVENT.execution
    else this.#events |= EVENT.device
  }

  statusByte({ hasErrors, operation, questionable }: Summarised): number {
    return (
      (hasErrors ? SUMMARY.errors : 0) |
      (questionable === 0 ? 0 : SUMMARY.questionable) |
      (this.#events === 0 ? 0 : SUMMARY.event) |
      (operation === 0 ? 0 : SUMMARY.operation)
    )
  }
}
