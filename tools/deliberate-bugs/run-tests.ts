import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface TestOutcome {
  /** Relative to the folder. */
  readonly file: string
  /** With the names of the groups that it is in. */
  readonly name: string
  readonly status: string
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** Runs test files of a copy of the sources. A file that can't be loaded has no outcomes. */
export async function runTests(folder: string, files: readonly string[]): Promise<TestOutcome[]> {
  const report = join(folder, 'test-report.json')
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--root', folder, '--reporter=json', `--outputFile=${report}`, ...files]
  // The report tells what failed; so does the exit code, which is no news here.
  await run(process.execPath, args, { cwd: folder }).catch(() => undefined)
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report
  await rm(report)
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({
      file: relative(folder, name),
      name: fullName,
      status,
    })),
  )
}
