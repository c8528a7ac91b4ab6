import { readFile } from 'node:fs/promises'
import { messageOf, MusterError } from '@muster/runtime'
import { crypto_utils, type UserIdentityInfo, UserTokenType } from 'node-opcua-client'
import type { OpcUaUser } from './server-settings.ts'

/**
 * Who to be at the server. Files and variables are read each time, so that a new password needs no restart.
 * @throws MusterError where a file or a variable can't be read
 */
export async function identityOf(
  user: OpcUaUser | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<UserIdentityInfo> {
  if (!user) return { type: UserTokenType.Anonymous }
  const { name, certificateFile, privateKeyFile } = user
  if (name !== undefined) {
    return { type: UserTokenType.UserName, userName: name, password: await passwordOf(user, environment) }
  }
  const certificate = await readSecret('user.certificateFile', certificateFile ?? '')
  const key = await readSecret('user.privateKeyFile', privateKeyFile ?? '')
  return {
    type: UserTokenType.Certificate,
    certificateData: fromPem('user.certificateFile', () => crypto_utils.convertPEMtoDER(certificate)),
    keyOperations: fromPem('user.privateKeyFile', () =>
      crypto_utils.keyOperationsFromPrivateKey(crypto_utils.makePrivateKeyFromPem(key)),
    ),
  }
}

async function passwordOf(
  { password, passwordFile, passwordVariable }: OpcUaUser,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (password !== undefined) return password
  if (passwordFile !== undefined)
    // An editor ends the line.
    return (await readSecret('user.passwordFile', passwordFile)).replace(/\r?\n$/, '')
  const value = environment[passwordVariable ?? '']
  if (value !== undefined) return value
  throw unreadable('user.passwordVariable', `the environment has no ${passwordVariable}`)
}

async function readSecret(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw unreadable(setting, messageOf(error))
  }
}

function fromPem<T>(setting: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unreadable(setting, `is no PEM: ${messageOf(error)}`)
  }
}

function unreadable(setting: string, why: string): MusterError {
  return new MusterError('opcua-user', 'configuration', `${setting}: ${why}`)
}
