import { type Clock, InvalidInputError, MusterError, type Random, type Timestamp } from '@muster/runtime'
import { parseStreamDocument, parseStreamedJob, type StreamedJob } from './answers.ts'
import type { JobDetail, PromptView } from './api-types.ts'
import type { Http } from './http.ts'
import { followStream, type StreamEvent } from './stream/follow.ts'

/** A job as it is known now, with what is asked of people for its sake. */
export interface RunState {
  readonly job: JobDetail
  /** Open questions to people. */
  readonly prompts: readonly PromptView[]
  /** Since when, and why, the coordinator is out of contact; what is above is then the last that was heard. */
  readonly contactLost?: { readonly since: Timestamp; readonly reason: string }
}

export interface RunEvents {
  /** Something has changed. Changes that come close together may come as one. */
  readonly delta: RunState
  /** The job has ended, well or not: see its `state`. */
  readonly complete: JobDetail
  /** The job can't be followed any further; it goes on. Loss of contact is none: that is tried again for ever. */
  readonly error: Error
}

export interface CancelOptions {
  /** The name of who wants it; the client's user unless told. */
  readonly by?: string
  readonly reason?: string
}

interface RunPorts {
  readonly http: Http
  readonly clock: Clock
  readonly random: Random
  readonly job: (id: string, signal: AbortSignal) => Promise<JobDetail>
  readonly cancel: (id: string, options?: CancelOptions) => Promise<JobDetail>
}

type Listeners = { readonly [E in keyof RunEvents]: Set<(value: RunEvents[E]) => void> }

/**
 * A job that can be observed: by events, by iterating over its states, or by waiting for `completed`. Following
 * begins with the first of these, and ends with the job, with `close()`, or when nobody could follow it.
 */
export class Run implements AsyncIterable<RunState>, AsyncDisposable {
  readonly id: string
  readonly #ports: RunPorts
  readonly #closing = new AbortController()
  readonly #completed = Promise.withResolvers<JobDetail>()
  readonly #listeners: Listeners = { delta: new Set(), complete: new Set(), error: new Set() }
  #following: Promise<void> | undefined
  #state: RunState | undefined
  #end: { readonly error?: Error } | undefined
  #changed = Promise.withResolvers<void>()

  /** Made by `client.submit` and `client.watch`. */
  constructor(id: string, ports: RunPorts, submitted?: JobDetail) {
    this.id = id
    this.#ports = ports
    if (submitted) this.#state = { job: submitted, prompts: [] }
    // Whoever follows by events or by iterating is told of an error there.
    this.#completed.promise.catch(() => undefined)
  }

  /** What is known; undefined before the first word of a job that is only watched. */
  get state(): RunState | undefined {
    return this.#state
  }

  /** The ended job, whether it succeeded or not. Rejects when it can't be followed, and with `closed`. */
  get completed(): Promise<JobDetail> {
    this.#follow()
    return this.#completed.promise
  }

  /** @returns what takes the listener away again. */
  on<E extends keyof RunEvents>(event: E, listener: (value: RunEvents[E]) => void): () => void {
    this.#listeners[event].add(listener)
    this.#follow()
    return () => this.#listeners[event].delete(listener)
  }

  /** The state now, then each that is new; a slow reader gets the latest. Throws when it can't be followed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<RunState, void, void> {
    this.#follow()
    let seen: RunState | undefined
    for (;;) {
      if (this.#state && this.#state !== seen) {
        seen = this.#state
        yield seen
      } else if (this.#end) {
        if (this.#end.error) throw this.#end.error
        return
      } else await this.#changed.promise
    }
  }

  /** Asks for the end of the job. */
  async cancel(options?: CancelOptions): Promise<void> {
    await this.#ports.cancel(this.id, options)
  }

  /** Stops following. The job goes on; iterations end, and `completed` rejects with `closed`. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#following
    if (this.#end) return
    this.#end = {}
    this.#completed.reject(new MusterError('closed', 'input', `job ${this.id} is no longer followed`))
    this.#changed.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #follow(): void {
    if (this.#end) return
    this.#following ??= this.#followToEnd().catch((error: unknown) => {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    })
  }

  async #followToEnd(): Promise<void> {
    const { http, clock, random } = this.#ports
    const path = `/v1/stream?job=${encodeURIComponent(this.id)}`
    const signal = this.#closing.signal
    for await (const event of followStream({ http, path, clock, random, signal })) {
      await this.#take(event)
      if (this.#end) return
    }
  }

  async #take(event: StreamEvent): Promise<void> {
    switch (event.kind) {
      case 'document':
        return this.#takeDocument(event.document)
      case 'end':
        return this.#complete(detailOf(mustParse(parseStreamedJob, event.last)))
      case 'lost': {
        if (!this.#state || this.#state.contactLost) return undefined
        const contactLost = { since: this.#ports.clock.wall(), reason: event.reason }
        return this.#change({ ...this.#state, contactLost })
      }
      case 'closed':
        return this.#takeClosed()
    }
  }

  #takeDocument(document: unknown): void {
    const { jobs, prompts } = mustParse(parseStreamDocument, document)
    const job = jobs[this.id]
    if (job) this.#change({ job: detailOf(job), prompts: Object.values(prompts) })
  }

  /** The stream of a job that nobody knows ends without a word, as one does whose coordinator is stopping. */
  async #takeClosed(): Promise<void> {
    let job: JobDetail
    try {
      job = await this.#ports.job(this.id, this.#closing.signal)
    } catch (error) {
      if (this.#closing.signal.aborted) return
      if (error instanceof MusterError && error.category === 'unavailable') return
      throw error
    }
    if (job.endedAt !== undefined) this.#complete(job)
  }

  #change(state: RunState): void {
    this.#state = state
    this.#wake()
    for (const listener of this.#listeners.delta) listener(state)
  }

  #complete(job: JobDetail): void {
    this.#end = {}
    this.#change({ job, prompts: [] })
    this.#completed.resolve(job)
    for (const listener of this.#listeners.complete) listener(job)
  }

  #fail(error: Error): void {
    this.#end = { error }
    this.#completed.reject(error)
    this.#wake()
    for (const listener of this.#listeners.error) listener(error)
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}

const detailOf = (job: StreamedJob): JobDetail => ({ ...job, tasks: Object.values(job.tasks) })

/** @throws InvalidInputError */
function mustParse<T>(
  parse: (value: unknown) => { ok: true; value: T } | { ok: false; faults: InvalidInputError['faults'] },
  value: unknown,
): T {
  const parsed = parse(value)
  if (parsed.ok) return parsed.value
  throw new InvalidInputError('the stream tells what is no job', parsed.faults)
}
