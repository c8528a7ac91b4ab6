import { fileURLToPath } from 'node:url'
import { type Clock, InvariantError, type Logger, running } from '@muster/runtime'
import { nodesets, OPCUAServer, setErrorLogger, setWarningLogger } from 'node-opcua'
import type { Isa95Protocol, LadsProtocol, NodesProtocol } from '../config/schema.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { InstrumentModel } from '../instruments/model.ts'
import type { ProtocolServer } from '../link/protocol-server.ts'
import { addController } from './controller.ts'
import { addJobControl } from './job-control.ts'
import { addLadsDevice, LADS_NODESETS } from './lads/device.ts'
import { SIMULATOR_NAMESPACE } from './names.ts'
import { openPki, securityOptions, type ServerPki } from './security.ts'

const ADDITIVE_NODESET = fileURLToPath(new URL('additive.nodeset.xml', import.meta.url))

export interface OpcuaServerOptions {
  readonly protocol: Isa95Protocol | LadsProtocol | NodesProtocol
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
  if (protocol.type === 'lads') addLadsDevice(space, { ...options, protocol })
  else if (protocol.type === 'opcua-nodes') addController(space, { ...options, protocol })
  else addJobControl(space, { ...options, protocol })
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

function nodesetsOf(protocol: OpcuaServerOptions['protocol']): string[] {
  if (protocol.type === 'lads') return LADS_NODESETS
  if (protocol.type === 'opcua-nodes') return [nodesets.standard]
  const all = [nodesets.standard, nodesets.isa95JobControl]
  return protocol.additive ? [...all, ADDITIVE_NODESET] : all
}

function createServer({ model, endpointUrl, protocol }: OpcuaServerOptions, pki: ServerPki): OPCUAServer {
  return new OPCUAServer({
    host: '127.0.0.1',
    port: 0,
    hostname: '127.0.0.1',
    advertisedEndpoints: endpointUrl,
    // The loader takes the precompiled images beside these by itself, which is three times as quick.
    nodesets: nodesetsOf(protocol),
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
