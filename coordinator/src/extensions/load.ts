import { ConfigurationError, type Fault, parseDuration } from '@muster/runtime'
import { type CallKind, callKindOf, type StepKind, stepKindFaults } from '../calls/index.ts'
import type { Channel, ChannelSettings } from '../channels/index.ts'
import type { MiddlewareEntry } from '../middleware/index.ts'
import type { Middleware } from '../middleware/middleware.ts'
import { BUILT_IN, type BuiltIn } from '../middleware/set-up.ts'
import { STRATEGY_NAMES } from '../scheduler/queue-settings.ts'
import type { Strategy } from '../scheduler/strategies.ts'
import type { OwnChannel } from './extension.ts'
import { guardedChannel, guardedStrategy } from './guards.ts'
import { type Loaded, loadModule, type LoadPorts } from './module.ts'
import type { ExtensionSettings } from './settings.ts'

/** What modules of the settings bring. */
export interface Extensions {
  readonly middleware: readonly (MiddlewareEntry | BuiltIn)[]
  readonly callKinds: readonly CallKind[]
  readonly strategies: readonly Strategy[]
  /** By the names that the settings give them. */
  readonly channels: ReadonlyMap<string, Channel>
}

type Settings = ExtensionSettings & {
  readonly scheduler: { readonly strategy: string }
  readonly escalation: { readonly channels: readonly ChannelSettings[] }
}

/**
 * Loads every module that the settings name.
 * @throws ConfigurationError with all that is wrong with any of them
 */
export async function loadExtensions(settings: Settings, ports: LoadPorts): Promise<Extensions> {
  const faults: Fault[] = []
  const middleware = await loadMiddleware(settings, ports, faults)
  const kinds: Loaded<StepKind>[] = []
  for (const [index, one] of settings.stepKinds.entries()) {
    const at = { ...one, field: `stepKinds.${index}` }
    const loaded = await loadModule(at, 'step-kind', wrongStepKind, ports, faults)
    if (loaded) addNew(kinds, loaded, [{ name: 'http' }, ...kinds], at.field, faults)
  }
  const strategies: Loaded<Pick<Strategy, 'score'>>[] = []
  for (const [index, one] of settings.strategies.entries()) {
    const at = { ...one, field: `strategies.${index}` }
    const loaded = await loadModule(
      at,
      'strategy',
      has<Pick<Strategy, 'score'>>(['score'], []),
      ports,
      faults,
    )
    const taken = [...STRATEGY_NAMES.map(name => ({ name })), ...strategies]
    if (loaded) addNew(strategies, loaded, taken, at.field, faults)
  }
  const channels = await loadChannels(settings, ports, faults)
  const known = [...STRATEGY_NAMES, ...strategies.map(({ name }) => name)]
  if (!known.includes(settings.scheduler.strategy) && settings.strategies.length > 0)
    faults.push({
      field: 'scheduler.strategy',
      message: `"${settings.scheduler.strategy}" is no strategy: there are ${known.join(', ')}`,
    })
  if (faults.length > 0) throw new ConfigurationError('not all modules of the settings can be used', faults)
  return {
    middleware,
    callKinds: kinds.map(({ name, made }) => callKindOf(name, made)),
    strategies: strategies.map(({ name, made }) => guardedStrategy(name, made, ports)),
    channels,
  }
}

const isBuiltIn = (use: string): use is BuiltIn => (BUILT_IN as readonly string[]).includes(use)

async function loadMiddleware(
  settings: Settings,
  ports: LoadPorts,
  faults: Fault[],
): Promise<(MiddlewareEntry | BuiltIn)[]> {
  const list: (MiddlewareEntry | BuiltIn)[] = []
  for (const [index, { use, with: given, timeLimit }] of settings.middleware.entries()) {
    const field = `middleware.${index}`
    if (isBuiltIn(use)) {
      if (given !== undefined) faults.push({ field: `${field}.with`, message: `is not taken by ${use}` })
      if (list.includes(use)) faults.push({ field: `${field}.use`, message: `"${use}" is there twice` })
      list.push(use)
      continue
    }
    const loaded = await loadModule(
      { field, use, with: given, ...(/[./]/.test(use) ? {} : { hint: `${BUILT_IN_NAMES} are built in` }) },
      'middleware',
      has<Middleware>([], HOOKS),
      ports,
      faults,
    )
    const limit = timeLimit === undefined ? undefined : parseDuration(timeLimit)
    if (loaded)
      list.push({
        name: loaded.name,
        middleware: loaded.made,
        ...(limit === undefined ? {} : { timeLimit: limit }),
      })
  }
  return list
}

const BUILT_IN_NAMES = 'logging, validation and metrics'
const HOOKS = ['submit', 'before', 'after', 'seen'] as const

async function loadChannels(
  { escalation }: Settings,
  ports: LoadPorts,
  faults: Fault[],
): Promise<ReadonlyMap<string, Channel>> {
  const channels = new Map<string, Channel>()
  for (const [index, one] of escalation.channels.entries()) {
    if (one.kind !== 'module') continue
    const at = { use: one.use, with: one.with, field: `escalation.channels.${index}` }
    const loaded = await loadModule(at, 'channel', has<OwnChannel>(['send'], ['close']), ports, faults)
    if (loaded) channels.set(one.name, guardedChannel(one.name, loaded.made, ports))
  }
  return channels
}

/** Adds it, unless its name is taken. */
function addNew<T extends { readonly name: string }>(
  list: T[],
  one: T,
  taken: readonly { readonly name: string }[],
  field: string,
  faults: Fault[],
): void {
  if (taken.some(({ name }) => name === one.name))
    faults.push({ field: `${field}.use`, message: `there is one of the name "${one.name}" already` })
  else list.push(one)
}

/** What is made has these functions; and of the others any, one at least where it must have none. */
function has<Made extends object>(
  must: readonly (keyof Made & string)[],
  may: readonly (keyof Made & string)[],
): (made: Made) => readonly Fault[] {
  return made => {
    const wrong = [...must, ...may].filter(
      name => typeof made[name] !== 'function' && (made[name] !== undefined || must.includes(name)),
    )
    const faults = wrong.map(field => ({ field, message: 'is no function' }))
    if (must.length > 0 || faults.length > 0 || may.some(name => made[name] !== undefined)) return faults
    return [{ field: '', message: `has none of ${may.join(', ')}` }]
  }
}

function wrongStepKind(made: StepKind): readonly Fault[] {
  const faults = has<StepKind>(['run'], [])(made)
  if (typeof made.with !== 'object') return [...faults, { field: 'with', message: 'is no JSON Schema' }]
  return [...faults, ...stepKindFaults(made)]
}
