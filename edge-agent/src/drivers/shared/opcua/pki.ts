import { access, rename } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@muster/runtime'
import { OPCUACertificateManager } from 'node-opcua-certificate-manager'

const OWN_CERTIFICATE = 'own/certs/client_certificate.pem'
/** A server whose clock is behind ours by less must find our new certificate valid. */
const DAY_MS = 86_400_000
const VALID_DAYS = 3_650

export interface PkiOptions {
  /** Folder of this client's certificate and of those it trusts; nobody else's. */
  readonly pki: string
  /** Names this client to the server; the certificate is bound to it. */
  readonly applicationUri: string
  readonly clock: Clock
}

/** The certificates of one connection, as they lay in its folder when it was opened. */
export interface Pki {
  readonly manager: OPCUACertificateManager
  readonly folder: string
  /** The file of this client's own certificate. */
  readonly ownCertificate: string
  close(): Promise<void>
}

/** Opens the folder; makes its key (mode 0600) and its certificate where there are none yet. */
export async function openPki({ pki, applicationUri, clock }: PkiOptions): Promise<Pki> {
  const manager = new OPCUACertificateManager({
    rootFolder: pki,
    automaticallyAcceptUnknownCertificate: false,
    // Each connection reads the folder anew.
    disableFileWatchers: true,
  })
  const ownCertificate = join(pki, OWN_CERTIFICATE)
  await manager.initialize()
  if (!(await exists(ownCertificate))) {
    const fresh = `${ownCertificate}.new`
    await manager.createSelfSignedCertificate({
      applicationUri,
      dns: [hostname()],
      outputFile: fresh,
      subject: `/CN=Muster edge agent/OU=${applicationUri.split(':').at(-1)}/DC=${hostname()}`,
      startDate: new Date(clock.wall() - DAY_MS),
      validity: VALID_DAYS,
    })
    await rename(fresh, ownCertificate)
  }
  return { manager, folder: pki, ownCertificate, close: () => manager.dispose() }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
