import { type Clock, defineTransitions, type Timestamp, unreachable } from '@muster/runtime'
import type { InstrumentJob } from './activity.ts'
import type { InstrumentModel } from './model.ts'
import type { Parameters } from './plan.ts'
import { RefusedError } from './refusal.ts'
import type { Run } from './run.ts'

/** The states of a job order and what may follow them (OPC 10031-4 v2.00, clause 6.2.1.1). */
const jobOrderStates = defineTransitions('a job order', {
  NotAllowedToStart: ['AllowedToStart', 'Aborted'],
  AllowedToStart: ['NotAllowedToStart', 'Running', 'Aborted'],
  Running: ['Interrupted', 'Ended', 'Aborted'],
  Interrupted: ['Running', 'Ended', 'Aborted'],
  Ended: [],
  Aborted: [],
})
export type JobOrderState = (typeof jobOrderStates.states)[number]

/** What a client orders. */
export interface JobOrder {
  /** The client's id. */
  readonly id: string
  readonly activity: string
  /** Unchecked until it is taken into the list. */
  readonly parameters: unknown
}

/** An order in the controller's list. */
export interface ListedOrder {
  readonly id: string
  readonly activity: string
  readonly parameters: Parameters
  readonly state: JobOrderState
  /** Where it was started. */
  readonly run: Run | undefined
  /** Where it was aborted before it was started. */
  readonly abortedAt: Timestamp | undefined
}

interface Entry {
  readonly id: string
  readonly activity: string
  readonly parameters: Parameters
  state: JobOrderState
  run: Run | undefined
  abortedAt: Timestamp | undefined
}

/**
 * The memory of a controller that keeps ids: its list of job orders, each going through the states of ISA-95.
 * It keeps no queue: an order that can't start at once is refused. It forgets an order by `clear` or `cancel`
 * and with its power, and an id that it has forgotten is a new one to it.
 */
export class JobOrders {
  readonly #model: InstrumentModel
  readonly #clock: Clock
  readonly #capacity: number
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<() => void>()

  /** @param capacity how many orders the list holds, ended ones included */
  constructor(model: InstrumentModel, clock: Clock, capacity: number) {
    this.#model = model
    this.#clock = clock
    this.#capacity = capacity
    model.onChange(() => this.#follow())
  }

  list(): readonly ListedOrder[] {
    this.#refresh()
    return [...this.#entries.values()].map(entry => ({ ...entry }))
  }

  find(id: string): ListedOrder | undefined {
    this.#refresh()
    const entry = this.#entries.get(id)
    return entry && { ...entry }
  }

  store(order: JobOrder): void {
    this.#take(order, 'NotAllowedToStart')
    this.#tell()
  }

  /** Starts a new order at once. It is in the list afterwards, or was refused and is not. */
  async storeAndStart(order: JobOrder): Promise<void> {
    const entry = this.#take(order, 'AllowedToStart')
    try {
      await this.#begin(entry)
    } catch (error) {
      this.#entries.delete(entry.id)
      throw error
    }
  }

  /** Starts a stored order at once. */
  async start(id: string): Promise<void> {
    const entry = this.#mustFind(id)
    this.#move(entry, 'AllowedToStart')
    try {
      await this.#begin(entry)
    } catch (error) {
      this.#move(entry, 'NotAllowedToStart')
      throw error
    }
  }

  update(order: JobOrder): void {
    const entry = this.#mustFind(order.id)
    this.#demand(entry, 'NotAllowedToStart')
    this.#entries.set(order.id, {
      ...this.#checked(order),
      state: entry.state,
      run: undefined,
      abortedAt: undefined,
    })
    this.#tell()
  }

  /** There is nothing to revoke: an order that may start has started. Kept for its refusals. */
  revokeStart(id: string): void {
    this.#demand(this.#mustFind(id), 'AllowedToStart')
    throw new RefusedError('wrong-state', `${id} is being started`)
  }

