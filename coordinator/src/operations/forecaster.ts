import { type Clock, millis, MusterError, seconds, sleep } from '@muster/runtime'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import { type Forecast, forecasting } from '../scheduler/forecast/forecast.ts'
import type { Imagined } from '../scheduler/forecast/order.ts'

/** No forecast is made sooner after another, and no more than one part in so many of the time goes into them. */
const SOONEST = seconds(2)
const SHARE = 20
/** Where nothing was decided, the time that passes changes what is expected: a forecast is made anew after so long. */
const OLDEST = seconds(30)
/** Tasks on paper: at first, and at the least and the most. As many as keep no part of the work from others for longer than `LONGEST`. */
const FIRST_ON_PAPER = 2_000
const LEAST_ON_PAPER = 200
const MOST_ON_PAPER = 20_000
const LONGEST = 200
/** A what-if takes no longer, milliseconds. */
const PLAN_LIMIT = seconds(10)

export interface ForecasterPorts {
  readonly state: State
  readonly transactor: Pick<Transactor, 'writes'>
  readonly clock: Clock
}

/** Keeps what is expected of all that waits, so that whoever asks for a hundred tasks costs one look. */
export class Forecaster {
  readonly #ports: ForecasterPorts
  #latest:
    | { readonly forecast: Forecast; readonly writes: number; readonly at: number; readonly took: number }
    | undefined
  #underWay: Promise<Forecast> | undefined
  #most = FIRST_ON_PAPER

  constructor(ports: ForecasterPorts) {
    this.#ports = ports
  }

  /** As made last; undefined where none was made. Costs nothing. */
  get latest(): Forecast | undefined {
    return this.#latest?.forecast
  }

  /** Milliseconds until one may be made again. */
  get pause(): number {
    if (!this.#latest) return 0
    const { at, took } = this.#latest
    return Math.max(0, at + Math.max(SOONEST, SHARE * took) - this.#ports.clock.monotonic())
  }

  /** Made anew where something has changed and one may be made. */
  async current(): Promise<Forecast> {
    if (this.#underWay) return this.#underWay
    if (this.#latest && (this.pause > 0 || !this.#isOutdated(this.#latest))) return this.#latest.forecast
    const made = this.#make()
    this.#underWay = made
    try {
      return await made
    } finally {
      this.#underWay = undefined
    }
  }

  #isOutdated({ writes, at }: { readonly writes: number; readonly at: number }): boolean {
    const { transactor, clock } = this.#ports
    return transactor.writes !== writes || clock.monotonic() - at >= OLDEST
  }

  async #make(): Promise<Forecast> {
    const { transactor, clock } = this.#ports
    const { writes } = transactor
    const { forecast, took, longest } = await this.#work({ most: this.#most })
    if (longest > LONGEST) this.#most = Math.max(LEAST_ON_PAPER, Math.floor(this.#most / 2))
    else if (longest < LONGEST / 4) this.#most = Math.min(MOST_ON_PAPER, this.#most * 2)
    this.#latest = { forecast, writes, at: clock.monotonic(), took }
    return forecast
  }

  /**
   * All that waits as it is, and the same with a job that is not submitted.
   * @throws MusterError `plan-too-long`
   */
  async compare(imagined: Imagined): Promise<{ readonly without: Forecast; readonly withIt: Forecast }> {
    const until = this.#ports.clock.monotonic() + PLAN_LIMIT
    const now = this.#ports.clock.wall()
    const state = this.#ports.state
    // Both of the same moment: nothing is decided before the second has been put on paper.
    const asItIs = forecasting(state, now, { most: this.#most })
    const imagining = forecasting(state, now, { most: this.#most, imagined })
    asItIs.next()
    imagining.next()
    const without = await this.#drive(asItIs, until)
    const withIt = await this.#drive(imagining, until)
    return { without: without.forecast, withIt: withIt.forecast }
  }

  #work(options: { readonly most: number }) {
    return this.#drive(
      forecasting(this.#ports.state, this.#ports.clock.wall(), options),
      Number.POSITIVE_INFINITY,
    )
  }

  /** Lets others go on between the pieces. */
  async #drive(work: ReturnType<typeof forecasting>, until: number) {
    const { clock } = this.#ports
    let took = 0
    let longest = 0
    for (;;) {
      const began = clock.monotonic()
      if (began > until)
        throw new MusterError(
          'plan-too-long',
          'unavailable',
          `so much waits that this could not be worked out in ${PLAN_LIMIT / 1_000} s; try again when less does`,
          { details: { retryAfter: 60_000 } },
        )
      const step = work.next()
      const time = clock.monotonic() - began
      took += time
      longest = Math.max(longest, time)
      if (step.done === true) return { forecast: step.value, took, longest }
      await sleep(clock, millis(0))
    }
  }
}
