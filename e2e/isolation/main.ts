import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Client, createClient, type JobDetail } from '@muster/client'
import { millis, minutes, seconds, sleep, systemClock, withTimeout } from '@muster/runtime'
import { checkedFetch } from '../processes/checked-fetch.ts'
import { Lab } from '../processes/lab.ts'
import { readLedgers } from '../processes/ledger.ts'
import { until } from '../processes/until.ts'

const HELP = `pnpm isolation

One agent, in real processes, with a balance that weighs and four drivers from outside that go wrong in the middle of a run: one
spins, one leaks, one throws where nobody catches it, one never answers again. Each is ended and started again, follows its run to the
end, and started its instrument once; the weighing notices nothing.
`
const FAULTS = {
  spins: /gave no sign of life/,
  leaks: /MB of memory/,
  throws: /threw outside of any call/,
  'never-answers': /did not tell its health/,
} as const
type Fault = keyof typeof FAULTS
const ALL = Object.keys(FAULTS) as Fault[]
const DRIVER = fileURLToPath(new URL('./faulty-driver.ts', import.meta.url))
const LIMIT = minutes(4)
/** How long the weighing takes is stretched to, so that all four go wrong while it lasts: ten seconds in forty. */
const STRETCH = 'timeScale: 0.25'
/** In which the weighing, that is looked at each 100 ms, must have come further: one that waited for a driver would not for longer. */
const LONGEST_PAUSE = seconds(8)

if (process.argv.includes('--help')) {
  process.stdout.write(HELP)
  process.exit(0)
}
const broken = await withTimeout(
  systemClock,
  LIMIT,
  play(),
  () => new Error(`it has not ended in ${LIMIT} ms`),
)
for (const line of broken) process.stdout.write(`BROKEN: ${line}\n`)
process.exit(broken.length === 0 ? 0 : 1)

async function play(): Promise<readonly string[]> {
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'muster-isolation-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const lab = parts.use(await Lab.prepare({ folder, instruments: ['balance'], usualPorts: false }))
  await configure(folder)
  await lab.start()
  const client = createClient({ url: lab.apiUrl, user: 'isolation', fetch: checkedFetch(lab.apiUrl) })
  await until(async () => (await client.instruments()).length === ALL.length + 1 || undefined)
  const weighing = await client.submit({ activity: { activity: 'weigh', parameters: { sample: 'A-17' } } })
  await until(async () => (await client.job(weighing.id)).tasks[0]?.progress?.percent)
  const healthy = watchProgress(client, weighing.id)
  const faulty = await Promise.all(
    ALL.map(async fault => ({ fault, ...(await hold(client, folder, fault)) })),
  )
  const { longestPause, job } = await healthy
  const ledger = await readLedgers(folder)
  tell('the weighing beside them', `${job.state}, ${ledger.length} start, longest pause ${longestPause} ms`)
  return [
    ...faulty.flatMap(({ fault, wrong }) => wrong.map(what => `a driver that ${fault}: ${what}`)),
    ...(job.state === 'succeeded' ? [] : [`the weighing is ${job.state}`]),
    ...(ledger.length === 1 ? [] : [`the balance was started ${ledger.length} times`]),
    ...(longestPause <= LONGEST_PAUSE ? [] : [`the weighing showed no progress for ${longestPause} ms`]),
  ]
}

/** Puts the four beside the balance, and slows that down. */
async function configure(folder: string): Promise<void> {
  const balance = join(folder, 'balance.yaml')
  await writeFile(balance, (await readFile(balance, 'utf8')).replace('timeScale: 5', STRETCH))
  const instruments = ALL.map(fault => ({
    id: `one-that-${fault}`,
    driver: DRIVER,
    process: { memoryMb: 256, silence: '3 s' },
    settings: { fault, ledger: join(folder, `${fault}.ledger`) },
  }))
  // JSON is YAML, too.
  const lines = instruments.map(instrument => `  - ${JSON.stringify(instrument)}\n`).join('')
  const agent = join(folder, 'bench-pc.yaml')
  await writeFile(agent, (await readFile(agent, 'utf8')).replace(/^instruments:$/m, 'healthSeconds: 1\n$&'))
  await appendFile(agent, lines)
}

/** Runs the activity of a driver that goes wrong, to its end. @returns what is wrong with how that went */
async function hold(
  client: Client,
  folder: string,
  fault: Fault,
): Promise<{ readonly wrong: readonly string[] }> {
  const { id } = await client.submit({ activity: { activity: `hold-${fault}` } })
  const instrument = `one-that-${fault}`
  const message = await until(async () => {
    const shown = (await client.instruments()).find(known => known.id === instrument)?.message
    return shown !== undefined && FAULTS[fault].test(shown) ? shown : undefined
  })
  const job = await ended(client, id)
  // The run's end may be heard of before the heartbeat that tells of the instrument.
  await until(async () => {
    const shown = (await client.instruments()).find(known => known.id === instrument)
    return shown?.link === 'connected' || undefined
  })
  const ledger = join(folder, `${fault}.ledger`)
  const starts = existsSync(ledger) ? (await readFile(ledger, 'utf8')).trim().split('\n').length : 0
  tell(`a driver that ${fault}`, `${job.state}, ${starts} start, "${message}"`)
  return {
    wrong: [
      ...(job.state === 'succeeded' ? [] : [`its job is ${job.state}`]),
      ...(starts === 1 ? [] : [`its instrument was started ${starts} times`]),
    ],
  }
}

/** Looks at a run until it has ended. */
async function watchProgress(
  client: Client,
  id: string,
): Promise<{ readonly longestPause: number; readonly job: JobDetail }> {
  let percent = -1
  let since = systemClock.monotonic()
  let longestPause = 0
  for (;;) {
    const job = await client.job(id)
    if (job.endedAt !== undefined) return { longestPause: Math.round(longestPause), job }
    const now = job.tasks[0]?.progress?.percent ?? 0
    longestPause = Math.max(longestPause, systemClock.monotonic() - since)
    if (now !== percent) since = systemClock.monotonic()
    percent = now
    await sleep(systemClock, millis(100))
  }
}

function ended(client: Client, id: string): Promise<JobDetail> {
  return until(async () => {
    const job = await client.job(id)
    return job.endedAt === undefined ? undefined : job
  })
}

function tell(what: string, how: string): void {
  process.stdout.write(`${what}: ${how}\n`)
}
