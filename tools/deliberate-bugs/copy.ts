import { cp, lstat, mkdir, readdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listFiles } from '../repository.ts'

/** Where the packages' own names lead to. */
const SCOPE = '@muster'

/**
 * A copy of the sources, whose packages lead to each other and not to the original; libraries are shared with it.
 * @param to a folder that is there and empty
 */
export async function copySources(from: string, to: string): Promise<void> {
  const files = await present(from, await listFiles(from))
  for (const folder of new Set(files.map(file => dirname(join(to, file)))))
    await mkdir(folder, { recursive: true })
  await Promise.all(files.map(file => cp(join(from, file), join(to, file))))
  const packages = files.filter(file => file.endsWith('package.json')).map(file => dirname(file))
  for (const folder of packages) await linkLibraries(join(from, folder), join(to, folder), to)
}

/** Those that are there: what was deleted and not yet committed is listed all the same. */
async function present(folder: string, files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    files.map(file =>
      lstat(join(folder, file)).then(
        () => [file],
        () => [],
      ),
    ),
  )
  return found.flat()
}

async function linkLibraries(from: string, to: string, root: string): Promise<void> {
  const libraries = join(from, 'node_modules')
  const names = await readdir(libraries).catch(() => [])
  await mkdir(join(to, 'node_modules'), { recursive: true })
  for (const name of names) {
    if (name !== SCOPE) await symlink(join(libraries, name), join(to, 'node_modules', name))
    else await linkPackages(join(libraries, SCOPE), join(to, 'node_modules', SCOPE), root)
  }
}

async function linkPackages(from: string, to: string, root: string): Promise<void> {
  await mkdir(to)
  for (const name of await readdir(from)) await symlink(join(root, name), join(to, name))
}
