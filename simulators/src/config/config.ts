import { dirname, resolve } from 'node:path'
import {
  ConfigurationError,
  type Fault,
  type FileSystem,
  nodeFileSystem,
  type Parsed,
  parseConfiguration,
} from '@muster/runtime'
import { parseFault, type SimulatedFault } from '../faults/fault.ts'
import type { InstrumentDefinition } from '../instruments/activity.ts'
import { defineInstrument } from './definition.ts'
import type { ResultFileSettings } from '../result-files.ts'
import { parserByKind } from './parser-by-kind.ts'
import { SIMULATOR_SCHEMAS, type SimulatorFile, type SimulatorProtocol } from './schema.ts'

/** A simulator as it is to run: checked, with everything filled in. */
export interface SimulatorConfig {
  readonly definition: InstrumentDefinition
  readonly protocol: SimulatorProtocol
  readonly seed: number
  /** The path of the ledger. */
  readonly ledger: string
  /** The port of the control endpoint; undefined where there is to be none. */
  readonly controlPort: number | undefined
  readonly faults: readonly SimulatedFault[]
  readonly resultFiles: ResultFileSettings | undefined
}

export interface ConfigOptions {
  /** The folder that relative paths start from; the working directory unless given. */
  readonly folder?: string
  /** In place of the file's `timeScale`. */
  readonly timeScale?: number
}

/**
 * Reads a simulator's YAML file.
 * @throws ConfigurationError with every fault of the file and its place.
 */
export async function loadSimulatorConfig(
  path: string,
  options: Omit<ConfigOptions, 'folder'> = {},
  files: FileSystem = nodeFileSystem,
): Promise<SimulatorConfig> {
  const bytes = await files.read(path)
  if (!bytes) throw new ConfigurationError(`there is no file ${path}`)
  const folder = dirname(resolve(path))
  return parseConfiguration(new TextDecoder().decode(bytes), path, value =>
    parseSimulator(value, { ...options, folder }),
  )
}

/** Checks a simulator that was put together in code, in the form that a YAML file has. */
export function parseSimulator(value: unknown, options: ConfigOptions = {}): Parsed<SimulatorConfig> {
  const file = parseFile(value)
  const injected = parseFaults(value)
  const faults = [
    ...(file.ok ? faultsBetweenSettings(file.value) : file.faults),
    ...(injected.ok ? [] : injected.faults),
  ]
  if (!file.ok || !injected.ok || faults.length > 0) return { ok: false, faults }
  const settings = file.value
  const folder = options.folder ?? '.'
  const { protocol } = settings
  return {
    ok: true,
    value: {
      definition: defineInstrument({ ...settings, timeScale: options.timeScale ?? settings.timeScale }),
      protocol: within(protocol, folder),
      seed: settings.seed,
      ledger: resolve(folder, settings.ledger),
      controlPort: settings.control?.port,
      faults: injected.value,
      resultFiles: settings.resultFiles && {
        ...settings.resultFiles,
        folder: resolve(folder, settings.resultFiles.folder),
      },
    },
  }
}

const parseFile = parserByKind<SimulatorFile>(SIMULATOR_SCHEMAS)

/** Faults of the list `faults`, which is told apart by kind as well. */
function parseFaults(value: unknown): Parsed<SimulatedFault[]> {
  const list: unknown = typeof value === 'object' && value !== null && 'faults' in value ? value.faults : []
  // A list that is none is reported by the file's own schema.
  const results = Array.isArray(list) ? list.map(parseFault) : []
  const faults = results.flatMap((result, i) =>
    result.ok ? [] : result.faults.map(fault => placed(`faults.${i}`, fault)),
  )
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, value: results.flatMap(result => (result.ok ? [result.value] : [])) }
}

/** The paths of a protocol start from the folder of the file. */
function within(protocol: SimulatorProtocol, folder: string): SimulatorProtocol {
  if (protocol.type === 'file-drop') return { ...protocol, folder: resolve(folder, protocol.folder) }
  return 'pki' in protocol && protocol.pki ? { ...protocol, pki: resolve(folder, protocol.pki) } : protocol
}

function placed(place: string, fault: Fault): Fault {
  return { ...fault, field: fault.field === '' ? place : `${place}.${fault.field}` }
}

/** What no schema can say: names that must be found elsewhere in the file. */
function faultsBetweenSettings(file: SimulatorFile): Fault[] {
  if (file.kind !== 'furnace') return []
  const known = Object.keys(file.programmes)
  return Object.entries(file.activities).flatMap(([activity, { programmes }]) =>
    programmes.flatMap((name, i) =>
      known.includes(name)
        ? []
        : [
            {
              field: `activities.${activity}.programmes.${i}`,
              message: `is no programme; known: ${known.join(', ')}`,
            },
          ],
    ),
  )
}
