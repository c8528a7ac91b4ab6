import { aResource, Floor, goesBefore, mismatch, type TaskRecord } from '@muster/coordinator/testing'
import { type Random, seededRandom, systemClock } from '@muster/runtime'
import { percentile } from '../notes.ts'
import { agentPlan, cruciblesFor, SIZES, type Size, taskPlan } from './crowd.ts'

const AIM_P50 = 20
const AIM_P99 = 500
/** Of each kind; as many before are not counted. */
const SAMPLES = 1_000
/** Of sorting all that waits, which takes long. */
const SORTINGS = 7
const MATCHES = 200_000

/** What one event cost, microseconds. */
interface Cost {
  /** All of the decision: what is offered, checked, counted and written down besides. */
  readonly decision: number
  /** What of it was `State.put` and the scheduler. */
  readonly scheduler: number
  readonly started: number
}

/** The end of a task and the start of the next: two events. */
interface Finished extends Cost {
  /** The end of an attempt, and the look that finds what goes next. */
  readonly ended: number
  /** The next attempt is written down, and a look finds nothing more. */
  readonly begun: number
}

interface Costs {
  readonly size: Size
  readonly added: readonly Cost[]
  readonly finished: readonly Finished[]
  readonly heard: readonly Cost[]
  readonly sorting: readonly number[]
  readonly match: number
}

