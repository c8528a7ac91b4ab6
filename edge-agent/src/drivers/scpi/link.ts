import { messageOf } from '@muster/runtime'
import type { DriverContext } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import { KeptLink, type LinkSession } from '../shared/kept-link.ts'
import { ScpiConnection, ScpiLinkError } from './connection.ts'
import type { ScpiSettings } from './settings.ts'

/** A connection with what the instrument said of itself when it was made. */
export interface ScpiSession extends LinkSession {
  readonly connection: ScpiConnection
  readonly model: string | undefined
  readonly serial: string | undefined
  /** Serial number and boot, so that another instrument at the same address is another boot; undefined without `boot`. */
  readonly bootMark: string | undefined
}

const TERMINATORS = { lf: '\n', crlf: '\r\n', cr: '\r' } as const

/** A link that keeps one connection to the instrument. */
export function scpiLink(settings: ScpiSettings, context: DriverContext): KeptLink<ScpiSession> {
  const checkEvery = durationOf(settings.checkEvery)
  return new KeptLink(
    {
      open: () => openSession(settings, context),
      checkEvery,
      // An instrument that nobody asked for a while is asked; no answer ends the connection.
      check: ({ connection }) => {
        if (connection.quietFor < checkEvery) return
        connection
          .query(settings.identity, /./)
          .catch((error: unknown) => context.logger.debug('no sign of life', { reason: messageOf(error) }))
      },
      noSession: () => new ScpiLinkError('there is no connection to the instrument', false),
    },
    context,
  )
}

/** @throws ScpiLinkError where the instrument can't be reached. */
export function openConnection(settings: ScpiSettings, context: DriverContext): Promise<ScpiConnection> {
  return ScpiConnection.open({
    host: settings.host,
    port: settings.port,
    terminator: TERMINATORS[settings.terminator],
    connectLimit: durationOf(settings.connectLimit),
    responseLimit: durationOf(settings.responseLimit),
    failure: new RegExp(settings.failure),
    encoding: settings.encoding,
    clock: context.clock,
    logger: context.logger,
  })
}

async function openSession(settings: ScpiSettings, context: DriverContext): Promise<ScpiSession> {
  const connection = await openConnection(settings, context)
  try {
    const identity = (await connection.query(settings.identity, /./)).split(',').map(part => part.trim())
    const boot = settings.boot === undefined ? undefined : await connection.query(settings.boot, /./)
    const serial = identity[2]
    const bootMark = boot === undefined ? undefined : `${serial ?? ''}/${boot}`
    return {
      connection,
      model: identity[1],
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
