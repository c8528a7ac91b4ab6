import type { World } from '../world.ts'
import { hours, millis, minutes, seconds } from '@muster/runtime'
import type { Counts, Dice } from './dice.ts'
import { sampleOf, Submissions } from './submissions.ts'

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
  readonly #submissions: Submissions

  constructor(world: World, dice: Dice, counts: Counts) {
    this.#submissions = new Submissions(world, dice)
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
    const labels = { sample: sampleOf(number), user: 'site' }
    this.#send(`order-${number}`, { ...this.#submissions.next(number), labels })
  }

  /** Many small jobs at once. */
  placeMany(activity: string, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#orders += 1
      this.#send(`order-${this.#orders}`, {
        activity: { activity },
        labels: { sample: sampleOf(this.#orders) },
      })
    }
  }

  /** One job for this very instrument, and at once where it is not said otherwise. */
  placeAt(activity: string, instrument: string, priority = 'critical'): void {
    this.#orders += 1
    const number = this.#orders
    const labels = { sample: sampleOf(number), user: 'site' }
    this.#send(`order-${number}`, { activity: { activity, instrument }, priority, labels })
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