/** What one event costs in the scheduler, by how much waits and how many agents there are. */
export function benchEvents(sizes: readonly Size[] = SIZES): string[] {
  const all = sizes.map(size => {
    if (process.stderr.isTTY) process.stderr.write(`\r${size.tasks} tasks, ${size.agents} agents   `)
    return measure(size)
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  return [...table(all), '', ...summary(all)]
}

function measure(size: Size): Costs {
  const site = new Crowd(size)
  const random = seededRandom(1)
  const added: Cost[] = []
  const finished: Finished[] = []
  const heard: Cost[] = []
  for (let nth = 0; nth < 2 * SAMPLES; nth += 1) {
    const costs = [site.add(), site.finish(random), site.hear(random)] as const
    if (nth < SAMPLES) continue
    added.push(costs[0])
    // Where little waits, there may be nothing for just this instrument.
    if (costs[1] && costs[1].started > 0) finished.push(costs[1])
    heard.push(costs[2])
  }
  const sorting = Array.from({ length: SORTINGS }, () => site.sort(random))
  return { size, added, finished, heard, sorting, match: site.match() }
}

/** A floor where everything runs and much waits. */
class Crowd {
  readonly #floor = new Floor()
  readonly #agents: number
  #tasks = 0
  /** Microseconds within `State.put` and the board since it was set to 0. */
  #spent = 0

  constructor({ tasks, agents }: Size) {
    this.#agents = agents
    const { state } = this.#floor
    state.put('resources', aResource('crucibles', { kind: 'countable', capacity: cruciblesFor(agents) }))
    for (let number = 0; number < agents; number += 1) this.#floor.agent(agentPlan(number))
    for (let number = 0; number < agents + tasks; number += 1) this.#submit()
    this.#floor.dispatch()
    for (const attempt of this.#floor.open) this.#floor.begin(attempt)
    this.#watchTime()
  }

  /** A job of one task comes in. */
  add(): Cost {
    return this.#cost(() => this.#submit())
  }

  /** A task ends, and its instrument gets the next. */
  finish(random: Random): Finished | undefined {
    const { state } = this.#floor
    const ids = state.openAttemptByInstrument
    const instrument = `instrument-${Math.floor(random.float() * this.#agents)}`
    const attempt = state.attempts.get(ids.get(instrument) ?? '')
    if (!attempt) return undefined
    let ended = 0
    const cost = this.#cost(() => {
      this.#floor.end(attempt, 'succeeded')
      const next = state.board.next(this.#floor.now)
      ended = this.#spent
      if (next) this.#floor.offer(next)
      return next ? 1 : 0
    })
    return { ...cost, ended, begun: cost.scheduler - ended }
  }

  /** An agent is heard. */
  hear(random: Random): Cost {
    const agentId = `agent-${Math.floor(random.float() * this.#agents)}`
    return this.#cost(() => this.#floor.state.board.agentChanged(agentId))
  }

  /** How it would be without indexes: what suits the instrument, in order, of which the first is taken. Microseconds. */
  sort(random: Random): number {
    const { state, now } = this.#floor
    const known = state.known.get(`instrument-${Math.floor(random.float() * this.#agents)}`)
    if (!known) return Number.NaN
    const before = systemClock.monotonic()
    const suiting = [...state.board.tasks()].filter(task => mismatch(task, known) === undefined)
    const places = suiting.flatMap(({ id }) => {
      const place = state.board.placeOf(id)
      if (!place) return []
      const { onTop, share, key, tie } = place.entry
      return [{ band: place.group.level.band, rank: { onTop, use: share.use, key, tie, id } }]
    })
    places.sort((a, b) => (a.band === b.band ? (goesBefore(a.rank, b.rank) ? -1 : 1) : b.band - a.band))
    if (places.length > state.board.size || now < 0) throw new Error('it was not sorted')
    return (systemClock.monotonic() - before) * 1_000
  }

  /** Whether an instrument suits a task, one by one: microseconds. */
  match(): number {
    const { state } = this.#floor
    const tasks: TaskRecord[] = [...state.board.tasks()].slice(0, 1_000)
    const instruments = [...state.known.values()].slice(0, 1_000)
    let suiting = 0
    const before = systemClock.monotonic()
    for (let nth = 0; nth < MATCHES; nth += 1) {
      const task = tasks[nth % tasks.length]
      const known = instruments[(nth * 7) % instruments.length]
      if (task && known && mismatch(task, known) === undefined) suiting += 1
    }
    const took = systemClock.monotonic() - before
    if (suiting === 0) throw new Error('nothing suits anything')
    return (took * 1_000) / MATCHES
  }

  #submit(): void {
    const { user, task } = taskPlan(this.#tasks)
    this.#tasks += 1
    this.#floor.submitOf(user, task)
  }

  /** @param happen gives how many it has started itself, if any */
  #cost(happen: () => number | void): Cost {
    this.#floor.now += 1_000
    this.#spent = 0
    const before = systemClock.monotonic()
    const first = happen() ?? 0
    const started = first + this.#floor.dispatch().length
    const decision = (systemClock.monotonic() - before) * 1_000
    return { decision, scheduler: this.#spent, started }
  }

  #watchTime(): void {
    const { state } = this.#floor
    const { board } = state
    const { put } = state
    const timed = <R>(act: () => R): R => {
      const before = systemClock.monotonic()
      const made = act()
      this.#spent += (systemClock.monotonic() - before) * 1_000
      return made
    }
    state.put = (name, row) => timed(() => put.call(state, name, row))
    const next = board.next.bind(board)
    board.next = now => timed(() => next(now))
    const agentChanged = board.agentChanged.bind(board)
    board.agentChanged = agentId => timed(() => agentChanged(agentId))
  }
}

const whole = (value: number): string => Math.round(value).toLocaleString('en')
const exact = (value: number): string => (value < 100 ? value.toFixed(1) : whole(value))
const both = (values: readonly number[]): string =>
  `${exact(percentile(values, 0.5))} / ${exact(percentile(values, 0.99))}`

/** By kind of event: what each of them cost in `State.put` and the scheduler. */
const events = ({ added, finished, heard }: Costs): readonly (readonly number[])[] => [
  added.map(({ scheduler }) => scheduler),
  finished.map(({ ended }) => ended),
  finished.map(({ begun }) => begun),
  heard.map(({ scheduler }) => scheduler),
]
const together = ({ finished }: Costs): number[] => finished.map(({ scheduler }) => scheduler)

function table(all: readonly Costs[]): string[] {
  return [
    '| queued | agents | task added | attempt ended, next found | attempt begun | heartbeat | finished → next: both | whole decision of both | sorting per decision |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...all.map(costs => {
      const { size, finished, sorting } = costs
      const cells = [
        whole(size.tasks),
        whole(size.agents),
        ...events(costs).map(both),
        both(together(costs)),
        both(finished.map(({ decision }) => decision)),
        whole(percentile(sorting, 0.5)),
      ]
      return `| ${cells.join(' | ')} |`
    }),
    '',
    `Microseconds, p50 / p99 of ${whole(SAMPLES)} events each; sorting: p50 of ${SORTINGS}.`,
  ]
}

function summary(all: readonly Costs[]): string[] {
  const largest = all.at(-1)
  if (!largest) return []
  const { size, match } = largest
  const dearest = (p: number): number => Math.max(...events(largest).map(values => percentile(values, p)))
  const [p50, p99] = [dearest(0.5), dearest(0.99)]
  const verdict = (value: number, aim: number) => (value <= aim ? 'met' : '**missed**')
  const where = `${whole(size.tasks)} queued × ${whole(size.agents)} agents`
  const growth = all
    .filter(({ size: { agents } }) => agents === size.agents)
    .map(costs => exact(percentile(together(costs), 0.5)))
  return [
    `- ${where}, the dearest kind of event: p50 ${exact(p50)} µs (aim ≤ ${AIM_P50} µs: ${verdict(p50, AIM_P50)}), p99 ${exact(p99)} µs (aim ≤ ${AIM_P99} µs: ${verdict(p99, AIM_P99)})`,
    `- finished → next at ${whole(size.agents)} agents, p50, each with ten times as much queued: ${growth.join(' → ')} µs`,
    `- whether one instrument suits one task: ${match.toFixed(2)} µs (aim < 5 µs: ${verdict(match, 5)})`,
  ]
}
