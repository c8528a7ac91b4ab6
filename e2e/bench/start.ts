import { readFile } from 'node:fs/promises'
import { millis, sleep, systemClock } from '@muster/runtime'
import { describeFsync, sampleFsync } from './disk.ts'
import { type Note, now, percentile } from './notes.ts'
import { Site } from './site.ts'

export interface StartOptions {
  readonly rate: number
  readonly seconds: number
  readonly agents: number
}

/** The fsyncs that one start waits for, one after another. */
const FSYNCS = [
  ['store: job, attempt and offer', 1],
  ['journal: claimed (file, folder)', 2],
  ['store: granted', 1],
  ['journal: starting (file, folder)', 2],
] as const
const ON_PATH = FSYNCS.reduce((sum, [, count]) => sum + count, 0)
/** What the aim allows for all that is not the disk. */
const ALLOWED_MS = 10

const STEPS = ['offer', 'claim', 'grant', 'start'] as const
const TITLES = {
  offer: 'submitted → offer at the agent',
  claim: 'offer → claim sent (journal)',
  grant: 'claim → grant at the agent (store)',
  start: 'grant → instrument asked to start (journal)',
}

/** From the REST request to the instrument's start, at a steady rate. */
export async function benchStart({ rate, seconds, agents }: StartOptions): Promise<string[]> {
  await using site = await Site.start({ agents, runMs: 20, journals: 'disk' })
  const idle = await sampleFsync(site.folder, { pauseMs: 0, until: count => count >= 500 })
  const submitted = new Map<string, number>()
  let isOver = false
  const probing = sampleFsync(site.folder, { pauseMs: 50, until: () => isOver })
  const total = rate * seconds
  const began = now()
  const answers: Promise<void>[] = []
  for (let index = 0; index < total; index++) {
    const due = began + (index * 1_000) / rate
    const wait = due - now()
    if (wait > 0) await sleep(systemClock, millis(wait))
    const at = now()
    answers.push(site.submit(`start-${index}`).then(({ attempt }) => void submitted.set(attempt, at)))
    if (index > 0 && index % (rate * 5) === 0) process.stderr.write(`${index} of ${total} submitted\n`)
  }
  await Promise.all(answers)
  while ((await site.count('succeeded')) < total) await sleep(systemClock, millis(50))
  isOver = true
  const loaded = await probing
  await site.stopAgents()
  return report(submitted, await readNotes(site.notes), { idle, loaded }, { rate, agents })
}

async function readNotes(path: string): Promise<ReadonlyMap<string, ReadonlyMap<Note['what'], number>>> {
  const all = new Map<string, Map<Note['what'], number>>()
  for (const line of (await readFile(path, 'utf8')).trimEnd().split('\n')) {
    const { attempt, what, at } = JSON.parse(line) as Note
    const times = all.get(attempt) ?? new Map<Note['what'], number>()
    all.set(attempt, times)
    if (!times.has(what)) times.set(what, at)
  }
  return all
}

function report(
  submitted: ReadonlyMap<string, number>,
  notes: ReadonlyMap<string, ReadonlyMap<Note['what'], number>>,
  disk: { readonly idle: readonly number[]; readonly loaded: readonly number[] },
  { rate, agents }: { readonly rate: number; readonly agents: number },
): string[] {
  const wholes: number[] = []
  const parts: Record<(typeof STEPS)[number], number[]> = { offer: [], claim: [], grant: [], start: [] }
  for (const [attempt, at] of submitted) {
    const times = notes.get(attempt)
    const end = times?.get('start')
    if (!times || end === undefined) continue
    wholes.push(end - at)
    let before = at
    for (const step of STEPS) {
      const moment = times.get(step) ?? before
      parts[step].push(moment - before)
      before = moment
    }
  }
  const mean = (samples: readonly number[]) => samples.reduce((sum, ms) => sum + ms, 0) / samples.length
  const row = (title: string, samples: readonly number[]) =>
    `| ${title} | ${percentile(samples, 0.5).toFixed(1)} | ${percentile(samples, 0.99).toFixed(1)} | ${((100 * mean(samples)) / mean(wholes)).toFixed(0)} % |`
  const p99 = percentile(wholes, 0.99)
  const fsync = percentile(disk.loaded, 0.99)
  const aim = ON_PATH * fsync + ALLOWED_MS
  return [
    `${wholes.length} starts at ${rate} jobs/s, ${agents} agents, journals and store on disk`,
    '',
    '| step | p50 ms | p99 ms | share |',
    '| --- | ---: | ---: | ---: |',
    ...STEPS.map(step => row(TITLES[step], parts[step])),
    row('**submitted → instrument asked to start**', wholes),
    '',
    `fsync of 4 KB on this disk: ${describeFsync(disk.idle)} idle; ${describeFsync(disk.loaded)} during the run`,
    `fsyncs on the path: ${FSYNCS.map(([title, count]) => `${title} ${count}`).join('; ')}`,
    `aim: p99 ≤ ${ON_PATH} × ${fsync.toFixed(2)} ms + ${ALLOWED_MS} ms = ${aim.toFixed(1)} ms; p99 is ${p99.toFixed(1)} ms: ${p99 <= aim ? 'met' : 'missed'}`,
  ]
}
