import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../repository.ts'
import { type Bundle, writeBundle } from './bundle.ts'
import { licenseText } from './licenses.ts'
import { type Architecture, ARCHITECTURES, type NodeRuntime } from './node-runtime.ts'
import { copyWhole } from './whole-packages.ts'

/** What one of our packages is made of. */
export interface PackageContents {
  readonly name: 'muster-agent' | 'muster-coordinator'
  readonly description: string
  readonly bundle: Bundle
  /** Whose package.json names what is brought whole. */
  readonly workspace: string
  /** Commands, and the files of its folder that start them. */
  readonly commands: Readonly<Record<string, string>>
  /** Further programs of its own, which lie beside its Node. */
  readonly helpers: readonly string[]
  /** Files below /etc that belong to whoever runs it, from deploy/. */
  readonly configuration: string
  /** Where its data is in that file, and where the package keeps it. */
  readonly data: readonly [written: string, packaged: string]
}

export const PACKAGES: readonly PackageContents[] = [
  {
    name: 'muster-agent',
    description: `runs activities on physical instruments, for a Muster coordinator
 The agent stands beside an instrument's controller, speaks its protocol (OPC UA,
 SCPI, Modbus and others) and starts each activity at most once, whatever crashes.
 It brings its own Node.`,
    bundle: {
      programs: { 'muster-agent': 'edge-agent/src/cli.ts' },
      // It looks for its native part beside itself.
      whole: ['serialport'],
      // A lock between processes that node-opcua-pki can do without, and does here as among the sources.
      missing: ['proper-lockfile'],
      // Browsers and proxies: the agent opens its sockets itself. It is 1 to 2 MB of memory.
      unused: { mqtt: ['ws', 'socks', 'worker-timers'] },
      // What a new driver begins from.
      beside: ['edge-agent/src/driver-kit/{skeleton,muster-driver.ts}'],
    },
    workspace: 'edge-agent',
    commands: { 'muster-agent': 'wrapper' },
    helpers: ['muster-agent/end-leftovers', 'service-helper'],
    configuration: 'agent.yaml',
    data: ['/var/lib/muster/agent', '/var/lib/muster-agent'],
  },
  {
    name: 'muster-coordinator',
    description: `schedules work on physical instruments and follows it
 The coordinator takes jobs, gives their tasks to edge agents over MQTT, and sees
 to it that nothing waits without a reason. A broker is embedded. The command
 "muster" submits work and follows it. It brings its own Node.`,
    bundle: {
      programs: { 'muster-coordinator': 'coordinator/src/cli.ts', muster: 'client/src/cli.ts' },
      // It serves files that lie beside it.
      whole: ['@fastify/swagger-ui'],
      missing: [],
      unused: {},
      beside: [],
    },
    workspace: 'coordinator',
    commands: { 'muster-coordinator': 'wrapper', muster: 'wrapper-muster' },
    helpers: ['service-helper'],
    configuration: 'coordinator.yaml',
    data: ['/var/lib/muster/coordinator', '/var/lib/muster-coordinator'],
  },
]

const MAINTAINER_FILES = ['postinst', 'prerm', 'postrm', 'templates']

/** Lays out the files of a package in `tree`, as they are to lie on a machine. */
export async function layOut(
  contents: PackageContents,
  architecture: Architecture,
  node: NodeRuntime,
  tree: string,
): Promise<void> {
  const { name, bundle, workspace, commands, helpers } = contents
  const sources = join(root, 'deploy/packages', name)
  const lib = join(tree, 'usr/lib', name)
  const doc = join(tree, 'usr/share/doc', name)
  const put = async (from: string, to: string, mode = 0o644) => {
    await mkdir(dirname(to), { recursive: true })
    await cp(from, to, { recursive: true })
    await chmod(to, mode)
  }
  const taken = await writeBundle(bundle, lib)
  const native = join('prebuilds', `linux-${ARCHITECTURES[architecture]}`)
  const whole = await copyWhole(
    bundle.whole,
    join(root, workspace, 'package.json'),
    join(lib, 'node_modules'),
    path => !path.startsWith('prebuilds/') || native.startsWith(path) || isNativePart(path, native),
  )
  await put(node.program(architecture), join(lib, 'node'), 0o755)
  for (const helper of helpers)
    await put(join(root, 'deploy/packages', helper), join(lib, basename(helper)), 0o755)
  for (const [command, file] of Object.entries(commands))
    await put(join(sources, file), join(tree, 'usr/bin', command), 0o755)
  await put(join(sources, `${name}.service`), join(tree, 'lib/systemd/system', `${name}.service`))
  await put(join(sources, 'sysusers.conf'), join(tree, 'usr/lib/sysusers.d', `${name}.conf`))
  await writeConfiguration(contents, tree)
  for (const file of MAINTAINER_FILES)
    await put(join(sources, file), join(tree, 'DEBIAN', file), file === 'templates' ? 0o644 : 0o755)
  await put(join(root, 'docs/install.md'), join(doc, 'install.md'))
  await put(join(root, 'LICENSE'), join(doc, 'copyright'))
  if (name === 'muster-agent') await cp(join(sources, 'examples'), join(doc, 'examples'), { recursive: true })
  const licenses = `${await licenseText([...taken, ...whole])}\nNode.js ${node.version}\n\n${node.license}`
  await writeFile(join(doc, 'third-party-licenses.gz'), gzipSync(licenses, { level: 9 }))
}

/** A native part for Debian's C library. */
function isNativePart(path: string, native: string): boolean {
  return path.startsWith(`${native}/`) && !path.includes('musl')
}

async function writeConfiguration(contents: PackageContents, tree: string): Promise<void> {
  const { configuration, data } = contents
  const text = await readFile(join(root, 'deploy', configuration), 'utf8')
  const [written, packaged] = data
  if (!text.includes(`data: ${written}\n`))
    throw new Error(`deploy/${configuration} does not say where its data is: data: ${written}`)
  const path = join('etc/muster', configuration)
  await mkdir(dirname(join(tree, path)), { recursive: true })
  await writeFile(join(tree, path), text.replace(`data: ${written}\n`, `data: ${packaged}\n`))
  await mkdir(join(tree, 'DEBIAN'), { recursive: true })
  await writeFile(join(tree, 'DEBIAN/conffiles'), `/${path}\n`)
}
