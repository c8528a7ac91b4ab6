import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { root } from '../repository.ts'
import { layOut, PACKAGES } from './contents.ts'
import { buildDeb } from './deb.ts'
import { ARCHITECTURES, type Architecture, fetchNode } from './node-runtime.ts'

const HELP = `pnpm package [options]: makes the Debian packages, for all architectures, on any one of them

  --only NAME      muster-agent or muster-coordinator
  --arch NAME      amd64 or arm64
  --version TEXT   instead of that of package.json
  --out FOLDER     dist, unless given
  --quick          not compressed: for tests
`

/** What Debian calls what Node is linked with; Perl's smallest part is on every Debian, and runs the service helper. */
const DEPENDS = 'libc6 (>= 2.28), libstdc++6 (>= 8), systemd, debconf (>= 0.5) | debconf-2.0, perl-base'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      arch: { type: 'string' },
      version: { type: 'string' },
      out: { type: 'string', default: 'dist' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HELP)
  const packages = PACKAGES.filter(({ name }) => values.only === undefined || values.only === name)
  const architectures = (Object.keys(ARCHITECTURES) as Architecture[]).filter(
    name => values.arch === undefined || values.arch === name,
  )
  if (packages.length === 0 || architectures.length === 0) {
    process.stderr.write(HELP)
    process.exitCode = 2
    return
  }
  const version = values.version ?? (await ownVersion())
  const epoch = await sourceDate()
  const node = await fetchNode()
  const out = resolve(values.out)
  await mkdir(out, { recursive: true })
  for (const contents of packages) {
    for (const architecture of architectures) {
      const tree = await mkdtemp(join(tmpdir(), 'muster-package-'))
      try {
        await layOut(contents, architecture, node, tree)
        const file = join(out, `${contents.name}_${version}_${architecture}.deb`)
        const { name, description } = contents
        const control = { package: name, version, architecture, depends: DEPENDS, description }
        await buildDeb(tree, file, control, epoch, values.quick ? 'none' : 'xz')
        const megabytes = (await stat(file)).size / 1_000_000
        process.stdout.write(`${file}: ${megabytes.toFixed(1)} MB\n`)
      } finally {
        await rm(tree, { recursive: true, force: true })
      }
    }
  }
}

async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  return manifest.version
}

/** Seconds since 1970: what SOURCE_DATE_EPOCH says, or else when the sources were last committed. */
async function sourceDate(): Promise<number> {
  const given = process.env['SOURCE_DATE_EPOCH']
  if (given !== undefined) return Number(given)
  const { stdout } = await promisify(execFile)('git', ['-C', root, 'log', '-1', '--format=%ct'])
  return Number(stdout.trim())
}

await main()
