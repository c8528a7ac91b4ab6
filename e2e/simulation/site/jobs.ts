import type { World } from '../world.ts'
import { hours, millis, minutes, seconds } from '@muster/runtime'
import type { Counts, Dice } from './dice.ts'

/** What is submitted. Every order has a key, so that one whose answer was lost can be sent again. */
export class Orders {
  /** Jobs that were answered for, and are in the store as far as backups allow. */
  accepted: string[] = []
  readonly broken: { readonly what: string; readonly about: readonly string[] }[] = []
  readonly #world: World
  readonly #dice: Dice
  readonly #counts: Counts
  /** Jobs by the key of their order, as far as backups allow. */
  #byKey = new Map<string, string>()
  #orders = 0

  constructor(world: World, dice: Dice, counts: Counts) {
    this.#world = world
    this.#dice = dice
    this.#counts = counts
  }

  /** The store is as it was when these had been accepted. */
  restored(accepted: readonly string[]): void {
    this.accepted = [...accepted]
    const known = new Set(accepted)
    this.#byKey = new Map([...this.#byKey].filter(([, id]) => known.has(id)))
  }

  place(): void {
    this.#orders += 1
    const number = this.#orders
    this.#send(`order-${number}`, { ...this.#submission(), labels: { sample: `S-${number}`, user: 'site' } })
  }

  /** Many small jobs at once. */
  placeMany(activity: string, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#orders += 1
      this.#send(`order-${this.#orders}`, { activity: { activity }, labels: { sample: `S-${this.#orders}` } })
    }
  }

  /** One job for this very instrument, and at once. */
  placeAt(activity: string, instrument: string): void {
    this.#orders += 1
    const number = this.#orders
    const labels = { sample: `S-${number}`, user: 'site' }
    this.#send(`order-${number}`, { activity: { activity, instrument }, priority: 'critical', labels })
  }

  #submission(): Record<string, unknown> {
    const dice = this.#dice
    const common = {
      priority: dice.pick(['critical', 'high', 'normal', 'normal', 'normal', 'low', 'background']),
      ...(dice.chance(0.2) ? { deadline: this.#deadline() } : {}),
    }
    switch (dice.weighted({ part: 8, print: 2, scan: 3, weigh: 2, cure: 1, sinter: 1 })) {
      case 'part':
        return { ...common, workflow: this.#part() }
      case 'print':
        return { ...common, activity: this.#print() }
      case 'scan':
        return { ...common, activity: this.#scan() }
      case 'weigh':
        return { ...common, activity: { activity: 'weigh' } }
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

  #print() {
    const dice = this.#dice
    return {
      activity: 'print',
      parameters: { layers: dice.int(50, 400) },
      ...(dice.chance(0.3) ? { timeLimit: '6 h' } : {}),
      ...(dice.chance(0.3) ? { staleAfter: '1 h' } : {}),
      ...(dice.chance(0.2) ? { instrument: `printer-${dice.int(1, 10)}` } : {}),
    }
  }

  #scan() {
    return {
      activity: 'scan',
      timeLimit: '25 min',
      retry: { attempts: this.#dice.int(2, 5), delay: '1 min' },
    }
  }

  /** A part: printed, cured, sintered, weighed, and some scanned. */
  #part() {
    const dice = this.#dice
    const away = { policy: 'safe-stop', after: '4 h' }
    return {
      muster: 1,
      name: 'part',
      version: 1,
      steps: {
        print: this.#print(),
        cure: { activity: 'cure', after: ['print'], ...(dice.chance(0.1) ? { away } : {}) },
        sinter: { activity: 'sinter', after: ['cure'], ...(dice.chance(0.3) ? { timeLimit: '19 h' } : {}) },
        weigh: { activity: 'weigh', after: ['sinter'], retry: { attempts: 2, delay: '30 s' } },
        ...(dice.chance(0.4) ? { scan: { ...this.#scan(), after: ['weigh'] } } : {}),
      },
    }
  }

  /** Until it is answered for: what got no answer is sent again under the same key. */
  #send(key: string, submission: Record<string, unknown>): void {
    const { time, coordinator } = this.#world
    let isAnswered = false
    time.at(time.now + minutes(2), () => {
      if (!isAnswered) this.#send(key, submission)
    })
    try {
      coordinator?.operations.submit(submission, { by: 'site', idempotencyKey: key }).then(
        ({ job, created }) => {
          isAnswered = true
          this.#accept(key, job.id, created)
          if (this.#dice.chance(0.07)) this.#cancelLater(job.id)
        },
        () => this.#counts.add('submission refused'),
      )
    } catch {
      this.#counts.add('submission refused')
    }
  }

  #accept(key: string, jobId: string, created: boolean): void {
    const before = this.#byKey.get(key)
    if (before !== undefined && before !== jobId)
      this.broken.push({ what: `${key} became two jobs: ${before} and ${jobId}`, about: [before, jobId] })
    if (!created) this.#counts.add('submission answered again')
    if (before === jobId) return
    this.#byKey.set(key, jobId)
    this.accepted.push(jobId)
    this.#world.tell(`accepted ${jobId} (${key})`)
  }

  /** Some are taken back at once, some when they run. */
  #cancelLater(jobId: string): void {
    const { time } = this.#world
    const wait = this.#dice.chance(0.4)
      ? this.#dice.between(millis(0), millis(400))
      : this.#dice.between(seconds(1), hours(20))
    time.at(time.now + wait, () => this.cancel(jobId))
  }

  cancel(jobId: string): void {
    try {
      this.#world.coordinator?.operations.cancel(jobId, 'site').then(
        () => this.#counts.add('cancel'),
        () => undefined,
      )
    } catch {
      // Between two leads nothing can be asked for.
    }
  }
}
