import { hours, minutes, type Random, seconds, seededRandom } from '@muster/runtime'
import { Hall } from '../../scheduling/hall.ts'
import { activity } from '../../simulation/world.ts'
import { benchPaper } from './paper.ts'

/** Jobs of one round, and rounds of one site: in the first nothing has been measured yet. */
const JOBS = 36
const ROUNDS = 3
const SEEDS = [1, 2, 3]
/** Of the natural logarithm of how much longer a run takes than expected: of ten runs one is a third longer or a quarter shorter. */
const SPREAD = 0.22
/** What begins sooner is no wait. */
const LEAST_WAIT = minutes(1)

const HEAT = [activity('sinter', 'never', hours(4)), activity('dry', 'safe-until-started', hours(1))]
const SCAN = [activity('scan', 'safe-until-started', minutes(40))]
const WEIGH = [activity('weigh', 'safe-until-started', minutes(5))]

/** One task: when it was expected to begin, and when it did; milliseconds from when that was asked. */
interface Sample {
  readonly from: number
  readonly expected: number
  readonly to: number
  readonly real: number
}

/**
 * Asks a small site with some dozens of jobs when all that waits will begin, and then lives it, on virtual time with the real
 * coordinator and agents. Runs take more and less long than is expected of them.
 *
 * @returns the lines of the table
 */
export async function benchForecast(): Promise<string[]> {
  const byRound = new Map<number, Sample[]>()
  for (const seed of SEEDS) {
    const site = await open(seed)
    for (let round = 0; round < ROUNDS; round += 1) {
      const samples = await live(site.hall, seededRandom(seed * 100 + round))
      byRound.set(round, [...(byRound.get(round) ?? []), ...samples])
    }
  }
  const rows = [...byRound].map(([round, samples]) => rowOf(`round ${round + 1}`, samples))
  return [
    '| forecasts and what came | tasks | wait, median | error, median | error, p90 | of the wait, median | p90 | in [from, to] | before | after |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    rowOf('**all**', [...byRound.values()].flat()),
    '',
    `${SEEDS.length} sites of 5 instruments, ${JOBS} jobs each round; durations spread by ${SPREAD} (standard deviation of the logarithm)`,
    '',
    ...benchPaper(),
  ]
}

async function open(seed: number) {
  const machine = (agentId: string, instruments: readonly (readonly [string, typeof HEAT])[]) => ({
    agentId,
    instruments: instruments.map(([id, activities]) => ({ id, keepsIds: true, activities })),
  })
  const hall = await Hall.open({
    seed,
    machines: [
      machine('hall-a', [
        ['furnace-1', HEAT],
        ['furnace-2', HEAT],
      ]),
      machine('hall-b', [['furnace-3', HEAT]]),
      machine('annex', [
        ['xrd', SCAN],
        ['balance', WEIGH],
      ]),
    ],
  })
  const random = seededRandom(seed)
  const factors = new Map<string, number>()
  for (const { instruments } of hall.world.machines.values())
    for (const instrument of instruments.values())
      instrument.stretch = attemptId => {
        const factor = factors.get(attemptId) ?? Math.exp(SPREAD * normal(random))
        factors.set(attemptId, factor)
        return factor
      }
  return { hall }
}

/** Submits, asks at once, and waits until all is done. */
async function live(hall: Hall, random: Random): Promise<Sample[]> {
  const jobs: string[] = []
  for (let at = 0; at < JOBS; at += 1) jobs.push(await submit(hall, random))
  const asked = hall.now
  const ids = [...hall.state.tasks.values()]
    .filter(({ state, jobId }) => jobs.includes(jobId) && (state === 'queued' || state === 'pending'))
    .map(({ id }) => id)
  const expected = new Map<string, Omit<Sample, 'real'>>()
  for (const id of ids) {
    const [{ expectedStart }] = await Promise.all([hall.operations.why(id), hall.pass(seconds(0))])
    if (!expectedStart) throw new Error(`nobody can tell when ${id} begins`)
    const { from, expected: at, to = Number.POSITIVE_INFINITY } = expectedStart
    expected.set(id, { from: from - asked, expected: at - asked, to: to - asked })
  }
  while (hall.state.backlog.open > 0) await hall.pass(minutes(30))
  const samples: Sample[] = []
  for (const [id, told] of expected) {
    const startedAt = (await hall.world.coordinator?.store.task(id))?.startedAt
    if (startedAt === undefined) throw new Error(`${id} was never started`)
    if (startedAt - asked >= LEAST_WAIT) samples.push({ ...told, real: startedAt - asked })
  }
  return samples
}

/** A study of one powder, something to dry, or something to weigh; of three people, and of unlike priority. */
async function submit(hall: Hall, random: Random): Promise<string> {
  const kind = random.float()
  const user = ['ada', 'ben', 'cleo'][Math.floor(random.float() * 3)] ?? 'ada'
  const priority = ['low', 'normal', 'normal', 'high'][Math.floor(random.float() * 4)] ?? 'normal'
  const steps =
    kind < 0.4
      ? {
          weigh: { activity: 'weigh' },
          sinter: { activity: 'sinter', after: ['weigh'] },
          scan: { activity: 'scan', after: ['sinter'], waits: { sinter: { atLeast: '30 min' } } },
        }
      : kind < 0.75
        ? { dry: { activity: 'dry' }, scan: { activity: 'scan', after: ['dry'] } }
        : { weigh: { activity: 'weigh' } }
  return hall.submit(steps, { priority, labels: { user } })
}

/** Of mean 0 and variance 1. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float())
}

function rowOf(name: string, samples: readonly Sample[]): string {
  const errors = samples.map(({ expected, real }) => Math.abs(real - expected))
  const shares = samples.map(({ expected, real }) => (100 * Math.abs(real - expected)) / real)
  const share = (count: number) => `${((100 * count) / samples.length).toFixed(0)} %`
  const before = samples.filter(({ from, real }) => real < from).length
  const after = samples.filter(({ to, real }) => real > to).length
  const cells = [
    name,
    samples.length,
    inMinutes(
      quantile(
        samples.map(({ real }) => real),
        0.5,
      ),
    ),
    inMinutes(quantile(errors, 0.5)),
    inMinutes(quantile(errors, 0.9)),
    `${quantile(shares, 0.5).toFixed(0)} %`,
    `${quantile(shares, 0.9).toFixed(0)} %`,
    share(samples.length - before - after),
    share(before),
    share(after),
  ]
  return `| ${cells.join(' | ')} |`
}

const inMinutes = (ms: number): string => `${Math.round(ms / minutes(1)).toLocaleString('en')} min`

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
}
