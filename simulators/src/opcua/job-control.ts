import { type Clock, InvariantError, type Logger } from '@muster/runtime'
import type { AddressSpace, UAObject, UAVariable } from 'node-opcua'
import type { Isa95Protocol } from '../config/schema.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import { JobOrders } from '../instruments/job-orders.ts'
import type { InstrumentModel } from '../instruments/model.ts'
import { createIsa95Encoder } from './encoding.ts'
import { addInstrumentFolder } from './instrument-folder.ts'
import { bindCommands, bindQueries, commandNames } from './methods.ts'
import { ISA95_NAMESPACE, SIMULATOR_NAMESPACE } from './names.ts'

interface JobControlOptions {
  readonly protocol: Isa95Protocol
  readonly model: InstrumentModel
  readonly faults: FaultBook
  readonly clock: Clock
  readonly logger: Logger
  /** Cuts all connections. */
  cut(): void
}

/** The nodes of OPC 10031-4, and beside them what a panel would show. */
export function addJobControl(space: AddressSpace, options: JobControlOptions): void {
  const { model, clock, protocol } = options
  const orders = new JobOrders(model, clock, protocol.maxJobOrders)
  const encoder = createIsa95Encoder(space, protocol.additive)
  const receiver = instantiate(space, 'ISA95JobOrderReceiverSubStatesType', 'JobOrderControl', [
    ...commandNames(protocol),
    'EndedSubstates',
    'InterruptedSubstates',
  ])
  const provider = instantiate(space, 'ISA95JobResponseProviderObjectType', 'JobOrderResults', [
    'JobOrderResponseList',
  ])
  const folder = addInstrumentFolder(space.registerNamespace(SIMULATOR_NAMESPACE), model)

  const list = variable(receiver, 'JobOrderList')
  const responses = variable(provider, 'JobOrderResponseList')
  const refresh = () => {
    const listed = orders.list()
    list.setValueFromSource(encoder.jobOrderList(listed))
    responses.setValueFromSource(encoder.jobResponseList(listed))
    folder.refresh()
  }
  variable(receiver, 'WorkMaster').setValueFromSource(encoder.workMasters(model.definition.activities))
  variable(receiver, 'MaxDownloadableJobOrders').setValueFromSource({
    dataType: 'UInt16',
    value: protocol.maxJobOrders,
  })
  orders.onChange(refresh)
  refresh()

  const context = {
    ...options,
    dialect: protocol.dialect,
    orders,
    encoder,
    onRefusal: (message: string) => folder.showRefusal(message),
  }
  bindCommands(receiver, commandNames(protocol), context)
  bindQueries(provider, context)
}

function instantiate(space: AddressSpace, type: string, name: string, optionals: string[]): UAObject {
  const objectType = space.findObjectType(type, space.getNamespaceIndex(ISA95_NAMESPACE))
  if (!objectType) throw new InvariantError(`the nodeset has no ${type}`)
  const namespace = space.registerNamespace(SIMULATOR_NAMESPACE)
  return objectType.instantiate({
    browseName: { name, namespaceIndex: namespace.index },
    namespace,
    organizedBy: space.rootFolder.objects,
    optionals,
  })
}

function variable(object: UAObject, name: string): UAVariable {
  const found = object.getChildByName(name, object.addressSpace.getNamespaceIndex(ISA95_NAMESPACE))
  if (!found) throw new InvariantError(`the nodeset has no ${name}`)
  return found as UAVariable
}
