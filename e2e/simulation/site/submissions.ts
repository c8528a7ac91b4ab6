import type { World } from '../world.ts'
import type { Dice } from './dice.ts'

/** The sample that an order is for. */
export const sampleOf = (order: number): string => `S-${order}`

type Step = Readonly<Record<string, unknown>>

/** Of how many orders before this one somebody may want another look at the sample. */
const LOOKED_BACK = 8

/** What is ordered: each kind of work that the scheduler knows, in modest shares. */
export class Submissions {
  readonly #world: World
  readonly #dice: Dice

  constructor(world: World, dice: Dice) {
    this.#world = world
    this.#dice = dice
  }

  /** @param number of the order, from 1 */
  next(number: number): Record<string, unknown> {
    const dice = this.#dice
    const common = {
      priority: dice.pick(['critical', 'high', 'normal', 'normal', 'normal', 'low', 'background']),
      ...(dice.chance(0.2) ? { deadline: this.#deadline() } : {}),
    }
    const kinds = { part: 8, print: 2, scan: 3, weigh: 2, cure: 1, sinter: 1, slurry: 3, pair: 1, batch: 2 }
    switch (dice.weighted({ ...kinds, again: number > LOOKED_BACK ? 2 : 0 })) {
      case 'part':
        return { ...common, workflow: workflow('part', this.#part(sampleOf(number))) }
      case 'slurry':
        return { ...common, workflow: workflow('slurry', this.#slurry(sampleOf(number))) }
      case 'pair':
        return { ...common, workflow: workflow('pair', this.#pair()) }
      case 'print':
        return { ...common, activity: this.#print() }
      case 'scan':
        return { ...common, activity: this.#scan() }
      case 'again':
        return { ...common, activity: this.#scanAgain(number) }
      case 'weigh':
        return { ...common, activity: { activity: 'weigh' } }
      case 'batch':
        return { ...common, activity: this.#cureTogether() }
      case 'cure':
        return { ...common, activity: { activity: 'cure', staleAfter: '2 h' } }
      case 'sinter':
        return { ...common, activity: { activity: 'sinter', lostAfter: '2 h' } }
    }
  }

  #deadline(): string {
    const { coordinatorClock } = this.#world
    return new Date(coordinatorClock.wall() + 3_600_000 * this.#dice.int(2, 60)).toISOString()
  }

  #print(): Step {
    const dice = this.#dice
    return {
      activity: 'print',
      parameters: { layers: dice.int(50, 400) },
      ...dice.pick([{}, {}, POWDER, POWDER, LICENCE]),
      ...(dice.chance(0.3) ? { timeLimit: '6 h' } : {}),
      ...(dice.chance(0.3) ? { staleAfter: '1 h' } : {}),
      ...(dice.chance(0.2) ? { instrument: `printer-${dice.int(1, 10)}` } : {}),
    }
  }

  #scan(): Step {
    const dice = this.#dice
    return {
      activity: 'scan',
      timeLimit: '25 min',
      retry: { attempts: dice.int(2, 5), delay: '1 min' },
      ...(dice.chance(0.4) ? { resources: [{ resource: dice.pick(['holders', 'agent/gpu']) }] } : {}),
      ...(dice.chance(0.2) ? { preemptible: false } : {}),
    }
  }

  /** Another look at the sample of an order before, which may be at work with it still. */
  #scanAgain(number: number): Step {
    const sample = sampleOf(number - this.#dice.int(1, LOOKED_BACK))
    return { ...this.#scan(), samples: [sample], resources: [{ resource: 'holders' }] }
  }

  /** All that is cured so is alike, and waits for more of its kind. */
  #cureTogether(): Step {
    return { activity: 'cure', batch: { size: 3, hold: '2 h' }, resources: [IN_AN_OVEN] }
  }

  /** A part: printed, cured, sintered, weighed, and some scanned. */
  #part(sample: string) {
    const dice = this.#dice
    const away = { policy: 'safe-stop', after: '4 h' }
    const samples = [sample]
    const cure = dice.chance(0.3)
      ? this.#cureTogether()
      : { activity: 'cure', ...(dice.chance(0.1) ? { away } : {}) }
    const crucible = { resources: [{ resource: 'crucibles', amount: dice.pick([1, 1, 1, 4]) }] }
    return {
      print: this.#print(),
      cure: { ...cure, samples, after: ['print'] },
      sinter: {
        activity: 'sinter',
        after: ['cure'],
        samples,
        ...(dice.chance(0.5) ? crucible : {}),
        ...(dice.chance(0.3) ? { timeLimit: '19 h' } : {}),
      },
      weigh: {
        activity: 'weigh',
        after: ['sinter'],
        samples,
        retry: { attempts: 2, delay: '30 s' },
        ...(dice.chance(0.3) ? { batch: { size: 2, hold: '1 h' } } : {}),
      },
      ...(dice.chance(0.4) ? { scan: { ...this.#scan(), samples, after: ['weigh'] } } : {}),
    }
  }

  /** What is mixed is cast before it sets, cools, and is looked at. */
  #slurry(sample: string) {
    const samples = [sample]
    return {
      mix: { ...this.#scan(), samples },
      cast: { activity: 'cure', samples, after: ['mix'], waits: { mix: { atMost: '20 min' } } },
      look: {
        activity: 'weigh',
        samples,
        after: ['cast'],
        waits: { cast: { atLeast: '10 min', ...(this.#dice.chance(0.5) ? { atMost: '3 h' } : {}) } },
      },
    }
  }

  /** Two looks from two sides at the same moment. */
  #pair() {
    const side = { activity: 'scan', timeLimit: '25 min', together: 'both' }
    return { left: side, right: side }
  }
}

const workflow = (name: string, steps: Readonly<Record<string, Step>>) => ({
  muster: 1,
  name,
  version: 1,
  steps,
})

/** Powder is used up; a thin part needs less of it. */
const POWDER = {
  resources: [{ resource: 'powder', amount: 300, unit: 'g' }],
  degraded: [
    {
      name: 'thin',
      after: '30 min',
      parameters: { layers: 20 },
      resources: [{ resource: 'powder', amount: 50, unit: 'g' }],
    },
  ],
}

/** There is one licence for fine prints; without it they are coarse. */
const LICENCE = {
  resources: [{ resource: 'licences' }],
  degraded: [{ name: 'coarse', parameters: { layers: 50 }, resources: [] }],
}

/** A place in the rack of the first oven, or on a tray for any. */
const IN_AN_OVEN = { anyOf: [{ resource: 'oven-1-rack' }, { resource: 'trays' }] }
