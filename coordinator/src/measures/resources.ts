import type { State } from '../model/state.ts'
import type { Meter, Sample } from './meter.ts'

/** What tasks hold besides instruments. */
export function measureResources(meter: Meter): void {
  const each = (
    name: `muster_${string}`,
    help: string,
    value: (state: State, id: string) => number | undefined,
  ): void =>
    meter.gauge(name, help, ['resource', 'unit'], ({ state }) =>
      [...state.resources.infos()].flatMap(({ id, unit }): Sample<'resource' | 'unit'>[] => {
        const found = value(state, id)
        return found === undefined ? [] : [[{ resource: id, unit }, found]]
      }),
    )
  each(
    'muster_resource_capacity',
    'How many there are of a resource, or the most that fits, where there is a limit.',
    ({ resources }, id) => resources.info(id)?.capacity,
  )
  each('muster_resource_free', 'What tasks could have now.', ({ resources }, id) => resources.free(id))
  each(
    'muster_resource_held',
    'Held by tasks and people, or resting after use; of what is used up: reserved.',
    ({ resources }, id) => resources.held(id),
  )
  each(
    'muster_resource_remaining',
    'What is left of what is used up, reserved or not.',
    ({ resources }, id) => resources.records.get(id)?.remaining,
  )
}
