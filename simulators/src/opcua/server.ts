import { type Clock, InvariantError, type Logger, running } from '@muster/runtime'
import {
  type AddressSpace,
  nodesets,
  OPCUAServer,
  setErrorLogger,
  setWarningLogger,
  type UAObject,
  type UAVariable,
} from 'node-opcua'
import type { Isa95Protocol, LadsProtocol } from '../config/schema.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import { JobOrders } from '../instruments/job-orders.ts'
import type { InstrumentModel } from '../instruments/model.ts'
import type { ProtocolServer } from '../link/protocol-server.ts'
import { createIsa95Encoder } from './encoding.ts'
import { addInstrumentFolder } from './instrument-folder.ts'
import { LADS_NODESETS, populateLads } from './lads/device.ts'
import { bindCommands, bindQueries, commandNames } from './methods.ts'
import { ISA95_NAMESPACE, SIMULATOR_NAMESPACE } from './names.ts'
import { openPki, securityOptions, type ServerPki } from './security.ts'

export interface OpcuaServerOptions {
  readonly protocol: Isa95Protocol | LadsProtocol
  readonly model: InstrumentModel
  readonly faults: FaultBook
  readonly clock: Clock
  readonly logger: Logger
  /** What clients connect to: the address in front of the cable. */
  readonly endpointUrl: string
  /** Cuts all connections. */
  cut(): void
}

/** Starts the OPC UA server of one power cycle: its list of job orders begins empty. */
export async function startOpcuaServer(options: OpcuaServerOptions): Promise<ProtocolServer> {
  silence(options.logger)
  const { protocol, model } = options
  const pki = await openPki(protocol.pki, protocol.security, applicationUriOf(model))
  const server = createServer(options, pki)
  await server.initialize()
  const space = server.engine.addressSpace
  if (!space) throw new InvariantError('node-opcua has loaded no address space')
  if (protocol.type === 'lads') populateLads(space, { ...options, protocol })
  else populate(space, { ...options, protocol })
  await server.start()
  const port = server.endpoints[0]?.port
  if (port === undefined) throw new InvariantError('node-opcua listens on no port')
  return {
    port,
    ...running(async () => {
      await server.shutdown(0)
      await pki.close()
    }),
  }
}

function applicationUriOf({ definition }: InstrumentModel): string {
  return `urn:muster:simulator:${definition.name}`
}

/** node-opcua prints what it thinks to the console; here it is a line for us. */
function silence(logger: Logger): void {
  const print = (...parts: unknown[]) => logger.debug('node-opcua', { text: parts.map(String).join(' ') })
  setWarningLogger(print)
  setErrorLogger(print)
}

function createServer({ model, endpointUrl, protocol }: OpcuaServerOptions, pki: ServerPki): OPCUAServer {
  return new OPCUAServer({
    host: '127.0.0.1',
    port: 0,
    hostname: '127.0.0.1',
    advertisedEndpoints: endpointUrl,
    // The loader takes the precompiled images beside these by itself, which is three times as quick.
    nodesets: protocol.type === 'lads' ? LADS_NODESETS : [nodesets.standard, nodesets.isa95JobControl],
    ...securityOptions(protocol.security, pki),
    serverInfo: {
      applicationUri: applicationUriOf(model),
      productUri: SIMULATOR_NAMESPACE,
      applicationName: { text: model.definition.name },
    },
    buildInfo: {
      productName: 'Muster simulator',
      productUri: SIMULATOR_NAMESPACE,
      manufacturerName: 'Muster',
    },
  })
}

function populate(
  space: AddressSpace,
  options: OpcuaServerOptions & { readonly protocol: Isa95Protocol },
): void {
  const { model, clock, protocol } = options
  const orders = new JobOrders(model, clock, protocol.maxJobOrders)
  const encoder = createIsa95Encoder(space)
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
