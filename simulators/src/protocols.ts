import type { Clock, Logger, Timestamp } from '@muster/runtime'
import type { SimulatorProtocol } from './config/schema.ts'
import type { FaultBook } from './faults/fault-book.ts'
import type { InstrumentModel } from './instruments/model.ts'
import type { Link } from './link/link.ts'
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
  return `${/opcua|lads/.test(protocol.type) ? 'opc.tcp' : 'tcp'}://${link.host}:${link.port}`
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
