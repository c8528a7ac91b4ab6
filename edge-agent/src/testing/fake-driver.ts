import type { Failure } from '@muster/protocol'
import { type Duration, messageOf, MusterError, seconds, sleep, withTimeout } from '@muster/runtime'
import type {
  Checkpoint,
  Driver,
  DriverContext,
  DriverDescription,
  DriverEvents,
  DriverHealth,
  DriverTraits,
  FindOutcome,
  IdleAnswer,
  RunReference,
  RunUpdate,
  StartOutcome,
  StartRequest,
} from '../instruments/driver.ts'
import type { FakeInstrument, FakeStartFault } from './fake-instrument.ts'

/** The driver's own limit for an answer to a start; after it the outcome is unsure. */
export const FAKE_ANSWER_LIMIT: Duration = seconds(5)

/** Calls that can be told to fail; a start has its faults at the instrument. */
export type FakeDriverCall =
  | 'connect'
  | 'describe'
  | 'bootMark'
  | 'idle'
  | 'find'
  | 'cancel'
  | 'checkpoint'
  | 'health'
  | 'release'

/**
 * A driver of a fake instrument, one for each agent process. It waits for nothing but microtasks, its
 * clock and the instrument's, so that it runs on virtual time.
 */
export class FakeDriver implements Driver {
  readonly traits: DriverTraits
  readonly #instrument: FakeInstrument
  readonly #context: DriverContext
  readonly #faults = new Map<FakeDriverCall, 'hang' | 'throw'>()
  #unwatch: (() => void) | undefined
  #connected = false
  #ended = false

  constructor(instrument: FakeInstrument, context: DriverContext) {
    this.#instrument = instrument
    this.#context = context
    this.traits = { keepsIds: instrument.keepsIds, neverClears: true, settlingTime: instrument.settlingTime }
  }

  /**
   * The process that this driver is part of was killed: nothing it waits for is answered any more and it asks
   * for nothing more. A request that is under way still arrives.
   */
  endProcess(): void {
    this.#ended = true
    this.#unwatch?.()
  }

  /** The next call of this name hangs for ever or throws. */
  failNext(call: FakeDriverCall, fault: 'hang' | 'throw'): void {
    this.#faults.set(call, fault)
  }

  async connect(events: DriverEvents): Promise<void> {
    await this.#exchange('connect', () => undefined)
    this.#connected = true
    this.#unwatch ??= this.#instrument.watch(() => this.#onChange(events))
  }

  describe(): Promise<DriverDescription> {
    const { activities } = this.#instrument
    return this.#exchange('describe', () => ({ kind: 'fake', model: 'Fake 1', serial: 'F-1', activities }))
  }

  bootMark(): Promise<string | undefined> {
    return this.#exchange('bootMark', () => this.#instrument.bootMark)
  }

