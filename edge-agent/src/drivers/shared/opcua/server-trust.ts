import { MusterError } from '@muster/runtime'
import type { Clock } from '@muster/runtime'
import {
  crypto_utils,
  type EndpointDescription,
  MessageSecurityMode,
  SecurityPolicy,
} from 'node-opcua-client'
import { readCertificate, timeFault, timeText } from '../../../trust/certificate.ts'
import type { Pki } from './pki.ts'
import type { OpcUaSecurity } from './server-settings.ts'

const POLICY_URI = 'http://opcfoundation.org/UA/SecurityPolicy#'

/**
 * The endpoint that the settings ask for.
 * @throws MusterError where the server does not offer it; it names what the server offers.
 */
export function chooseEndpoint(
  endpoints: readonly EndpointDescription[],
  { mode, policy }: OpcUaSecurity,
): EndpointDescription {
  const found = endpoints.find(
    ({ securityMode, securityPolicyUri }) =>
      securityMode === MessageSecurityMode[mode] && securityPolicyUri === SecurityPolicy[policy],
  )
  if (found) return found
  const offered = [...new Set(endpoints.map(offerText))].join('; ')
  const message = `the server does not offer ${mode} with ${policy}; it offers ${offered || 'nothing'}: choose one of these in the settings' \`security\`, or have it switched on at the server`
  throw new MusterError('opcua-policy', 'configuration', message)
}

function offerText({ securityMode, securityPolicyUri }: EndpointDescription): string {
  const mode = MessageSecurityMode[securityMode]
  const policy = (securityPolicyUri ?? '').replace(POLICY_URI, '')
  return mode === 'None' ? 'None' : `${mode} with ${policy}`
}

/**
 * Holds a server's certificate against those that a person has accepted. One that is not known is kept among the refused,
 * where it can be accepted from.
 * @param chain the server's certificate, and those of its issuers where it sends them, DER
 * @throws MusterError with what is wrong, and what to do
 */
export async function mustBeTrusted(chain: Buffer, { manager }: Pki, clock: Clock): Promise<void> {
  const certificates = crypto_utils.split_der(chain)
  const [leaf] = certificates
  const facts = leaf && readCertificate(leaf)
  if (!leaf || !facts)
    throw new MusterError('opcua-certificate', 'instrument', "the server's certificate can't be read")
  const { thumbprint, subject, notBefore, notAfter } = facts
  const named = `the server's certificate (${subject}; thumbprint ${thumbprint})`
  const amiss = timeFault(facts, clock.wall())
  if (amiss) throw new MusterError('opcua-certificate-time', 'instrument', `${named} ${amiss}`)
  const status: string = await manager.verifyCertificate(certificates, {
    acceptCertificateWithValidIssuerChain: true,
    // Judged above, by the clock that everything here goes by.
    acceptOutdatedCertificate: true,
    acceptPendingCertificate: true,
  })
  if (status === 'Good') return
  if (status !== 'BadCertificateUntrusted' && status !== 'BadCertificateChainIncomplete')
    throw new MusterError('opcua-certificate', 'instrument', `${named} can't be relied on: ${status}`)
  await manager.rejectCertificate(leaf)
  const valid = `valid from ${timeText(notBefore)} to ${timeText(notAfter)}`
  const advice = `If the instrument shows the same thumbprint, accept it: muster-agent trust accept ${thumbprint} --config FILE`
  throw new MusterError(
    'opcua-certificate-unknown',
    'configuration',
    `${named}, ${valid}, was not accepted here by anybody. ${advice}`,
  )
}
