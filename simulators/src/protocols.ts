import { pathToFileURL } from 'node:url'
import type { Clock, Logger, Timestamp } from '@muster/runtime'
import type { SimulatorProtocol } from './config/schema.ts'
import { checkedDuration } from './faults/fault.ts'
import type { FaultBook } from './faults/fault-book.ts'
import { startAnalyserPc } from './folders/analyser-pc.ts'
import { diskOf, openShare } from './folders/share.ts'
import type { InstrumentModel } from './instruments/model.ts'
import { type Link, openLink } from './link/link.ts'
import type { ProtocolServer } from './link/protocol-server.ts'
import { ModbusKiln } from './modbus/kiln.ts'
import { startModbusServer } from './modbus/server.ts'
import { ScpiBalance } from './scpi/balance.ts'
import { startScpiServer } from './scpi/server.ts'

/** As `*IDN?` tells it. */
const FIRMWARE = '0.1.0'

export interface ProtocolOptions {
  readonly protocol: SimulatorProtocol
  readonly model: InstrumentModel
  /** The boot mark. */
  readonly bootedAt: Timestamp
  readonly faults: FaultBook
  readonly link: Link
  readonly clock: Clock
  readonly logger: Logger
}

/** Where clients find an instrument. */
export function endpointOf(protocol: SimulatorProtocol, link: Link): string {
  if (protocol.type === 'file-drop') return pathToFileURL(protocol.folder).href
  return `${isOpcua(protocol) ? 'opc.tcp' : 'tcp'}://${link.host}:${link.port}`
}

export interface CableOptions {
  readonly protocol: SimulatorProtocol
  readonly faults: FaultBook
  readonly clock: Clock
  readonly logger: Logger
}

/** The cable to an instrument: connections, or a share. */
export function layCable({ protocol, faults, clock, logger }: CableOptions): Promise<Link> {
  if (protocol.type !== 'file-drop')
    return openLink({ host: protocol.host, port: protocol.port, faults, logger })
  const away = checkedDuration(protocol.pollEvery)
  return openShare({ folder: protocol.folder, faults, clock, away, logger })
}

function isOpcua({ type }: SimulatorProtocol): boolean {
  return type.includes('opcua') || type === 'lads'
}

/** Starts the protocol's side of one power cycle. */
export async function startProtocol(options: ProtocolOptions): Promise<ProtocolServer> {
  const { protocol, model, bootedAt, faults, link, clock, logger } = options
  const cut = () => link.drop()
  if (protocol.type === 'scpi') {
    const { keepsIds } = protocol
    const balance = new ScpiBalance({ model, bootedAt, faults, clock, keepsIds, version: FIRMWARE, cut })
    return startScpiServer(balance, logger)
  }
  if (protocol.type === 'modbus') {
    const { keepsIds } = protocol
    return startModbusServer(new ModbusKiln({ model, bootedAt, faults, clock, keepsIds, cut }), logger)
  }
  if (protocol.type === 'file-drop') {
    const pollEvery = checkedDuration(protocol.pollEvery)
    const disk = diskOf(protocol.folder)
    return startAnalyserPc({ model, faults, clock, logger, disk, pollEvery, cut })
  }
  // node-opcua takes most of a second to load; a balance has no need of it.
  const { startOpcuaServer } = await import('./opcua/server.ts')
  return startOpcuaServer({
    protocol,
    model,
    faults,
    clock,
    logger,
    endpointUrl: endpointOf(protocol, link),
    cut,
  })
}
