/** Proves that the tests notice what must never be: `pnpm mutants --help`. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../repository.ts'
import { type DeliberateBug, START_BUGS } from './bugs.ts'
import { copySources } from './copy.ts'
import { runTests, type TestOutcome } from './run-tests.ts'
import { SUPERVISION_BUGS } from './supervision-bugs.ts'

const BUGS: readonly DeliberateBug[] = [...START_BUGS, ...SUPERVISION_BUGS]

const HELP = `Puts one bug after another into a copy of the sources, each of which breaks a promise, and sees whether the test that has to
notice does: it passes without the bug and fails with it.

  pnpm mutants               all
  pnpm mutants --only TEXT     those whose names contain TEXT

Exit code 1 if a bug is not noticed, or can't be put in because the sources have changed (tools/deliberate-bugs/bugs.ts).
`

interface Verdict {
  readonly bug: DeliberateBug
  /** What is wrong; undefined where the bug was noticed. */
  readonly fault: string | undefined
  readonly seconds: number
}

async function tryBug(bug: DeliberateBug, copy: string, before: readonly TestOutcome[]): Promise<Verdict> {
  const began = performance.now()
  const fault = await faultOf(bug, copy, before)
  return { bug, fault, seconds: (performance.now() - began) / 1_000 }
}

async function faultOf(
  bug: DeliberateBug,
  copy: string,
  before: readonly TestOutcome[],
): Promise<string | undefined> {
  const sound = statusOf(before, bug)
  if (sound !== 'passed') return `without the bug the test is ${sound ?? 'not there'}`
  const originals = new Map<string, string>()
  try {
    for (const { file, find, replace } of bug.edits) {
      const path = join(copy, file)
      const text = await readFile(path, 'utf8')
      if (!originals.has(path)) originals.set(path, text)
      const times = text.split(find).length - 1
      if (times !== 1) return `${file} has ${times} places that read: ${find.trim()}`
      await writeFile(
        path,
        text.replace(find, () => replace),
      )
    }
    const status = statusOf(await runTests(copy, [bug.caughtBy.file]), bug)
    if (status === 'failed') return undefined
    return status === undefined ? 'with the bug the test can not even be loaded' : 'the test did not notice'
  } finally {
    for (const [path, text] of originals) await writeFile(path, text)
  }
}

function statusOf(outcomes: readonly TestOutcome[], { caughtBy }: DeliberateBug): string | undefined {
  return outcomes.find(({ file, name }) => file === caughtBy.file && name.includes(caughtBy.test))?.status
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const { only } = values
  const bugs = BUGS.filter(({ name }) => only === undefined || name.includes(only))
  if (bugs.length === 0)
    throw new Error(`no bug is named "${only}"; there are: ${BUGS.map(bug => bug.name).join(', ')}`)
  const copy = await mkdtemp(join(tmpdir(), 'muster-bugs-'))
  try {
    await copySources(root, copy)
    const before = await runTests(copy, [...new Set(bugs.map(bug => bug.caughtBy.file))])
    let failed = 0
    for (const bug of bugs) {
      const { fault, seconds } = await tryBug(bug, copy, before)
      if (fault !== undefined) failed += 1
      const sign = fault === undefined ? '✓' : '✗'
      const caught = fault ?? `caught by "${bug.caughtBy.test}"`
      process.stdout.write(`${sign} ${bug.name.padEnd(56)} ${caught} (${seconds.toFixed(1)} s)\n`)
    }
    process.stdout.write(`${bugs.length - failed} passed, ${failed} failed\n`)
    return failed === 0 ? 0 : 1
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

process.exitCode = await main()
