import { copyFile, mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readPackages, root } from '../repository.ts'
import { runProgram } from '../testing/run-program.ts'
import { scratchFolder } from '../testing/scratch-folder.ts'

// A rule whose pattern fits nothing looks like a project without faults. So each is shown a violation here: a small
// workspace with the real configuration and the real package.json files, and in it files that import what they must not.

interface Planted {
  readonly rule: string
  readonly from: string
  readonly imports: string
  /** How; an import for a value if not given. */
  readonly by?: 'type' | 'dynamic' | 'export'
}

const PACKAGES = ['runtime', 'protocol', 'coordinator', 'edge-agent', 'simulators', 'client']

/** Files that planted imports lead to. */
const TARGETS = [
  ...PACKAGES.map(name => `${name}/src/index.ts`),
  'runtime/src/testing/index.ts',
  'protocol/src/testing/index.ts',
  'protocol/src/workflow/index.ts',
  'protocol/src/topics.ts',
  'protocol/src/mqtt/port.ts',
  'coordinator/src/testing/index.ts',
  'coordinator/src/broker/index.ts',
  'coordinator/src/api/server.ts',
  'coordinator/src/gateway/gateway.ts',
  'coordinator/src/store/store.ts',
  'coordinator/src/store/sql/sqlite.ts',
  'edge-agent/src/testing/index.ts',
  'edge-agent/src/drivers/opcua/index.ts',
  'edge-agent/src/drivers/scpi/index.ts',
  'edge-agent/src/drivers/shared/progress.ts',
  'edge-agent/src/instruments/driver.ts',
  'tools/tool.ts',
  'client/src/other.test.ts',
]

const layers: readonly Planted[] = [
  ...PACKAGES.filter(name => name !== 'runtime').map(name => ({
    rule: 'layers-runtime',
    from: `runtime/src/${name}.ts`,
    imports: `@muster/${name}`,
  })),
  ...PACKAGES.slice(2).map(name => ({
    rule: 'layers-protocol',
    from: `protocol/src/${name}.ts`,
    imports: `@muster/${name}`,
  })),
  ...PACKAGES.slice(2).flatMap(from =>
    PACKAGES.slice(2)
      .filter(to => to !== from)
      .map(to => ({ rule: `layers-${from}`, from: `${from}/src/to-${to}.ts`, imports: `@muster/${to}` })),
  ),
]

