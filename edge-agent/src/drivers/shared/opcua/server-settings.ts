import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { durationSetting } from '../declared-activity.ts'

const strict = { additionalProperties: false } as const

/** How messages are protected. */
const SECURITY_MODES = ['None', 'Sign', 'SignAndEncrypt'] as const
/** With which algorithms (OPC 10000-7); the older ones are broken. */
const SECURITY_POLICIES = ['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'] as const

const Security = Type.Object(
  {
    mode: Type.Unsafe<(typeof SECURITY_MODES)[number]>({
      type: 'string',
      enum: [...SECURITY_MODES],
      default: 'None',
      description:
        'None: anybody on the network can read, change and pretend. Sign: nobody can change or pretend. SignAndEncrypt: nor read.',
    }),
    policy: Type.Unsafe<(typeof SECURITY_POLICIES)[number]>({
      type: 'string',
      enum: [...SECURITY_POLICIES],
      default: 'Basic256Sha256',
      description: 'The algorithms, unless the mode is None; the server has to offer them.',
    }),
  },
  strict,
)

const User = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, description: 'The user name, with a password.' })),
    password: Type.Optional(
      Type.String({ description: 'The password itself; better kept in a file or the environment.' }),
    ),
    passwordFile: Type.Optional(
      Type.String({ minLength: 1, description: 'A file that holds the password; an absolute path.' }),
    ),
    passwordVariable: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
        description: 'The environment variable that holds it.',
      }),
    ),
    certificateFile: Type.Optional(
      Type.String({
        minLength: 1,
        description: "The user's certificate, PEM, instead of a name; an absolute path.",
      }),
    ),
    privateKeyFile: Type.Optional(
      Type.String({ minLength: 1, description: 'The private key to it, PEM; an absolute path.' }),
    ),
    overUnprotected: Type.Boolean({
      default: false,
      description: 'Send it although `security` is None, where others can read it.',
    }),
  },
  strict,
)

/** What the settings of every driver for an OPC UA server have. */
export const OPCUA_SERVER = {
  endpoint: Type.String({
    pattern: '^opc\\.tcp://[^/]+',
    description: 'Where the server listens.',
    example: 'opc.tcp://192.168.10.20:4840',
  }),
  security: { ...Security, default: {} },
  user: Type.Optional({ ...User, description: 'Who to be there; anonymous where left out.' }),
  connectLimit: durationSetting('How long a connection may take.', '15 s'),
  responseLimit: durationSetting('How long an answer may take; after it the connection is given up.', '5 s'),
  startLimit: durationSetting(
    'How long the answer to a start may take; after it the start is unsure.',
    '30 s',
  ),
  pollEvery: durationSetting('How often a run is looked at.', '1 s'),
  checkEvery: durationSetting('How often it is asked whether the server is there.', '5 s'),
  settlingTime: durationSetting(
    'For how long a start that was sent may still arrive after its sender is gone. Linux goes on delivering for about 100 s.',
    '2 min',
  ),
}
const OpcUaServer = Type.Object(OPCUA_SERVER)
export type OpcUaServer = Static<typeof OpcUaServer>
export type OpcUaSecurity = Static<typeof Security>
export type OpcUaUser = Static<typeof User>

/** What the schema can't say of who to be at the server. */
export function checkOpcUaServer({ security, user }: OpcUaServer): Fault[] {
  if (!user) return []
  const faults: Fault[] = []
  const passwords = (['password', 'passwordFile', 'passwordVariable'] as const).filter(
    setting => user[setting] !== undefined,
  )
  const needed = user.name === undefined ? 0 : 1
  if (passwords.length !== needed)
    faults.push({
      field: 'user',
      message:
        needed === 1
          ? 'must have one of password, passwordFile and passwordVariable with the name'
          : 'has a password and no name',
    })
  const isCertificate = user.certificateFile !== undefined
  if (isCertificate !== (user.privateKeyFile !== undefined))
    faults.push({ field: 'user', message: 'must have certificateFile and privateKeyFile, or neither' })
  if (isCertificate === (user.name !== undefined))
    faults.push({ field: 'user', message: 'must have either a name or a certificateFile' })
  if (security.mode === 'None' && !user.overUnprotected)
    faults.push({
      field: 'security.mode',
      message:
        'must be Sign or SignAndEncrypt where there is a user: None lets others read what proves who it is (user.overUnprotected: true allows that)',
    })
  return faults
}
