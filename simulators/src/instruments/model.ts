import { type Clock, type Duration, millis, type Random, type Timer, type Timestamp } from '@muster/runtime'
import type { FaultOf } from '../faults/fault.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Activity, InstrumentDefinition, InstrumentJob } from './activity.ts'
import type { Parameters, Progress, Readings, RunPlan } from './plan.ts'
import { RefusedError } from './refusal.ts'
import { isOver, type Run, type RunState, type StoppedBy } from './run.ts'

export interface ModelPorts {
  readonly clock: Clock
  readonly random: Random
  readonly ledger: Ledger
  readonly faults: FaultBook
  /** Power goes, and comes again; nothing happens where left out. */
  readonly losePower?: () => void
}

/** What is written into the ledger of a run, and stays. */
interface StartedRun {
  readonly start: number
  readonly jobOrderId: string | null
  readonly activity: Activity
  readonly parameters: Parameters
  readonly startedAt: Timestamp
}

/** The run on the instrument, or the last that was. */
interface CurrentRun extends StartedRun {
  readonly plan: RunPlan
  /** Instrument time at which it comes to an end, by itself unless a fault says how. */
  readonly endsAfter: Duration
  readonly fault: FaultOf<(typeof ENDING)[number]> | undefined
  state: RunState
  /** Instrument time that had passed in it when `since` was taken. */
  elapsed: Duration
  /** The monotonic clock when it was started or resumed last. */
  since: number
}

/** Faults that end a run before its time. */
const ENDING = ['fail-run', 'stop-at-panel', 'reboot'] as const

function endOf(fault: CurrentRun['fault'], at: Timestamp): RunState {
  if (fault?.kind === 'fail-run') return { name: 'failed', at, error: fault.reason }
  return fault?.kind === 'stop-at-panel' ? { name: 'stopped', at, by: 'panel' } : { name: 'completed', at }
}

/**
 * The physics of one instrument between two power cycles: it does one thing at a time, takes its time over
 * it, and knows no protocol. Where a run stands is computed when somebody looks; the one timer is for its end.
 */
export class InstrumentModel implements Disposable {
  readonly definition: InstrumentDefinition
  readonly #ports: ModelPorts
  readonly #listeners = new Set<() => void>()
  #current: CurrentRun | undefined
  #starting = false
  #powered = true
  #timer: Timer | undefined

  constructor(definition: InstrumentDefinition, ports: ModelPorts) {
    this.definition = definition
    this.#ports = ports
  }

  /** Whether a run is on the instrument, or is about to be. */
  get busy(): boolean {
    return this.#starting || (this.#current !== undefined && !isOver(this.#current.state))
  }

  /** The run on the instrument, or the last one since power came on. */
  get run(): Run | undefined {
    return this.#current && this.#view(this.#current)
  }

