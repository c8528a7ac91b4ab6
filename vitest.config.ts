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
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})
