// Who may import whom. Each rule says what it protects; CONTRIBUTING.md shows the whole picture.
import { readFileSync } from 'node:fs'

const packages = ['runtime', 'protocol', 'coordinator', 'edge-agent', 'simulators', 'client', 'e2e']
const anyPackage = `^(${packages.join('|')})/`
const test = '[.]test[.]ts$'
const testing = '(^|/)testing/'

/** The files that a package's `exports` name, as patterns. */
function entriesOf(folder) {
  const { exports = {} } = JSON.parse(
    readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8'),
  )
  return Object.values(exports).map(file => `^${folder}/${file.replace(/^\.\//, '').replaceAll('.', '[.]')}$`)
}

/** `folder` may import these packages and itself; every other one of ours is forbidden. */
function layer(folder, ...allowed) {
  return {
    name: `layers-${folder}`,
    comment: `${folder} may import ${allowed.join(' and ') || 'no other package'}: imports go one way, never sideways, never back.`,
    severity: 'error',
    from: { path: `^${folder}/` },
    to: { path: anyPackage, pathNot: [folder, ...allowed].map(name => `^${name}/`) },
  }
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    // Between packages.
    layer('runtime'),
    layer('protocol', 'runtime'),
    layer('coordinator', 'protocol', 'runtime'),
    layer('edge-agent', 'protocol', 'runtime'),
    layer('simulators', 'protocol', 'runtime'),
    layer('client', 'protocol', 'runtime'),
    {
      name: 'not-to-tools',
      comment: 'tools/ is for working on the project; no package needs it to run.',
      severity: 'error',
      from: { path: anyPackage },
      to: { path: '^tools/' },
    },
    {
      name: 'by-name-from-outside',
      comment:
        'From outside a package is imported by its name (@muster/protocol), not by a path into its folder.',
      severity: 'error',
      from: { path: '^([^/]+)/' },
      to: { path: anyPackage, pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'by-name-from-outside',
      comment:
        'From outside a package is imported by its name (@muster/protocol), not by a path into its folder.',
      severity: 'error',
      from: { path: '^[^/]+$' },
      to: { path: anyPackage, dependencyTypes: ['local'] },
    },
    ...packages.map(folder => ({
      name: 'only-entries-from-outside',
      comment: 'From outside only what the "exports" of a package name can be imported.',
      severity: 'error',
      from: { pathNot: `^${folder}/` },
      to: { path: `^${folder}/`, pathNot: entriesOf(folder) },
    })),

    // Inside the coordinator.
    {
      name: 'coordinator-deciders',
      comment: 'scheduler/, workflow/ and supervisor/ decide; what loads, commits and performs imports them.',
      severity: 'error',
      from: { path: '^coordinator/src/(scheduler|workflow|supervisor)/' },
      to: { path: '^coordinator/src/(api|gateway|store/sql)/' },
    },
    {
      name: 'coordinator-deciders-through-others',
      comment:
        'scheduler/, workflow/ and supervisor/ must not reach api/, gateway/ or store/sql/ by a detour either.',
      severity: 'error',
      from: { path: '^coordinator/src/(scheduler|workflow|supervisor)/', pathNot: [test, testing] },
      to: { path: '^coordinator/src/(api|gateway|store/sql)/', reachable: true },
    },

    // MQTT.
    {
      name: 'mqtt-only-in-protocol',
      comment: 'mqtt.js stands behind the MQTT port, in protocol/src/mqtt/ and nowhere else.',
      severity: 'error',
      from: { pathNot: '^protocol/src/mqtt/' },
      to: { path: ['(^|/)node_modules/mqtt[^/]*/', '^mqtt'] },
    },
    {
      name: 'aedes-only-in-broker',
      comment: 'Only gateway/, broker/ and the composition root of the coordinator know the broker.',
      severity: 'error',
      from: { pathNot: ['^coordinator/src/gateway/', '^coordinator/src/broker/', '^coordinator/src/[^/]+$'] },
      to: { path: ['(^|/)node_modules/aedes[^/]*/', '^aedes'] },
    },
    {
      name: 'coordinator-mqtt-only-in-gateway',
      comment: 'In the coordinator only gateway/, broker/ and the composition root know MQTT.',
      severity: 'error',
      from: { path: '^coordinator/src/.+/', pathNot: ['^coordinator/src/(gateway|broker)/', testing, test] },
      to: { path: '^protocol/src/mqtt/' },
    },

    // Drivers.
    {
      name: 'drivers-stand-alone',
      comment:
        'A driver imports no other driver: what two share stands in drivers/shared/, which imports none.',
      severity: 'error',
      from: { path: '^edge-agent/src/drivers/([^/]+)/' },
      to: {
        path: '^edge-agent/src/drivers/[^/]+/',
        pathNot: ['^edge-agent/src/drivers/$1/', '^edge-agent/src/drivers/shared/'],
      },
    },
    {
      name: 'drivers-only-through-registry',
      comment:
        'Only the registry imports a driver, so that one that is not configured is never loaded. What a driver has for tests is another matter.',
      severity: 'error',
      from: {
        pathNot: [
          '^edge-agent/src/drivers/[^/]+/',
          '^edge-agent/src/instruments/registry[.]ts$',
          '^edge-agent/src/driver-kit/',
        ],
      },
      to: { path: '^edge-agent/src/drivers/[^/]+/', pathNot: testing },
    },
    {
      name: 'kit-hands-on-what-drivers-share',
      comment: 'The driver kit hands on what built-in drivers share, and knows none of them.',
      severity: 'error',
      from: { path: '^edge-agent/src/driver-kit/' },
      to: { path: '^edge-agent/src/drivers/', pathNot: '^edge-agent/src/drivers/shared/' },
    },
    {
      name: 'kit-types-stand-alone',
      comment:
        'muster-driver.ts is copied beside drivers from outside, and the skeleton stands on it alone: neither imports anything of ours.',
      severity: 'error',
      from: {
        path: ['^edge-agent/src/driver-kit/muster-driver[.]ts$', '^edge-agent/src/driver-kit/skeleton/'],
      },
      to: {
        path: [anyPackage, 'node_modules'],
        pathNot: ['^edge-agent/src/driver-kit/muster-driver[.]ts$', '^edge-agent/src/driver-kit/skeleton/'],
      },
    },

    // Tests and their helpers.
    {
      name: 'testing-only-from-tests',
      comment: 'What stands in testing/ is for tests, other testing/ folders and e2e/.',
      severity: 'error',
      from: { pathNot: [test, testing, '^e2e/'] },
      to: { path: '^[^/]+/src/.*testing/' },
    },
    {
      name: 'not-to-test',
      comment: 'A test is imported by nothing: what several tests share belongs to testing/.',
      severity: 'error',
      from: {},
      to: { path: test },
    },

    // Everywhere.
    {
      name: 'no-cycles',
      comment: 'A cycle has no first file to read. Types count too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere.',
      severity: 'error',
      // What benchmarks are held beside is installed by them, in a folder of its own.
      from: { pathNot: '^e2e/bench/beside/[a-z]+\\.mjs$' },
      to: { couldNotResolve: true, dependencyTypesNot: ['core'] },
    },
    {
      name: 'declared',
      comment: "This dependency is not in the package's own package.json.",
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'not-to-dev-dependency',
      comment:
        'What runs at a user needs a dependency in its own package.json; the root has only what tests and tools need.',
      severity: 'error',
      from: { path: anyPackage, pathNot: [test, testing, '^e2e/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    parser: 'tsc',
    // Type-only imports count: they tie files together as much as any other.
    tsPreCompilationDeps: true,
    // The root's package.json counts besides a package's own: it declares what tests and tools use.
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
    progress: { type: 'none' },
  },
}
