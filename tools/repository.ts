import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The folder of the repository, without a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** The folders that are packages, with their package.json, in the order in which pnpm-workspace.yaml names them. */
export async function readPackages(folder: string): Promise<readonly Package[]> {
  const workspace = await readFile(join(folder, 'pnpm-workspace.yaml'), 'utf8')
  const list = /^packages:\n((?: +- .+\n)+)/m.exec(workspace)?.[1] ?? ''
  const folders = Array.from(list.matchAll(/- (.+)/g), match => match[1] ?? '')
  return Promise.all(
    folders.map(async name => {
      const manifest: unknown = JSON.parse(await readFile(join(folder, name, 'package.json'), 'utf8'))
      return { folder: name, name: nameOf(manifest), dependencies: dependenciesOf(manifest) }
    }),
  )
}

export interface Package {
  readonly folder: string
  readonly name: string
  readonly dependencies: readonly string[]
}

function nameOf(manifest: unknown): string {
  return isObject(manifest) && typeof manifest['name'] === 'string' ? manifest['name'] : ''
}

function dependenciesOf(manifest: unknown): readonly string[] {
  const dependencies = isObject(manifest) ? manifest['dependencies'] : undefined
  return isObject(dependencies) ? Object.keys(dependencies) : []
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/**
 * Every file that is committed, or would be by `git add .`, relative to the folder. Where there is no git, as in an
 * unpacked archive, every file but those in folders that tools fill.
 */
export async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    // In a container the folder often belongs to someone else, which git refuses unless told.
    const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
    const { stdout } = await run('git', args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 })
    return stdout.split('\0').filter(path => path !== '')
  } catch {
    const filled = /(^|\/)(node_modules|\.git|\.muster|dist)(\/|$)/
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .filter(path => !filled.test(path))
  }
}
