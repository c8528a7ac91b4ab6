import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runSite } from './site/run.ts'
import { runStart } from './start-run.ts'

const HELP = `pnpm sim [--site] [--seeds N] [--first SEED] [--seed SEED] [--minutes M] [--hours H] [--until-broken]

Lives whole systems on virtual time while everything goes wrong, one per seed, and checks that nothing was
started twice and nothing was lost.

  --seeds N      how many seeds (default 200; of the site 20)
  --first SEED   the first of them (default 1)
  --seed SEED    live this one, and tell its story
  --until-broken end with the first that breaks
  --threads T    live so many at a time (default: one for each core)

  --site         a site of 20 agents and 40 instruments for a week, instead of two agents for 40 minutes
  --minutes M    begin no other seed of the site after so many minutes
  --hours H      virtual hours for which things go wrong at the site (default 150; then it comes to rest)
`

const { values } = parseArgs({
  options: {
    site: { type: 'boolean' },
    seeds: { type: 'string' },
    first: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    hours: { type: 'string' },
    threads: { type: 'string' },
    'until-broken': { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const isSite = values.site === true
const tellAll = values.seed !== undefined
const first = Number(values.seed ?? values.first ?? 1)
const seeds = tellAll ? 1 : Number(values.seeds ?? (isSite ? 20 : 200))
const minutes = values.minutes === undefined ? undefined : Number(values.minutes)
const threads = Math.min(seeds, Number(values.threads ?? availableParallelism()))
const hours = Number(values.hours ?? 150)
const isWhole = (value: number) => Number.isInteger(value) && value >= 1
if (![first, seeds, threads].every(isWhole) || !(hours > 0) || (minutes !== undefined && !(minutes > 0))) {
  process.stderr.write('seeds and threads are whole numbers from 1, hours and minutes above 0\n')
  process.exit(2)
}
const print = (line: string) => void process.stdout.write(`${line}\n`)
const untilBroken = values['until-broken']
const isWell = isSite
  ? await runSite({ first, seeds, minutes, hours, threads, tellAll, untilBroken, print })
  : await runStart({ first, seeds, threads, tellAll, untilBroken, print })
process.exitCode = isWell ? 0 : 1
