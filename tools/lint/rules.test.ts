import { copyFile, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../repository.ts'
import { runProgram } from '../testing/run-program.ts'
import { scratchFolder } from '../testing/scratch-folder.ts'

// Rules that do not fire look like code without faults: a plugin that fails to load, a misspelt option, an override
// that reaches too far. So each is shown a violation here, with the project's own configuration.

/** Code that breaks the rule, each in its own file. */
const VIOLATIONS: readonly (readonly [rule: string, code: string])[] = [
  ['typescript(no-explicit-any)', 'export const x = 1 as any'],
  ['typescript(no-unsafe-assignment)', "export const x: string = JSON.parse('1')"],
  ['typescript(no-unsafe-call)', "JSON.parse('1')()"],
  ['typescript(no-unsafe-member-access)', "export const x: unknown = JSON.parse('1').y"],
  ['typescript(no-unsafe-return)', "export const x = (): string => JSON.parse('1')"],
  ['typescript(no-unsafe-argument)', "Math.abs(JSON.parse('1'))"],
  ['typescript(no-unsafe-function-type)', 'export let x: Function'],
  ['typescript(no-non-null-assertion)', 'export const x = [1].at(0)!'],
  ['typescript(ban-ts-comment)', '// @ts-ignore\nexport const x: string = 1'],
  [
    'typescript(switch-exhaustiveness-check)',
    "export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1 } }",
  ],
  ['typescript(consistent-type-imports)', "import { Stats } from 'node:fs'\nexport type X = Stats"],
  ['typescript(prefer-readonly)', 'export class X { private y = 1; get() { return this.y } }'],
  ['typescript(no-floating-promises)', 'export const f = () => { Promise.resolve(1) }'],
  ['typescript(no-misused-promises)', '[1].forEach(async () => { await Promise.resolve(1) })'],
  ['typescript(await-thenable)', 'export const f = async () => { await 1 }'],
  [
    'typescript(return-await)',
    'export const f = async () => { try { return Promise.resolve(1) } catch { return 2 } }',
  ],
  ['typescript(only-throw-error)', "export const f = () => { throw 'x' }"],
  ['typescript(prefer-promise-reject-errors)', "export const f = () => Promise.reject('x')"],
  ['eslint(eqeqeq)', 'export const f = (x: number) => x == 1'],
  ['eslint(no-console)', 'console.log(1)'],
  ['unicorn(prefer-node-protocol)', "export { join } from 'path'"],
  ['unicorn(no-abusive-eslint-disable)', '/* eslint-disable */\nexport const x = 1'],
  ['house(no-hidden-clock)', 'export const x = new Date()'],
  ['house(no-hidden-clock)', 'export const x = Date()'],
  ['eslint(no-restricted-properties)', 'export const x = Date.now()'],
  ['eslint(no-restricted-properties)', 'const { now } = Date\nexport const x = now()'],
  ['eslint(no-restricted-properties)', 'export const x = new globalThis.Date()'],
  ['eslint(no-restricted-properties)', 'export const x = performance.now()'],
  [
    'eslint(no-restricted-properties)',
    "import { performance } from 'node:perf_hooks'\nexport const x = performance.now()",
  ],
  ['eslint(no-restricted-properties)', 'export const x = process.hrtime.bigint()'],
  ['eslint(no-restricted-properties)', 'export const x = process.uptime()'],
  ['eslint(no-restricted-properties)', 'export const x = AbortSignal.timeout(1)'],
  ['eslint(no-restricted-properties)', 'globalThis.setTimeout(() => {}, 1)'],
  ['eslint(no-restricted-properties)', 'export const x = Math.random()'],
  ['eslint(no-restricted-properties)', 'export const x = crypto.randomUUID()'],
  ['eslint(no-restricted-properties)', 'export const x = globalThis.crypto.randomUUID()'],
  ['eslint(no-restricted-properties)', 'crypto.getRandomValues(new Uint8Array(1))'],
  [
    'eslint(no-restricted-properties)',
    "import crypto from 'node:crypto'\nexport const x = crypto.randomBytes(1)",
  ],
  ['eslint(no-restricted-globals)', 'setTimeout(() => {}, 1)'],
  ['eslint(no-restricted-globals)', 'setInterval(() => {}, 1)'],
  ['eslint(no-restricted-globals)', 'setImmediate(() => {})'],
  ['eslint(no-restricted-globals)', 'export const timers = { setTimeout }'],
  ['eslint(no-restricted-imports)', "export { setTimeout } from 'node:timers'"],
  [
    'eslint(no-restricted-imports)',
    "import { setTimeout as wait } from 'node:timers/promises'\nawait wait(1)",
  ],
  [
    'eslint(no-restricted-imports)',
    "import { randomUUID } from 'node:crypto'\nexport const x = randomUUID()",
  ],
  [
    'eslint(no-restricted-imports)',
    "import { randomBytes as bytes } from 'node:crypto'\nexport const x = bytes(1)",
  ],
  ['eslint(no-restricted-imports)', "import * as c from 'node:crypto'\nexport const x = c"],
  ['eslint(no-restricted-imports)', "import { uptime } from 'node:os'\nexport const x = uptime()"],
]

const CLOCK = 'export const x = Date.now()\nexport const y = new Date()\nsetTimeout(() => {}, 1)'
const CONSOLE = "console.log('x')"

/** Where what is forbidden elsewhere has its place, and what only looks like a violation. */
const ALLOWED: readonly (readonly [path: string, code: string])[] = [
  ['runtime/src/system-clock.ts', CLOCK],
  ['tools/some-tool.ts', CLOCK],
  ['e2e/harness/wait.ts', CLOCK],
  ['e2e/matrix/harness/wait.ts', CLOCK],
  ['client/src/cli.ts', CONSOLE],
  ['tools/other-tool.ts', CONSOLE],
  ['e2e/demo/main.ts', CONSOLE],
  ['coordinator/src/generated/made.ts', 'export const x = Date.now() as any'],
  ['coordinator/src/dates.ts', 'export const x = new Date(5)\nexport const y = Date.parse("2026-01-01")'],
  [
    'coordinator/src/hash.ts',
    "import { createHash } from 'node:crypto'\nexport const x = createHash('sha256')",
  ],
  [
    'coordinator/src/exhaustive.ts',
    "export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1; default: return 2 } }",
  ],
]

/** Tests run on virtual time like all else. */
const FORBIDDEN_ELSEWHERE: readonly (readonly [path: string, code: string])[] = [
  ['coordinator/src/some.test.ts', CLOCK],
  ['e2e/simulation/run.ts', CLOCK],
  ['edge-agent/src/testing/fake.ts', CLOCK],
]

const found = new Map<string, Set<string>>()
const fileOf = (index: number) => `coordinator/src/violation-${index}.ts`

beforeAll(async () => {
  await using folder = await scratchFolder()
  for (const [index, [, code]] of VIOLATIONS.entries())
    await folder.write(fileOf(index), `${code}\nexport {}\n`)
  for (const [path, code] of [...ALLOWED, ...FORBIDDEN_ELSEWHERE])
    await folder.write(
      path,
      `${code}
`,
    )
  for (const path of ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'tools/lint/house-rules.ts']) {
    await mkdir(join(folder.path, 'tools/lint'), { recursive: true })
    await copyFile(join(root, path), join(folder.path, path))
  }
  await symlink(join(root, 'node_modules'), join(folder.path, 'node_modules'))
  const { stdout } = await runProgram('oxlint', ['--format', 'json'], folder.path)
  const report = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
  for (const { code, filename } of report.diagnostics) {
    found.set(filename, (found.get(filename) ?? new Set()).add(code))
  }
}, 180_000)

describe('oxlint, as configured, reports', () => {
  test.each(VIOLATIONS.map(([rule, code], index) => ({ rule, code, index })))(
    '$rule: $code',
    ({ rule, index }) => {
      expect([...(found.get(fileOf(index)) ?? [])]).toContain(rule)
    },
  )

  test.each(FORBIDDEN_ELSEWHERE)('the clock in %s', path => {
    expect([...(found.get(path) ?? [])]).toEqual(
      expect.arrayContaining([
        'house(no-hidden-clock)',
        'eslint(no-restricted-properties)',
        'eslint(no-restricted-globals)',
      ]),
    )
  })
})

describe('oxlint, as configured, allows', () => {
  test.each(ALLOWED)('%s', path => {
    expect([...(found.get(path) ?? [])]).toEqual([])
  })
})
