import type {
  Driver,
  DriverContext,
  DriverDescription,
  DriverHealth,
  DriverTraits,
  FindOutcome,
  IdleAnswer,
  RunReference,
  RunUpdate,
  StartOutcome,
  StartRequest,
} from '@muster/edge-agent/testing'
import { messageOf, millis, minutes } from '@muster/runtime'
import { type ListedOrder, RefusedError } from '@muster/simulators'
import type { Device } from './device.ts'

/** How often progress is told. */
const PROGRESS_EVERY = minutes(10)

/**
 * Speaks to a model in the same process, as the driver of ISA-95 Job Control does to a controller over OPC UA: orders carry the id of the
 * attempt, are kept by the instrument, and are cleared once their result is durable.
 */
export class ModelDriver implements Driver {
  readonly traits: DriverTraits = { keepsIds: true, neverClears: true, settlingTime: millis(0) }
  readonly #device: Device
  readonly #context: DriverContext

  constructor(device: Device, context: DriverContext) {
    this.#device = device
    this.#context = context
  }

  async connect(): Promise<void> {}

  async describe(): Promise<DriverDescription> {
    const { kind, model, descriptions } = this.#device
    return { kind, serial: model.definition.serial, activities: descriptions }
  }

  async bootMark(): Promise<string> {
    return 'boot-1'
  }

  async idle(): Promise<IdleAnswer> {
    const { model } = this.#device
    if (!model.busy) return { idle: true }
    const runs = model.run?.jobOrderId
    return { idle: false, reason: 'it is busy', ...(runs ? { runs } : {}) }
  }

  async start({ attemptId, activity, parameters }: StartRequest): Promise<StartOutcome> {
    try {
      await this.#device.orders.storeAndStart({ id: attemptId, activity, parameters })
      return { kind: 'started', runReference: attemptId }
    } catch (error) {
      // An id that is known is a run of this attempt: that is no refusal.
      if (!(error instanceof RefusedError) || error.reason === 'known-id')
        return { kind: 'unsure', reason: messageOf(error) }
      const { reason, message } = error
      return { kind: 'refused', failure: { code: reason, message, category: 'instrument', started: 'no' } }
    }
  }

  async find(attemptId: string): Promise<FindOutcome> {
    const known = this.#device.orders.find(attemptId)
    return known ? { kind: 'found', runReference: attemptId } : { kind: 'absent' }
  }

  async *follow(run: RunReference, signal: AbortSignal): AsyncGenerator<RunUpdate> {
    let told = ''
    while (!signal.aborted) {
      const changed = this.#nextChange(signal)
      const order = this.#device.orders.find(run)
      const update = order ? this.#updateOf(order) : LOST
      const text = JSON.stringify(update)
      if (text !== told) yield update
      told = text
      if (update.kind !== 'progress') return
      await changed
    }
  }

  async cancel(run: RunReference): Promise<void> {
    const state = this.#device.orders.find(run)?.state
    if (state === 'Running' || state === 'Interrupted') this.#device.orders.abort(run)
  }

  async pause(run: RunReference): Promise<void> {
    this.#device.orders.pause(run)
  }

  async resume(run: RunReference): Promise<void> {
    this.#device.orders.resume(run)
  }

  async release(run: RunReference): Promise<void> {
    if (this.#device.orders.find(run)) this.#device.orders.clear(run)
  }

  async health(): Promise<DriverHealth> {
    return { ok: true }
  }

  async close(): Promise<void> {}

  #updateOf({ run }: ListedOrder): RunUpdate {
    if (!run) return LOST
    const { state, results } = run
    switch (state.name) {
      case 'running':
      case 'paused':
        return {
          kind: 'progress',
          paused: state.name === 'paused',
          percent: Math.floor(this.#device.model.progress?.percent ?? 0),
        }
      case 'completed':
        return { kind: 'succeeded', result: results }
      case 'failed':
        return {
          kind: 'failed',
          failure: { code: 'breakdown', message: state.error, category: 'instrument', started: 'yes' },
        }
      default:
        return state.by === 'panel'
          ? { kind: 'stopped-locally', note: 'stopped at the panel' }
          : { kind: 'cancelled' }
    }
  }

  /** Of the instrument, or because it is time to tell how far it is. */
  #nextChange(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const done = () => {
      unwatch()
      timer.cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const unwatch = this.#device.orders.onChange(done)
    const timer = this.#context.clock.after(PROGRESS_EVERY, done)
    signal.addEventListener('abort', done)
    return promise
  }
}

const LOST: RunUpdate = { kind: 'lost', reason: 'the instrument does not know the run' }
