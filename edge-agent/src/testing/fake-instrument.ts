import type { ActivityDescription, Failure } from '@muster/protocol'
import { type Clock, type Duration, millis, seconds, type Timer } from '@muster/runtime'
import type {
  Checkpoint,
  DriverActivity,
  RunEnd,
  RunProgressUpdate,
  RunReference,
  StartRequest,
} from '../instruments/driver.ts'

/** One physical start. Lines are never removed, whatever the instrument forgets. */
export interface FakeLedgerLine {
  readonly attemptId: string
  readonly activity: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** What it went on from. */
  readonly checkpoint?: Checkpoint
  readonly runReference: RunReference
  /** How often the instrument had booted. */
  readonly boot: number
  /** Milliseconds of the instrument's monotonic clock. */
  readonly at: number
}

/** What goes wrong with the next start; each is used up by one start. */
export type FakeStartFault =
  /** The instrument says no; nothing starts. */
  | { readonly kind: 'refuse'; readonly failure?: Failure }
  /** It starts; the answer never arrives, and the driver's own time-out ends the call. */
  | { readonly kind: 'lose-answer' }
  /** The request never arrives; the driver's own time-out ends the call. */
  | { readonly kind: 'lose-request' }
  /** The answer is lost and the instrument begins only `by` after the request, as one that warms up first. */
  | { readonly kind: 'late-start'; readonly by: Duration }
  /** The driver's call never settles. */
  | { readonly kind: 'hang'; readonly started: boolean }
  /** The link drops while the request is under way, before or after it arrived. */
  | { readonly kind: 'drop-link'; readonly started: boolean }

export interface FakeInstrumentOptions {
  readonly clock: Clock
  /** Each runs for its `expectedDurationMs`, 10 s where it has none. */
  readonly activities?: readonly DriverActivity[]
  /** Whether it keeps the attempt id and can be asked for it; true unless told. */
  readonly keepsIds?: boolean
  /** Whether it can tell when it booted; true unless told. */
  readonly hasBootMark?: boolean
  /** What its driver declares as settling time; 0 unless told. */
  readonly settlingTime?: Duration
  /** How long a message takes in each direction; 0 (microtasks only) unless told. */
  readonly latency?: Duration
  /** Progress is told this often during a run; 10 unless told. */
  readonly steps?: number
}

export const FAKE_ACTIVITY: ActivityDescription = {
  name: 'print',
  version: '1',
  title: 'Print a part',
  parametersSchemaJson: JSON.stringify({
    type: 'object',
    properties: { layers: { type: 'integer', minimum: 1 } },
  }),
  repeatability: 'safe-until-started',
  expectedDurationMs: 10_000,
  phases: ['heat-up', 'layers', 'cool-down'],
  canPause: true,
  canCheckpoint: true,
}

/** What a start came to: its end, or `lost` where the instrument lost power meanwhile. */
export type FakeOutcome = RunEnd | 'lost'

interface FakeRun {
  /** Where it was asked for here. */
  readonly line?: FakeLedgerLine
  readonly reference: RunReference
  readonly request: StartRequest
  step: number
  paused: boolean
  stalled: boolean
  end: RunEnd | undefined
  timer: Timer | undefined
}

export type FakeAnswer =
  | { readonly kind: 'started'; readonly runReference: RunReference }
  | { readonly kind: 'refused'; readonly failure: Failure; readonly known: boolean }

/**
 * A physical instrument in memory: it outlives the drivers and the agent processes that talk to it, and
 * goes on by its own clock when nobody does. What it has really done stands in `ledger`.
 */
export class FakeInstrument {
  readonly clock: Clock
  readonly activities: readonly DriverActivity[]
  readonly keepsIds: boolean
  readonly latency: Duration
  readonly settlingTime: Duration
  /** How much longer, or less long, a run takes than its activity says. */
  stretch: (attemptId: string) => number = () => 1
  readonly #steps: number
  readonly #hasBootMark: boolean
  readonly #ledger: FakeLedgerLine[] = []
  readonly #outcomes = new WeakMap<FakeLedgerLine, FakeOutcome>()
  readonly #runs = new Map<RunReference, FakeRun>()
  readonly #watchers = new Set<() => void>()
  readonly #startFaults: FakeStartFault[] = []
  /** Is in each checkpoint besides. */
  ballast: string | undefined
  #link: AbortController | undefined = new AbortController()
  #boot = 1
  #checkpoints = 0
  #complaint: string | undefined

