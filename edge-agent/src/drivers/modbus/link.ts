import { messageOf } from '@muster/runtime'
import type { DriverContext } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import { KeptLink, type LinkSession } from '../shared/kept-link.ts'
import { ModbusConnection } from './connection.ts'
import { ModbusLinkError } from './exception.ts'
import { type ModbusSettings, transportOf } from './settings.ts'

/** A connection with what the instrument said of itself when it was made. */
export interface ModbusSession extends LinkSession {
  readonly connection: ModbusConnection
  readonly serial: string | undefined
  /** Serial number and boot, so that another instrument at the same address is another boot; undefined without `boot`. */
  readonly bootMark: string | undefined
}

/** A link that keeps one connection to the instrument. */
export function modbusLink(settings: ModbusSettings, context: DriverContext): KeptLink<ModbusSession> {
  const checkEvery = durationOf(settings.checkEvery)
  return new KeptLink(
    {
      open: () => openSession(settings, context),
      checkEvery,
      // An instrument that nobody asked for a while is asked; no answer ends the connection.
      check: ({ connection }) => {
        if (connection.quietFor < checkEvery) return
        connection
          .read(settings.busy)
          .catch((error: unknown) => context.logger.debug('no sign of life', { reason: messageOf(error) }))
      },
      noSession: () => new ModbusLinkError('there is no connection to the instrument', false),
    },
    context,
  )
}

async function openSession(settings: ModbusSettings, context: DriverContext): Promise<ModbusSession> {
  const connection = await ModbusConnection.open({
    transport: transportOf(settings),
    unit: settings.unit,
    orders: settings,
    connectLimit: durationOf(settings.connectLimit),
    responseLimit: durationOf(settings.responseLimit),
    clock: context.clock,
  })
  try {
    const { serialNumber, boot } = settings
    // Behind a gateway a connection says nothing of the instrument: it is there when it answers.
    await connection.read(settings.busy)
    const serial = serialNumber && String(await connection.read(serialNumber))
    const bootMark = boot && `${serial ?? ''}/${String(await connection.read(boot))}`
    return {
      connection,
      serial,
      bootMark,
      get isOpen() {
        return connection.isOpen
      },
      closed: connection.closed,
      close: () => connection.close(),
    }
  } catch (error) {
    connection.close()
    throw error
  }
}
