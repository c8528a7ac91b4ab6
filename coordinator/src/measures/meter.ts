import type { Clock, Timestamp } from '@muster/runtime'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { GatewayCounts } from '../gateway/gateway.ts'
import type { State } from '../model/state.ts'
import { SPANS } from './spans.ts'

/** What a scrape reads of the lead. */
export interface LeadView {
  readonly term: { readonly epoch: number }
  readonly state: State
  readonly gateway: { readonly connected: boolean; readonly counts: Readonly<GatewayCounts> }
  readonly transactor: { readonly writes: number }
}

/** One line of a metric: what it is about, and its value. */
export type Sample<L extends string> = readonly [labels: Readonly<Record<L, string>>, value: number]

/** What a metric reads at a scrape. `now` is of the wall clock, as the records' times are. */
type Read<T> = (lead: LeadView, now: Timestamp) => T

/**
 * Makes metrics in a registry of its own. What is read from the lead has no samples while nobody leads here: another
 * coordinator may know better.
 */
export class Meter {
  readonly registry = new Registry()
  readonly clock: Clock
  readonly lead: () => LeadView | undefined

  constructor(clock: Clock, lead: () => LeadView | undefined) {
    this.clock = clock
    this.lead = lead
  }

  /** @param collect called before each scrape. */
  counter<L extends string = never>(
    name: `muster_${string}_total`,
    help: string,
    labelNames: readonly L[] = [],
    collect: () => void = () => undefined,
  ): Counter<L> {
    return new Counter<L>({ name, help, labelNames, registers: [this.registry], collect })
  }

  histogram<L extends string = never>(
    name: `muster_${string}_seconds`,
    help: string,
    labelNames: readonly L[] = [],
  ): Histogram<L> {
    return new Histogram<L>({
      name,
      help,
      labelNames: [...labelNames],
      buckets: SPANS,
      registers: [this.registry],
    })
  }

  gauge<L extends string>(
    name: `muster_${string}`,
    help: string,
    labelNames: readonly L[],
    read: Read<Iterable<Sample<L>>>,
  ): void {
    const gauge: Gauge<L> = new Gauge<L>({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect: () => {
        gauge.reset()
        const lead = this.lead()
        if (!lead) return
        for (const [labels, value] of read(lead, this.clock.wall())) gauge.set(labels, value)
      },
    })
  }

  /** A gauge of one line. */
  value(name: `muster_${string}`, help: string, read: Read<number>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: () => {
        const lead = this.lead()
        if (lead) gauge.set(read(lead, this.clock.wall()))
        else gauge.remove()
      },
    })
  }

  /** A counter that somebody else counts. */
  countedElsewhere(name: `muster_${string}_total`, help: string, read: Read<number>): void {
    const counter: Counter = this.counter(name, help, [], () => {
      counter.reset()
      const lead = this.lead()
      if (lead) counter.inc(read(lead, this.clock.wall()))
      else counter.remove()
    })
  }
}
