import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The licences of what a package brings, for those who get it. @param packages folders of installed packages */
export async function licenseText(packages: Iterable<string>): Promise<string> {
  const parts = new Map<string, string>()
  for (const folder of packages) {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
    const { name, version, license } = manifest
    // Some packages have manifests inside that name nothing.
    if (name === undefined) continue
    const files = (await readdir(folder)).filter(file => /^(licen[cs]e|notice)/i.test(file)).sort()
    const texts = await Promise.all(files.map(file => readFile(join(folder, file), 'utf8').catch(() => '')))
    parts.set(
      `${name}@${version ?? ''}`,
      [`${name} ${version ?? ''}: ${license ?? 'see below'}`, ...texts].join('\n\n'),
    )
  }
  const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text.trim())
  return `${sorted.join(`\n\n${'-'.repeat(78)}\n\n`)}\n`
}

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly license?: string
}
