import { compileSchema, type Parsed } from '@muster/runtime'
import type { Driver, DriverContext, DriverModule } from './driver.ts'
import { guardDriver } from './guarded-driver.ts'

/** Settings that were found right, waiting for an instrument. */
export interface ConfiguredDriver {
  readonly name: string
  /** A guarded driver: it settles whatever the code beneath does. */
  create(context: DriverContext): Driver
}

export interface DriverRegistry {
  readonly names: readonly string[]
  /**
   * Loads the driver's module, and only that one, and reads its settings.
   * @returns every fault of the settings; an unknown name is one fault, of the field `driver`.
   */
  configure(name: string, settings: unknown): Promise<Parsed<ConfiguredDriver>>
}

/** How a driver's module is loaded, once something is configured that uses it. */
export type DriverLoader = () => Promise<ConfigurableModule>

/** A driver module whose settings type is hidden behind its own schema. */
export interface ConfigurableModule {
  configure(settings: unknown): Parsed<ConfiguredDriver>
}

const BUILT_IN: Readonly<Record<string, DriverLoader>> = {
  'isa95-opcua': async () => configurable((await import('../drivers/isa95-opcua/index.ts')).isa95OpcUaDriver),
  lads: async () => configurable((await import('../drivers/lads/index.ts')).ladsDriver),
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
    async configure(name, settings) {
      const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined
      if (!load)
        return { ok: false, faults: [{ field: 'driver', message: `must be one of ${names.join(', ')}` }] }
      return (await load()).configure(settings)
    },
  }
}

/** Binds a module to the parser of its own settings. */
export function configurable<Settings>(module: DriverModule<Settings>): ConfigurableModule {
  const parse = compileSchema<Settings>(module.settingsSchema, { defaults: true })
  return {
    configure(value) {
      const settings = parse(value)
      if (!settings.ok) return settings
      const faults = module.check?.(settings.value) ?? []
      if (faults.length > 0) return { ok: false, faults }
      const create = (context: DriverContext) => guardDriver(module.create(settings.value, context), context)
      return { ok: true, value: { name: module.name, create } }
    },
  }
}
