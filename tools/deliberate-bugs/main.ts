/** Proves that the tests and the simulations notice what must never be: `pnpm mutants --help`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../repository.ts'
import { type DeliberateBug, START_BUGS } from './bugs.ts'
import { checkSimulation, searchSeeds } from './check-simulation.ts'
import { checkTests } from './check-tests.ts'
import { copySources } from './copy.ts'
import { inParallel } from './parallel.ts'
import { SUPERVISION_BUGS } from './supervision-bugs.ts'
import type { Check } from './verdict.ts'

const BUGS: readonly DeliberateBug[] = [...START_BUGS, ...SUPERVISION_BUGS]
const SEEDS_SEARCHED = 500

const HELP = `Puts one bug after another into a copy of the sources, each of which breaks a promise, and sees whether what has to notice
does: it holds without the bug and fails with it.

  pnpm mutants                 the test that is named in the bug's record
  pnpm mutants --simulation    the seed of a simulation that is named there
  pnpm mutants --find [N]      the first of N seeds (500) that notices, of the start simulation or else of the site

  --only TEXT                  those bugs whose names contain TEXT

Exit code 1 if a bug is not noticed, or can't be put in because the sources have changed (tools/deliberate-bugs/bugs.ts).
`

/** What is to notice, and how many can be looked at at a time: the tests of one bug use all cores. */
interface Mode {
  readonly copies: number
  readonly check: (bugs: readonly DeliberateBug[], copies: readonly string[]) => Promise<Check>
}

const TESTS: Mode = { copies: 1, check: (bugs, [copy = '']) => checkTests(bugs, copy) }
const atATime = Math.min(2, availableParallelism())
const SIMULATION: Mode = { copies: atATime, check: checkSimulation }
const search = (seeds: number): Mode => ({ copies: atATime, check: async () => searchSeeds(seeds) })

/** @returns how many were not noticed, and of how many nobody knows yet what should */
async function run(
  bugs: readonly DeliberateBug[],
  { copies, check }: Mode,
): Promise<{ failed: number; open: number }> {
  const folders = await Promise.all(
    Array.from({ length: copies }, () => mkdtemp(join(tmpdir(), 'muster-bugs-'))),
  )
  try {
    for (const folder of folders) await copySources(root, folder)
    const look = await check(bugs, folders)
    const counts = { failed: 0, open: 0 }
    await inParallel(bugs, folders, async (bug, folder) => {
      const began = performance.now()
      const { isCaught, isOpen = false, says } = await look(bug, folder)
      if (isOpen) counts.open += 1
      else if (!isCaught) counts.failed += 1
      const seconds = ((performance.now() - began) / 1_000).toFixed(1)
      const sign = isCaught ? '✓' : isOpen ? '?' : '✗'
      process.stdout.write(`${sign} ${bug.name.padEnd(56)} ${says} (${seconds} s)\n`)
    })
    return counts
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      only: { type: 'string' },
      simulation: { type: 'boolean', default: false },
      find: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowPositionals: true,
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const { only, find, simulation } = values
  const bugs = BUGS.filter(({ name }) => only === undefined || name.includes(only))
  if (bugs.length === 0)
    throw new Error(`no bug is named "${only}"; there are: ${BUGS.map(bug => bug.name).join(', ')}`)
  const seeds = Number(positionals[0] ?? SEEDS_SEARCHED)
  if (!Number.isInteger(seeds) || seeds < 1) throw new Error('--find takes a whole number from 1')
  const mode = find ? search(seeds) : simulation ? SIMULATION : TESTS
  const { failed, open } = await run(bugs, mode)
  if (open > 0)
    process.stdout.write(`${open} are not noticed by any seed that is known; see docs/simulation.md\n`)
  process.stdout.write(`${bugs.length - failed - open} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

process.exitCode = await main()
