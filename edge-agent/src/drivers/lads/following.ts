import { messageOf } from '@muster/runtime'
import type { DriverContext, RunReference, RunUpdate } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import { readEnd } from './ends.ts'
import type { FunctionalUnit } from './functional-unit.ts'
import type { UnitLook } from './readings.ts'
import { RunWatch } from './run-watch.ts'
import { type LadsActivity, type LadsSettings, templateOf } from './settings.ts'

/** What the driver knows of a run beside what the instrument says. */
export interface RunMemory {
  /** What this process has started it as. */
  readonly activity: LadsActivity | undefined
  /** The instrument has taken a stop of it from us. */
  wasStopAccepted(): boolean
}

/** Follows one run, look by look. */
export class Following {
  readonly #run: RunReference
  readonly #settings: LadsSettings
  readonly #context: DriverContext
  readonly #memory: RunMemory
  readonly #watch: RunWatch
  #unreadableSince: number | undefined
  #complained = ''

  constructor(run: RunReference, settings: LadsSettings, context: DriverContext, memory: RunMemory) {
    this.#run = run
    this.#settings = settings
    this.#context = context
    this.#memory = memory
    this.#watch = new RunWatch({
      keepsResults: settings.results !== 'none',
      resultLimit: durationOf(settings.resultLimit),
      wasStartedHere: memory.activity !== undefined,
    })
  }

  /** @returns undefined where there is nothing to tell now. */
  async look(session: FunctionalUnit): Promise<RunUpdate | undefined> {
    try {
      const unit = await session.look()
      // After the unit: a run that ends in between has its result complete, or waits for it.
      const result = await session.results?.times(this.#run)
      const verdict = this.#watch.next({
        unit,
        result,
        bootMark: session.bootMark,
        wasStopAccepted: this.#memory.wasStopAccepted(),
        at: this.#context.clock.monotonic(),
      })
      if (verdict.kind === 'lost') return verdict
      if (verdict.kind === 'waiting') return undefined
      if (verdict.kind === 'running') return progressOf(unit)
      return await this.#end(session, unit, verdict.state, result !== undefined)
    } catch (error) {
      this.#complain(messageOf(error))
      return undefined
    }
  }

  /** The end, as soon as the result can be read; one that can't be for long is for a person to look at. */
  async #end(
    session: FunctionalUnit,
    unit: UnitLook,
    state: 'Stopped' | 'Aborted' | undefined,
    hasResult: boolean,
  ): Promise<RunUpdate> {
    const now = this.#context.clock.monotonic()
    try {
      const results = hasResult ? session.results : undefined
      const over = {
        state,
        fields: (await results?.fields(this.#run)) ?? [],
        files: (await results?.files(this.#run)) ?? [],
        activity: this.#memory.activity ?? (await this.#activityOf(session)),
        wasStopAccepted: this.#memory.wasStopAccepted(),
      }
      const reason = `the run is over, the functional unit is ${unit.said} by now, and \`ends.succeeded\` names no field of the result`
      return readEnd(over, this.#settings) ?? { kind: 'lost', reason }
    } catch (error) {
      this.#unreadableSince ??= now
      const isHopeless = now - this.#unreadableSince >= durationOf(this.#settings.resultLimit)
      if (!isHopeless || !session.isOpen) throw error
      return { kind: 'lost', reason: `the run is over, and its result can't be read: ${messageOf(error)}` }
    }
  }

  /** The activity by the program template that the result names. */
  async #activityOf(session: FunctionalUnit): Promise<LadsActivity | undefined> {
    const { activities } = this.#settings
    if (activities.length === 1) return activities[0]
    const template = await session.results?.template(this.#run)
    return activities.find(activity => templateOf(activity) === template)
  }

  /** Once for each reason. */
  #complain(reason: string): void {
    if (reason === this.#complained) return
    this.#complained = reason
    this.#context.logger.warn('a run could not be looked at', { reason })
  }
}

function progressOf({ paused, percent, phase, remaining, values }: UnitLook): RunUpdate {
  return {
    kind: 'progress',
    ...(paused ? { paused } : {}),
    ...(percent === undefined ? {} : { percent }),
    ...(phase === undefined ? {} : { phase }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(Object.keys(values).length === 0 ? {} : { values }),
  }
}
