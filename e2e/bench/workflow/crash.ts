import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { millis, sleep, systemClock } from '@muster/runtime'
import { Program } from '../../processes/processes.ts'
import { type Note, now, percentile } from '../notes.ts'
import { Mosquitto } from '../supervisor/mosquitto.ts'
import { scratch } from '../supervisor/table.ts'
import { graphOf } from './graphs.ts'

const STEPS = 1_000
const AGENTS = 10
const RUN_MS = 20
const AIM_MS = 1_000
/** It is killed once so many are done. */
const KILLS = [200, 400, 600, 800]

interface Life {
  readonly program: Program
  readonly api: string
  /** When its process was started, led, and was connected to the broker; milliseconds of `now`. */
  readonly startedAt: number
  readonly ledAt: number
  readonly connectedAt: number
}

/** How soon a job goes on after its coordinator was killed. */
export async function benchCrash(): Promise<string[]> {
  await using folder = await scratch()
  await using broker = await Mosquitto.start()
  const config = join(folder.path, 'coordinator.yaml')
  const data = join(folder.path, 'coordinator')
  await writeFile(
    config,
    JSON.stringify({ data, api: { port: 0 }, broker: { url: broker.url }, log: 'info' }),
  )
  const lives = [await begin(config)]
  const notes = join(folder.path, 'notes.jsonl')
  const counts = ['--agents', String(AGENTS), '--run-ms', String(RUN_MS), '--journals', 'memory']
  const places = ['--broker', broker.url, '--folder', folder.path, '--notes', notes]
  await using agents = new Program('e2e/bench/agents.ts', [...counts, ...places], { detached: true })
  await agents.logged('ready')
  const workflow = graphOf('random', STEPS)
  const job = await submit(lives.at(-1), workflow)
  for (const kill of KILLS) {
    const life = lives.at(-1)
    while (life && (await succeeded(life, job)) < kill) await sleep(systemClock, millis(20))
    await life?.program.kill()
    lives.push(await begin(config))
  }
  const last = lives.at(-1)
  while (last && (await succeeded(last, job)) < STEPS) await sleep(systemClock, millis(100))
  await agents.stop()
  await last?.program.stop()
  const noted = (await readFile(notes, 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Note)
  return report(lives.slice(1), noted)
}

async function begin(config: string): Promise<Life> {
  const startedAt = now()
  const program = new Program('coordinator/src/cli.ts', ['run', '--config', config], { detached: true })
  const timeOf = async (message: string) => Number((await program.logged(message))['time'])
  const connectedAt = await timeOf('connected to the broker')
  const { api } = await program.logged('ready')
  return { program, api: String(api), startedAt, ledAt: await timeOf('leads'), connectedAt }
}

async function submit(life: Life | undefined, workflow: object): Promise<string> {
  for (;;) {
    const response = await fetch(`${life?.api}/v1/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workflow }),
    })
    const text = await response.text()
    // Until the first agent has said what it can do.
    if (response.ok) return String((JSON.parse(text) as { id: unknown }).id)
    if (response.status !== 422 && response.status !== 400) throw new Error(text)
    await sleep(systemClock, millis(100))
  }
}

async function succeeded({ api }: Life, job: string): Promise<number> {
  const { tasks } = (await (await fetch(`${api}/v1/jobs/${job}`)).json()) as {
    tasks: readonly { state: string }[]
  }
  return tasks.filter(({ state }) => state === 'succeeded').length
}

function report(lives: readonly Life[], notes: readonly Note[]): string[] {
  const parts = lives.map(({ startedAt, ledAt, connectedAt }) => {
    const first = (what: Note['what'], from: number) =>
      notes.reduce(
        (least, note) => (note.what === what && note.at >= from ? Math.min(least, note.at) : least),
        Number.POSITIVE_INFINITY,
      )
    const offered = first('offer', startedAt)
    const begun = first('start', offered)
    return {
      led: ledAt - startedAt,
      connected: connectedAt - ledAt,
      offered: offered - connectedAt,
      begun: begun - offered,
      all: begun - startedAt,
    }
  })
  const median = (of: keyof (typeof parts)[number]) =>
    percentile(
      parts.map(part => part[of]),
      0.5,
    )
  const row = (what: string, of: keyof (typeof parts)[number]) =>
    `| ${what} | ${Math.round(median(of))} ms | ${parts.map(part => Math.round(part[of])).join(', ')} |`
  const starts = new Set(notes.flatMap(({ what, attempt }) => (what === 'start' ? [attempt] : [])))
  return [
    `A job of ${STEPS} steps on ${AGENTS} agents; the coordinator's process killed (kill -9) after ${KILLS.join(', ')} steps, and started again at once; store on disk, Mosquitto`,
    '',
    '| | median | each |',
    '| --- | ---: | --- |',
    row('process started → store read, run at hand, leads', 'led'),
    row('→ connected to the broker', 'connected'),
    row('→ agents in step, first offer at an agent', 'offered'),
    row('→ first step begins', 'begun'),
    row('**process started → first step begins**', 'all'),
    '',
    `attempts started: ${starts.size} of ${notes.filter(({ what }) => what === 'start').length} starts; aim ≤ ${AIM_MS} ms: ${median('all') <= AIM_MS ? 'met' : 'missed'}`,
  ]
}