const FORBIDDEN: readonly Planted[] = [
  ...layers,
  { rule: 'layers-protocol', from: 'protocol/src/types.ts', imports: '@muster/coordinator', by: 'type' },
  { rule: 'layers-simulators', from: 'simulators/src/behaviour.test.ts', imports: '@muster/edge-agent' },
  { rule: 'not-to-tools', from: 'client/src/tooling.ts', imports: '../../tools/tool.ts' },
  { rule: 'by-name-from-outside', from: 'client/src/by-path.ts', imports: '../../protocol/src/index.ts' },
  { rule: 'by-name-from-outside', from: 'vitest.config.ts', imports: './runtime/src/index.ts' },
  { rule: 'only-entries-from-outside', from: 'client/src/deep.ts', imports: '../../protocol/src/topics.ts' },
  {
    rule: 'only-entries-from-outside',
    from: 'e2e/deep.test.ts',
    imports: '../coordinator/src/store/store.ts',
  },
  { rule: 'resolvable', from: 'client/src/deep-by-name.ts', imports: '@muster/protocol/src/topics.ts' },
  { rule: 'resolvable', from: 'client/src/nowhere.ts', imports: './is-not-there.ts' },

  ...['scheduler', 'workflow', 'supervisor'].flatMap(room =>
    ['api/server.ts', 'gateway/gateway.ts', 'store/sql/sqlite.ts'].map((target, index) => ({
      rule: 'coordinator-deciders',
      from: `coordinator/src/${room}/imports-${index}.ts`,
      imports: `../${target}`,
    })),
  ),
  {
    rule: 'coordinator-deciders',
    from: 'coordinator/src/scheduler/types.ts',
    imports: '../api/server.ts',
    by: 'type',
  },
  {
    rule: 'coordinator-deciders-through-others',
    from: 'coordinator/src/workflow/detour.ts',
    imports: '../model/detour.ts',
  },

  { rule: 'mqtt-only-in-protocol', from: 'edge-agent/src/link/socket.ts', imports: 'mqtt' },
  { rule: 'mqtt-only-in-protocol', from: 'protocol/src/codec.ts', imports: 'mqtt' },
  { rule: 'mqtt-only-in-protocol', from: 'coordinator/src/gateway/socket.ts', imports: 'mqtt' },
  { rule: 'mqtt-only-in-protocol', from: 'edge-agent/src/link/socket.test.ts', imports: 'mqtt', by: 'type' },
  { rule: 'aedes-only-in-broker', from: 'coordinator/src/api/broker.ts', imports: 'aedes' },
  { rule: 'aedes-only-in-broker', from: 'e2e/broker.ts', imports: 'aedes' },
  {
    rule: 'coordinator-mqtt-only-in-gateway',
    from: 'coordinator/src/api/port.ts',
    imports: '../../../protocol/src/mqtt/port.ts',
  },

  {
    rule: 'drivers-stand-alone',
    from: 'edge-agent/src/drivers/opcua/borrows.ts',
    imports: '../scpi/index.ts',
  },
  {
    rule: 'drivers-stand-alone',
    from: 'edge-agent/src/drivers/shared/knows-one.ts',
    imports: '../scpi/index.ts',
  },
  {
    rule: 'drivers-only-through-registry',
    from: 'edge-agent/src/activities/runner.ts',
    imports: '../drivers/opcua/index.ts',
  },
  {
    rule: 'drivers-only-through-registry',
    from: 'edge-agent/src/agent.ts',
    imports: './drivers/opcua/index.ts',
    by: 'dynamic',
  },
  {
    rule: 'kit-hands-on-what-drivers-share',
    from: 'edge-agent/src/driver-kit/kit.ts',
    imports: '../drivers/scpi/index.ts',
  },
  {
    rule: 'kit-types-stand-alone',
    from: 'edge-agent/src/driver-kit/muster-driver.ts',
    imports: '../instruments/driver.ts',
    by: 'type',
  },

  {
    rule: 'testing-only-from-tests',
    from: 'protocol/src/uses-double.ts',
    imports: '@muster/runtime/testing',
  },
  { rule: 'testing-only-from-tests', from: 'coordinator/src/uses-double.ts', imports: './testing/index.ts' },
  { rule: 'not-to-test', from: 'client/src/uses-test.ts', imports: './other.test.ts' },

  { rule: 'no-cycles', from: 'simulators/src/circle-a.ts', imports: './circle-b.ts' },
  { rule: 'no-cycles', from: 'simulators/src/type-circle-a.ts', imports: './type-circle-b.ts', by: 'type' },
  { rule: 'no-cycles', from: 'simulators/src/through-index.ts', imports: './index.ts', by: 'type' },

  { rule: 'declared', from: 'client/src/undeclared.ts', imports: 'undeclared' },
  { rule: 'declared', from: 'edge-agent/src/others.ts', imports: 'fastify' },
  { rule: 'not-to-dev-dependency', from: 'runtime/src/uses-vitest.ts', imports: 'vitest' },
]

const ALLOWED: readonly Omit<Planted, 'rule'>[] = [
  { from: 'protocol/src/good.ts', imports: '@muster/runtime' },
  { from: 'protocol/src/mqtt/socket.ts', imports: 'mqtt' },
  { from: 'protocol/src/good.test.ts', imports: '@muster/runtime/testing' },
  { from: 'coordinator/src/good.ts', imports: '@muster/protocol/workflow' },
  { from: 'coordinator/src/gateway/good.ts', imports: '@muster/protocol' },
  { from: 'coordinator/src/broker/good.ts', imports: 'aedes' },
  { from: 'coordinator/src/main.ts', imports: 'aedes' },
  { from: 'coordinator/src/supervisor/good.ts', imports: '../store/store.ts' },
  { from: 'coordinator/src/store/sql/good.ts', imports: 'node:sqlite' },
  { from: 'coordinator/src/testing/good.ts', imports: '@muster/protocol/testing' },
  { from: 'coordinator/src/some.test.ts', imports: 'vitest' },
  { from: 'edge-agent/src/instruments/registry.ts', imports: '../drivers/opcua/index.ts', by: 'dynamic' },
  { from: 'edge-agent/src/drivers/opcua/good.ts', imports: '../../instruments/driver.ts' },
  { from: 'edge-agent/src/drivers/opcua/shares.ts', imports: '../shared/progress.ts' },
  { from: 'simulators/src/good.ts', imports: '@muster/protocol' },
  { from: 'client/src/good.ts', imports: '@muster/protocol/workflow' },
  ...['runtime', 'protocol', 'coordinator', 'edge-agent', 'simulators', 'client'].map(name => ({
    from: `e2e/with-${name}.ts`,
    imports: `@muster/${name}`,
  })),
  { from: 'e2e/with-doubles.ts', imports: '@muster/coordinator/testing' },
]

