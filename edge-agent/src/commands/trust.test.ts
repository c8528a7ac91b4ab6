import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readGiven } from './command.ts'
import { trustCommand } from './trust.ts'

/** CN=Printer, O=Maker, until 2126. */
const PRINTER = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUfpRy4G1Lv49DYJOkvZydPAlO9dMwCgYIKoZIzj0EAwIw
IjEQMA4GA1UEAwwHUHJpbnRlcjEOMAwGA1UECgwFTWFrZXIwIBcNMjYxMTIxMjE1
MTQxWhgPMjEyNjEwMjgyMTUxNDFaMCIxEDAOBgNVBAMMB1ByaW50ZXIxDjAMBgNV
BAoMBU1ha2VyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEy/dg98NTC8/3JZio
ivZglfvTA8zvkUoArdIGulT3lmWT87iRePAOkqcHwYGUtq0ODWzW6iFR5V7YmBzH
ZgDxIaNTMFEwHQYDVR0OBBYEFChoOhRwvplGhMBLZyT2Y2YKJhHOMB8GA1UdIwQY
MBaAFChoOhRwvplGhMBLZyT2Y2YKJhHOMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
zj0EAwIDSQAwRgIhAP31rR+o9JIZ3u59mYGxB150dnrEVsKUXsgb7OyxoQ7JAiEA
5CrIWf2VX6Sv77FBvZ4vvXq77PqdpuYSKuJnopFgiiE=
-----END CERTIFICATE-----
`
const THUMBPRINT = 'a459edfc5a86d4f1d4d8733f32e7db7fede28c49'

let folder: string
let pki: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-trust-'))
  pki = join(folder, 'drivers/printer/pki')
  const sample = await readFile(new URL('../../../deploy/agent.yaml', import.meta.url), 'utf8')
  const config = sample.replace(/^data: .*$/m, `data: ${folder}`).replace('id: balance', 'id: printer')
  await writeFile(join(folder, 'agent.yaml'), config)
  await mkdir(join(pki, 'rejected'), { recursive: true })
  await mkdir(join(pki, 'own/certs'), { recursive: true })
})
afterEach(() => rm(folder, { recursive: true }))

async function trust(...words: string[]): Promise<string> {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const args = [...words, '--config', join(folder, 'agent.yaml')]
  try {
    await trustCommand.run(readGiven(trustCommand, args))
    return print.mock.calls.map(([text]) => String(text)).join('')
  } finally {
    print.mockRestore()
  }
}

it('lists nothing where no instrument has shown a certificate', async () => {
  expect(await trust('list')).toBe('no instrument has shown a certificate yet\n')
})

it('lists what was shown, accepts it by its thumbprint as people write it, and takes that back', async () => {
  await writeFile(join(pki, 'rejected/Printer.pem'), PRINTER)
  await writeFile(join(pki, 'rejected/notes.txt'), 'no certificate')
  await writeFile(join(pki, 'own/certs/client_certificate.pem'), PRINTER)
  const line = (state: string) =>
    `  ${state}   ${THUMBPRINT}  CN=Printer, O=Maker; valid to 2126-10-28 21:51:41 UTC\n`
  const own = `  own        ${pki}/own/certs/client_certificate.pem: to be accepted at the instrument\n`
  expect(await trust('list')).toBe(`printer\n${line('refused ')}${own}`)
  expect(await trust('accept', 'A4:59:ED:FC:5A:86')).toBe(
    'accepted for printer: CN=Printer, O=Maker; a running agent takes it when it tries again, within half a minute\n',
  )
  expect(await readdir(join(pki, 'trusted/certs'))).toEqual(['Printer.pem'])
  expect(await trust('list')).toBe(`printer\n${line('accepted')}${own}`)
  expect(await trust('accept', THUMBPRINT)).toContain('accepted for printer')
  expect(await trust('reject', THUMBPRINT)).toContain('refused for printer: CN=Printer, O=Maker')
  expect(await trust('list')).toBe(`printer\n${line('refused ')}${own}`)
})

it.each([
  [['accept', '0123456789'], 'no instrument of this agent has shown a certificate 0123456789'],
  [['accept', 'a459'], 'give the thumbprint, or its first 8 digits at least'],
  [['accept'], 'give the thumbprint'],
  [['accept', 'not a thumbprint'], 'give the thumbprint'],
  [['forget', THUMBPRINT], `trust forget ${THUMBPRINT} is no command`],
  [['list', THUMBPRINT], `trust list ${THUMBPRINT} is no command`],
])('trust %s is answered with what would be right', async (words, message) => {
  await writeFile(join(pki, 'rejected/Printer.pem'), PRINTER)
  await expect(trust(...words)).rejects.toThrow(message)
  expect(await readdir(join(pki, 'rejected'))).toEqual(['Printer.pem'])
})
