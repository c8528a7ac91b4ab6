import { messageOf, minutes, seededRandom, systemClock } from '@muster/runtime'
import { Api, settled } from './api.ts'
import { faultKinds } from './faults.ts'
import { Person } from './person.ts'
import { report } from './report.ts'
import { Site } from './site.ts'
import { Trouble } from './trouble.ts'
import { judge } from './verdict.ts'
import { Watch } from './watch.ts'
import { Work } from './work.ts'

/** Bounds, generous: the machine may be busy with other things. */
const STARTED_WITHIN = minutes(3)
const WELL_WITHIN = minutes(3)
/** The driver of an instrument that keeps ids may have to wait two minutes before it can say that a start never came. */
const AT_REST_WITHIN = minutes(8)

export interface RunOptions {
  readonly prefix: string
  readonly minutes: number
  readonly seed: number
  readonly say: (line: string) => void
}

/** One chaos test, from the first process to the verdict. */
export class Run {
  readonly #options: RunOptions
  #site: Site | undefined
  readonly #ends: (() => void)[] = []

  constructor(options: RunOptions) {
    this.#options = options
  }

  /** @returns the exit code */
  async live(): Promise<number> {
    const { prefix, seed, say } = this.#options
    say(`seed ${seed}, ${this.#options.minutes} min of trouble`)
    const watch = new Watch()
    const site = await Site.make(prefix, seed, watch)
    this.#site = site
    say(
      `${site.network.machines.size} machines in ${site.folder}; networks are impaired by ${site.network.shaping}`,
    )
    site.start()
    const api = new Api(site.apiUrl)
    const well = () => settled(() => api.whatIsWrong(), WELL_WITHIN)
    await settled(() => api.whatIsWrong(), STARTED_WITHIN)
    say('all parts work')
    const work = new Work(api, seededRandom(seed + 1))
    const person = new Person(api, site, seededRandom(seed + 2), say)
    const until = systemClock.monotonic() + minutes(this.#options.minutes)
    const kinds = faultKinds(site, watch)
    const trouble = new Trouble({ kinds, random: seededRandom(seed), say, well, until })
    this.#ends.push(
      () => trouble.end(),
      () => work.end(),
      () => person.end(),
    )
    const wrong: string[] = []
    const noted = (error: unknown) => void wrong.push(messageOf(error))
    const working = work.run().catch(noted)
    const answering = person.run().catch(noted)
    await trouble.run().catch(noted)
    say('the trouble is over; what was begun is finished')
    work.end()
    const began = systemClock.monotonic()
    const atRest = async () => (await api.whatIsWrong()) ?? (await work.unfinished()) ?? (await openOnes(api))
    await working
    await settled(atRest, AT_REST_WITHIN).catch(noted)
    const atRestAfter = systemClock.monotonic() - began
    person.end()
    await answering
    const verdict = await judge({ api, site, work, person, watch })
    say(`at rest\n\n${report({ verdict, trouble, person, work, watch, atRestAfter })}`)
    const broken = [...wrong, ...verdict.broken]
    for (const line of broken) say(`BROKEN  ${line}`)
    say(broken.length === 0 ? 'all holds' : `${broken.length} things do not hold; seed ${seed}`)
    return broken.length === 0 ? 0 : 1
  }

  /** Stops what still runs. @param keep copy what is on the small disks into the folder */
  async end(keep: boolean): Promise<void> {
    for (const end of this.#ends) end()
    await this.#site?.stop().catch(() => undefined)
    if (keep) await this.#site?.keepDisks().catch(() => undefined)
  }
}

async function openOnes(api: Api): Promise<string | undefined> {
  const { openAttempts, openPrompts } = await api.client.stats()
  return openAttempts + openPrompts === 0
    ? undefined
    : `${openAttempts} open attempts, ${openPrompts} open prompts`
}