/** What some of the above needs to lead where it says. */
const OTHERS: readonly Omit<Planted, 'rule'>[] = [
  { from: 'coordinator/src/model/detour.ts', imports: '../store/sql/sqlite.ts' },
  { from: 'simulators/src/circle-b.ts', imports: './circle-a.ts' },
  { from: 'simulators/src/type-circle-b.ts', imports: './type-circle-a.ts', by: 'type' },
  { from: 'simulators/src/index.ts', imports: './through-index.ts', by: 'export' },
]

function codeOf({ imports, by }: Omit<Planted, 'rule'>): string {
  if (by === 'type') return `import type { X } from '${imports}'\nexport type Y = X\n`
  if (by === 'dynamic') return `export const y = () => import('${imports}')\n`
  if (by === 'export') return `export * from '${imports}'\n`
  return `import { x } from '${imports}'\nexport const y = x\n`
}

interface Violation {
  readonly from: string
  readonly rule: { readonly name: string }
  readonly cycle?: readonly { readonly name: string }[]
}

const found = new Map<string, Set<string>>()

beforeAll(async () => {
  await using folder = await scratchFolder()
  for (const path of TARGETS) await folder.write(path, 'export const x = 1\nexport type X = number\n')
  for (const planted of [...OTHERS, ...ALLOWED, ...FORBIDDEN])
    await folder.write(planted.from, codeOf(planted))
  for (const name of ['mqtt', 'aedes', 'fastify', 'vitest', 'undeclared']) {
    await folder.write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
    await folder.write(`node_modules/${name}/index.js`, 'exports.x = 1\n')
  }
  await mkdir(join(folder.path, 'node_modules/@muster'))
  for (const { folder: name } of await readPackages(root)) {
    await mkdir(join(folder.path, name), { recursive: true })
    await copyFile(join(root, name, 'package.json'), join(folder.path, name, 'package.json'))
    await symlink(join(folder.path, name), join(folder.path, 'node_modules/@muster', name))
  }
  for (const path of ['.dependency-cruiser.mjs', 'package.json'])
    await copyFile(join(root, path), join(folder.path, path))

  const folders = (await readdir(folder.path, { withFileTypes: true })).filter(
    entry => entry.name !== 'node_modules' && (entry.isDirectory() || entry.name.endsWith('.ts')),
  )
  const args = [
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'json',
    ...folders.map(entry => entry.name),
  ]
  const { stdout } = await runProgram('depcruise', args, folder.path)
  const report = JSON.parse(stdout) as { summary: { violations: Violation[] } }
  for (const { from, rule, cycle = [] } of report.summary.violations) {
    // A cycle is reported once, from one of its files.
    for (const path of [from, ...cycle.map(each => each.name)]) {
      found.set(path, (found.get(path) ?? new Set()).add(rule.name))
    }
  }
}, 180_000)

describe('the rules for imports forbid', () => {
  test.each(FORBIDDEN)('$rule: $from → $imports', ({ rule, from }) => {
    expect([...(found.get(from) ?? [])]).toContain(rule)
  })
})

describe('the rules for imports allow', () => {
  test.each(ALLOWED)('$from → $imports', ({ from }) => {
    expect([...(found.get(from) ?? [])]).toEqual([])
  })
})
