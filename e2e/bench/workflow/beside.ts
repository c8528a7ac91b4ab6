import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { messageOf } from '@muster/runtime'
import { percentile } from '../notes.ts'
import { cpuSeconds } from '../supervisor/usage.ts'
import { cpuOfChildren } from './children.ts'
import { Postgres } from './postgres.ts'
import { Side } from './side.ts'

const JOBS = 500
const WARM_UP_JOBS = 50
const STEPS = 10
/** Instruments, workers, workflows under way: steps at a time. */
const CONCURRENCY = 50
const ROUNDS = 3
const FOLDER = fileURLToPath(new URL('../beside', import.meta.url))

/** What each does for a step, besides doing nothing. */
const KEEPS = {
  Muster:
    'each step by an agent over MQTT: offered, claimed, granted, reported, with a commit for each; audit; a crash never starts a step twice',
  'graphile-worker':
    'a queue: each step a row, taken, the next added, deleted; no history, no graph, no results; a crash does the step again',
  DBOS: 'a function whose steps run in its own process and whose results are kept; a crash does the step under way again',
} as const

type Name = keyof typeof KEEPS

interface Contestant {
  readonly name: Name
  readonly side: Side
  /** CPU seconds of all processes that work for it. */
  readonly cpu: () => Promise<number>
}

interface Round {
  readonly rate: number
  /** Milliseconds per step. */
  readonly cpu: number
}

/** The same jobs on Muster and, where PostgreSQL is there, on two others, in turns. */
export async function benchBeside(): Promise<string[]> {
  await using all = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-beside-'))
  all.defer(() => rm(folder, { recursive: true, force: true }))
  const muster = all.use(await Side.start(join(FOLDER, 'muster/main.ts'), [folder, String(CONCURRENCY)]))
  const others = await startOthers(all)
  const contestants: Contestant[] = [
    { name: 'Muster', side: muster, cpu: () => cpuSeconds(muster.pid) },
    ...others.contestants,
  ]
  for (const { side } of contestants) await side.work(WARM_UP_JOBS)
  const rounds = new Map<Name, Round[]>(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round += 1)
    for (const contestant of contestants) rounds.get(contestant.name)?.push(await goThrough(contestant))
  return [
    `${JOBS} jobs of ${STEPS} steps that do nothing, one after the other; ${CONCURRENCY} steps at a time; ${ROUNDS} rounds, in turns, after a warm-up of ${WARM_UP_JOBS} jobs`,
    '',
    '| | steps/s, each round | beside Muster | CPU per step | what it keeps |',
    '| --- | --- | ---: | ---: | --- |',
    ...contestants.map(({ name }) => rowOf(name, rounds)),
    '',
    ...others.notes,
  ]
}

async function goThrough({ side, cpu }: Contestant): Promise<Round> {
  const before = await cpu()
  const took = await side.work(JOBS)
  const steps = JOBS * STEPS
  return { rate: (steps * 1_000) / took, cpu: (((await cpu()) - before) * 1_000) / steps }
}

function rowOf(name: Name, all: ReadonlyMap<Name, readonly Round[]>): string {
  const median = (of: Name) =>
    percentile(
      (all.get(of) ?? []).map(({ rate }) => rate),
      0.5,
    )
  const rounds = all.get(name) ?? []
  const rates = rounds.map(({ rate }) => Math.round(rate).toLocaleString('en')).join(', ')
  const cpu = percentile(
    rounds.map(round => round.cpu),
    0.5,
  )
  return `| ${name} | ${rates} | ${(median(name) / median('Muster')).toFixed(2)} | ${cpu.toFixed(2)} ms | ${KEEPS[name]} |`
}

async function startOthers(
  all: AsyncDisposableStack,
): Promise<{ readonly contestants: readonly Contestant[]; readonly notes: readonly string[] }> {
  const installed = await install()
  if ('not' in installed) return { contestants: [], notes: [installed.not] }
  const started = await Postgres.start()
  if (!started)
    return {
      contestants: [],
      notes: ['Muster alone: there is no PostgreSQL here (Debian: apt-get install postgresql).'],
    }
  const postgres = all.use(started)
  const begin = async (name: Name, script: string): Promise<Contestant> => {
    const url = await postgres.database(script.replace('.mjs', ''))
    const side = all.use(await Side.start(join(installed.folder, script), [url, String(CONCURRENCY)]))
    const cpu = async () => (await cpuSeconds(side.pid)) + (await cpuOfChildren(postgres.pid))
    return { name, side, cpu }
  }
  const contestants = [await begin('graphile-worker', 'graphile.mjs'), await begin('DBOS', 'dbos.mjs')]
  const fsync = `fsync ${await postgres.setting('fsync')}, synchronous_commit ${await postgres.setting('synchronous_commit')}`
  return {
    contestants,
    notes: [
      `${postgres.version}, ${fsync}; ${installed.versions}. Muster: SQLite with synchronous=FULL, coordinator, broker and ${CONCURRENCY} agents in one process.`,
    ],
  }
}

/** By npm into a folder of its own, once for each set of versions: neither the project's install nor its tests need them. */
async function install(): Promise<
  { readonly folder: string; readonly versions: string } | { readonly not: string }
> {
  const manifest = await readFile(join(FOLDER, 'package.json'), 'utf8')
  const { dependencies } = JSON.parse(manifest) as { dependencies: Readonly<Record<string, string>> }
  const name = createHash('sha256').update(manifest).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), `muster-bench-packages-${name}`)
  await mkdir(folder, { recursive: true })
  for (const file of ['package.json', 'work.mjs', 'graphile.mjs', 'dbos.mjs'])
    await cp(join(FOLDER, file), join(folder, file))
  try {
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
      cwd: folder,
    })
  } catch (error) {
    return { not: `Muster alone: npm could not install the others: ${messageOf(error)}` }
  }
  const versions = Object.entries(dependencies)
    .map(([of, version]) => `${of} ${version}`)
    .join(', ')
  return { folder, versions }
}
