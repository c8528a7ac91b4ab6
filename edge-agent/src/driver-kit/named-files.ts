import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, parse, resolve, sep } from 'node:path'
import type { DriverDescription, RunFile } from '../instruments/driver.ts'

/** Where files may lie that a driver from outside names: what it names is sent to the coordinator. */
export interface FileFolders {
  /** The driver's own. */
  readonly own: string
  /** What a person has put into its settings. */
  readonly configured: readonly string[]
}

/** The absolute paths in settings as they were written, before the driver's own defaults came into them. The root of a disk is none. */
export function absolutePathsIn(settings: unknown): readonly string[] {
  if (typeof settings === 'string')
    return isAbsolute(settings) && resolve(settings) !== parse(settings).root ? [resolve(settings)] : []
  if (typeof settings !== 'object' || settings === null) return []
  return Object.values(settings).flatMap(absolutePathsIn)
}

/** The file as it may be taken, or with why it may not. */
export async function judgeFile({ name, path }: RunFile, folders: FileFolders): Promise<RunFile> {
  if (!isAbsolute(path)) return { name, path, refused: `${path} is no absolute path` }
  const real = await realOf(path)
  for (const folder of [folders.own, ...folders.configured])
    if (isWithin(real, await realOf(folder))) return { name, path: real }
  return { name, path, refused: `${path} is ${outside(folders)}` }
}

/** What is wrong with where a description says that runs leave their files. */
export function ruleFaults({ activities }: DriverDescription, folders: FileFolders): string[] {
  const allowed = [folders.own, ...folders.configured].map(folder => resolve(folder))
  return activities.flatMap(({ resultFiles = [] }, activity) =>
    resultFiles.flatMap(({ folder }, rule) => {
      const field = `activities.${activity}.resultFiles.${rule}.folder`
      if (!isAbsolute(folder)) return [`${field} must be an absolute path`]
      if (folder.split(/[/\\]/).includes('..')) return [`${field} must not have .. in it`]
      const fixed = resolve(fixedPart(folder))
      return allowed.some(root => isWithin(fixed, root)) ? [] : [`${field} ${folder} is ${outside(folders)}`]
    }),
  )
}

/** Up to the folder in whose name something stands in `{}`. */
const fixedPart = (folder: string): string => folder.replace(/[^/\\]*\{.*$/s, '')

const outside = ({ own }: FileFolders): string =>
  `outside of what this driver may name: its own folder ${own}, and folders that its settings in the configuration name by an absolute path`

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Without links in it, as far as it is there. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = dirname(resolve(path))
    return parent === resolve(path) ? parent : join(await realOf(parent), basename(path))
  }
}
