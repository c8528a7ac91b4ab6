import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Where this names a file, the results are also written there as JSON (.ci/run counts them).
const report = process.env['MUSTER_TEST_REPORT']

const TESTS = ['**/*.test.ts']
const NONE = ['**/node_modules/**', '**/dist/**']
/** Change the process they are in: node-opcua its environment, tracing what OpenTelemetry keeps for the whole process. */
const APART = [
  'runtime/src/tracing/*.test.ts',
  'simulators/src/{opcua,lads}/**/*.test.ts',
  'edge-agent/src/drivers/{*opcua*,lads,shared/opcua}/**/*.test.ts',
  'e2e/drivers/*{opcua,lads}*.test.ts',
]

/** What takes longest is begun first, so that no worker is left alone with it at the end. */
const LONG = ['e2e/drivers/isa95', 'e2e/simulation/', 'e2e/scenarios/', 'e2e/processes/', 'e2e/']
const rankOf = ({ moduleId }: TestSpecification): number => {
  const at = LONG.findIndex(part => moduleId.includes(`/${part}`))
  return at < 0 ? LONG.length : at
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

export default defineConfig({
  test: {
    // Most files share one process with others, and so load what they test only once.
    projects: [
      {
        extends: true,
        test: { name: 'together', include: TESTS, exclude: [...NONE, ...APART], isolate: false },
      },
      { extends: true, test: { name: 'apart', include: APART, exclude: NONE, isolate: true } },
    ],
    // Workers are processes, one for each core; by itself vitest would leave one core to the watcher that is not there.
    pool: 'forks',
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // Many tests start programs: what Node makes of their sources is kept from one to the next.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'muster-compiled') },
    // What is waited for is an event and never a time: this is how long a hung test goes on on a machine that is busy with other work too.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})