  pause(id: string): void {
    this.#demand(this.#mustFind(id), 'Running')
    this.#model.pause()
  }

  resume(id: string): void {
    this.#demand(this.#mustFind(id), 'Interrupted')
    this.#model.resume()
  }

  stop(id: string): void {
    this.#demand(this.#mustFind(id), 'Running', 'Interrupted')
    this.#model.stop('client')
  }

  abort(id: string): void {
    const entry = this.#mustFind(id)
    this.#demand(entry, 'NotAllowedToStart', 'Running', 'Interrupted')
    if (entry.run) return this.#model.abort('client')
    this.#move(entry, 'Aborted')
    entry.abortedAt = this.#clock.wall()
    this.#tell()
  }

  /** Removes an order that was not started. */
  cancel(id: string): void {
    this.#demand(this.#mustFind(id), 'NotAllowedToStart')
    this.#entries.delete(id)
    this.#tell()
  }

  /** Removes an order that has come to its end. */
  clear(id: string): void {
    this.#demand(this.#mustFind(id), 'Ended', 'Aborted')
    this.#entries.delete(id)
    this.#tell()
  }

  /** Told of every change of the list. @returns a function that ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async #begin(entry: Entry): Promise<void> {
    entry.run = await this.#model.start({
      jobOrderId: entry.id,
      activity: entry.activity,
      parameters: entry.parameters,
    })
    this.#follow()
  }

  #take(order: JobOrder, state: JobOrderState): Entry {
    const checked = this.#checked(order)
    if (this.#entries.has(order.id))
      throw new RefusedError('known-id', `the order ${order.id} is in the list already`)
    if (state === 'AllowedToStart' && this.#model.busy) {
      throw new RefusedError('busy', `${this.#model.definition.name} is busy`)
    }
    if (this.#entries.size >= this.#capacity)
      throw new RefusedError('list-full', 'the list of job orders is full')
    const entry: Entry = { ...checked, state, run: undefined, abortedAt: undefined }
    this.#entries.set(order.id, entry)
    return entry
  }

  #checked(order: JobOrder): { id: string; activity: string; parameters: Parameters } {
    const job: InstrumentJob = {
      jobOrderId: order.id,
      activity: order.activity,
      parameters: order.parameters,
    }
    const { activity, parameters } = this.#model.check(job)
    return { id: order.id, activity: activity.name, parameters }
  }

  #mustFind(id: string): Entry {
    this.#refresh()
    const entry = this.#entries.get(id)
    if (!entry) throw new RefusedError('unknown-id', `there is no order ${id}`)
    return entry
  }

  #demand(entry: Entry, ...states: readonly JobOrderState[]): void {
    if (!states.includes(entry.state)) {
      throw new RefusedError('wrong-state', `${entry.id} is ${entry.state}, and not ${states.join(' or ')}`)
    }
  }

  #move(entry: Entry, state: JobOrderState): void {
    if (!jobOrderStates.allows(entry.state, state)) {
      throw new RefusedError('wrong-state', `${entry.id} is ${entry.state} and can't become ${state}`)
    }
    entry.state = state
  }

  #follow(): void {
    this.#refresh()
    this.#tell()
  }

  /** Brings the order that is, or was last, on the instrument up to date. */
  #refresh(): void {
    const run = this.#model.run
    const entry = run && run.jobOrderId !== null ? this.#entries.get(run.jobOrderId) : undefined
    if (!run || !entry?.run || entry.run.start !== run.start) return
    entry.run = run
    const state = stateOfRun(run)
    if (state !== entry.state) jobOrderStates.check(entry.state, state)
    entry.state = state
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

function stateOfRun({ state }: Run): JobOrderState {
  switch (state.name) {
    case 'running':
      return 'Running'
    case 'paused':
      return 'Interrupted'
    case 'completed':
    case 'stopped':
      return 'Ended'
    case 'aborted':
    case 'failed':
      return 'Aborted'
    default:
      return unreachable(state)
  }
}
