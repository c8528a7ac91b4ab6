import { messageOf, MusterError } from '@muster/runtime'
import type { OpcUaSecurity, OpcUaUser } from './server-settings.ts'

interface Tried {
  readonly endpoint: string
  readonly security: OpcUaSecurity
  readonly user: OpcUaUser | undefined
}

/** What the server or the library says, and what that means to the person who reads it. */
type Meaning = readonly [
  says: RegExp,
  code: string,
  category: 'configuration' | 'unavailable',
  meaning: (tried: Tried, ownCertificate: string) => string,
]

const MEANINGS: readonly Meaning[] = [
  [
    /BadUserAccessDenied|BadIdentityToken(Rejected|Invalid)|BadUserSignatureInvalid/,
    'opcua-user',
    'configuration',
    ({ user }) =>
      `the server does not let ${who(user)} in; look at the settings' \`user\`, and at the server's users`,
  ],
  [
    /Cannot find \S+ .*user token policy/i,
    'opcua-user',
    'configuration',
    ({ user }) =>
      `the server does not take ${user ? kindOf(user) : 'anonymous users: give a `user` in the settings'}`,
  ],
  [
    /End point must exist|BadSecurityPolicyRejected|BadSecurityModeRejected/,
    'opcua-policy',
    'configuration',
    ({ security }) =>
      security.mode === 'None'
        ? 'the server takes no connection without security: set `security` in the settings'
        : `the server does not take ${security.mode} with ${security.policy}`,
  ],
  [
    /BadCertificateTimeInvalid/,
    'opcua-own-certificate',
    'configuration',
    (_, file) =>
      `the server finds this agent's certificate out of date (${file}): look whether the instrument's clock is right; where the certificate has expired, delete the file, and another is made`,
  ],
  [
    /BadSecurityChecksFailed|BadCertificate\w+/,
    'opcua-own-certificate',
    'configuration',
    (_, file) => `the server does not trust this agent's certificate: accept it there (${file})`,
  ],
  [
    /connect (E[A-Z]+)/,
    'opcua-connect',
    'unavailable',
    () => 'nothing listens there, or the network is away',
  ],
]

/**
 * What a connection came to grief of, in the words of whoever can mend it.
 * @param ownCertificate the file of this client's own certificate
 */
export function connectFault(error: unknown, tried: Tried, ownCertificate: string): MusterError {
  const text = messageOf(error)
  const at = (message: string) => `${tried.endpoint}: ${message}`
  if (error instanceof MusterError)
    return new MusterError(error.code, error.category, at(text), { cause: error })
  for (const [says, code, category, meaning] of MEANINGS) {
    const [said] = says.exec(text) ?? []
    if (said !== undefined)
      return new MusterError(code, category, at(`${meaning(tried, ownCertificate)} (${said})`), {
        cause: error,
      })
  }
  return new MusterError('opcua-connect', 'unavailable', at(text), { cause: error })
}

function who(user: OpcUaUser | undefined): string {
  if (!user) return 'anonymous users'
  return user.name === undefined
    ? `the user of ${user.certificateFile}`
    : `the user ${user.name} with this password`
}

function kindOf({ name }: OpcUaUser): string {
  return name === undefined ? 'users with certificates' : 'user names with passwords'
}
