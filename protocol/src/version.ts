import { MusterError } from '@muster/runtime'

/**
 * The version of topics and messages. Both sides send theirs with their session. The rule: new optional
 * fields and new topics keep the number; a change that an older side would misread raises it, and a side
 * refuses work from another number rather than guess.
 */
export const PROTOCOL_VERSION = 1

/** The version of this software, for people. */
export const SOFTWARE_VERSION = '0.1.0'

/** @throws MusterError `protocol-version` where the other side speaks another version. */
export function checkProtocolVersion(theirs: number, who: string): void {
  if (theirs === PROTOCOL_VERSION) return
  const older = theirs < PROTOCOL_VERSION ? who : 'this side'
  throw new MusterError(
    'protocol-version',
    'configuration',
    `${who} speaks protocol version ${theirs}, this side ${PROTOCOL_VERSION}: update ${older}`,
    { details: { theirs, ours: PROTOCOL_VERSION } },
  )
}
