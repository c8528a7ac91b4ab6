import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, OpcUaConnection, openPki } from '@muster/edge-agent/testing/opcua'
import { type Clock, seconds, silentLogger, systemClock } from '@muster/runtime'
import { parseSimulator, type RunningSimulator, startSimulator } from '@muster/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'muster-opcua-security-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Tried = Partial<Pick<ConnectionOptions, 'user' | 'clock'>> & {
  readonly mode?: ConnectionOptions['security']['mode']
  readonly policy?: ConnectionOptions['security']['policy']
}

async function printer(name: string, security: object): Promise<RunningSimulator> {
  const parsed = parseSimulator({
    kind: 'binder-jet-printer',
    name,
    serial: 'BJ-1',
    ledger: join(folder, `${name}.jsonl`),
    protocol: { type: 'isa95-opcua', port: 0, security, pki: pki(name) },
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return startSimulator(parsed.value, { clock: systemClock, logger: silentLogger })
}

const pki = (name: string) => join(folder, name)
const user = (password: Partial<ConnectionOptions['user']>) => ({
  name: 'anna',
  overUnprotected: false,
  ...password,
})

/** Connects, and disconnects where that was possible. @returns what a person is told, or `connected` */
async function told(simulator: RunningSimulator, tried: Tried): Promise<string> {
  try {
    const connection = await OpcUaConnection.open({
      endpoint: simulator.endpoint,
      security: { mode: tried.mode ?? 'Sign', policy: tried.policy ?? 'Basic256Sha256' },
      user: tried.user,
      applicationUri: 'urn:muster:edge-agent:printer',
      pki: pki('client'),
      namespaces: { S: 'urn:muster:simulator' },
      responseLimit: seconds(5),
      startLimit: seconds(5),
      connectLimit: seconds(5),
      clock: tried.clock ?? systemClock,
    })
    connection.close()
    await connection.released
    return 'connected'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What a person does with `muster-agent trust accept`, or in a server's own trust list. */
function acceptAll(who: string): void {
  for (const file of readdirSync(join(pki(who), 'rejected')))
    renameSync(join(pki(who), 'rejected', file), join(pki(who), 'trusted/certs', file))
}

const DAY_MS = 86_400_000

describe('a connection to an OPC UA server that knows its users', () => {
  const security = {
    modes: ['None', 'Sign', 'SignAndEncrypt'],
    policies: ['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'],
    users: { anna: 'open sesame' },
    userCertificates: [join(folder, 'client/own/certs/client_certificate.pem')],
  }
  let server: RunningSimulator
  beforeAll(async () => {
    for (const who of ['client', 'stranger']) {
      const made = await openPki({ pki: pki(who), applicationUri: `urn:muster:${who}`, clock: systemClock })
      await made.close()
    }
    server = await printer('printer', security)
  })
  afterAll(() => server.stop())

  it('is not made by itself: a certificate that nobody accepted is named, with what accepts it', async () => {
    const message = await told(server, {})
    const [name] = readdirSync(join(pki('client'), 'rejected'))
    const thumbprint = /\[([0-9a-f]{40})\]/.exec(name ?? '')?.[1]
    expect(message).toContain(`thumbprint ${thumbprint}`)
    expect(message).toContain('CN=printer@')
    expect(message).toContain(`muster-agent trust accept ${thumbprint} --config FILE`)
    expect(await told(server, {})).toBe(message)
    acceptAll('client')
    expect(await told(server, {})).toBe('connected')
  })

  it('keeps its private key to itself', () => {
    const key = statSync(join(pki('client'), 'own/private/private_key.pem'))
    expect((key.mode & 0o777).toString(8)).toBe('600')
  })

  for (const mode of ['Sign', 'SignAndEncrypt'] as const) {
    for (const policy of security.policies as ConnectionOptions['security']['policy'][]) {
      it(`is made by ${mode} with ${policy}`, async () => {
        expect(await told(server, { mode, policy })).toBe('connected')
      })
    }
  }

  it('takes a password from the settings, a file or the environment', async () => {
    const passwordFile = join(folder, 'password')
    writeFileSync(passwordFile, 'open sesame\n')
    process.env['MUSTER_TEST_OPCUA_PASSWORD'] = 'open sesame'
    for (const password of [
      { password: 'open sesame' },
      { passwordFile },
      { passwordVariable: 'MUSTER_TEST_OPCUA_PASSWORD' },
    ])
      expect(await told(server, { user: user(password) })).toBe('connected')
  })

  it('says that a password is wrong, or can not be read', async () => {
    expect(await told(server, { user: user({ password: 'wrong' }) })).toContain(
      "the server does not let the user anna with this password in; look at the settings' `user`, and at the server's users (BadUserAccessDenied)",
    )
    expect(await told(server, { user: user({ passwordFile: join(folder, 'none') }) })).toContain(
      'user.passwordFile: ENOENT',
    )
    expect(await told(server, { user: user({ passwordVariable: 'MUSTER_TEST_NONE' }) })).toContain(
      'user.passwordVariable: the environment has no MUSTER_TEST_NONE',
    )
  })

  it("takes a user's certificate, and says where the server does not know it", async () => {
    const own = (who: string) => ({
      certificateFile: join(pki(who), 'own/certs/client_certificate.pem'),
      privateKeyFile: join(pki(who), 'own/private/private_key.pem'),
      overUnprotected: false,
    })
    expect(await told(server, { user: own('client') })).toBe('connected')
    expect(await told(server, { user: own('stranger') })).toContain(
      `the server does not let the user of ${own('stranger').certificateFile} in`,
    )
    expect(
      await told(server, { user: { ...own('client'), privateKeyFile: join(folder, 'password') } }),
    ).toContain('user.privateKeyFile: is no PEM')
  })

  it('names a certificate that comes in the place of the accepted one', async () => {
    const certificate = join(pki('printer'), 'own/certs/certificate.pem')
    const before = readFileSync(certificate, 'utf8')
    rmSync(certificate)
    await server.reboot()
    expect(readFileSync(certificate, 'utf8')).not.toBe(before)
    expect(await told(server, {})).toContain('was not accepted here by anybody')
  })
})

describe('a connection to an OPC UA server that takes only one policy, and only clients and users it knows', () => {
  let server: RunningSimulator
  beforeAll(async () => {
    server = await printer('strict', {
      modes: ['SignAndEncrypt'],
      policies: ['Aes128_Sha256_RsaOaep'],
      anonymous: false,
      users: { anna: 'open sesame' },
      acceptsClients: false,
    })
  })
  afterAll(() => server.stop())
  const offered = { mode: 'SignAndEncrypt', policy: 'Aes128_Sha256_RsaOaep' } as const

  it('says what the server offers where it has no such policy', async () => {
    expect(await told(server, { mode: 'Sign' })).toContain(
      'the server does not offer Sign with Basic256Sha256; it offers SignAndEncrypt with Aes128_Sha256_RsaOaep',
    )
  })

  it('says that there has to be security', async () => {
    expect(await told(server, { mode: 'None' })).toContain('the server takes no connection without security')
  })

  it('says where to accept the certificate of this agent, and that nobody may be anonymous', async () => {
    await told(server, offered)
    acceptAll('client')
    const own = join(pki('client'), 'own/certs/client_certificate.pem')
    expect(await told(server, offered)).toContain(
      `the server does not trust this agent's certificate: accept it there (${own})`,
    )
    acceptAll('strict')
    await server.reboot()
    expect(await told(server, offered)).toContain('the server does not take anonymous users: give a `user`')
    expect(await told(server, { ...offered, user: user({ password: 'open sesame' }) })).toBe('connected')
  })
})

describe('a connection to an OPC UA server whose certificate', () => {
  it('has expired is refused, also where it was accepted', async () => {
    const server = await printer('old', {
      modes: ['Sign'],
      certificate: { validFrom: '2020-01-01T00:00:00Z', days: 30 },
    })
    expect(await told(server, {})).toMatch(
      /certificate \(CN=Muster simulator; thumbprint [0-9a-f]{40}\) has expired on 2020-01-31 00:00:00 UTC/,
    )
    await server.stop()
  })

  it('is not valid yet, as this clock is hours behind, is refused with both times', async () => {
    const hoursBehind: Clock = { ...systemClock, wall: () => Date.parse('2026-03-01T09:00:00Z') }
    const server = await printer('young', {
      modes: ['Sign'],
      certificate: { validFrom: '2026-03-01T12:00:00Z', days: 36_000 },
    })
    expect(await told(server, { clock: hoursBehind })).toMatch(
      /is valid only from 2026-03-01 12:00:00 UTC on, and this machine's clock says 2026-03-01 09:00:00 UTC: look whether the clocks are right/,
    )
    await server.stop()
  })

  it('is made when this clock is hours ahead of the server: the own certificate began a day ago', async () => {
    const text = readFileSync(join(pki('client'), 'own/certs/client_certificate.pem'))
    const { X509Certificate } = await import('node:crypto')
    expect(Date.parse(new X509Certificate(text).validFrom)).toBeLessThan(systemClock.wall() - DAY_MS / 2)
  })
})
