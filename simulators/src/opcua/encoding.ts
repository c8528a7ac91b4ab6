import { InvariantError } from '@muster/runtime'
import {
  type AddressSpace,
  DataType,
  type ExtensionObject,
  ReferenceTypeIds,
  resolveNodeId,
  VariantArrayType,
  type VariantOptions,
} from 'node-opcua'
import type { Activity } from '../instruments/activity.ts'
import type { ListedOrder } from '../instruments/job-orders.ts'
import type { Parameters } from '../instruments/plan.ts'
import type { Run } from '../instruments/run.ts'
import { ADDITIVE_NAMESPACE, ISA95_NAMESPACE, STATE_NUMBERS } from './names.ts'
import { writeParameters } from './parameters.ts'

/** Writes the controller's memory in the structures of OPC 10031-4. */
export interface Isa95Encoder {
  jobOrderList(orders: readonly ListedOrder[]): VariantOptions
  jobResponseList(orders: readonly ListedOrder[]): VariantOptions
  jobResponse(order: ListedOrder | undefined): VariantOptions
  workMasters(activities: readonly Activity[]): VariantOptions
}

/** @param additive whether responses tell what OPC 40540 adds */
export function createIsa95Encoder(space: AddressSpace, additive: boolean): Isa95Encoder {
  const namespace = space.getNamespaceIndex(ISA95_NAMESPACE)
  const construct = (name: string, fields: Record<string, unknown>, of = namespace): ExtensionObject => {
    const dataType = space.findDataType(name, of)
    if (!dataType) throw new InvariantError(`the nodeset has no ${name}`)
    return space.constructExtensionObject(dataType, fields)
  }
  const runsOf = ({ id, run }: ListedOrder): { ID: string; value: VariantOptions }[] => {
    const currentLayer = run?.results['layersPrinted']
    if (!additive || currentLayer === undefined) return []
    const fields = { currentLayer, identifier: `${id}/1` }
    const of = space.getNamespaceIndex(ADDITIVE_NAMESPACE)
    return [{ ID: 'Runs', value: list([construct('RunInfoDataType', fields, of)]) }]
  }
  const response = (order: ListedOrder) =>
    construct('ISA95JobResponseDataType', {
      jobResponseID: order.id,
      jobOrderID: order.id,
      ...timesOf(order),
      jobState: statesOf(order, namespace),
      jobResponseData: [...writeParameters(responseData(order)), ...runsOf(order)],
      ...(additive && { materialActuals: materialsOf(order) }),
    })
  return {
    jobOrderList: orders =>
      list(
        orders.map(order =>
          construct('ISA95JobOrderAndStateDataType', {
            jobOrder: {
              jobOrderID: order.id,
              workMasterID: [{ ID: order.activity }],
              jobOrderParameters: writeParameters(order.parameters),
            },
            state: statesOf(order, namespace),
          }),
        ),
      ),
    jobResponseList: orders => list(orders.filter(hasResponse).map(response)),
    jobResponse: order => ({ dataType: DataType.ExtensionObject, value: order ? response(order) : null }),
    workMasters: activities =>
      list(activities.map(activity => construct('ISA95WorkMasterDataType', workMasterOf(activity)))),
  }
}

/** An order has a response once it was started or aborted. */
export function hasResponse(order: ListedOrder): boolean {
  return order.run !== undefined || order.abortedAt !== undefined
}

function list(value: ExtensionObject[]): VariantOptions {
  return { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Array, value }
}

function workMasterOf({ name, schema }: Activity): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Record<
    string,
    { description?: string; 'x-unit'?: string }
  >
  const parameters = Object.entries(properties).map(([ID, property]) => ({
    ID,
    value: { dataType: DataType.Null },
    description: [{ text: [property.description, property['x-unit']].filter(Boolean).join(' ') }],
  }))
  return { ID: name, parameters }
}

/** What the run takes of the material that the order names. */
function materialsOf({ parameters }: ListedOrder): Record<string, unknown>[] {
  const { material } = parameters
  return typeof material === 'string' ? [{ materialDefinitionID: material, materialUse: 'Consumed' }] : []
}

function timesOf({ run, abortedAt }: ListedOrder): { startTime?: Date; endTime?: Date } {
  const ended = run && 'at' in run.state ? run.state.at : abortedAt
  return {
    ...(run && { startTime: new Date(run.startedAt) }),
    ...(ended !== undefined && { endTime: new Date(ended) }),
  }
}

/** The top level state, and the substate of those that have one. */
function statesOf(order: ListedOrder, namespace: number): Record<string, unknown>[] {
  const top = { stateText: { text: order.state }, stateNumber: STATE_NUMBERS[order.state] }
  // What the simulator reports at an end is final at once, and it is only ever interrupted from outside.
  if (order.state === 'Ended') return [top, substate('EndedSubstates', 'Closed', 2, namespace)]
  if (order.state === 'Interrupted') return [top, substate('InterruptedSubstates', 'Suspended', 2, namespace)]
  return [top]
}

function substate(
  machine: string,
  text: string,
  stateNumber: number,
  namespaceIndex: number,
): Record<string, unknown> {
  const element = {
    referenceTypeId: resolveNodeId(ReferenceTypeIds.HasComponent),
    isInverse: false,
    includeSubtypes: true,
    targetName: { namespaceIndex, name: machine },
  }
  return { browsePath: { elements: [element] }, stateText: { text }, stateNumber }
}

function responseData({ run }: ListedOrder): Parameters {
  if (!run) return { outcome: 'aborted', stoppedBy: 'client' }
  return { ...outcomeOf(run), start: run.start, ...run.results }
}

function outcomeOf({ state }: Run): Parameters {
  switch (state.name) {
    case 'running':
    case 'paused':
      return { outcome: 'running' }
    case 'completed':
      return { outcome: 'completed' }
    case 'failed':
      return { outcome: 'failed', error: state.error }
    default:
      return { outcome: state.name, stoppedBy: state.by }
  }
}
