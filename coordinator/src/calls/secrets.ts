import { readFileSync } from 'node:fs'
import { ConfigurationError, type Fault, messageOf } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { CallError } from './call-kind.ts'

/** Secrets that steps name: they are never part of a job, and never shown. */

const SECRET_NAME = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'

export const SecretSettings = Type.Record(
  Type.String({ pattern: SECRET_NAME }),
  Type.Object(
    {
      env: Type.Optional(
        Type.String({ minLength: 1, description: 'The environment variable that holds it.' }),
      ),
      file: Type.Optional(
        Type.String({ minLength: 1, description: 'The file that holds it, read at the start.' }),
      ),
    },
    { additionalProperties: false, minProperties: 1, maxProperties: 1 },
  ),
  { default: {}, description: 'Secrets that calls may use, by name: {secret: name} in `with` of a step.' },
)
export type SecretSettings = Static<typeof SecretSettings>

/** Reads what the settings name. @throws ConfigurationError with every secret that is not there */
export function readSecrets(
  settings: SecretSettings,
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>()
  const faults: Fault[] = []
  for (const [name, { env, file }] of Object.entries(settings)) {
    try {
      const value = env === undefined ? readFileSync(file ?? '', 'utf8').trim() : environment[env]
      if (value === undefined || value === '')
        faults.push({ field: `secrets.${name}`, message: `${env ?? file ?? ''} is empty or not set` })
      else secrets.set(name, value)
    } catch (error) {
      faults.push({ field: `secrets.${name}`, message: messageOf(error) })
    }
  }
  if (faults.length > 0) throw new ConfigurationError('not all secrets can be read', faults)
  return secrets
}

/** Names of the secrets that a value refers to. */
export function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const name = secretName(value)
  return name === undefined ? Object.values(value).flatMap(secretsIn) : [name]
}

/** The value with the secrets in their places. @throws CallError for one that there is not */
export function withSecrets(value: unknown, secrets: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => withSecrets(item, secrets))
  const name = secretName(value)
  if (name === undefined)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withSecrets(item, secrets)]))
  const secret = secrets.get(name)
  if (secret === undefined)
    throw new CallError(
      'secret-unknown',
      'parameters',
      `there is no secret "${name}" in the settings of the coordinator`,
    )
  // `Bearer` and the like stand before it.
  const before: unknown = (value as { readonly before?: unknown }).before
  return `${typeof before === 'string' ? before : ''}${secret}`
}

function secretName(value: object): string | undefined {
  const { secret, ...others } = value as { readonly secret?: unknown }
  const rest = Object.keys(others)
  const isReference = typeof secret === 'string' && rest.every(key => key === 'before')
  return isReference ? secret : undefined
}
