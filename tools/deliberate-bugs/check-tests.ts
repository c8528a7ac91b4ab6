import type { DeliberateBug } from './bugs.ts'
import { withBug } from './put-in.ts'
import { runTests, type TestOutcome } from './run-tests.ts'
import type { Check } from './verdict.ts'

/** Whether the named test of each bug passes without it and fails with it. */
export async function checkTests(bugs: readonly DeliberateBug[], copy: string): Promise<Check> {
  const before = await runTests(copy, [...new Set(bugs.map(bug => bug.caughtBy.file))])
  return async (bug, folder) => {
    const sound = statusOf(before, bug)
    if (sound !== 'passed')
      return { isCaught: false, says: `without the bug the test is ${sound ?? 'not there'}` }
    const outcomes = await withBug(folder, bug, () => runTests(folder, [bug.caughtBy.file]))
    if ('misfit' in outcomes) return { isCaught: false, says: outcomes.misfit }
    const status = statusOf(outcomes, bug)
    if (status === 'failed') return { isCaught: true, says: `caught by "${bug.caughtBy.test}"` }
    return {
      isCaught: false,
      says: status === undefined ? 'with the bug the test can not even be loaded' : 'the test did not notice',
    }
  }
}

function statusOf(outcomes: readonly TestOutcome[], { caughtBy }: DeliberateBug): string | undefined {
  return outcomes.find(({ file, name }) => file === caughtBy.file && name.includes(caughtBy.test))?.status
}
