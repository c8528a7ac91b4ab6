import { statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Parsed } from '@muster/runtime'
import type { ConfiguredDriver, Isolation } from '../instruments/configured-driver.ts'
import { guardDriver } from '../instruments/guarded-driver.ts'
import { IsolatedDriver } from '../instruments/isolation/isolated-driver.ts'
import { checkAnswers } from './checked-driver.ts'
import { absolutePathsIn } from './named-files.ts'
import { type ForeignSource, readForeign } from './foreign-module.ts'
import { probeForeign } from './probe.ts'

const PACKAGE = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/

/**
 * A driver that does not come with the agent: `./folder/index.ts`, `npm:@lab/driver` or just `@lab/driver`. It runs in a process of its
 * own, and nothing of it is loaded in this one, unless it is said to be `inline`.
 * @param folders where paths begin (the first), and packages are looked for
 */
export async function configureForeign(
  driver: string,
  settings: unknown,
  folders: readonly string[],
  isolation: Isolation = 'process',
): Promise<Parsed<ConfiguredDriver>> {
  const source = foreignSource(driver, folders)
  if (typeof source === 'string') return { ok: false, faults: [{ field: 'driver', message: source }] }
  return isolation === 'inline' ? inline(source, settings) : inProcess(source, settings)
}

/** @returns what is wrong with the name, where something is */
export function foreignSource(driver: string, folders: readonly string[]): ForeignSource | string {
  const named = driver.startsWith('npm:') ? driver.slice(4) : driver
  if (/^\.{1,2}[/\\]/.test(driver) || isAbsolute(driver) || driver.startsWith('file:')) {
    const path = driver.startsWith('file:') ? fileURLToPath(driver) : resolve(folders[0] ?? '.', driver)
    const file = [path, join(path, 'index.ts'), join(path, 'index.js'), join(path, 'index.mjs')].find(isFile)
    return file === undefined ? `there is no file ${path}` : { kind: 'file', path: file }
  }
  if (!PACKAGE.test(named)) return `"${driver}" is neither a path nor the name of a package`
  return { kind: 'package', name: named, folders }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

async function inline(source: ForeignSource, settings: unknown): Promise<Parsed<ConfiguredDriver>> {
  const read = await readForeign(source, settings)
  if (!read.ok) return read
  const { value } = read
  return {
    ok: true,
    value: {
      name: value.name,
      isolation: 'inline',
      create: context => guardDriver(value.create(context), context),
    },
  }
}

async function inProcess(source: ForeignSource, settings: unknown): Promise<Parsed<ConfiguredDriver>> {
  const probed = await probeForeign(source, settings)
  if (!probed.ok) return probed
  const { name, settings: filled, traits, offers } = probed.value
  const entry = new URL('./foreign-process.ts', import.meta.url)
  return {
    ok: true,
    value: {
      name,
      isolation: 'process',
      create: context => {
        const options = { entry, settings: { source, settings: filled }, traits, offers }
        const folders = { own: context.folder, configured: absolutePathsIn(settings) }
        const checked = checkAnswers(new IsolatedDriver(options, context), context.logger, folders)
        return guardDriver(checked, context)
      },
    },
  }
}
