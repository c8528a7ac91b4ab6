import type { Duration } from '@muster/runtime'
import type { DriverContext } from '../../../instruments/driver.ts'
import { pkiFolderOf } from '../../../trust/trust-folder.ts'
import { durationOf } from '../declared-activity.ts'
import type { PkiOptions } from './pki.ts'
import type { OpcUaSecurity, OpcUaServer, OpcUaUser } from './server-settings.ts'

export interface ConnectionOptions extends PkiOptions {
  readonly endpoint: string
  readonly security: OpcUaSecurity
  /** Anonymous where undefined. */
  readonly user: OpcUaUser | undefined
  /** Namespaces by the prefixes that paths name them with; the server must have them all. */
  readonly namespaces: Readonly<Record<string, string>>
  readonly responseLimit: Duration
  readonly startLimit: Duration
  readonly connectLimit: Duration
}

/** What a connection needs to know, from the settings and the driver's surroundings. */
export function connectionOptions(
  settings: OpcUaServer,
  { instrumentId, folder, clock }: DriverContext,
  namespaces: Readonly<Record<string, string>>,
): ConnectionOptions {
  return {
    endpoint: settings.endpoint,
    security: settings.security,
    user: settings.user,
    applicationUri: `urn:muster:edge-agent:${instrumentId}`,
    pki: pkiFolderOf(folder),
    namespaces,
    responseLimit: durationOf(settings.responseLimit),
    startLimit: durationOf(settings.startLimit),
    connectLimit: durationOf(settings.connectLimit),
    clock,
  }
}
