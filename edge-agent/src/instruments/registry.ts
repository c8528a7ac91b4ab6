import { compileSchema, type Parsed } from '@muster/runtime'
import type { ConfiguredDriver, DriverUse, Isolation } from './configured-driver.ts'
import type { Driver, DriverContext, DriverModule } from './driver.ts'
import { guardDriver } from './guarded-driver.ts'
import { IsolatedDriver } from './isolation/isolated-driver.ts'
import type { HostContext } from './isolation/process-limits.ts'

export type { ConfiguredDriver } from './configured-driver.ts'

export interface DriverRegistry {
  readonly names: readonly string[]
  /**
   * Loads the driver's module, and only that one, and reads its settings.
   * @returns every fault of the settings; an unknown name is one fault, of the field `driver`.
   */
  configure(name: string, settings: unknown, use?: DriverUse): Promise<Parsed<ConfiguredDriver>>
}

/** How a driver's module is loaded, once something is configured that uses it. */
export type DriverLoader = () => Promise<ConfigurableModule>

/** A driver module whose settings type is hidden behind its own schema. */
export interface ConfigurableModule {
  readonly about: string
  configure(settings: unknown, isolation?: Isolation): Parsed<ConfiguredDriver>
  /** The driver as it is, from settings that were read. */
  make(settings: unknown, context: DriverContext): Driver
}

const BUILT_IN: Readonly<Record<string, DriverLoader>> = {
  command: async () => configurable((await import('../drivers/command/index.ts')).commandDriver),
  'file-drop': async () => configurable((await import('../drivers/file-drop/index.ts')).fileDropDriver),
  'isa95-opcua': async () => configurable((await import('../drivers/isa95-opcua/index.ts')).isa95OpcUaDriver),
  lads: async () => configurable((await import('../drivers/lads/index.ts')).ladsDriver),
  manual: async () => configurable((await import('../drivers/manual/index.ts')).manualDriver),
  modbus: async () => configurable((await import('../drivers/modbus/index.ts')).modbusDriver),
  'opcua-nodes': async () => configurable((await import('../drivers/opcua-nodes/index.ts')).opcUaNodesDriver),
  scpi: async () => configurable((await import('../drivers/scpi/index.ts')).scpiDriver),
}

export function createDriverRegistry(
  loaders: Readonly<Record<string, DriverLoader>> = BUILT_IN,
): DriverRegistry {
  const names = Object.keys(loaders).sort()
  return {
    names,
    async configure(name, settings, { isolation, folders } = {}) {
      const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined
      if (load) return (await load()).configure(settings, isolation)
      const known = `must be one of ${names.join(', ')}`
      if (!folders) return { ok: false, faults: [{ field: 'driver', message: known }] }
      const { configureForeign } = await import('../driver-kit/configure-foreign.ts')
      const foreign = await configureForeign(name, settings, folders, isolation)
      if (foreign.ok || /^[./]|:/.test(name)) return foreign
      // It may have been meant to be a built-in one.
      const hint = `; ${known}, a path such as ./driver/index.ts, or a package that is there`
      const withHint = (field: string, message: string) => (field === 'driver' ? message + hint : message)
      const faults = foreign.faults.map(fault => ({
        ...fault,
        message: withHint(fault.field, fault.message),
      }))
      return { ok: false, faults }
    },
  }
}

/** What each built-in driver speaks, by name. */
export async function aboutBuiltIn(): Promise<readonly (readonly [name: string, about: string])[]> {
  const names = Object.keys(BUILT_IN).sort()
  return Promise.all(names.map(async name => [name, (await BUILT_IN[name]?.())?.about ?? ''] as const))
}

/** A built-in driver as it is, from settings that were read. @throws Error where there is none of this name */
export async function createBuiltIn(
  name: string,
  settings: unknown,
  context: DriverContext,
): Promise<Driver> {
  const load = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined
  if (!load) throw new Error(`there is no driver ${name}`)
  return (await load()).make(settings, context)
}

/** Binds a module to the parser of its own settings. */
export function configurable<Settings>(module: DriverModule<Settings>): ConfigurableModule {
  const parse = compileSchema<Settings>(module.settingsSchema, { defaults: true })
  const { name, isolation: usual = 'inline' } = module
  return {
    about: module.about ?? '',
    // They were parsed by `configure`, maybe in another process.
    make: (settings, context) => module.create(settings as Settings, context),
    configure(value, isolation = usual) {
      const settings = parse(value)
      const faults = settings.ok ? [...(module.check?.(settings.value) ?? [])] : [...settings.faults]
      if (usual === 'process' && isolation === 'inline')
        faults.push({
          field: 'driver',
          message: `${name} always runs in a process of its own: leave out isolation: inline`,
        })
      if (!settings.ok || faults.length > 0) return { ok: false, faults }
      const create = (context: HostContext) => {
        const driver = module.create(settings.value, context)
        const placed = isolation === 'process' ? inProcess(driver, name, settings.value, context) : driver
        return guardDriver(placed, context)
      }
      return { ok: true, value: { name, isolation, create } }
    },
  }
}

/** The driver in a process of its own, where it is not in one already. */
function inProcess(driver: Driver, name: string, settings: unknown, context: HostContext): Driver {
  if (driver instanceof IsolatedDriver) return driver
  const all = ['pause', 'resume', 'checkpoint', 'release'] as const
  const offers = all.filter(call => driver[call] !== undefined)
  const entry = new URL('./built-in-process.ts', import.meta.url)
  return new IsolatedDriver({ entry, settings: { name, settings }, traits: driver.traits, offers }, context)
}
