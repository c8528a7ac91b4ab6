import { defineConfig } from 'vitest/config'

// Where this names a file, the results are also written there as JSON (.ci/run counts them).
const report = process.env['MUSTER_TEST_REPORT']

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Workers are processes, one for each core; by itself vitest would leave one core to the watcher that is not there.
    pool: 'forks',
    maxWorkers: '100%',
    // What is waited for is an event and never a time: this is how long a hung test goes on on a machine that is busy with other work too.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})