  constructor(options: FakeInstrumentOptions) {
    this.clock = options.clock
    this.activities = options.activities ?? [FAKE_ACTIVITY]
    this.keepsIds = options.keepsIds ?? true
    this.latency = options.latency ?? millis(0)
    this.settlingTime = options.settlingTime ?? millis(0)
    this.#hasBootMark = options.hasBootMark ?? true
    this.#steps = options.steps ?? 10
  }

  // What a test does to it.

  get ledger(): readonly FakeLedgerLine[] {
    return this.#ledger
  }

  /** What a line of the ledger came to; undefined while it runs. Kept whatever the instrument forgets. */
  outcomeOf(line: FakeLedgerLine): FakeOutcome | undefined {
    return this.#outcomes.get(line)
  }

  get checkpoints(): number {
    return this.#checkpoints
  }

  /** Faults are used in the order given, one for each start that is asked for. */
  failNextStart(fault: FakeStartFault): void {
    this.#startFaults.push(fault)
  }

  dropLink(reason = 'the link was dropped'): void {
    const link = this.#link
    this.#link = undefined
    link?.abort(new Error(reason))
    this.#changed()
  }

  restoreLink(): void {
    this.#link ??= new AbortController()
    this.#changed()
  }

  /** Power was lost: the run is over, all runs are forgotten, the link is down for `bootTime`. */
  reboot(bootTime: Duration = seconds(1)): void {
    for (const run of this.#runs.values()) {
      run.timer?.cancel()
      if (run.line && !run.end) this.#outcomes.set(run.line, 'lost')
    }
    this.#runs.clear()
    this.#boot += 1
    this.dropLink('the instrument rebooted')
    this.clock.after(bootTime, () => this.restoreLink())
  }

  /** A person presses stop at the instrument's own panel. */
  stopAtPanel(note = 'stopped at the panel'): void {
    const run = this.#active()
    if (run) this.#end(run, { kind: 'stopped-locally', note })
  }

  failRun(failure: Failure): void {
    const run = this.#active()
    if (run) this.#end(run, { kind: 'failed', failure })
  }

  /** Says so when its health is looked at; undefined: it is well again. */
  feelSick(complaint: string | undefined): void {
    this.#complaint = complaint
  }

  /** The run stands still: no progress, no end, until it is told to go on. */
  stall(stalled: boolean): void {
    const run = this.#active()
    if (!run || run.stalled === stalled) return
    run.stalled = stalled
    run.timer?.cancel()
    if (!stalled && !run.paused) this.#armStep(run)
  }

  /** Tells a progress that is behind what it told before. */
  goBack(steps: number): void {
    const run = this.#active()
    if (!run) return
    run.step = Math.max(0, run.step - steps)
    this.#changed()
  }

