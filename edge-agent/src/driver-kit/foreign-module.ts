import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { compileForeignSchema, type Fault, messageOf, type Parsed } from '@muster/runtime'
import type { Driver, DriverContext, DriverTraits } from '../instruments/driver.ts'
import { checkAnswers } from './checked-driver.ts'
import { absolutePathsIn } from './named-files.ts'
import { KIT_VERSION, kitContext } from './kit.ts'
import type * as kit from './muster-driver.ts'

/** Where the code of a driver is that does not come with the agent: a file, or a package to be looked for from these folders. */
export type ForeignSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string; readonly folders: readonly string[] }

/** A driver from outside, in the process that runs it. */
export interface ForeignDriver {
  readonly name: string
  /** With the defaults filled in. */
  readonly settings: unknown
  create(context: DriverContext): Driver
}

/** Loads it and reads its settings. @returns what is wrong with either; of the module itself at the field `driver` */
export async function readForeign(source: ForeignSource, settings: unknown): Promise<Parsed<ForeignDriver>> {
  const loaded = await loadForeign(source)
  if (!loaded.ok) return loaded
  const module = loaded.value
  const parse = compileForeignSchema(module.settingsSchema, { defaults: true })
  if (!parse.ok)
    return driverFaults(parse.faults.map(({ message }) => `settingsSchema of ${module.name} ${message}`))
  const read = parse.value(settings)
  if (!read.ok) return read
  try {
    const faults = module.check?.(read.value as never) ?? []
    if (faults.length > 0) return { ok: false, faults: faults.map(readFault) }
  } catch (error) {
    return driverFaults([`check() of ${module.name} failed: ${messageOf(error)}`])
  }
  return {
    ok: true,
    value: {
      name: module.name,
      settings: read.value,
      create: context => {
        const folders = { own: context.folder, configured: absolutePathsIn(settings) }
        return checkAnswers(createForeign(module, read.value, context), context.logger, folders)
      },
    },
  }
}

/** @throws Error where what the module makes is no driver. */
function createForeign(module: kit.DriverModule, settings: unknown, context: DriverContext): Driver {
  const driver: unknown = module.create(settings as never, kitContext(context))
  const missing = missingIn(driver)
  if (missing.length > 0) throw new Error(`create() of ${module.name} ${missing.join('; ')}`)
  // It has what a driver has; its answers are looked at one by one.
  return driver as Driver
}

const CALLS = 'connect describe bootMark idle start find follow cancel health close'.split(' ')
const OPTIONAL = 'pause resume checkpoint release'.split(' ')

function missingIn(driver: unknown): string[] {
  if (typeof driver !== 'object' || driver === null) return ['gives no object']
  const has = driver as Readonly<Record<string, unknown>>
  const missing = CALLS.filter(call => typeof has[call] !== 'function').map(
    call => `gives a driver without ${call}()`,
  )
  for (const call of OPTIONAL)
    if (has[call] !== undefined && typeof has[call] !== 'function')
      missing.push(`gives a driver whose ${call} is no function`)
  return [...missing, ...wrongTraits(has['traits'])]
}

function wrongTraits(traits: unknown): string[] {
  const { keepsIds, neverClears, settlingTime } = (traits ?? {}) as Partial<
    Record<keyof DriverTraits, unknown>
  >
  const isTime = typeof settlingTime === 'number' && Number.isFinite(settlingTime) && settlingTime >= 0
  if (typeof keepsIds === 'boolean' && typeof neverClears === 'boolean' && isTime) return []
  return [
    'gives a driver without traits {keepsIds: boolean, neverClears: boolean, settlingTime: milliseconds}',
  ]
}

async function loadForeign(source: ForeignSource): Promise<Parsed<kit.DriverModule>> {
  let exported: unknown
  try {
    exported = ((await importFrom(source)) as { readonly default?: unknown }).default
  } catch (error) {
    return driverFaults([`can't be loaded: ${messageOf(error)}`])
  }
  const wrong = wrongModule(exported)
  return wrong.length > 0 ? driverFaults(wrong) : { ok: true, value: exported as kit.DriverModule }
}

function wrongModule(exported: unknown): string[] {
  const form = '{kit: 1, name, settingsSchema, create}'
  if (exported === undefined) return [`has no default export; a driver's module has one: ${form}`]
  if (typeof exported !== 'object' || exported === null)
    return [`its default export has to be an object ${form}`]
  const { kit: version, name, settingsSchema, create, check } = exported as Readonly<Record<string, unknown>>
  if (typeof version === 'number' && version > KIT_VERSION)
    return [
      `was written for version ${version} of the driver kit, and this agent has version ${KIT_VERSION}: update the agent`,
    ]
  const wrong: string[] = []
  if (version !== KIT_VERSION) wrong.push(`its default export has to say kit: ${KIT_VERSION}`)
  if (typeof name !== 'string' || !/^[\w@./-]{1,100}$/.test(name))
    wrong.push('its default export has to have a name, of letters, digits and @ . / _ -')
  if (typeof settingsSchema !== 'object' || settingsSchema === null)
    wrong.push('its default export has to have settingsSchema, a JSON Schema')
  if (typeof create !== 'function')
    wrong.push('its default export has to have a function create(settings, context)')
  if (check !== undefined && typeof check !== 'function')
    wrong.push('check in its default export has to be a function')
  return wrong
}

async function importFrom(source: ForeignSource): Promise<unknown> {
  if (source.kind === 'file') return import(pathToFileURL(source.path).href)
  const failed: string[] = []
  for (const folder of source.folders) {
    try {
      return await importPackage(source.name, folder)
    } catch (error) {
      // A package that is there and can't be loaded is told of as it is.
      if (!isNotThere(error, source.name)) throw error
      failed.push(folder)
    }
  }
  throw new Error(`there is no package ${source.name} in node_modules of ${failed.join(' or ')}`)
}

/** As a file in that folder would import it. */
async function importPackage(name: string, folder: string): Promise<unknown> {
  const parentURL = pathToFileURL(`${folder}/muster-agent.mjs`).href
  const wanted = `muster-driver:${name}`
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === wanted ? next(name, { ...context, parentURL }) : next(specifier, context),
  })
  try {
    return await import(wanted)
  } finally {
    hooks.deregister()
  }
}

function isNotThere(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${name}'`)
  )
}

function readFault(fault: unknown): Fault {
  const { field, message } = (fault ?? {}) as { readonly field?: unknown; readonly message?: unknown }
  return { field: typeof field === 'string' ? field : '', message: String(message) }
}

function driverFaults(messages: readonly string[]): Parsed<never> {
  return { ok: false, faults: messages.map(message => ({ field: 'driver', message })) }
}
