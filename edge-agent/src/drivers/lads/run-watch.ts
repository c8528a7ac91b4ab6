import type { Duration } from '@muster/runtime'
import { isActive, type ResultTimes, type UnitLook } from './readings.ts'

/** One look at a run. */
export interface RunLook {
  readonly unit: UnitLook
  /** undefined where there is no result of the run. */
  readonly result: ResultTimes | undefined
  readonly bootMark: string
  /** The instrument has taken a stop of this run from us. */
  readonly wasStopAccepted: boolean
  /** The monotonic clock. */
  readonly at: number
}

export type Verdict =
  | { readonly kind: 'running' }
  /** It is over, and its result may still be to come. */
  | { readonly kind: 'waiting' }
  /** `state`: what the unit was in then, where that was seen. */
  | { readonly kind: 'over'; readonly state: 'Stopped' | 'Aborted' | undefined }
  | { readonly kind: 'lost'; readonly reason: string }

export interface WatchOptions {
  readonly keepsResults: boolean
  readonly resultLimit: Duration
  /** This process has started the run: if the unit stays idle it was a short one. */
  readonly wasStartedHere: boolean
}

/**
 * Decides from one look after the other where a run is. Neither the unit alone tells it, which may be at another run
 * by now, nor the result alone, which a server may complete some time after the state has changed.
 */
export class RunWatch {
  readonly #options: WatchOptions
  #bootMark: string | undefined
  #sawActive = false
  #sawResult = false
  #sawAborted = false
  #waitsSince: number | undefined

  constructor(options: WatchOptions) {
    this.#options = options
  }

  next(look: RunLook): Verdict {
    const { unit, result } = look
    this.#bootMark ??= look.bootMark
    if (!result && look.bootMark !== this.#bootMark)
      return { kind: 'lost', reason: 'the instrument has booted, and knows nothing of the run' }
    const isOurs = isActive(unit) && !isAtAnother(look)
    if (isOurs && result?.stopped === undefined) this.#sawActive = true
    if (this.#sawActive && (unit.state === 'Aborting' || unit.state === 'Aborted')) this.#sawAborted = true
    const vanished = this.#sawResult && !result
    if (result) this.#sawResult = true
    if (result?.stopped !== undefined) return this.#complete(look, isOurs)
    if (isOurs && !vanished) {
      this.#waitsSince = undefined
      return { kind: 'running' }
    }
    return this.#incomplete(look)
  }

  /** The result says that the run is over; the state may say so a little later. */
  #complete(look: RunLook, isOurs: boolean): Verdict {
    if (!isActive(look.unit)) return { kind: 'over', state: this.#endState(look) }
    if (isOurs && !this.#waitedEnough(look)) return { kind: 'running' }
    return { kind: 'over', state: this.#sawAborted ? 'Aborted' : undefined }
  }

  /** The run is over by the state, and there is no result, or one that does not say so. */
  #incomplete(look: RunLook): Verdict {
    const state = this.#endState(look)
    if (!this.#options.keepsResults && this.#sawActive) return { kind: 'over', state }
    if (!this.#waitedEnough(look)) return { kind: 'waiting' }
    if (look.wasStopAccepted || (this.#sawActive && state === 'Aborted')) return { kind: 'over', state }
    const { resultLimit, keepsResults, wasStartedHere } = this.#options
    if (!keepsResults && wasStartedHere) return { kind: 'over', state }
    const now = `the functional unit is ${look.unit.said}`
    if (!keepsResults) return { kind: 'lost', reason: `${now}, and keeps no result of the run` }
    const lacks = look.result ? 'its result has no Stopped time' : 'it has no result of the run'
    return { kind: 'lost', reason: `${now}, and ${lacks}, ${resultLimit} ms later (setting \`resultLimit\`)` }
  }

  #waitedEnough({ at }: RunLook): boolean {
    this.#waitsSince ??= at
    return at - this.#waitsSince >= this.#options.resultLimit
  }

  #endState({ unit }: RunLook): 'Stopped' | 'Aborted' | undefined {
    if (this.#sawAborted || unit.state === 'Aborted' || unit.state === 'Clearing') return 'Aborted'
    return unit.state === 'Stopped' ? 'Stopped' : undefined
  }
}

/** Whether the unit runs, and something else than this run. */
export function isAtAnother({ unit, result }: Pick<RunLook, 'unit' | 'result'>): boolean {
  if (!isActive(unit) || !result) return false
  return unit.runId !== undefined && result.runId !== undefined && unit.runId !== result.runId
}
