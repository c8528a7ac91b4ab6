import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { systemClock } from '@muster/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mqttJsPort } from './mqtt-js.ts'
import type { MqttConnection } from './port.ts'

/** On the path of every machine that builds or tests this. */
const OPENSSL = 'openssl'

/** A certificate for localhost that is its own authority; made anew, so that no key lies in the repository. */
function makeCertificate(): { key: string; certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'muster-tls-'))
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync(OPENSSL, ['req', ...kind, ...names, '-keyout', keyFile, '-out', certificateFile], {
    stdio: 'ignore',
  })
  const made = { key: readFileSync(keyFile, 'utf8'), certificate: readFileSync(certificateFile, 'utf8') }
  rmSync(folder, { recursive: true })
  return made
}

describe('mqtts', () => {
  const { key, certificate } = makeCertificate()
  const sockets: Socket[] = []
  const server = createServer({ key, cert: certificate }, socket => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.once('data', () => socket.write(Buffer.from([0x20, 2, 0, 0])))
  })
  let portNumber = 0

  beforeAll(async () => {
    server.listen(0)
    await once(server, 'listening')
    const address = server.address()
    portNumber = typeof address === 'object' && address ? address.port : 0
  })
  afterAll(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })

  const connect = (host: string, ca?: string): Promise<MqttConnection> => {
    const target = { url: `mqtts://${host}:${portNumber}`, clientId: 'one', keepaliveSeconds: 10 }
    return mqttJsPort(systemClock).connect(ca === undefined ? target : { ...target, ca }, () => {})
  }

  it('connects to a broker that the authority vouches for', async () => {
    const connection = await connect('localhost', certificate)
    connection.destroy()
    expect(await connection.closed).toEqual({ why: 'closed' })
  })

  it('refuses a broker that nobody vouches for', async () => {
    const attempt = connect('localhost')
    await expect(attempt).rejects.toMatchObject({ code: 'mqtt-unreachable' })
    await expect(attempt).rejects.toThrow('certificate')
  })

  it('refuses a broker whose certificate is for another host', async () => {
    const attempt = connect('127.0.0.1', certificate)
    await expect(attempt).rejects.toMatchObject({ code: 'mqtt-unreachable' })
    await expect(attempt).rejects.toThrow('altnames')
  })
})
