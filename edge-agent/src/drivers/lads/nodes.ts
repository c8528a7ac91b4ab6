import { MusterError } from '@muster/runtime'
import type { NodeId } from 'node-opcua-client'
import type { OpcUaConnection } from '../shared/opcua/connection.ts'
import { type LadsSettings, unitPath, valuePath } from './settings.ts'

/** What a server may have or not, by its path from the functional unit. */
const OPTIONAL = {
  stateId: '/L:FunctionalUnitState/0:CurrentState/0:Id',
  stop: '/L:FunctionalUnitState/L:Stop',
  abort: '/L:FunctionalUnitState/L:Abort',
  running: '/L:FunctionalUnitState/L:RunningStateMachine',
  runningState: '/L:FunctionalUnitState/L:RunningStateMachine/0:CurrentState',
  runningStateId: '/L:FunctionalUnitState/L:RunningStateMachine/0:CurrentState/0:Id',
  suspend: '/L:FunctionalUnitState/L:RunningStateMachine/L:Suspend',
  unsuspend: '/L:FunctionalUnitState/L:RunningStateMachine/L:Unsuspend',
  hold: '/L:FunctionalUnitState/L:RunningStateMachine/L:Hold',
  unhold: '/L:FunctionalUnitState/L:RunningStateMachine/L:Unhold',
  runtime: '/L:ProgramManager/L:ActiveProgram/L:CurrentRuntime',
  estimatedRuntime: '/L:ProgramManager/L:ActiveProgram/L:EstimatedRuntime',
  stepName: '/L:ProgramManager/L:ActiveProgram/L:CurrentStepName',
  step: '/L:ProgramManager/L:ActiveProgram/L:CurrentStepNumber',
  steps: '/L:ProgramManager/L:ActiveProgram/L:EstimatedStepNumbers',
  runId: '/L:ProgramManager/L:ActiveProgram/L:DeviceProgramRunId',
  templates: '/L:ProgramManager/L:ProgramTemplateSet',
  results: '/L:ProgramManager/L:ResultSet',
  locked: '/D:Lock/D:Locked',
  lockedBy: '/D:Lock/D:LockingClient',
} as const
type OptionalNode = keyof typeof OPTIONAL

export interface LadsNodes {
  readonly machine: NodeId
  readonly state: NodeId
  readonly startProgram: NodeId
  readonly optional: ReadonlyMap<OptionalNode, NodeId>
  /** Live values, by their names. */
  readonly values: ReadonlyMap<string, NodeId>
  readonly serial: NodeId | undefined
  readonly model: NodeId | undefined
}

/** How many names of what is there are told where something is not. */
const MOST_NAMED = 50

/** @throws MusterError where the server lacks a node that is needed; it names all of them, and the settings to change. */
export async function findNodes(connection: OpcUaConnection, settings: LadsSettings): Promise<LadsNodes> {
  const unit = unitPath(settings)
  await mustHaveUnit(connection, settings)
  const fixed = ['', '/0:CurrentState', '/L:StartProgram'].map(end => `${unit}/L:FunctionalUnitState${end}`)
  const beside = ['SerialNumber', 'Model'].map(name => `${settings.device}/D:Identification/D:${name}`)
  const valuePaths = settings.values.map(value => valuePath(settings, value))
  const names = Object.keys(OPTIONAL) as OptionalNode[]
  const optionalPaths = names.map(name => unit + OPTIONAL[name])
  const found = await connection.resolve([...fixed, ...beside, ...valuePaths, ...optionalPaths])
  const [machine, state, startProgram, serial, model, ...rest] = found
  const values = named(
    settings.values.map(({ name }) => name),
    rest,
  )
  const optional = named(names, rest.slice(valuePaths.length))
  const missing = [
    ...fixed.filter((_, index) => !found[index]),
    ...valuePaths.flatMap((path, index) => (rest[index] ? [] : [`${path} (setting \`values.${index}\`)`])),
    ...(settings.results === 'none' || optional.has('results')
      ? []
      : [`${unit + OPTIONAL.results} (say \`results: none\` of a server that keeps none)`]),
  ]
  if (!machine || !state || !startProgram || missing.length > 0)
    throw new MusterError('opcua-nodes', 'configuration', `the server has no ${missing.join(', no ')}`)
  return { machine, state, startProgram, optional, values, serial, model }
}

async function mustHaveUnit(connection: OpcUaConnection, settings: LadsSettings): Promise<void> {
  const { device, functionalUnit } = settings
  const [deviceNode, set, unit] = await connection.resolve([
    device,
    `${device}/L:FunctionalUnitSet`,
    unitPath(settings),
  ])
  if (unit) return
  if (set) {
    const there = await namesIn(connection, set)
    throw unfound(`${device} has no functional unit ${functionalUnit}`, there, 'functionalUnit')
  }
  if (deviceNode) throw unfound(`${device} has no L:FunctionalUnitSet, so it is no LADS device`, '', 'device')
  const [devices] = await connection.resolve(['/D:DeviceSet'])
  const there = devices ? await namesIn(connection, devices) : ''
  throw unfound(`the server has no ${device}`, there === '' ? '' : `in /D:DeviceSet ${there}`, 'device')
}

function unfound(what: string, there: string, setting: string): MusterError {
  const has = there === '' ? '' : `; there is ${there}`
  return new MusterError('opcua-nodes', 'configuration', `${what}${has} (setting \`${setting}\`)`)
}

/** The names of what lies in a node, for people. */
async function namesIn(connection: OpcUaConnection, node: NodeId): Promise<string> {
  const children = await connection.children(node, MOST_NAMED, 'cut').catch(() => [])
  return children
    .filter(({ isVariable }) => !isVariable)
    .map(({ name }) => name)
    .join(', ')
}

function named<N extends string>(
  names: readonly N[],
  nodes: readonly (NodeId | undefined)[],
): Map<N, NodeId> {
  return new Map(
    names.flatMap((name, index) => {
      const node = nodes[index]
      return node ? [[name, node] as const] : []
    }),
  )
}
