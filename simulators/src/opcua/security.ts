import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFileSystem } from '@muster/runtime'
import {
  coerceMessageSecurityMode,
  coerceSecurityPolicy,
  crypto_utils,
  type OPCUAServerOptions,
  OPCUACertificateManager,
  SecurityPolicy,
} from 'node-opcua'
import type { OpcuaSecurity } from '../config/schema.ts'

/** A server's certificates, and those that it takes from others. */
export interface ServerPki {
  readonly manager: OPCUACertificateManager
  readonly users: OPCUACertificateManager
  close(): Promise<void>
}

/** Each server has a certificate folder of its own, and no trust in anybody else's. */
export async function openPki(
  configured: string | undefined,
  { acceptsClients, certificate, userCertificates }: OpcuaSecurity,
  applicationUri: string,
): Promise<ServerPki> {
  const folder = configured ?? (await mkdtemp(join(tmpdir(), 'muster-simulator-pki-')))
  const open = (rootFolder: string, automaticallyAcceptUnknownCertificate: boolean) =>
    new OPCUACertificateManager({
      rootFolder,
      automaticallyAcceptUnknownCertificate,
      disableFileWatchers: true,
    })
  const manager = open(folder, acceptsClients)
  const users = userCertificates.length === 0 ? manager : open(join(folder, 'users'), false)
  if (certificate) await makeCertificate(manager, applicationUri, certificate)
  if (users !== manager) await users.initialize()
  for (const file of userCertificates)
    await users.trustCertificate(crypto_utils.convertPEMtoDER(await readFile(file, 'utf8')))
  return {
    manager,
    users,
    async close() {
      if (users !== manager) await users.dispose()
      await manager.dispose()
      if (configured === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What a server of node-opcua is told of it. */
export function securityOptions(
  { modes, policies, anonymous, users }: OpcuaSecurity,
  pki: ServerPki,
): OPCUAServerOptions {
  const hasNone = modes.includes('None')
  const isSecure = modes.some(mode => mode !== 'None')
  return {
    serverCertificateManager: pki.manager,
    userCertificateManager: pki.users,
    securityModes: modes.map(mode => coerceMessageSecurityMode(mode)),
    securityPolicies: [
      ...(hasNone ? [SecurityPolicy.None] : []),
      ...(isSecure ? policies.map(policy => coerceSecurityPolicy(policy)) : []),
    ],
    allowAnonymous: anonymous,
    userManager: {
      isValidUser: (name: string, password: string) => Object.hasOwn(users, name) && users[name] === password,
    },
    // Where there is no connection without security, one can still ask which there are.
    disableDiscovery: hasNone,
  }
}

/** A certificate that is valid at another time than the library's own. */
async function makeCertificate(
  manager: OPCUACertificateManager,
  applicationUri: string,
  { validFrom, days }: NonNullable<OpcuaSecurity['certificate']>,
): Promise<void> {
  const outputFile = join(manager.rootDir, 'own/certs/certificate.pem')
  await manager.initialize()
  await nodeFileSystem.remove(outputFile)
  await manager.createSelfSignedCertificate({
    applicationUri,
    dns: [hostname()],
    outputFile,
    subject: '/CN=Muster simulator',
    startDate: new Date(validFrom),
    validity: days,
  })
}
