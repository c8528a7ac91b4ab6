import { basename, dirname, join } from 'node:path'
import type { FileSystem } from '@muster/runtime'
import { type CertificateFacts, readCertificate } from './certificate.ts'

const ACCEPTED = 'trusted/certs'
const REFUSED = 'rejected'
const OWN = 'own/certs'

/** The certificate of a server that an instrument has shown to this agent. */
export interface SeenCertificate extends CertificateFacts {
  readonly isAccepted: boolean
  readonly file: string
}

/** Where a driver keeps the certificates of one instrument, in its folder. */
export function pkiFolderOf(driverFolder: string): string {
  return join(driverFolder, 'pki')
}

/** All that lie in a PKI folder: those that a person has accepted, then those refused because nobody has. */
export async function seenCertificates(
  files: Pick<FileSystem, 'list' | 'read'>,
  pki: string,
): Promise<readonly SeenCertificate[]> {
  const seen: SeenCertificate[] = []
  for (const folder of [ACCEPTED, REFUSED]) {
    for (const name of await files.list(join(pki, folder))) {
      const file = join(pki, folder, name)
      const bytes = await files.read(file)
      const facts = bytes && readCertificate(bytes)
      if (facts) seen.push({ ...facts, isAccepted: folder === ACCEPTED, file })
    }
  }
  return seen
}

/** The files of this agent's own certificate, for the server's list of those that it lets in. */
export async function ownCertificates(files: Pick<FileSystem, 'list'>, pki: string): Promise<string[]> {
  const names = await files.list(join(pki, OWN))
  return names.filter(name => name.endsWith('.pem')).map(name => join(pki, OWN, name))
}

/** Has the certificate accepted or refused from the next connection on. */
export async function judge(
  files: Pick<FileSystem, 'makeFolder' | 'rename' | 'syncFolder'>,
  pki: string,
  { file }: SeenCertificate,
  verdict: 'accept' | 'reject',
): Promise<void> {
  const folder = join(pki, verdict === 'accept' ? ACCEPTED : REFUSED)
  if (dirname(file) === folder) return
  await files.makeFolder(folder)
  await files.rename(file, join(folder, basename(file)))
  await files.syncFolder(folder)
  await files.syncFolder(dirname(file))
}
