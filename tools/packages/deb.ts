import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Control {
  readonly package: string
  readonly version: string
  readonly architecture: string
  readonly depends: string
  readonly description: string
}

/**
 * Makes a .deb of a folder that holds the files as they are to lie, and the scripts in DEBIAN. The same files give the same bytes.
 * @param epoch seconds since 1970; no file is younger
 * @param compression `none` is for tests, which install it once
 */
export async function buildDeb(
  tree: string,
  to: string,
  control: Control,
  epoch: number,
  compression: 'xz' | 'none',
): Promise<void> {
  const files = await filesOf(tree)
  const sizes = await Promise.all(files.map(async file => (await lstat(join(tree, file))).size))
  const kilobytes = Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024)
  await mkdir(join(tree, 'DEBIAN'), { recursive: true })
  const sums = await Promise.all(
    files.map(async file => `${md5(await readFile(join(tree, file)))}  ${file}\n`),
  )
  await writeFile(join(tree, 'DEBIAN/md5sums'), sums.join(''))
  await writeFile(join(tree, 'DEBIAN/control'), controlText(control, kilobytes))
  await settle(tree, epoch)
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(epoch) }
  const packed = compression === 'none' ? ['-Znone'] : ['-Zxz', '-z6']
  await run('dpkg-deb', ['--root-owner-group', ...packed, '--build', tree, to], { env })
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}

function controlText(control: Control, kilobytes: number): string {
  return `Package: ${control.package}
Version: ${control.version}
Architecture: ${control.architecture}
Maintainer: Muster <muster@localhost>
Section: science
Priority: optional
Installed-Size: ${kilobytes}
Depends: ${control.depends}
Description: ${control.description}
`
}

/** All files below a folder but those for the package manager, sorted. */
async function filesOf(tree: string): Promise<readonly string[]> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(tree.length + 1))
    .filter(path => !path.startsWith('DEBIAN/'))
    .sort()
}

/** The same modes and times, whoever builds it and when. */
async function settle(folder: string, epoch: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await settle(path, epoch)
    else {
      const { mode } = await lstat(path)
      await chmod(path, (mode & 0o111) === 0 ? 0o644 : 0o755)
    }
    await utimes(path, epoch, epoch)
  }
  await chmod(folder, 0o755)
  await utimes(folder, epoch, epoch)
}