  /** A person starts something at the instrument's own panel. Not a line of the ledger: nobody asked for it here. */
  startAtPanel(): void {
    if (this.#active()) return
    const request = { attemptId: 'by-hand', activity: this.activities[0]?.name ?? '', parameters: {} }
    const run: FakeRun = {
      reference: 'by-hand',
      request,
      step: 0,
      paused: false,
      stalled: false,
      end: undefined,
      timer: undefined,
    }
    this.#runs.set(run.reference, run)
    this.#armStep(run)
    this.#changed()
  }

  get complaint(): string | undefined {
    return this.#complaint
  }

  // What reaches it over the link.

  /** Aborted when the link drops; undefined while there is none. */
  get link(): AbortSignal | undefined {
    return this.#link?.signal
  }

  get bootMark(): string | undefined {
    return this.#hasBootMark ? `boot-${this.#boot}` : undefined
  }

  takeStartFault(): FakeStartFault | undefined {
    return this.#startFaults.shift()
  }

  start(request: StartRequest): FakeAnswer {
    if (this.keepsIds && this.#withId(request.attemptId))
      return refusal('id-known', 'the id is known already', true)
    const active = this.#active()
    if (active) return refusal('busy', `${active.reference} runs`, false)
    const activity = this.activities.find(known => known.name === request.activity)
    if (!activity) return refusal('unknown-activity', `there is no activity ${request.activity}`, false)
    const from = request.checkpoint?.['step'] ?? 0
    if (typeof from !== 'number') return refusal('checkpoint-unusable', 'it has no step', false)
    const reference = this.keepsIds ? request.attemptId : `run-${this.#ledger.length + 1}`
    const line = { ...request, runReference: reference, boot: this.#boot, at: this.clock.monotonic() }
    const run: FakeRun = {
      line,
      reference,
      request,
      step: from,
      paused: false,
      stalled: false,
      end: undefined,
      timer: undefined,
    }
    this.#ledger.push(line)
    this.#runs.set(reference, run)
    this.#armStep(run)
    this.#changed()
    return { kind: 'started', runReference: reference }
  }

  busyWith(): RunReference | undefined {
    return this.#active()?.reference
  }

  /** The run with this attempt id, where the instrument keeps ids. */
  find(attemptId: string): RunReference | undefined {
    return this.keepsIds ? this.#withId(attemptId)?.reference : undefined
  }

  /** How a run stands; undefined where the instrument does not know it. */
  look(reference: RunReference): RunProgressUpdate | RunEnd | undefined {
    const run = this.#runs.get(reference)
    if (!run) return undefined
    if (run.end) return run.end
    const percent = (100 * run.step) / this.#steps
    const phase = this.#phaseOf(run)
    const remaining = millis((this.#steps - run.step) * this.#stepOf(run))
    const values = { step: run.step }
    return { kind: 'progress', paused: run.paused, percent, remaining, values, ...(phase ? { phase } : {}) }
  }

  cancel(reference: RunReference): void {
    const run = this.#runs.get(reference)
    if (run && !run.end) this.#end(run, { kind: 'cancelled' })
  }

  setPaused(reference: RunReference, paused: boolean): void {
    const run = this.#runs.get(reference)
    if (!run || run.end || run.paused === paused) return
    run.paused = paused
    run.timer?.cancel()
    if (!paused) this.#armStep(run)
    this.#changed()
  }

  /** The step that a run has come to; it goes on meanwhile. */
  checkpoint(reference: RunReference): Checkpoint {
    const run = this.#runs.get(reference)
    if (!run) throw new Error(`there is no run ${reference}`)
    this.#checkpoints += 1
    return { step: run.step, ...(this.ballast === undefined ? {} : { ballast: this.ballast }) }
  }

  /** Forgets a run that has ended. */
  clear(reference: RunReference): void {
    if (this.#runs.get(reference)?.end) this.#runs.delete(reference)
  }

  /** Calls `watcher` on each change, of the link as well. @returns the end of it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => void this.#watchers.delete(watcher)
  }

  #active(): FakeRun | undefined {
    return [...this.#runs.values()].find(run => !run.end)
  }

  #withId(attemptId: string): FakeRun | undefined {
    return [...this.#runs.values()].find(run => run.request.attemptId === attemptId)
  }

  #armStep(run: FakeRun): void {
    run.timer = this.clock.after(this.#stepOf(run), () => {
      run.step += 1
      if (run.step < this.#steps) {
        this.#armStep(run)
        this.#changed()
      } else {
        const { activity, parameters } = run.request
        this.#end(run, { kind: 'succeeded', result: { activity, parameters, run: run.reference } })
      }
    })
  }

  #stepOf(run: FakeRun): Duration {
    const activity = this.activities.find(known => known.name === run.request.activity)
    const whole = (activity?.expectedDurationMs ?? 10_000) * this.stretch(run.request.attemptId)
    return millis(whole / this.#steps)
  }

  #phaseOf(run: FakeRun): string | undefined {
    const phases = this.activities.find(known => known.name === run.request.activity)?.phases ?? []
    return phases[Math.floor((run.step / this.#steps) * phases.length)]
  }

  #end(run: FakeRun, end: RunEnd): void {
    run.timer?.cancel()
    run.end = end
    if (run.line) this.#outcomes.set(run.line, end)
    this.#changed()
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }
}

function refusal(code: string, message: string, known: boolean): FakeAnswer {
  return { kind: 'refused', known, failure: { code, message, category: 'instrument', started: 'no' } }
}
