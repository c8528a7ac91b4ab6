import type { Clock } from '@muster/runtime'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Observer } from '../observers.ts'
import type { Store } from '../store/store.ts'
import { measureAgents } from './agents.ts'
import { measureBreakers } from './breakers.ts'
import { measureEscalations } from './escalations.ts'
import { measureInstruments } from './instruments.ts'
import { measureLeading } from './leading.ts'
import { type LeadView, Meter } from './meter.ts'
import { measurePrompts } from './prompts.ts'
import { measureQueue } from './queue.ts'
import { measureResources } from './resources.ts'
import { measureTriggers } from './triggers.ts'
import { measureStored } from './stored.ts'
import { measureWork } from './work.ts'

export interface MeasuresOptions {
  readonly clock: Clock
  /** The lead that is held now, where one is. */
  readonly lead: () => LeadView | undefined
  /** Where given, what it has counted is told too. */
  readonly store?: Pick<Store, 'counts'>
  /** What others count in besides, such as the middleware `metrics`. */
  readonly registry?: Registry
}

/** What Prometheus is told. It counts what it observes, and reads the rest when it is asked. */
export interface Measures extends Observer {
  readonly contentType: string
  /** All metrics, in Prometheus' text format. */
  text(): Promise<string>
}

/** To be made once in a process: the metrics of the process itself are among them. */
export function createMeasures({ clock, lead, store, registry }: MeasuresOptions): Measures {
  const meter = new Meter(clock, lead)
  const parts: readonly Partial<Observer>[] = [
    measureLeading(meter),
    measureWork(meter),
    measureInstruments(meter),
    measureAgents(meter),
    measureEscalations(meter),
    measurePrompts(meter),
    measureBreakers(meter),
    measureTriggers(meter),
  ]
  measureQueue(meter)
  measureResources(meter)
  if (store) measureStored(meter, store)
  collectDefaultMetrics({ register: meter.registry })
  const all = registry ? Registry.merge([meter.registry, registry]) : meter.registry
  const restarted = () => {
    for (const part of parts) part.restarted?.()
  }
  // The lead that is there already has told its observers before there was this one.
  restarted()
  return {
    contentType: meter.registry.contentType,
    text: () => all.metrics(),
    committed: change => {
      for (const part of parts) part.committed?.(change)
    },
    live: agentId => {
      for (const part of parts) part.live?.(agentId)
    },
    restarted,
  }
}
