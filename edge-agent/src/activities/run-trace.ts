import { type AttemptState, isAttemptEnd, type OfferMessage } from '@muster/protocol'
import type { Span, Tracer } from '@muster/runtime'
import type { StartOutcome } from '../instruments/driver.ts'
import type { JournalEntry } from '../journal/on-disk.ts'

/**
 * Spans of what an agent does for an attempt: its claim, the call that starts the instrument, and the run. They are below the
 * span that came with the offer. What a process did not see begin, it does not trace.
 */
export class RunTrace {
  readonly #tracer: Tracer
  /** Of the attempt that the instrument has: one at a time. */
  #current:
    | { readonly attemptId: string; readonly parent: string | undefined; span: Span; runs: boolean }
    | undefined

  constructor(tracer: Tracer) {
    this.#tracer = tracer
  }

  offered({ attemptId, traceparent, activity, instrumentId }: OfferMessage): void {
    this.#end()
    const attributes = {
      'muster.attempt': attemptId,
      'muster.activity': activity,
      'muster.instrument': instrumentId,
    }
    const parent = traceparent === undefined ? {} : { parent: traceparent }
    this.#current = {
      attemptId,
      parent: traceparent,
      span: this.#tracer.span('claim', { ...parent, kind: 'consumer', attributes }),
      runs: false,
    }
  }

  /** The instrument is asked to start. @returns to be told what came of it */
  start(entry: JournalEntry): (outcome: StartOutcome['kind']) => void {
    const parent = this.#current?.attemptId === entry.attemptId ? this.#current.parent : undefined
    const span = this.#tracer.span('driver start', {
      ...(parent === undefined ? {} : { parent }),
      kind: 'client',
      attributes: { 'muster.attempt': entry.attemptId, 'muster.instrument': entry.instrumentId },
    })
    return outcome => {
      span.attribute('muster.outcome', outcome)
      if (outcome !== 'started') span.fail(outcome)
      span.end()
    }
  }

  moved(attemptId: string, state: AttemptState): void {
    const current = this.#current
    if (current?.attemptId !== attemptId) return
    if (isAttemptEnd(state)) {
      current.span.attribute('muster.end', state)
      if (state === 'failed') current.span.fail(state)
      return this.#end()
    }
    // The claim is over when the start begins; the run begins when the instrument has it.
    if (state === 'starting') current.span.end()
    // A pause is part of the run.
    if (state !== 'running' || current.runs) return
    current.runs = true
    const parent = current.parent === undefined ? {} : { parent: current.parent }
    current.span.end()
    current.span = this.#tracer.span('run', { ...parent, attributes: { 'muster.attempt': attemptId } })
  }

  #end(): void {
    this.#current?.span.end()
    this.#current = undefined
  }
}
