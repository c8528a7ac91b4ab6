import { createHash, timingSafeEqual } from 'node:crypto'
import { ID_PATTERN, type Principal } from '@muster/protocol'
import { compileSchema, ConfigurationError, type Fault, parseConfiguration } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'

const CredentialSchema = Type.Object(
  {
    id: Type.String({ pattern: ID_PATTERN }),
    password: Type.String({ minLength: 8, maxLength: 200, pattern: '^[^\\u0000-\\u001f]*$' }),
    role: Type.Optional(
      Type.Unsafe<'agent' | 'coordinator' | 'publisher'>({
        type: 'string',
        enum: ['agent', 'coordinator', 'publisher'],
      }),
    ),
  },
  { additionalProperties: false },
)

/**
 * One login of the broker. `id` is the user name: an agent's id, or a coordinator's. The id `coordinator` has the
 * coordinator's role unless `role` says otherwise, every other id the agent's.
 */
export type Credential = Readonly<Static<typeof CredentialSchema>>

const parse = compileSchema<Credential[]>(Type.Array(CredentialSchema, { minItems: 1 }))

/**
 * Reads a credentials file: a YAML list of `{id, password}`, with `role: coordinator` for further coordinators and
 * `role: publisher` for those who may only publish to triggers.
 * @throws ConfigurationError with every fault and its place.
 */
export function parseCredentials(text: string, source: string): readonly Credential[] {
  const credentials = parseConfiguration(text, source, parse)
  const faults = doubles(credentials)
  if (faults.length > 0) throw new ConfigurationError(`${source} names an id twice`, faults)
  return credentials
}

function doubles(credentials: readonly Credential[]): Fault[] {
  const ids = credentials.map(({ id }) => id)
  return ids.flatMap((id, i) => {
    return ids.indexOf(id) < i ? [{ field: `${i}.id`, message: `"${id}" stands there already` }] : []
  })
}

export function principalOf({ id, role }: Credential): Principal {
  const known = role ?? (id === 'coordinator' ? 'coordinator' : 'agent')
  if (known === 'coordinator') return { role: 'coordinator' }
  return known === 'publisher' ? { role: 'publisher', publisherId: id } : { role: 'agent', agentId: id }
}

/** Says who a login is; takes the same time whether the name or the password is wrong. */
export function authenticator(
  credentials: readonly Credential[],
): (username: string, password: Uint8Array) => Principal | undefined {
  const known = new Map(credentials.map(credential => [credential.id, credential]))
  const digests = new Map(credentials.map(({ id, password }) => [id, digest(password)]))
  const nobody = digest('')
  return (username, password) => {
    const isRight = timingSafeEqual(digests.get(username) ?? nobody, digest(password))
    const credential = known.get(username)
    return isRight && credential ? principalOf(credential) : undefined
  }
}

function digest(password: string | Uint8Array): Buffer {
  return createHash('sha256').update(password).digest()
}