  /** Where the run stands; undefined while none is on the instrument. */
  get progress(): Progress | undefined {
    const run = this.#current
    if (!run || isOver(run.state)) return undefined
    const progress = run.plan.progressAt(this.#elapsed(run))
    const wrong = this.#ports.faults.peek('wrong-progress')
    return wrong ? { ...progress, percent: wrong.percent } : progress
  }

  get readings(): Readings {
    const run = this.#current
    if (!run || isOver(run.state)) return this.definition.idleReadings
    return run.plan.readingsAt(this.#elapsed(run))
  }

  /**
   * Starts a run, physically: its line is in the ledger before this resolves.
   * @throws RefusedError when nothing was started.
   */
  async start(job: InstrumentJob): Promise<Run> {
    const { clock, ledger, faults } = this.#ports
    const { activity, parameters } = this.check(job)
    if (this.busy) throw new RefusedError('busy', `${this.definition.name} is busy`)
    const refusal = faults.take('refuse')
    if (refusal) throw new RefusedError('refused-by-instrument', refusal.reason)
    this.#starting = true
    try {
      const startedAt = clock.wall()
      const { start } = await ledger.append({
        at: new Date(startedAt).toISOString(),
        instrument: this.definition.name,
        activity: activity.name,
        jobOrderId: job.jobOrderId,
        parameters,
      })
      this.#current = this.#layOut({ start, jobOrderId: job.jobOrderId, activity, parameters, startedAt })
      this.#armEnd(this.#current)
      return this.#view(this.#current)
    } finally {
      this.#starting = false
      this.#tell()
    }
  }

  /**
   * What a job would be, without starting it.
   * @throws RefusedError where the activity is unknown or its parameters are wrong.
   */
  check(job: InstrumentJob): { readonly activity: Activity; readonly parameters: Parameters } {
    const activity = this.definition.activities.find(candidate => candidate.name === job.activity)
    if (!activity) throw new RefusedError('unknown-activity', `there is no activity "${job.activity}"`)
    const parsed = activity.parse(job.parameters)
    if (!parsed.ok) {
      const sentences = parsed.faults.map(fault => `${fault.field} ${fault.message}`)
      throw new RefusedError('wrong-parameters', sentences.join('; '), parsed.faults)
    }
    return { activity, parameters: parsed.value }
  }

  /** @throws RefusedError where nothing runs, or the activity can't be paused. */
  pause(): void {
    const run = this.#mustBe('running')
    if (!run.activity.canPause) throw new RefusedError('wrong-state', `${run.activity.name} can't be paused`)
    this.#settle(run, { name: 'paused' })
  }

  /** @throws RefusedError where nothing is paused. */
  resume(): void {
    const run = this.#mustBe('paused')
    run.since = this.#ports.clock.monotonic()
    run.state = { name: 'running' }
    this.#armEnd(run)
    this.#tell()
  }

  /** Ends the run in an orderly way, before its time. @throws RefusedError where there is none. */
  stop(by: StoppedBy): void {
    this.#settle(this.#mustBe('running', 'paused'), { name: 'stopped', at: this.#ports.clock.wall(), by })
  }

  /** Breaks the run off. @throws RefusedError where there is none. */
  abort(by: StoppedBy): void {
    this.#settle(this.#mustBe('running', 'paused'), { name: 'aborted', at: this.#ports.clock.wall(), by })
  }

  /** Told of every change of the run's state. @returns a function that ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Power is cut: what runs stops where it is, and nobody is told. */
  [Symbol.dispose](): void {
    this.#powered = false
    this.#listeners.clear()
    this.#timer?.cancel()
  }

  #layOut(started: StartedRun): CurrentRun {
    const { clock, random, faults } = this.#ports
    const plan = started.activity.plan(started.parameters, random)
    const ending = ENDING.find(kind => faults.peek(kind))
    const fault = ending && faults.take(ending)
    return {
      ...started,
      plan,
      endsAfter: millis(plan.duration * (fault ? fault.at / 100 : 1)),
      fault,
      state: { name: 'running' },
      elapsed: millis(0),
      since: clock.monotonic(),
    }
  }

  #armEnd(run: CurrentRun): void {
    if (!this.#powered) return
    const left = (run.endsAfter - run.elapsed) / this.definition.timeScale
    this.#timer = this.#ports.clock.after(millis(Math.max(0, left)), () => {
      if (run.fault?.kind === 'reboot') return this.#ports.losePower?.()
      run.elapsed = run.endsAfter
      this.#settle(run, endOf(run.fault, this.#ports.clock.wall()))
    })
  }

  /** The clock of the run stops, and it is in another state. */
  #settle(run: CurrentRun, state: RunState): void {
    this.#timer?.cancel()
    run.elapsed = this.#elapsed(run)
    run.state = state
    this.#tell()
  }

  #elapsed(run: CurrentRun): Duration {
    if (run.state.name !== 'running') return run.elapsed
    const passed = (this.#ports.clock.monotonic() - run.since) * this.definition.timeScale
    return millis(Math.min(run.endsAfter, run.elapsed + passed))
  }

  #mustBe(...states: readonly RunState['name'][]): CurrentRun {
    const run = this.#current
    if (!run || !states.includes(run.state.name)) {
      throw new RefusedError('wrong-state', `no run is ${states.join(' or ')}`)
    }
    return run
  }

  #view(run: CurrentRun): Run {
    const { start, jobOrderId, parameters, startedAt, state } = run
    const results = run.plan.resultsAt(this.#elapsed(run))
    return { start, jobOrderId, activity: run.activity.name, parameters, startedAt, state, results }
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