  idle(): Promise<IdleAnswer> {
    return this.#exchange('idle', () => {
      const busyWith = this.#instrument.busyWith()
      return busyWith === undefined
        ? { idle: true }
        : { idle: false, reason: `${busyWith} runs`, runs: busyWith }
    })
  }

  start(request: StartRequest): Promise<StartOutcome> {
    if (this.#ended) return never()
    const { link } = this.#instrument
    if (!link || !this.#connected) return Promise.resolve({ kind: 'refused', failure: NO_LINK })
    const fault = this.#instrument.takeStartFault()
    if (fault?.kind === 'hang') return this.#hang(request, fault.started)
    const limit = () => new Error('no answer in time')
    const answer = withTimeout(
      this.#context.clock,
      FAKE_ANSWER_LIMIT,
      this.#send(request, link, fault),
      limit,
    )
    return this.#unlessEnded(
      answer.catch((error: unknown): StartOutcome => ({ kind: 'unsure', reason: messageOf(error) })),
    )
  }

  async find(attemptId: string): Promise<FindOutcome> {
    return this.#exchange('find', (): FindOutcome => {
      if (!this.#instrument.keepsIds) return { kind: 'unsure', reason: 'the instrument keeps no ids' }
      const runReference = this.#instrument.find(attemptId)
      return runReference === undefined ? { kind: 'absent' } : { kind: 'found', runReference }
    })
  }

  async *follow(run: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate> {
    const changes = new ChangeFlag()
    const unwatch = this.#instrument.watch(() => changes.raise())
    const onAbort = () => changes.raise()
    signal.addEventListener('abort', onAbort)
    try {
      let told = ''
      while (!signal.aborted) {
        const update = this.#instrument.link ? this.#look(run) : undefined
        const text = JSON.stringify(update)
        if (update && text !== told) {
          told = text
          yield update
          if (update.kind !== 'progress') return
          continue
        }
        await this.#unlessEnded(changes.wait())
      }
    } finally {
      unwatch()
      signal.removeEventListener('abort', onAbort)
    }
  }

  cancel(run: RunReference): Promise<void> {
    return this.#exchange('cancel', () => this.#instrument.cancel(run))
  }

  pause(run: RunReference): Promise<void> {
    return this.#exchange(undefined, () => this.#instrument.setPaused(run, true))
  }

  resume(run: RunReference): Promise<void> {
    return this.#exchange(undefined, () => this.#instrument.setPaused(run, false))
  }

  checkpoint(run: RunReference): Promise<Checkpoint> {
    return this.#exchange('checkpoint', () => this.#instrument.checkpoint(run))
  }

  release(run: RunReference): Promise<void> {
    return this.#exchange('release', () => this.#instrument.clear(run))
  }

  async health(): Promise<DriverHealth> {
    if (!this.#instrument.link) return { ok: false, message: 'no link' }
    return this.#exchange('health', () => {
      const { complaint } = this.#instrument
      return complaint === undefined ? { ok: true } : { ok: false, message: complaint }
    })
  }

  async close(): Promise<void> {
    this.#connected = false
    this.#unwatch?.()
    this.#unwatch = undefined
  }

  #onChange(events: DriverEvents): void {
    const up = this.#instrument.link !== undefined
    if (this.#ended || up === this.#connected) return
    this.#connected = up
    if (up) events.connected()
    else events.disconnected('the link dropped')
  }

  #look(run: RunReference): RunUpdate {
    return this.#instrument.look(run) ?? { kind: 'lost', reason: `the instrument does not know ${run}` }
  }

  async #send(
    request: StartRequest,
    link: AbortSignal,
    fault: FakeStartFault | undefined,
  ): Promise<StartOutcome> {
    const instrument = this.#instrument
    await travel(instrument, link)
    if (fault?.kind === 'refuse') return { kind: 'refused', failure: fault.failure ?? REFUSED }
    if (fault?.kind === 'lose-request') return brokenBy(link)
    if (fault?.kind === 'late-start') {
      instrument.clock.after(fault.by, () => void instrument.start(request))
      return brokenBy(link)
    }
    if (fault?.kind === 'drop-link') {
      if (fault.started) instrument.start(request)
      instrument.dropLink()
    }
    if (link.aborted) return brokenBy(link)
    const answer = instrument.start(request)
    if (fault?.kind === 'lose-answer') return brokenBy(link)
    await travel(instrument, link)
    if (answer.kind === 'started') return answer
    // An id that is known is a run of this attempt: that is not a refusal.
    if (answer.known) return { kind: 'unsure', reason: answer.failure.message }
    return { kind: 'refused', failure: answer.failure }
  }

  async #hang(request: StartRequest, started: boolean): Promise<StartOutcome> {
    if (started) this.#instrument.start(request)
    return never()
  }

  async #exchange<T>(call: FakeDriverCall | undefined, act: () => T): Promise<T> {
    if (this.#ended) return never()
    const fault = call && this.#faults.get(call)
    if (call) this.#faults.delete(call)
    if (fault === 'hang') return never()
    if (fault === 'throw')
      throw new MusterError('fake-fault', 'instrument', `${call ?? 'the call'} was told to fail`)
    const { link } = this.#instrument
    if (!link) throw new MusterError('no-link', 'unavailable', 'there is no link to the instrument')
    return this.#unlessEnded(this.#roundTrip(link, act))
  }

  async #roundTrip<T>(link: AbortSignal, act: () => T): Promise<T> {
    await travel(this.#instrument, link)
    const answer = act()
    await travel(this.#instrument, link)
    return answer
  }

  /** What `work` gives, as long as the process lives to see it. */
  async #unlessEnded<T>(work: Promise<T>): Promise<T> {
    try {
      const value = await work
      return this.#ended ? await never<T>() : value
    } catch (error) {
      return this.#ended ? never<T>() : Promise.reject(error)
    }
  }
}

export function fakeDriver(instrument: FakeInstrument, context: DriverContext): FakeDriver {
  return new FakeDriver(instrument, context)
}

const NO_LINK: Failure = {
  code: 'no-link',
  message: 'there is no link to the instrument',
  category: 'transient',
  started: 'no',
}

const REFUSED: Failure = {
  code: 'refused',
  message: 'the instrument refused to start',
  category: 'instrument',
  started: 'no',
}

/** Remembers a change that came while nobody waited. */
class ChangeFlag {
  #raised = false
  #waiting: PromiseWithResolvers<void> | undefined

  raise(): void {
    this.#raised = true
    this.#waiting?.resolve()
  }

  async wait(): Promise<void> {
    if (!this.#raised) {
      this.#waiting = Promise.withResolvers<void>()
      await this.#waiting.promise
      this.#waiting = undefined
    }
    this.#raised = false
  }
}

async function travel(instrument: FakeInstrument, link: AbortSignal): Promise<void> {
  if (instrument.latency > 0) await sleep(instrument.clock, instrument.latency, link)
  else if (link.aborted) throw link.reason
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => {})
}

/** Rejects when the link drops, and waits for ever until then. */
function brokenBy<T>(link: AbortSignal): Promise<T> {
  return new Promise<T>((_, reject) => {
    const onAbort = () => reject(link.reason instanceof Error ? link.reason : new Error('the link dropped'))
    if (link.aborted) onAbort()
    else link.addEventListener('abort', onAbort, { once: true })
  })
}
