import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Fault, messageOf } from '@muster/runtime'
import type { Extension, ExtensionPorts } from './extension.ts'

/** Where a module stands in the settings, and what it is given. */
export interface ModuleUse {
  /** Such as `middleware.2`. */
  readonly field: string
  readonly use: string
  readonly with?: unknown
  /** What else could have been meant, for who named a file that there is not. */
  readonly hint?: string
}

export interface LoadPorts extends ExtensionPorts {
  /** Where paths begin. */
  readonly folder: string
}

export interface Loaded<Made> {
  readonly name: string
  readonly made: Made
}

const NAME = /^[a-z0-9-]{1,63}$/

/** One module, or nothing where it is not right. @param faults to which all that is wrong is added @param wrongOf what is wrong with what it made */
export async function loadModule<Made>(
  { field, use, with: given, hint }: ModuleUse,
  kind: string,
  wrongOf: (made: Made) => readonly Fault[],
  ports: LoadPorts,
  faults: Fault[],
): Promise<Loaded<Made> | undefined> {
  const fault = (message: string, at = 'use') => void faults.push({ field: `${field}.${at}`, message })
  const path = resolve(ports.folder, use)
  if (!existsSync(path)) return fault(`there is no file ${path}${hint ? `; ${hint}` : ''}`)
  let exported: unknown
  try {
    exported = ((await import(pathToFileURL(path).href)) as { readonly default?: unknown }).default
  } catch (error) {
    return fault(`can't be loaded: ${messageOf(error)}`)
  }
  const wrong = wrongShapes(exported, kind)
  for (const message of wrong) fault(message)
  if (wrong.length > 0) return undefined
  // Looked at just now.
  const extension = exported as Extension<string, Made>
  const options = optionsOf(extension, given, fault)
  if (!options) return undefined
  try {
    const made = extension.create(options.value, {
      clock: ports.clock,
      logger: ports.logger.child({ module: extension.name }),
    })
    const notRight = typeof made === 'object' && made !== null ? wrongOf(made) : [NO_OBJECT]
    for (const { field: part, message } of notRight)
      fault(`create() gives ${part === '' ? 'what' : `a ${part} that`} ${message}`)
    return notRight.length > 0 ? undefined : { name: extension.name, made }
  } catch (error) {
    return fault(`create() failed: ${messageOf(error)}`)
  }
}

const NO_OBJECT: Fault = { field: '', message: 'is no object' }

function wrongShapes(exported: unknown, kind: string): string[] {
  if (exported === undefined) return ['has no default export']
  if (typeof exported !== 'object' || exported === null)
    return [`its default export has to be an object {extends: '${kind}', name, create}`]
  const { extends: says, name, create, parse } = exported as Readonly<Record<string, unknown>>
  const wrong: string[] = []
  if (says !== kind)
    wrong.push(
      `its default export has to say extends: '${kind}'; it says ${JSON.stringify(says) ?? 'nothing'}`,
    )
  if (typeof name !== 'string' || !NAME.test(name))
    wrong.push('its default export has to have a name of a-z, 0-9 and -, 63 at most')
  if (typeof create !== 'function') wrong.push('its default export has to have a function create')
  if (parse !== undefined && typeof parse !== 'function')
    wrong.push('parse in its default export has to be a function')
  return wrong
}

function optionsOf(
  extension: Extension<string, unknown>,
  given: unknown,
  fault: (message: string, at: string) => void,
): { readonly value: unknown } | undefined {
  if (!extension.parse) {
    if (given === undefined) return { value: undefined }
    fault('is not taken by this module', 'with')
    return undefined
  }
  try {
    return { value: extension.parse(given) }
  } catch (error) {
    const all = faultsIn(error)
    if (all.length === 0) fault(messageOf(error), 'with')
    for (const { field, message } of all) fault(message, field === '' ? 'with' : `with.${field}`)
    return undefined
  }
}

function faultsIn(error: unknown): Fault[] {
  const all: unknown = typeof error === 'object' && error !== null && 'faults' in error ? error.faults : []
  if (!Array.isArray(all)) return []
  return all.map((one: unknown) => {
    const { field, message } = (one ?? {}) as { readonly field?: unknown; readonly message?: unknown }
    return { field: typeof field === 'string' ? field : '', message: String(message) }
  })
}
