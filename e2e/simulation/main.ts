import { parseArgs } from 'node:util'
import { formatDuration } from '@muster/runtime'
import { liveSeed } from './scenario.ts'

const HELP = `pnpm sim [--seeds N] [--first SEED] [--seed SEED]

Lives whole systems on virtual time while everything goes wrong, one per seed, and checks that nothing was
started twice and nothing was lost.

  --seeds N      how many seeds (default 200)
  --first SEED   the first of them (default 1)
  --seed SEED    live this one, and tell its story
`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    first: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const first = Number(values.seed ?? values.first ?? 1)
const count = values.seed === undefined ? Number(values.seeds ?? 200) : 1
if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1) {
  process.stderr.write('seeds are whole numbers from 1\n')
  process.exit(2)
}

const totals = { starts: 0, jobs: 0, virtual: 0, faults: new Map<string, number>() }
const failed: number[] = []
for (let seed = first; seed < first + count; seed++) {
  const result = await liveSeed(
    seed,
    values.seed === undefined ? {} : { tell: line => process.stdout.write(`${line}\n`) },
  )
  totals.starts += result.starts
  totals.jobs += result.jobs
  totals.virtual += result.virtual
  for (const [name, times] of result.faults) totals.faults.set(name, (totals.faults.get(name) ?? 0) + times)
  if (result.broken.length === 0) continue
  failed.push(seed)
  process.stdout.write(`seed ${seed} broke: ${result.broken.join('; ')}\n  replay: pnpm sim --seed ${seed}\n`)
}
const faults = [...totals.faults]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, times]) => `  ${name.padEnd(32)} ${times}`)
process.stdout.write(`${faults.join('\n')}\n`)
process.stdout.write(
  `${count} seeds, ${formatDuration(totals.virtual)} of virtual time, ${totals.jobs} jobs, ${totals.starts} physical starts, ${failed.length} seeds broke\n`,
)
process.exit(failed.length > 0 ? 1 : 0)
