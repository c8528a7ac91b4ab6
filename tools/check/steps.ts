import type { Step } from './run-steps.ts'

const FOLDERS = ['runtime', 'protocol', 'coordinator', 'edge-agent', 'simulators', 'client', 'e2e', 'tools']

/** What `pnpm check` runs, the longest first. The source of the table in CONTRIBUTING.md. */
export const STEPS: readonly Step[] = [
  {
    name: 'lint',
    says: 'no `any`, no promise left floating, no clock or randomness outside its port (.oxlintrc.json)',
    command: ['oxlint', '--format', 'unix'],
    remark: /^(?<remark>\d+) problems?$/m,
  },
  {
    name: 'imports',
    says: 'imports go one way, between packages and inside them, with no cycle (.dependency-cruiser.mjs)',
    command: [
      'depcruise',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err-long',
      ...FOLDERS,
      'vitest.config.ts',
    ],
  },
  {
    name: 'unused',
    says: 'no file, export or dependency that nothing uses, none used that is not declared (knip.json)',
    command: ['knip', '--no-progress', '--no-config-hints'],
  },
  {
    name: 'types',
    says: 'the compiler, with its strictest settings (tsconfig.json)',
    command: ['tsc', '-p', '.'],
  },
  {
    name: 'generated',
    says: 'generated files and sections are what `pnpm generate` would write',
    command: ['node', 'tools/generate.ts', '--check'],
  },
  {
    name: 'hygiene',
    says: 'no secret, no path of one machine, no registry host in a committed file',
    command: ['node', 'tools/hygiene.ts'],
  },
  {
    name: 'format',
    says: 'layout, by biome (biome.json); `pnpm format` mends it',
    command: ['biome', 'format', '--reporter', 'summary', '.'],
  },
]
