import { hours, minutes } from '@muster/runtime'
import type { Operations } from '@muster/coordinator'
import type { State } from '@muster/coordinator/testing'
import type { Site } from './site.ts'

/** Below this, somebody sooner or later opens another can of powder. */
const LITTLE_POWDER = 1_000
const A_CAN = 1_500

interface Lead {
  readonly state: State
  readonly operations: Operations
}

/** What people do about resources and samples: refill, take some out, put samples somewhere. Asked every few minutes. */
export function supply({ state, operations }: Lead, site: Site): void {
  const { dice, counts } = site
  const isPeace = site.isPeace()
  const count = (what: string, deed: Promise<unknown>): void =>
    void deed.then(
      () => counts.add(`by hand: ${what}`),
      () => counts.add(`refused: ${what}`),
    )
  const powder = state.resources.records.get('powder')?.remaining ?? LITTLE_POWDER
  if (powder < LITTLE_POWDER && dice.chance(isPeace ? 1 : 0.03))
    count('refill', operations.refill('powder', { amount: A_CAN, unit: 'g', reason: 'a new can' }, 'ada'))
  if (!isPeace && dice.chance(0.005)) {
    const until = site.world.coordinatorClock.wall() + dice.between(minutes(10), hours(3))
    const resource = dice.pick(['crucibles', 'holders', 'trays'])
    count('lend', operations.lend(resource, { by: 'ada', reason: 'a visit', until }))
  }
  if (dice.chance(isPeace ? 0.2 : 0.02)) count('place sample', placeOne({ state, operations }, site))
}

/** One sample lies in a holder at a time: where there is one, it is put away; else one that is there is put in. */
function placeOne({ state, operations }: Lead, site: Site): Promise<unknown> {
  const lying = [...state.resources.samples.values()].find(({ place }) => place && 'resource' in place)
  const deed = { by: 'bo', reason: 'tidying up' }
  if (lying) return operations.placeSample(lying.id, { text: 'the cupboard' }, deed)
  const samples = [...state.tasks.values()].flatMap(task => task.samples ?? [])
  if (site.isPeace() || samples.length === 0) return Promise.resolve()
  const name = `holder-${site.dice.int(1, 5)}`
  return operations.placeSample(site.dice.pick(samples), { resource: 'holders', name }, deed)
}
