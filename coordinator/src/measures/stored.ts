import { Gauge } from 'prom-client'
import type { Store, StoreCounts } from '../store/store.ts'
import type { Meter, Sample } from './meter.ts'

/** What the store has counted, over all leads. */
export function measureStored(meter: Meter, store: Pick<Store, 'counts'>): void {
  const gauge = <L extends string>(
    name: `muster_${string}`,
    help: string,
    labelNames: readonly L[],
    read: (counts: StoreCounts) => readonly Sample<L>[],
  ) => {
    const made: Gauge<L> = new Gauge<L>({
      name,
      help,
      labelNames,
      registers: [meter.registry],
      collect: async () => {
        // A store that does not answer leaves these out; all else is worth knowing then more than ever.
        const samples = await store.counts().then(read, () => [])
        made.reset()
        if (samples.length === 0 && labelNames.length === 0) made.remove()
        for (const [labels, value] of samples) made.set(labels, value)
      },
    })
  }
  gauge('muster_jobs', 'Jobs in the store, by state.', ['state'], ({ jobs }) =>
    Object.entries(jobs).map(([state, count]) => [{ state }, count]),
  )
  gauge('muster_audit_stored_events', 'Events in the audit.', [], ({ events }) => [[{}, events]])
}
