import { cp, readFile, realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'

/** What no program reads. */
const LEFT_OUT =
  /\.(d\.[cm]?ts|map|md|markdown|cpp|cc|h|gypi?)$|(^|\/)(test|tests|__tests__|examples|benchmark|\.github)(\/|$)/

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
}

/**
 * Copies packages, with all that they depend on, to where a bundle beside `node_modules` finds them.
 * @param from a package.json of the repository that names them
 * @param keeps which files of native parts are for the architecture
 * @returns the folders that were copied
 */
export async function copyWhole(
  names: readonly string[],
  from: string,
  to: string,
  keeps: (path: string) => boolean,
): Promise<ReadonlySet<string>> {
  const copied = new Map<string, string>()
  /** @param beside where the one that asks for it went */
  const copy = async (name: string, asker: string, beside: string): Promise<void> => {
    const folder = await folderOf(name, asker)
    const common = join(to, name)
    if (copied.get(common) === folder) return
    // A second version stands with the one that asks for it.
    const target = copied.has(common) ? join(beside, 'node_modules', name) : common
    copied.set(target, folder)
    await cp(folder, target, {
      recursive: true,
      dereference: true,
      filter: path => {
        const inside = path.slice(folder.length + 1)
        return !inside.startsWith(`node_modules${sep}`) && !LEFT_OUT.test(inside) && keeps(inside)
      },
    })
    const manifest = join(folder, 'package.json')
    const { dependencies = {} } = JSON.parse(await readFile(manifest, 'utf8')) as Manifest
    for (const dependency of Object.keys(dependencies)) await copy(dependency, manifest, target)
  }
  for (const name of names) await copy(name, from, to)
  return new Set(copied.values())
}

/** Where the package is that `asker` gets by this name. */
async function folderOf(name: string, asker: string): Promise<string> {
  for (const place of createRequire(await realpath(asker)).resolve.paths(name) ?? []) {
    const found = await realpath(join(place, name, 'package.json')).catch(() => undefined)
    if (found !== undefined) return dirname(found)
  }
  throw new Error(`${asker} asks for ${name}, which is not installed`)
}
